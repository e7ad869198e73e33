"""Find the offset of a value in a JSON text without flaws: quickly, by walking only the text before it."""

import re
from collections.abc import Iterator
from json.decoder import JSONDecoder
from typing import Any, NamedTuple

from ..model import Path

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = re.compile(rf'{_STRING}|[^ \t\n\r,\[\]{{}}"]+')
_MEMBER = re.compile(rf"[ \t\n\r]*({_STRING})[ \t\n\r]*:[ \t\n\r]*(?:({_SCALAR.pattern})[ \t\n\r]*,?)?")
_NEAR = 1 << 12
"""How many characters are searched for a name, to save a walk; longer walks are rare."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NEXT = re.compile(r"[ \t\n\r]*(,?)[ \t\n\r]*")
_skip = JSONDecoder(parse_int=str).scan_once  # type: ignore[attr-defined]  # it exists, but the stubs lack it
"""Returns a value and its end. Integers stay text: Python refuses to convert more than some thousand digits."""


_FAR = 64
"""An object with more members than this gets an index of all their offsets."""


class OffsetIndex(NamedTuple):
    """Offsets found so far: of the items of each array, and of all members of each large object, by the container's offset."""

    items: dict[int, list[int]]
    members: dict[int, dict[str, int]]


def empty_index() -> OffsetIndex:
    """Return an index for a text that has not been walked yet."""
    return OffsetIndex({}, {})


def find(text: str, value: Any, path: Path, index: OffsetIndex) -> int:
    """Return the offset of the value at a path, or of the innermost value around it that exists; remember offsets in the index.

    `value` is the parsed value of the whole text: a part of the path that it does not have is not searched for in the text.
    """
    at = 0 if text.startswith(("{", "[")) else _end(_SPACE, text, 0)
    for part in path:
        try:
            value = value[part]
        except (LookupError, TypeError):
            break
        inside = (
            (_near(text, at, part) or member(text, at, part, index))
            if isinstance(part, str)
            else item(text, at, part, index)
        )
        if inside is None:
            break
        at = inside
    return at


def _near(text: str, at: int, name: str) -> int | None:
    """Return the offset of a member's value in the object at an offset, if it can be found without a walk; else None."""
    token = f'"{name}":'
    start = text.find(token, at, at + _NEAR)
    if start < 0 or not name.isidentifier() or not (_is_first(text, at, start) or _is_only(text, start, token[:-1])):
        return None
    end = start + len(token)
    return _end(_SPACE, text, end) if text[end].isspace() else end


def _is_first(text: str, at: int, start: int) -> bool:
    """Return whether the name at `start` is a name of the object at an offset: nothing begins, ends or is escaped between them.

    A regular expression would take several times as long.
    """
    return (
        text.startswith("{", at)
        and text.find("{", at + 1, start) < 0
        and text.find("[", at, start) < 0
        and text.find("}", at, start) < 0
        and text.find("\\", at, start) < 0
    )


def _is_only(text: str, start: int, token: str) -> bool:
    """Return whether the name at `start` occurs nowhere else in the text, and no name in it is written with escapes."""
    if len(text) > _NEAR or ("\\" in text and "\\u" in text):  # a single character is found a hundred times faster
        return False
    return text.find(token) == text.rfind(token) == start


def member(text: str, at: int, name: str, index: OffsetIndex | None = None) -> int | None:
    """Return the offset of a member's value in the object at an offset; None if it is not there, or not readable."""
    try:
        return _member(text, at, name, index)
    except (StopIteration, ValueError, RuntimeError):  # a generator turns StopIteration into a RuntimeError
        return None


def _member(text: str, at: int, name: str, index: OffsetIndex | None) -> int | None:
    if index and at in index.members:
        return index.members[at].get(name)
    for number, match in enumerate(_members(text, at)):
        if _is_named(match, name):
            return _value(match)
        if index and number == _FAR:
            found = {_skip(match[1], 0)[0]: _value(match) for match in _members(text, at)}
            return index.members.setdefault(at, found).get(name)
    return None


def _members(text: str, at: int) -> Iterator[re.Match[str]]:
    """Yield a match for each member of the object at an offset: its name, and its value if that is a scalar."""
    if not text.startswith("{", at):
        return
    at += 1
    while match := _MEMBER.match(text, at):
        yield match
        at = match.end() if match[2] else _after(text, match.end())


def _is_named(match: re.Match[str], name: str) -> bool:
    token = match[1]
    return token == f'"{name}"' or ("\\" in token and _skip(token, 0)[0] == name)


def _value(match: re.Match[str]) -> int:
    """Return the offset of a member's value."""
    return match.end() if match[2] is None else match.start(2)


def name_extent(text: str, at: int, name: str) -> tuple[int, int] | None:
    """Return the start and end of a member's name, with its quotes, in the object at an offset; None if there is no such member."""
    return next((match.span(1) for match in _members(text, at) if _is_named(match, name)), None)


def scalar_extent(text: str, at: int) -> tuple[int, int] | None:
    """Return the start and end of the scalar at an offset; None for an object or an array."""
    match = _SCALAR.match(text, at)
    return match.span() if match else None


def item(text: str, at: int, number: int, index: OffsetIndex) -> int | None:
    """Return the offset of an item of the array at an offset; None if it is not there, or not readable."""
    try:
        return _item(text, at, number, index.items.setdefault(at, []))
    except (StopIteration, ValueError, RecursionError):
        return None


def _item(text: str, at: int, number: int, offsets: list[int]) -> int | None:
    if not text.startswith("[", at):
        return None
    if not offsets:
        offsets.append(_end(_SPACE, text, at + 1))
    while len(offsets) <= number:
        offsets.append(_after(text, offsets[-1]))
    return offsets[number]


def items(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each item of the array at an offset, in a text without flaws."""
    at = _end(_SPACE, text, at + 1)
    while not text.startswith("]", at):
        end = _skip(text, at)[1]
        yield at, end
        at = _end(_NEXT, text, end)


def _after(text: str, at: int) -> int:
    """Return the offset of the first character after a value, its comma and white space."""
    scalar = _SCALAR.match(text, at)
    return _end(_NEXT, text, scalar.end() if scalar else _skip(text, at)[1])


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
