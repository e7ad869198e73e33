"""An entry of a baseline: a finding that is known."""

from datetime import date
from typing import Any, NamedTuple

from .fingerprint import Fingerprint


class Entry(NamedTuple):
    """So many findings with this fingerprint are known, until the end of this day; `reason` is what a person wrote there."""

    fingerprint: Fingerprint
    times: int = 1
    expires: date | None = None
    reason: str = ""


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as the baseline file holds it; an empty part is left out."""
    own = {name: value for name, value in entry.fingerprint._asdict().items() if value or name not in {"id", "path"}}
    expires = {"expires": entry.expires.isoformat()} if entry.expires else {}
    return own | {"count": entry.times} | expires | ({"reason": entry.reason} if entry.reason else {})
