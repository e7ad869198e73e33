"""How strict feedproof is with the text of a payload: what every JSON program has to read alike, and what is wrong with a text."""

import re
from typing import NamedTuple

from ..model import Path

LONGEST = 16 << 20
"""The most bytes of a line, a record or a body; no memory should hold more."""
MAX_DEPTH = 128
MAX_INTEGER = 2**53
LONGEST_INTEGER = 400

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
"""A pair, a half that is alone, or another escape. Compiled where one is met: that takes long."""


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
    return re.sub(_ESCAPE, lambda escape: r"\ufffd" if escape[1] else escape[0], text, flags=re.DOTALL)
