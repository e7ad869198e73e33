"""Bodies that are no JSON: what they are instead."""

import csv

from .findings import flaw_finding
from .model import Finding
from .recognise import FeedRecogniser
from .text.document import Text, texts
from .text.laws import ENDS_TEXT, LEAVES_NOTHING
from .text.strict import Flaw
from .unpack import begins_as_json

_LAW = "not-json"
_SHOWING = 100
"""Bytes at the beginning of a page that tell HTML from other XML."""
_KINDS = {"form": "a form", "html": "HTML", "xml": "XML"}
"""What a body is called whose media type holds this."""
_SEPARATORS = ",;\t"
_LONGEST_HEADER = 10_000


def is_other(data: bytes, media: str) -> bool:
    """Say whether a body is no JSON, neither as its media type says nor as it begins; nothing is nothing of either kind."""
    return bool(data.strip()) and not begins_as_json(data) and "json" not in media.lower()


def not_json_finding(data: bytes, media: str, hint: str, path: str = "") -> Finding:
    """Say that a body is no JSON, as its media type and how it begins tell alike; `hint` is what to do."""
    flaw = Flaw(_LAW, (), 0, f"is {_kind(media)}, not JSON", hint)
    return flaw_finding(Text(data.decode(errors="replace")), flaw, path, "")


def instead(data: bytes, media: str) -> str:
    """Return in words what a body is that cannot be read as JSON: nothing, HTML, or where it goes wrong."""
    if not data.strip():
        return "nothing"
    if is_other(data, media) or data.lstrip().startswith(b"<"):
        return f"{_kind(media, data)}, not JSON"
    text, unread = next(texts(data, lines=False)), Flaw(_LAW, (), 0, "it cannot be read")
    flaw = next((flaw for flaw in text.flaws if flaw.law in ENDS_TEXT | LEAVES_NOTHING), unread)
    line, column = text.position(flaw.offset)
    return f"what is not JSON at {line}:{column} ({flaw.message})"


def csv_flaws(text: Text, feeds: FeedRecogniser) -> list[Flaw]:
    """Return what is wrong with a text that is CSV, as certainly as its first line has the names of a feed's fields."""
    header = text.characters[:_LONGEST_HEADER].lstrip().splitlines()[:1]
    for separator in _SEPARATORS:
        names = next(csv.reader(header, delimiter=separator, skipinitialspace=True), [])
        if len(names) > 1 and feeds.recognise(dict.fromkeys(names)):
            hint = "write each row as a JSON object, one per line, without its empty cells"
            return [Flaw(_LAW, (), 0, "is CSV, not JSON", hint)]
    return []


def _kind(media: str, data: bytes = b"") -> str:
    """Return what a body is by its media type, or else by how it begins."""
    begun = data.lstrip()[:_SHOWING].lower()
    markup = ("HTML" if b"html" in begun else "XML") if begun.startswith(b"<") else "text"
    return next((kind for sign, kind in _KINDS.items() if sign in media.lower()), markup)
