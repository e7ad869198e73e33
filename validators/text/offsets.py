"""Where a value stands in a JSON text that has no flaw: quickly, by walking only what lies before it."""

import re
from collections.abc import Iterator
from json.decoder import JSONDecoder
from typing import Any, NamedTuple

from ..model import Path

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = re.compile(rf'{_STRING}|[^ \t\n\r,\[\]{{}}"]+')
_MEMBER = re.compile(rf"[ \t\n\r]*({_STRING})[ \t\n\r]*:[ \t\n\r]*(?:({_SCALAR.pattern})[ \t\n\r]*,?)?")
_NEAR = 1 << 12
"""The number of characters that are searched to save a walk; a walk through more is rare."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NEXT = re.compile(r"[ \t\n\r]*(,?)[ \t\n\r]*")
_skip = JSONDecoder(parse_int=str).scan_once  # type: ignore[attr-defined]  # there, and in no stub
"""Returns a value and its end. Numbers stay text: Python makes no number of more than some thousand digits."""


_FAR = 64
"""An object with more members than this gets an index of all their offsets."""


class OffsetIndex(NamedTuple):
    """What was walked, by the offset of it: the offsets of the items of arrays, so far, and of all members of large objects."""

    items: dict[int, list[int]]
    members: dict[int, dict[str, int]]


def empty_index() -> OffsetIndex:
    """Return the index of a text before the first walk."""
    return OffsetIndex({}, {})


def find(text: str, value: Any, path: Path, index: OffsetIndex) -> int:
    """Return the offset of what the path leads to, or of the nearest thing around it. What is walked is kept in the index.

    `value` is that of the whole text: what it lacks is not looked for.
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
    """Return the offset of a member that the object at an offset has, where no walk is needed; None where it takes one."""
    token = f'"{name}":'
    start = text.find(token, at, at + _NEAR)
    if start < 0 or not name.isidentifier() or not (_is_first(text, at, start) or _is_only(text, start, token[:-1])):
        return None
    end = start + len(token)
    return _end(_SPACE, text, end) if text[end].isspace() else end


def _is_first(text: str, at: int, start: int) -> bool:
    """Say whether the name at `start` is one of the object at an offset: nothing else begins, ends or is escaped between them.

    A pattern would take several times as long.
    """
    return (
        text.startswith("{", at)
        and text.find("{", at + 1, start) < 0
        and text.find("[", at, start) < 0
        and text.find("}", at, start) < 0
        and text.find("\\", at, start) < 0
    )


def _is_only(text: str, start: int, token: str) -> bool:
    """Say whether the name at `start` stands nowhere else in the text, and none in it is written with escapes."""
    if len(text) > _NEAR or ("\\" in text and "\\u" in text):  # the first alone takes a hundredth of the time
        return False
    return text.find(token) == text.rfind(token) == start


def member(text: str, at: int, name: str, index: OffsetIndex | None = None) -> int | None:
    """Return the offset of a member of the object at an offset, as far as the text can be read; None where it has none."""
    try:
        return _member(text, at, name, index)
    except (StopIteration, ValueError, RuntimeError):  # a generator makes a RuntimeError of StopIteration
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
    """Yield a match for each member of the object at an offset: its name, and its value where that is a scalar."""
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
    """Return where the name of a member of the object at an offset begins and ends, in its quotes; None where it has none."""
    return next((match.span(1) for match in _members(text, at) if _is_named(match, name)), None)


def scalar_extent(text: str, at: int) -> tuple[int, int] | None:
    """Return where the value at an offset begins and ends; None for an object or an array."""
    match = _SCALAR.match(text, at)
    return match.span() if match else None


def item(text: str, at: int, number: int, index: OffsetIndex) -> int | None:
    """Return the offset of an item of the array at an offset, as far as the text can be read; None where it has none."""
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
    """Yield where each item of the array at an offset begins and ends, in a text without a flaw."""
    at = _end(_SPACE, text, at + 1)
    while not text.startswith("]", at):
        end = _skip(text, at)[1]
        yield at, end
        at = _end(_NEXT, text, end)


def _after(text: str, at: int) -> int:
    """Return the offset of what follows a value and its comma."""
    scalar = _SCALAR.match(text, at)
    return _end(_NEXT, text, scalar.end() if scalar else _skip(text, at)[1])


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
