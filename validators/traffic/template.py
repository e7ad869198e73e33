"""Texts that the program that keeps a request fills in before it sends it: `{{name}}` is a variable, `<string>` only a type."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from ...spec.pointer import resolve
from ..model import Finding

_VARIABLE = re.compile(r"\{\{[^{}]+\}\}")
_TYPE = re.compile("<[A-Za-z]+>")
"""What stands for a value in a collection that was made of an OpenAPI document."""
_BEGINS = re.compile(r"\{\{([^{}]+)\}\}(.*)", re.DOTALL)


def has_variable(text: object) -> bool:
    """Say whether there is a variable in what should be a text."""
    return isinstance(text, str) and _VARIABLE.search(text) is not None


def begun(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the variable that it begins with filled in, and the one that its value begins with, if they are known.

    Each is filled in once, so that none makes another of itself.
    """
    ends: dict[str, str] = {}
    while (match := _BEGINS.match(text)) and (name := match[1].strip()) in values and name not in ends:
        text, ends[name] = values[name], match[2]
    return "".join([text, *reversed(ends.values())])


def is_json(data: bytes) -> bool:
    """Say whether a text is JSON as it stands: its variables, if it has some, are inside of texts and names."""
    return _read(data) is not None


def settled(findings: Iterable[Finding], data: bytes) -> Iterator[Finding]:
    """Yield the findings in a text that are not of a value to be filled in: it is another one when it is sent."""
    document = _read(data)
    for finding in findings:
        if not _is_open(document, finding.pointer):
            yield finding


def _read(data: bytes) -> object:
    """Return the value of JSON; None for anything else, and for null."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _is_open(document: object, pointer: str) -> bool:
    try:
        value = resolve(document, pointer)
    except LookupError:
        return False
    return has_variable(value) or (isinstance(value, str) and _TYPE.fullmatch(value) is not None)
