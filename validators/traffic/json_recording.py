"""Read recordings in JSON."""

from typing import Any

import orjson

from ..model import Path
from ..text.document import Text, decode, parse
from ..text.laws import LEAVES_NOTHING
from ..text.offsets import scalar_extent
from .recording import LineIndex, Token


class JsonRecording:
    """A recording in JSON. Only flaws that leave nothing to judge are kept; the bodies have their own flaws."""

    def __init__(self, data: bytes) -> None:
        characters, flaws = decode(data)
        self.text = Text(characters, flaws=[flaw for flaw in flaws if flaw.law in LEAVES_NOTHING])
        self._lines = LineIndex(characters)
        self.value = None if self.text.flaws else self._read()

    def _read(self) -> Any:
        try:
            self.text.value = orjson.loads(self.text.characters)
        except orjson.JSONDecodeError:
            parse(self.text)
            self.text.flaws = [flaw for flaw in self.text.flaws if flaw.law in LEAVES_NOTHING]
        return self.text.value

    def token(self, path: Path) -> Token:
        """Return the text at a path."""
        begin = self.text.offset(path)
        _, end = scalar_extent(self.text.characters, begin) or (begin, begin)
        return Token(self.text.characters[begin:end], begin, self._lines, '"')
