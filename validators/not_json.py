"""Bodies that are no JSON: what they are instead."""

from .findings import flaw_finding
from .model import Finding
from .text.document import Text
from .text.strict import Flaw
from .unpack import begins_as_json

_LAW = "not-json"
_KINDS = {"form": "a form", "html": "HTML", "xml": "XML"}
"""What a body is called whose media type holds this."""


def is_other(data: bytes, media: str) -> bool:
    """Say whether a body is no JSON, neither as its media type says nor as it begins; nothing is nothing of either kind."""
    return bool(data.strip()) and not begins_as_json(data) and "json" not in media.lower()


def not_json_finding(data: bytes, media: str, hint: str, path: str = "") -> Finding:
    """Say that a body is no JSON, as its media type and how it begins tell alike; `hint` is what to do."""
    kind = next((kind for sign, kind in _KINDS.items() if sign in media.lower()), "text")
    flaw = Flaw(_LAW, (), 0, f"is {kind}, not JSON", hint)
    return flaw_finding(Text(data.decode(errors="replace")), flaw, path, "")
