"""How strict feedproof is with the text of a payload: what every JSON program has to read alike, and what is wrong with a text."""

import re
from typing import NamedTuple

from .model import Path

MAX_DEPTH = 128
MAX_INTEGER = 2**53
LONGEST_INTEGER = 400

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class Flaw(NamedTuple):
    """Something wrong with the text: the law that it breaks, the path it belongs to, the offset, and what."""

    law: str
    path: Path
    offset: int
    message: str
    hint: str = ""


def is_too_large(number: str) -> bool:
    """Say whether a number's text is beyond what every JSON program reads exactly."""
    digits = number.lstrip("-")
    if digits.isdigit():
        return len(digits) > LONGEST_INTEGER or int(digits) > MAX_INTEGER
    return abs(float(number)) == float("inf")


def encodes(text: str) -> bool:
    """Say whether a text holds no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def mend_surrogates(text: str) -> str:
    """Replace each escaped half of a surrogate pair by an escaped replacement character, of the same length."""
    escapes = list(_ESCAPE.finditer(text))
    broken: list[int] = []
    for before, match, after in zip([None, *escapes], escapes, [*escapes[1:], None], strict=False):
        if _is(match, "high") and not (_is(after, "low") and after and after.start() == match.end()):
            broken.append(match.start())
        if _is(match, "low") and not (_is(before, "high") and before and before.end() == match.start()):
            broken.append(match.start())
    for start in broken:
        text = text[:start] + "\\ufffd" + text[start + 6 :]
    return text


def _is(escape: re.Match[str] | None, half: str) -> bool:
    code = int(escape[1], 16) if escape and escape[1] else 0
    return 0xD800 <= code < 0xDC00 if half == "high" else 0xDC00 <= code < 0xE000  # noqa: PLR2004 - Unicode's ranges
