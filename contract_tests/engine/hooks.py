"""Prepare each generated request before it is sent, so that a body that is meant to be valid is valid.

The schema alone does not say how the fields of a body are related, so most bodies that are generated from it break a rule,
and a correct server that refuses them would look broken. The rules make them valid. A body that is meant to be invalid is not
changed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from zlib import crc32

from schemathesis import Case
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import CaseMetadata

from ...fixtures.build import build
from ...fixtures.ids import id_value
from ...fixtures.plan import MINIMAL
from ...fixtures.validity import is_binding, make_valid
from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...spec.flat import ITEM, child_of
from ...spec.operations import Operation, fill
from ...validators.identity import id_text
from ...validators.judge import Judge
from ...validators.text.document import texts
from ..discovery import Discovered, choices, sendable_fields
from ..encoded import decoded, encoded
from ..ledger import Ledger
from ..server.target import Target

_ABSENT = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


@dataclass(frozen=True, slots=True)
class _Writing:
    """An operation that takes a body: its judge, and the operation that reads the record it changes."""

    judge: Judge
    reads: Operation | None


class Preparing:
    """The `before_call` hook. It gives requests ids that exist, and makes bodies valid; `troubles` says which it could not."""

    def __init__(self, ledger: Ledger, discovered: Discovered, target: Target) -> None:
        """Prepare a judge for each operation that takes a body, and the known values of path parameters."""
        contract = ledger.contract
        self._ledger = ledger
        self.troubles: dict[str, None] = {}
        self._target = target
        self._discovered = discovered
        found = contract.labelled
        self._writing = {
            label: _writing(contract, discovered, op) for label, op in found.items() if "requestBody" in op.node
        }
        self._values = {
            label: [encoded(values) for values in choices(contract, op, discovered)]
            for label, op in found.items()
            if op.path_names
        }

    def __call__(self, _context: Any, case: Case[Any], _kwargs: dict[str, Any]) -> None:
        """Change the path parameters and the body of a request. Containers are replaced, never changed: other cases share them.

        Nothing unchanged is assigned, because schemathesis judges everything again that is assigned.
        """
        label = case.operation.label
        if case.method.upper() != label.partition(" ")[0]:
            return
        meta = case.meta  # read once, as schemathesis looks for changes each time it is read
        given = case.path_parameters or {}
        led = self._existing(label, given) if _is_positive(meta, ParameterLocation.PATH) else given
        if self._ledger.guards:
            led = self._guarded(label, led)
        if led is not given:
            case.path_parameters = led
        if label in self._writing and not isinstance(case.body, NotSet):
            right = _is_positive(meta, ParameterLocation.BODY)
            body = self._right(self._writing[label], case) if right else case.body
            operation = self._ledger.contract.labelled[label]
            body = self._ledger.marked(operation, self._ledger.unmarked(operation, body))
            if body is not case.body:
                case.body = body

    def _guarded(self, label: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return path parameters with which a change reaches a record of this run, or no record; those given if they do."""
        plain = decoded(given)
        own = self._ledger.guarded(label, plain)
        return given if own == plain else encoded(own)

    def _existing(self, label: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return path parameters that lead to a record, for every other case; the rest may name records that do not exist."""
        values = self._values.get(label)
        if not values:
            return given
        number = crc32(repr(sorted(given.items())).encode())
        return given | values[number // 2 % len(values)] if number % 2 else given

    def _right(self, writing: _Writing, case: Case[Any]) -> Any:
        """Return the body made valid: a server must not refuse it, not even after merging it into the record that it changes.

        If that record cannot be read, the body sets every field that may be set, so that the record's own values do not
        matter.
        """
        body = _readable(refer(writing.judge.schema, case.body, self._discovered.ids))
        stored = self._stored(writing, decoded(case.path_parameters))
        below = build(writing.judge, 0) if stored is None else stored
        try:
            whole = make_valid(writing.judge, below | body, is_binding)
        except FeedproofError as error:
            # An exception here would start a search for the smallest body that raises it, which takes minutes.
            self.troubles[f"{case.operation.label}: {error}"] = None
            return below or build(writing.judge, 0, MINIMAL)
        known = stored or {}
        return {name: value for name, value in whole.items() if name in body or value != known.get(name)}

    def _stored(self, writing: _Writing, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the fields of the record that a body could set: empty if there is no such record, None if it cannot be read."""
        if writing.reads is None:
            return {}
        path = fill(writing.reads.path, {name: str(value) for name, value in values.items()})
        try:
            answer = self._target.send("GET", path)
        except FeedproofError:  # the request itself comes next, and schemathesis reports how it ends
            return None
        if answer.is_success and isinstance(answer.body, dict):
            return sendable_fields(writing.judge.schema, answer.body)
        return {} if answer.status in _ABSENT else None


def _writing(contract: Contract, discovered: Discovered, operation: Operation) -> _Writing:
    reads = (other for other in contract.operations if other.path == operation.path and other.action == "read")
    return _Writing(discovered.judge(contract, operation), next(reads, None))


def _is_positive(meta: CaseMetadata | None, where: ParameterLocation) -> bool:
    """Return whether this part of the request is meant to be valid. The contract's examples have one mode for all their parts."""
    if meta is None:
        return False
    part = meta.components.get(where)
    return (part.mode if part else meta.generation.mode) is GenerationMode.POSITIVE


def _readable(body: Any) -> Any:
    """Return the body without the fields whose JSON programs read in different ways, such as a number of thirty digits."""
    text = next(iter(texts(json.dumps(body).encode(), lines=False)))
    unreadable = {flaw.path[0] for flaw in text.flaws if flaw.path}
    return {name: value for name, value in body.items() if name not in unreadable}


def refer(schema: dict[str, Any], value: Any, ids: Mapping[str, frozenset[str]]) -> Any:
    """Return the value with every reference changed to a known id; an optional one is left out if no id is known."""
    if isinstance(value, dict):
        members = {name: child_of(schema, name) for name in value}
        required = schema.get("required", ())
        kept = [name for name, member in members.items() if name in required or _can_refer(member, ids)]
        return {name: refer(members[name], value[name], ids) for name in kept}
    if isinstance(value, list):
        return [refer(child_of(schema, ITEM), item, ids) for item in value]
    existing = sorted(ids.get(schema.get("x-references", ""), ()))
    if not existing or id_text(value) in existing:
        return value
    return id_value(schema, existing[crc32(repr(value).encode()) % len(existing)])


def _can_refer(schema: dict[str, Any], ids: Mapping[str, frozenset[str]]) -> bool:
    return "x-references" not in schema or schema["x-references"] in ids
