"""Reports of an earlier run, which lie where payloads are looked for."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from .outputs import Output

_BEGINNINGS = (
    *(b'"name": "feedproof"', b'{"rule": "', b'{"check_name": "'),
    *(b"<testsuites>", b"## feedproof: ", b"<!DOCTYPE html>"),
)
"""What stands at the beginning of a report: of one as json, ndjson, sarif, gitlab, and of one as junit, markdown, html."""
_EMPTY = b"[]"
_ENOUGH = 512


def earlier(outputs: Iterable[Output], named: Iterable[str] = ()) -> Iterator[Path]:
    """Yield the files of reports that hold one already. Nothing may be written over any other, nor over one that is `named`."""
    kept = {os.path.realpath(name) for name in named}
    for output in outputs:
        if output.file and Path(output.file).is_file() and os.path.realpath(output.file) not in kept:
            yield from filter(_is_report, [Path(output.file)])


def _is_report(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(_ENOUGH)
    return head.strip() == _EMPTY or any(beginning in head for beginning in _BEGINNINGS)
