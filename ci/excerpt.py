"""The part of a payload that a finding is about: some fields of the object around it, the place marked, values short."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..spec.pointer import split, step
from ..validators.document import Text, texts
from ..validators.model import Finding
from ..validators.show import show, subject
from .fingerprint import is_in_file
from .inputs import Input

Lines = tuple[str, ...]

MARK = ">"
"""The line of the place begins with it, every other one with a space."""
LARGEST = 4_000_000
"""Bytes of a file that are read again."""
IN_ALL = 64_000_000
"""Bytes of all files that are."""
_AROUND = 2
_LONGEST = 60


def excerpts(findings: Iterable[Finding], contract: Contract | None) -> Iterator[Lines]:
    """Yield the lines for each finding; nothing where there is nothing to show.

    Without a contract nobody knows which values are personal, so that none is shown. Each file is read again once for the
    findings that follow each other; of a large one only the beginning.
    """
    names = {feed: _open_names(contract, feed) for feed in contract.feeds} if contract else {}
    left = IN_ALL
    for path, same in groupby(findings, lambda finding: finding.path if finding.feed in names else ""):
        found, size = _read(path, min(left, LARGEST)) if path else ([], 0)
        left -= size
        yield from (tuple(_excerpt(finding, found, names[finding.feed])) if found else () for finding in same)


def _read(path: str, most: int) -> tuple[list[Text], int]:
    """Return the texts of a file, or of its beginning, and how many bytes were read."""
    document = Input(path, Path(path))
    try:
        with document.opened() as stream:
            stream.block = most + 1
            data = stream.read()
    except (FeedproofError, OSError, EOFError):
        return [], 0
    if len(data) > most:
        data = data[: data.rfind(b"\n") + 1] if document.lines else b""
    return list(texts(data, lines=document.lines)), len(data)


def _excerpt(finding: Finding, found: list[Text], names: set[str]) -> Iterator[str]:
    text = found[bisect(found, finding.line, key=lambda text: text.first_line) - 1]
    if is_in_file(finding) and not text.flaws:
        yield from _lines(text.value, split(finding.pointer), names)


def _open_names(contract: Contract, feed: str) -> set[str]:
    """Return the names whose values may be shown: listed, and nowhere in the feed personal."""
    marks: dict[str, bool] = {}
    for schema in contract.feeds[feed].actions.values():
        _look(schema, marks, personal=False)
    return {name for name, is_personal in marks.items() if not is_personal}


def _look(schema: dict[str, Any], marks: dict[str, bool], *, personal: bool) -> None:
    personal = personal or bool(schema.get("x-personal"))
    for name, child in schema.get("properties", {}).items():
        marks[name] = marks.get(name, False) or personal or bool(child.get("x-personal"))
        _look(child, marks, personal=personal)
    if "items" in schema:
        _look(schema["items"], marks, personal=personal)


def _lines(value: Any, place: list[str], names: set[str]) -> Iterator[str]:
    """Yield the object or array around the place, opened at the place."""
    way: list[str | int] = []
    for part in place[:-1]:
        try:
            value = step(value, part)
        except LookupError:
            return
        way.append(int(part) if part.isdigit() else part)
    if isinstance(value, dict | list):
        last = place[-1] if place else None
        begin, end = "{}" if isinstance(value, dict) else "[]"
        yield _line(f"{subject(tuple(way))}: {begin}", is_place=last is None)
        yield from _inside(dict(_members(value, way, names)), last)
        yield _line(end)


def _members(value: dict[str, Any] | list[Any], way: list[str | int], names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each member with its line; what stands in an array is shown where the array's own name is."""
    if isinstance(value, dict):
        yield from ((key, f"{show(key)}: {_short(item, is_open=key in names)}") for key, item in value.items())
    else:
        is_open = bool(names.intersection(way[-1:]))
        yield from ((str(index), _short(item, is_open=is_open)) for index, item in enumerate(value))


def _inside(members: dict[str, str], last: str | None) -> Iterator[str]:
    keys = list(members)
    at = keys.index(last) if last in members else 0
    first, end = max(0, at - _AROUND), at + _AROUND + 1
    yield from [_line("  …")] if first else []
    yield from (_line(f"  {members[key]},", is_place=key == last) for key in keys[first:end])
    yield from [_line("  …")] if end < len(keys) else []
    yield from [_line(f"  (no {show(last)} here)", is_place=True)] if last and last not in members else []


def _line(text: str, *, is_place: bool = False) -> str:
    return f"{MARK if is_place else ' '} {text}"


def _short(value: Any, *, is_open: bool) -> str:
    if isinstance(value, dict | list):
        inside = "…" if value else ""
        return f"{{{inside}}}" if isinstance(value, dict) else f"[{inside}]"
    shown = show(value) if is_open else "…"
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
