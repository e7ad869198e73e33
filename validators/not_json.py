"""Recognise what a body is that is not JSON."""

import csv

from .content_coding import begins_as_json
from .findings import flaw_finding
from .model import Finding
from .recognise import FeedRecogniser
from .text.document import Text, texts
from .text.laws import ENDS_TEXT, LEAVES_NOTHING
from .text.strict import Flaw

_LAW = "not-json"
_SHOWING = 100
"""How many bytes at the beginning of a page are searched to distinguish HTML from other XML."""
_KINDS = {"form": "a form", "html": "HTML", "xml": "XML"}
"""Parts of media types, and what messages call a body of such a type."""
_SEPARATORS = ",;\t"
_LONGEST_HEADER = 10_000


def is_other(data: bytes, media: str) -> bool:
    """Return whether both the media type and the beginning of a body show that it is not JSON; False for an empty body."""
    return bool(data.strip()) and not begins_as_json(data) and "json" not in media.lower()


def not_json_finding(data: bytes, media: str, hint: str, path: str = "") -> Finding:
    """Return the finding for a body that is not JSON (see `is_other`); `hint` says what to do."""
    flaw = Flaw(_LAW, (), 0, f"is {_kind(media, data)}, not JSON", hint)
    return flaw_finding(Text(data.decode(errors="replace")), flaw, path, "")


def instead(data: bytes, media: str) -> str:
    """Describe a body that cannot be read as JSON: it is empty, HTML or the like, or at which place it is wrong."""
    if not data.strip():
        return "nothing"
    if is_other(data, media) or data.lstrip().startswith(b"<"):
        return f"{_kind(media, data)}, not JSON"
    text, unread = next(texts(data, lines=False)), Flaw(_LAW, (), 0, "it cannot be read")
    flaw = next((flaw for flaw in text.flaws if flaw.law in ENDS_TEXT | LEAVES_NOTHING), unread)
    line, column = text.position(flaw.offset)
    return f"what is not JSON at {line}:{column} ({flaw.message})"


def csv_flaws(text: Text, feeds: FeedRecogniser) -> list[Flaw]:
    """Return the flaw of a text that is CSV, because its first line has field names of a feed; empty for any other text."""
    header = text.characters[:_LONGEST_HEADER].lstrip().splitlines()[:1]
    for separator in _SEPARATORS:
        names = next(csv.reader(header, delimiter=separator, skipinitialspace=True), [])
        if len(names) > 1 and feeds.recognise(dict.fromkeys(names)):
            hint = "write each row as a JSON object, one per line, without its empty cells"
            return [Flaw(_LAW, (), 0, "is CSV, not JSON", hint)]
    return []


def _kind(media: str, data: bytes) -> str:
    """Return what kind of body it is: by its media type, or else by its beginning."""
    begun = data.lstrip()[:_SHOWING].lower()
    markup = ("HTML" if b"html" in begun else "XML") if begun.startswith(b"<") else "text"
    return next((kind for sign, kind in _KINDS.items() if sign in media.lower()), markup)
