"""Templates in saved requests, filled in when they are sent: `{{name}}` is a variable, `<string>` stands for any value."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from ...spec.pointer import resolve
from ..model import Finding

_VARIABLE = re.compile(r"\{\{[^{}]+\}\}")
_TYPE = re.compile("<[A-Za-z]+>")
"""A placeholder for a value in a collection that was generated from an OpenAPI document."""
_BEGINS = re.compile(r"\{\{([^{}]+)\}\}(.*)", re.DOTALL)


def has_variable(text: object) -> bool:
    """Return whether a value is a text with a variable."""
    return isinstance(text, str) and _VARIABLE.search(text) is not None


def begun(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the variable at its beginning filled in, if it is known; so is one at the beginning of its value.

    Each variable is filled in only once, so that one that refers to itself does not loop.
    """
    ends: dict[str, str] = {}
    while (match := _BEGINS.match(text)) and (name := match[1].strip()) in values and name not in ends:
        text, ends[name] = values[name], match[2]
    return "".join([text, *reversed(ends.values())])


def is_json(data: bytes) -> bool:
    """Return whether a text is JSON without filling in variables: any variables are inside texts and names."""
    return _read(data) is not None


def settled(findings: Iterable[Finding], data: bytes) -> Iterator[Finding]:
    """Yield the findings, except those of values that are still to be filled in, because other values will be sent."""
    document = _read(data)
    for finding in findings:
        if not _is_open(document, finding.pointer):
            yield finding


def _read(data: bytes) -> object:
    """Return the value of a JSON text; None for any other text, and for null."""
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
