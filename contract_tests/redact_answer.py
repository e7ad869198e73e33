"""Redact refusals if a feed holds personal data: a server may name anybody in them."""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from ..spec.contract import Contract
from ..spec.operations import Operation
from ..spec.walk import walk
from ..validators.model import Finding
from ..validators.personal import holds_personal
from ..validators.rules import rules
from ..validators.show import short_json, show
from .server.target import Answer

_REDACTED = "…"
_INDEX = 3
"""The maximum number of digits of an index in a pointer; a longer number may be an id."""


def redact_answer(contract: Contract, operation: Operation, answer: Answer) -> Answer:
    """Return the answer, with a redacted body to show if it is a refusal that may name people."""
    if answer.is_success or not concerns_people(contract, operation):
        return answer
    return replace(answer, redacted=redact_body(contract, answer.raw))


def redact_refusal(contract: Contract, label: str, content: bytes, text: str) -> str:
    """Return the text to show for the body of a refusal by the operation of this label."""
    operation = contract.labelled.get(label)
    return redact_body(contract, content) if operation and concerns_people(contract, operation) else show(text)


def concerns_people(contract: Contract, operation: Operation) -> bool:
    """Return whether the operation's feed, or a feed whose records its path names, holds personal data."""
    feeds = {operation.feed, *map(contract.collection, operation.path_names)}
    return any(holds_personal(contract.feeds[feed].actions["read"]) for feed in feeds if feed in contract.feeds)


def redact_body(contract: Contract, content: bytes) -> str:
    """Return the shape and length of a body; it has no words except those of the contract and the ids of rules."""
    try:
        shape = short_json(_shape(json.loads(content), _words(contract)))
    except (ValueError, RecursionError):
        shape = "no JSON"
    return f"{shape}, {len(content)} bytes (what may be personal is not shown)"


def _words(contract: Contract) -> set[str]:
    schemas = (node.value for node in walk(contract.openapi) if node.kind == "schema")
    names = {name for schema in schemas for name in schema.get("properties", {})}
    examples = contract.openapi.get("components", {}).get("responses", {})
    return {*names, *_names(examples), *Finding._fields, *(rule.id for rule in rules().values())}


def _names(value: Any) -> Iterator[str]:
    """Yield the names of all members, at whatever depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for child in value if isinstance(value, list) else ():
        yield from _names(child)


def _shape(value: Any, words: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name if name in words else _REDACTED: _shape(member, words) for name, member in value.items()}
    if isinstance(value, list):
        return [_shape(item, words) for item in value]
    is_shown = value is None or isinstance(value, bool) or _is_harmless(value, words)
    return value if is_shown else _REDACTED


def _is_harmless(value: Any, words: Collection[str]) -> bool:
    """Return whether a value is a word of the contract, or a pointer that leads along such words."""
    if not isinstance(value, str):
        return False
    parts = value[1:].split("/") if value.startswith("/") else [value]
    return all(part in words or (part.isdecimal() and len(part) <= _INDEX and len(parts) > 1) for part in parts)
