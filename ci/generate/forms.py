"""The formats of `feedproof generate`: a function for each, from items to the blocks of UTF-8 to write."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from io import StringIO
from itertools import chain, islice
from typing import Any

from ...fixtures.compact import compact
from ...validators.judge import Judge
from .item import Item
from .request import Request, curl, http, requester

Form = Callable[[Judge, Iterable[Item]], Iterator[bytes]]

pretty = json.JSONEncoder(ensure_ascii=False, indent=2).encode


def _json(_judge: Judge, items: Iterable[Item]) -> Iterator[bytes]:
    """Write one item by itself, and several as an array."""
    rest = iter(items)
    first = list(islice(rest, 2))
    if len(first) == 1:
        yield f"{pretty(first[0].shown())}\n".encode()
        return
    for number, item in enumerate(chain(first, rest)):
        text = pretty(item.shown()).replace("\n", "\n  ")
        yield f"{',' if number else '['}\n  {text}".encode()
    yield b"\n]\n"


def _ndjson(_judge: Judge, items: Iterable[Item]) -> Iterator[bytes]:
    return (compact(item.shown()) + b"\n" for item in items)


def _csv(judge: Judge, items: Iterable[Item]) -> Iterator[bytes]:
    """Write the fields with single values, below a header."""
    names = flat(judge)
    yield _row(names)
    for item in items:
        yield _row([_cell(item.payload.get(name)) for name in names])


def flat(judge: Judge) -> list[str]:
    """Return the properties of a payload that are neither arrays nor objects."""
    found = judge.schema["properties"].items()
    open_ = [(name, schema) for name, schema in found if judge.context.action == "read" or not schema.get("readOnly")]
    return [name for name, schema in open_ if {"array", "object"}.isdisjoint(schema.get("type", []))]


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else compact(value).decode()


def _row(cells: list[str]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def _requests(write: Callable[[Request], str], comment: str, judge: Judge, items: Iterable[Item]) -> Iterator[bytes]:
    """Write a request for each item; a comment before a broken one says what is wrong with it."""
    request = requester(judge)
    for item in items:
        yield f"{_said(comment, item.finding)}{write(request(item.payload))}\n".encode()


def _said(comment: str, finding: Mapping[str, str]) -> str:
    return f"{comment} {finding['rule']} at {finding['pointer'] or '/'}: {finding['message']}\n" if finding else ""


FORMS: dict[str, Form] = {
    "json": _json,
    "ndjson": _ndjson,
    "csv": _csv,
    "curl": partial(_requests, curl, "#"),
    "http": partial(_requests, http, "###"),
}
ENDINGS = {"json": "json", "ndjson": "json", "curl": "sh", "http": "http"}
"""How the name of a file of one item ends; a format that is not here has no such file."""
