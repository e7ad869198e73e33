"""How strict feedproof is with the text of a payload, so that every JSON program reads it in the same way; and its flaws."""

import re
from typing import NamedTuple

from ..model import Path

LONGEST = 16 << 20
"""The maximum number of bytes of a line, a record or a body, to bound the use of memory."""
MAX_DEPTH = 128
MAX_INTEGER = 2**53
LONGEST_INTEGER = 400

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
"""A surrogate pair, a lone surrogate, or another escape. Compiled only when one occurs, because compiling is slow."""


class Flaw(NamedTuple):
    """Something wrong with the text: the law that it breaks, the path to the value, the offset, the message and the hint."""

    law: str
    path: Path
    offset: int
    message: str
    hint: str = ""


def is_too_large(number: str) -> bool:
    """Return whether a number, as text, is too large for every JSON program to read it exactly."""
    digits = number.lstrip("-")
    if digits.isdigit():
        return len(digits) > LONGEST_INTEGER or int(digits) > MAX_INTEGER
    return abs(float(number)) == float("inf")


def encodes(text: str) -> bool:
    """Return whether a text can be encoded: it has no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def mend_surrogates(text: str) -> str:
    """Replace each escaped lone surrogate by an escaped replacement character, which is as long."""
    return re.sub(_ESCAPE, lambda escape: r"\ufffd" if escape[1] else escape[0], text, flags=re.DOTALL)
