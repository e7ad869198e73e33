"""Bodies that are no JSON: what they are instead."""

from ..findings import flaw_finding
from ..model import Finding
from ..text.document import Text
from ..text.strict import Flaw

_LAW = "not-json"
_KINDS = {"form": "a form", "html": "HTML", "xml": "XML"}
"""What a body is called whose media type holds this."""
_SENT = "send JSON, and say so in its content type"
_ANSWERED = "ask for JSON; a login page or a proxy may have answered"


def not_json_finding(data: bytes, media: str, path: str, *, is_sent: bool) -> Finding:
    """Say that a body is no JSON, as its media type and how it begins tell alike."""
    kind = next((kind for sign, kind in _KINDS.items() if sign in media), "text")
    flaw = Flaw(_LAW, (), 0, f"is {kind}, not JSON", _SENT if is_sent else _ANSWERED)
    return flaw_finding(Text(data.decode(errors="replace")), flaw, path, "")
