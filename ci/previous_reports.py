"""Recognise the reports of a previous run, which must not be checked as payloads."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from .outputs import Output

_BEGINNINGS = (
    *(b'"name": "feedproof"', b'{"rule": "', b'{"check_name": "'),
    *(b"<testsuites>", b"## feedproof: ", b"<!DOCTYPE html>"),
)
"""The first bytes of a report: of one as json (or sarif), ndjson and gitlab, and of one as junit, markdown and html."""
_EMPTY = b"[]"
_HEAD = 512
"""How many bytes of a file are read to recognise a report."""


def previous_reports(outputs: Iterable[Output], inputs: Iterable[str] = ()) -> Iterator[Path]:
    """Yield the output files that hold a report already. A file that is also named as an input is not one of them."""
    read = {os.path.realpath(name) for name in inputs}
    for output in outputs:
        if output.file and Path(output.file).is_file() and os.path.realpath(output.file) not in read:
            yield from filter(_is_report, [Path(output.file)])


def _is_report(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    return head.strip() == _EMPTY or any(beginning in head for beginning in _BEGINNINGS)
