"""Scan a JSON text: find the offset of every value, and all flaws of the text.

This is the slow, exact reader. The quick one (`document.parse`) calls it when something is wrong, or when a finding needs its
line. It is iterative, so deep nesting cannot overflow the stack.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..model import NO_VALUE, Path
from .strict import MAX_DEPTH, Flaw, is_too_large

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_OPEN_STRING = re.compile(_STRING.pattern[:-1])
_CUT_ESCAPE = re.compile(r"(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])", re.ASCII)
_WORD = re.compile(r"[-+]?[\w.$+-]+")
_ALMOST_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]*)?|[-+]\w+")
_FORM = re.compile(r"[\w.%+*\[\]-]+=[^\s&=][^\s&]*(?:&[\w.%+*\[\]-]+=[^\s&]*)+\s*\Z")
"""Matches at least two names with values: a single one may be a setting, or a token."""
_LITERALS = {"true", "false", "null"}
_STRAY = {
    **dict.fromkeys("/#", "remove the comment: JSON has none"),
    **{unseen: f"remove the invisible character U+{ord(unseen):04X}" for unseen in "\u00a0\u200b\u2028\u202f\ufeff"},
    "\x00": "save it as UTF-8: this looks like UTF-16",
}
"""The hints for characters that JSON allows nowhere outside of texts."""
_INSTEAD = {
    **_STRAY,
    **dict.fromkeys("'`", "put it in double quotes"),
    **dict.fromkeys("\u201c\u201d\u201e\u2018\u2019", "put it in straight double quotes"),
    **dict.fromkeys("]}", "remove the comma before it"),
    **dict.fromkeys("0123456789", "put names in double quotes, and no comma into a number"),
    "{": "fill in the variable of the template, or remove one brace",
    "<": "send JSON: this looks like XML or HTML",
}
_CONSTANTS = {"NaN", "Infinity", "-Infinity"}


@dataclass(slots=True)
class _Frame:
    path: Path
    closing: str
    count: int = 0
    names: set[str] = field(default_factory=set)


State = Callable[[], "State | None"]


class Scan:
    """The result of a scan: `places` (path to offset), `flaws`, the offset of the `end`, and whether the text `is_cut_off`."""

    def __init__(self, text: str, start: int = 0, depth: int = 0) -> None:
        """Scan the first value of the text from `start` on; it is nested `depth` levels deep in its document."""
        self.places: dict[Path, int] = {}
        self.flaws: list[Flaw] = []
        self.end = start
        self.is_cut_off = False
        self._text = text
        self._room = MAX_DEPTH - depth
        self._stack: list[_Frame] = []
        self._path: Path = ()
        state: State | None = self._value
        while state:
            self.end = _SPACE.match(text, self.end).end()  # type: ignore[union-attr]
            state = state()

    def hint_after(self) -> str:
        """Return the hint for what follows the end."""
        if self._peek() == ",":
            return "remove the comma; write several records one per line, or all of them between [ and ]"
        return _STRAY.get(self._peek(), "remove what follows; write several records one per line")

    def _peek(self) -> str:
        return self._text[self.end : self.end + 1]

    def _stop(self, message: str, hint: str = "", law: str = "not-json") -> State | None:
        """Add a flaw. Return None, which a state returns to end the scan."""
        self.flaws.append(Flaw(law, self._path, self.end, message, hint))
        return None

    def _value(self) -> State | None:
        self.places[self._path] = self.end
        character = self._peek()
        if character == '"':
            return self._string()
        if character in {"{", "["}:
            return self._open(character)
        return self._plain()

    def _open(self, character: str) -> State | None:
        if len(self._stack) >= self._room:
            return self._stop(f"is nested deeper than {MAX_DEPTH} levels", "flatten the payload", "too-deep")
        self.end += 1
        self._stack.append(_Frame(self._path, "}" if character == "{" else "]"))
        return self._first_name if character == "{" else self._first_item

    def _string(self) -> State | None:
        match = _STRING.match(self._text, self.end)
        if not match:
            return self._broken_string()
        self._look_for_surrogates(match[0])
        self.end = match.end()
        return self._after

    def _broken_string(self) -> State | None:
        """Add the flaw of the string that begins here, at the character where it goes wrong."""
        self.end = _OPEN_STRING.match(self._text, self.end).end()  # type: ignore[union-attr]
        character = self._peek()
        if _CUT_ESCAPE.match(self._text, self.end):
            return self._cut_off()
        if character in "\r\n":
            return self._stop(
                "the line ends here, inside a text in quotes", "close the quotes, or write \\n for the line break"
            )
        if character == "\\":
            return self._stop("this backslash escapes nothing", "write two for a backslash")
        return self._stop(
            f"a raw control character, U+{ord(character):04X}, stands here", f"write \\u{ord(character):04x}"
        )

    def _cut_off(self) -> State | None:
        self.is_cut_off = True
        return self._stop("the JSON ends here, incomplete", "is it truncated?")

    def _look_for_surrogates(self, token: str) -> None:
        if "\\u" in token and has_lone_surrogate(token):
            self._stop(
                "holds half of a surrogate pair, which is not a character",
                "escape both halves, or neither",
                "broken-character",
            )

    def _plain(self) -> State | None:
        number = _NUMBER.match(self._text, self.end)
        if number:
            return self._number(number)
        word = _WORD.match(self._text, self.end)
        if not word:
            return self._nothing()
        if word[0] in _CONSTANTS:
            self._stop(f"is {word[0]}, which JSON does not have", NO_VALUE, "not-a-number")
        elif word[0] not in _LITERALS and self._stack and word.end() == len(self._text):
            self.end = word.end()
            return self._cut_off()
        elif word[0] not in _LITERALS:
            return self._stop("this word or number is not JSON", self._advice(word[0]))
        self.end = word.end()
        return self._after

    def _nothing(self) -> State | None:
        if not self._peek():
            return self._cut_off()
        or_none = ", or remove the field" if self._before() == ":" else ""
        return self._stop(f"a value is missing before {self._peek()!r}", self._instead(f"write a value{or_none}"))

    def _instead(self, otherwise: str) -> str:
        """Return the hint for the character here; the hint to remove a comma is given only after a comma."""
        is_closing = self._peek() in {"]", "}"} and self._before() != ","
        return otherwise if is_closing else _INSTEAD.get(self._peek(), otherwise)

    def _before(self) -> str:
        return self._text[: self.end].rstrip(" \t\r\n")[-1:]

    def _advice(self, word: str) -> str:
        plain = {"True": "write true", "False": "write false", "None": NO_VALUE, "undefined": NO_VALUE}
        if not self._stack and _FORM.match(self._text, self.end):
            return "send JSON: this looks like a form"
        almost = "write numbers like 5, -5 or 0.5" if _ALMOST_NUMBER.fullmatch(word) else "put text in double quotes"
        return plain.get(word, almost)

    def _number(self, number: re.Match[str]) -> State | None:
        if is_too_large(number[0]):
            self._stop(
                "is too large a number for every program to read exactly",
                "send an id as text, and anything else smaller",
                "number-too-large",
            )
        self.end = number.end()
        return self._after

    def _first_item(self) -> State | None:
        if self._peek() == "]":
            return self._close()
        return self._item()

    def _item(self) -> State | None:
        frame = self._stack[-1]
        self._path = (*frame.path, frame.count)
        frame.count += 1
        return self._value

    def _first_name(self) -> State | None:
        if self._peek() == "}":
            return self._close()
        return self._name()

    def _name(self) -> State | None:
        match = _STRING.match(self._text, self.end)
        if not match:
            return self._no_name()
        self._enter(match[0])
        self.end = match.end()
        return self._colon

    def _no_name(self) -> State | None:
        self._path = self._stack[-1].path
        if not self._peek():
            return self._cut_off()
        if self._peek() == '"':
            return self._broken_string()
        return self._stop("the name of a field is missing here", self._instead("put names in double quotes"))

    def _enter(self, token: str) -> None:
        frame = self._stack[-1]
        name = unquote(token)
        self._path = (*frame.path, name)
        self._look_for_surrogates(token)
        if name in frame.names:
            self._stop("is repeated here", "keep one of the two", "duplicate-field")
        frame.names.add(name)

    def _colon(self) -> State | None:
        if self._peek() != ":":
            return self._stop("a colon is missing here", "put one after the name") if self._peek() else self._cut_off()
        self.end += 1
        return self._value

    def _close(self) -> State | None:
        self._path = self._stack.pop().path
        self.end += 1
        return self._after

    def _after(self) -> State | None:
        if not self._stack:
            return None
        frame = self._stack[-1]
        if self._peek() == frame.closing:
            return self._close()
        if self._peek() != ",":
            return self._no_comma(frame.closing)
        self.end += 1
        return self._item if frame.closing == "]" else self._name

    def _no_comma(self, closing: str) -> State | None:
        if not self._peek():
            return self._cut_off()
        hint = _STRAY.get(self._peek(), 'put a comma before it; a quote inside a text is written \\"')
        return self._stop(f"a comma or {closing} is missing here", hint)


def has_lone_surrogate(token: str) -> bool:
    """Return whether a JSON string escapes a lone surrogate."""
    return any("\ud800" <= character <= "\udfff" for character in unquote(token))


def unquote(token: str) -> str:
    """Return the text of a JSON string token."""
    import json

    return str(json.loads(token))
