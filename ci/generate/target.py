"""Write generated payloads to standard output, to a file, or to a folder with a file for each: whole, or not at all."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import sub
from typing import Any

from ...spec.errors import FeedproofError
from ...validators.judge import Judge
from ..atomic import drafted
from ..outputs import is_screen, write_all
from ..terminal import output
from .forms import ENDINGS, FORMS, pretty
from .item import Item

MANIFEST = "manifest.json"
MOST_FILES = 100_000
_DIGITS = 4


def deliver_blocks(blocks: Iterable[bytes], file: str | None, flag: str = "-o") -> None:
    """Write the blocks to a file, or to standard output. Raises FeedproofError if that cannot be written to."""
    if not is_screen(file):
        write_all(str(file), blocks, flag)
        return
    with output(advice=f"; name a file with {flag}"):
        sys.stdout.buffer.writelines(blocks)
        sys.stdout.flush()


def split(judge: Judge, items: Iterable[Item], form: str, folder: str) -> None:
    """Write a file for each item into a new or empty folder. Raises FeedproofError if the folder cannot be written."""
    target = Path(os.path.realpath(folder))
    try:
        _refuse_filled(target, folder)
        with drafted(target) as draft:
            draft.mkdir()
            _fill(judge, items, form, draft)
    except OSError as error:
        raise FeedproofError(f"--split {folder}: {error.strerror or error}") from None


def _refuse_filled(target: Path, named: str) -> None:
    if target.exists():
        if not target.is_dir():
            raise FeedproofError(f"--split {named}: it is a file; name a folder that is new or empty")
        if any(target.iterdir()):
            raise FeedproofError(f"--split {named}: there are files in it; name a folder that is new or empty")
        target.rmdir()


def _fill(judge: Judge, items: Iterable[Item], form: str, folder: Path) -> None:
    """Write the files, and a manifest with their findings, if they have any."""
    entries = list(_files(judge, items, form, folder))
    if any(entry.keys() > {"file"} for entry in entries):
        (folder / MANIFEST).write_text(pretty(entries) + "\n", encoding="utf-8", newline="\n")


def _files(judge: Judge, items: Iterable[Item], form: str, folder: Path) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(items, start=1):
        name = f"{number:0{_DIGITS}d}-{slug(item.name)}.{ENDINGS[form]}"
        bare = Item(item.payload, item.name)
        (folder / name).write_bytes(b"".join(FORMS[form](judge, [bare])))
        yield {"file": name, **item.finding}


def slug(name: str) -> str:
    """Return the name in a form that can be part of a file name."""
    return sub(r"[^a-z0-9]+", "-", sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()).strip("-")
