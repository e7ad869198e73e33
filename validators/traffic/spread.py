"""Find the places of a body's characters in its recording.

A writer of JSON or YAML escapes and folds a text, but keeps its order: the n-th character that is not white space is also the
n-th that is written.
"""

import re
from array import array
from bisect import bisect_left
from functools import cached_property

from .recording import LineIndex, Token

_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])"
_BLANK = r"\\(?:[ntr \t\r\n]|(?:x|u00|U000000)(?:09|0[aAdD]|20))"
_SEEN = re.compile(r"([^ \t\r\n])")
_STYLES = {'"': re.compile(rf"{_BLANK}|({_PAIR}|{_ESCAPE}|[^\\ \t\r\n])"), "'": re.compile(r"(''|[^ \t\r\n])")}
"""By the style of a text, how one character that is not white space is written; without escapes, each is written as itself."""
_BLOCKS = {"|", ">"}


class Spread:
    """Maps places in a body to places in the file whose text (`token`) holds the body."""

    def __init__(self, body: str, token: Token) -> None:
        self.body, self.token = body, token
        self._lines = LineIndex(body)

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Return line and column in the file for a place in the body; if it is not certain, those of the beginning of the text."""
        at = 0
        if self.body and len(self._seen) == len(self._written):
            number = bisect_left(self._seen, self._lines.offset(line, column))
            at = self._written[min(number, len(self._written) - 1)]
        return self.token.lines.position(self.token.begin + at)

    @cached_property
    def _seen(self) -> "array[int]":
        return _places(_SEEN, self.body, 0, len(self.body))

    @cached_property
    def _written(self) -> "array[int]":
        raw, style = self.token.raw, self.token.style
        if style in _BLOCKS:
            return _places(_SEEN, raw, raw.find("\n"), len(raw))
        return _places(_STYLES.get(style, _SEEN), raw, len(style), len(raw) - len(style))


def _places(pattern: re.Pattern[str], text: str, begin: int, end: int) -> "array[int]":
    """Return the offset of each character that is not white space, and the offset after the last one."""
    places, last = array("L"), begin
    for match in pattern.finditer(text, begin, end):
        if match[1]:
            places.append(match.start())
            last = match.end()
    places.append(last)
    return places
