"""The file of a baseline: read, checked against its schema, and written."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from ...spec.conform import compiled, conform
from ...spec.errors import FeedproofError
from ...spec.text import read_text
from ..baseline_entry import Entry, entry_json
from ..fingerprint import Fingerprint
from ..schemas import schema
from .model import Baseline

SHAPE = 1
UPDATE = "--update-baseline"


def load_baseline(file: Path, *, update: bool) -> Baseline:
    """Read a baseline. Raises FeedproofError if it is not valid, or is missing and is not to be created by this run."""
    if update and not file.exists():
        return Baseline(file, (), update)
    if not file.exists():
        raise FeedproofError(f"{file}: there is no such baseline; {UPDATE} writes it")
    document = _parsed(file)
    version = document.get("version") if isinstance(document, dict) else None
    if isinstance(version, int) and version != SHAPE:
        raise FeedproofError(f"{file}: is a baseline of version {version}, and only {SHAPE} can be read; {_ANEW}")
    if version != SHAPE:
        raise FeedproofError(f'{file}: not a baseline: it has no "version": {SHAPE}; {_OTHER}')
    for at, said in conform(compiled(schema("baseline")), document, ""):
        raise FeedproofError(f"{file}: {at}: {said}; {_MEND}" if at else f"{file}: not a baseline: {said}; {_OTHER}")
    return Baseline(file, tuple(_entry(file, entry) for entry in document["entries"]), update)


_ANEW = f"delete it and recreate it with {UPDATE}"
_OTHER = f"name another file, or {_ANEW}"
_MEND = "fix that entry, or remove it"


def _parsed(file: Path) -> Any:
    try:
        return json.loads(read_text(file))
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FeedproofError(f"{file}: not a baseline: not JSON{where}; {_OTHER}") from None


def _entry(file: Path, line: dict[str, Any]) -> Entry:
    own = Fingerprint(line["rule"], line["feed"], line.get("id", ""), line.get("path", ""), line["pointer"])
    try:
        expires = date.fromisoformat(line["expires"]) if "expires" in line else None
    except ValueError as error:
        raise FeedproofError(f"{file}: expires: {error}; {_MEND}") from None
    return Entry(own, int(line.get("count", 1)), expires, line.get("reason", ""))


def dump(baseline: Baseline) -> str:
    """Return the text of the file: one entry on each line, in a fixed order, so that changes of two branches can be merged."""
    lines = ",\n".join(f"    {json.dumps(entry_json(entry))}" for entry in baseline.entries)
    entries = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": {SHAPE},\n  "entries": {entries}\n}}\n'
