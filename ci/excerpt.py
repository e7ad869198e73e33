"""The excerpt of a payload around a finding: some fields of the object, with the place marked and values shortened."""

import json
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..spec.pointer import index, split, step
from ..spec.text import shortened
from ..validators.personal import public_names
from ..validators.show import show, subject
from ..validators.text.document import Text, texts
from .failure import Found
from .inputs import Input
from .relative import is_in_file

Lines = tuple[str, ...]

MARK = ">"
"""The line of the place begins with it, every other one with a space."""
LARGEST = 4_000_000
"""Bytes of a file that are read again."""
IN_ALL = 64_000_000
"""Bytes of all files that are."""
_AROUND = 2
_LONGEST = 60


def excerpts(found: Iterable[Found], contract: Contract | None) -> Iterator[Lines]:
    """Yield the lines of the excerpt for each finding; none if there is nothing to show.

    Without a contract it is not known which values are personal, so no value is shown. Each file is read again, once for the
    findings in it that follow each other; only the beginning of a large file is read.
    """
    feeds = contract.feeds if contract else {}
    names = {name: public_names(feed.actions.values()) for name, feed in feeds.items()}
    left = IN_ALL
    for path, same in groupby(found, lambda each: each.path if is_in_file(each) and each.feed in names else ""):
        document, size = _read(path, min(left, LARGEST)) if path else ([], 0)
        left -= size
        yield from (tuple(_excerpt(each, document, names)) for each in same)


def _read(path: str, most: int) -> tuple[list[Text], int]:
    """Return the texts of a file, or of its beginning, and how many bytes were read."""
    document = Input(path, path)
    try:
        with document.opened() as stream:
            stream.block = most + 1
            data = stream.read()
    except (FeedproofError, OSError, EOFError):
        return [], 0
    if len(data) > most:
        data = data[: data.rfind(b"\n") + 1] if document.lines else b""
    return list(texts(data, lines=document.lines)), len(data)


def _excerpt(found: Found, document: list[Text], names: dict[str, set[str]]) -> Iterator[str]:
    if document and is_in_file(found):
        text = document[bisect(document, found.line, key=lambda text: text.first_line) - 1]
        if not text.flaws:
            yield from _lines(text.value, split(found.pointer), names[found.feed])


def _lines(value: Any, place: list[str], names: set[str]) -> Iterator[str]:
    """Yield the object or array around the place. In a recording, the path in its head starts at the body."""
    way: list[str | int] = []
    for part in place[:-1]:
        try:
            inner = step(value, part)
        except LookupError:
            return
        way.append(int(part) if isinstance(value, list) else part)
        value = inner
        if isinstance(value, str):
            value, way = _body(value), []
    if isinstance(value, dict | list):
        last = place[-1] if place else None
        begin, end = "{}" if isinstance(value, dict) else "[]"
        yield _line(f"{subject(tuple(way))}: {begin}", is_place=last is None)
        yield from _object(value, last, names) if isinstance(value, dict) else _array(value, last, way, names)
        yield _line(end)


def _body(text: str) -> Any:
    """Return the value of a recorded body; None if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _object(value: dict[str, Any], last: str | None, names: set[str]) -> Iterator[str]:
    def line(number: int) -> str:
        key = keys[number]
        return f"{show(key)}: {_short(value[key], is_open=key in names)}"

    keys = list(value)
    yield from _inside(len(keys), keys.index(last) if last in value else None, last, line)


def _array(value: list[Any], last: str | None, way: list[str | int], names: set[str]) -> Iterator[str]:
    """Yield the items around the place; their values are shown if values under the array's name may be shown."""
    is_open = bool(names.intersection(way[-1:]))
    at = None if last is None else index(value, last)
    yield from _inside(len(value), at, last, lambda number: _short(value[number], is_open=is_open))


def _inside(size: int, at: int | None, last: str | None, line: Callable[[int], str]) -> Iterator[str]:
    first, end = max(0, (at or 0) - _AROUND), min(size, (at or 0) + _AROUND + 1)
    yield from [_line("  …")] if first else []
    yield from (_line(f"  {line(number)},", is_place=number == at) for number in range(first, end))
    yield from [_line("  …")] if end < size else []
    yield from [_line(f"  (no {show(last)} here)", is_place=True)] if last is not None and at is None else []


def _line(text: str, *, is_place: bool = False) -> str:
    return f"{MARK if is_place else ' '} {text}"


def _short(value: Any, *, is_open: bool) -> str:
    if isinstance(value, dict | list):
        inside = "…" if value else ""
        return f"{{{inside}}}" if isinstance(value, dict) else f"[{inside}]"
    return shortened(show(value), _LONGEST) if is_open else "…"
