"""Cut an array, bare or in an envelope, into runs of whole items."""

from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..model import Path
from ..text.document import Text, decode, parse
from ..text.offsets import member
from ..text.strict import Flaw
from .cursor import characters
from .items import Walk, frame, walk
from .parts import Around, Items
from .stream import Stream

_MARK = BOM_UTF8.decode("latin-1")


def opening(stream: Stream, data: bytes, envelopes: Collection[str]) -> tuple[bytes, "Array | None"]:
    """Find the array of records. Return the bytes that were read, and the array; None if there is none."""
    while True:
        text = data.decode("latin-1")
        found = _find(text, envelopes)
        if found or not text.lstrip(f"{_MARK} \t\r\n").startswith("{") or len(data) > stream.longest:
            return data, Array(stream, data[: found[0]], data[found[0] :], found[1]) if found else None
        more = _as_much_again(stream, len(data))
        if not more:
            return data, None
        data += more


def _as_much_again(stream: Stream, size: int) -> bytes:
    """Read at least a block, and at least `size` bytes, within the limit: doubling a buffer keeps the total work linear."""
    most = min(size, stream.longest + stream.block - size)
    blocks = [stream.read()]
    while blocks[-1] and sum(map(len, blocks)) < most:
        blocks.append(stream.read())
    return b"".join(blocks)


def _find(text: str, envelopes: Collection[str]) -> tuple[int, Path] | None:
    """Return the offset after the opening bracket of the array, and the path to the array; None if there is none."""
    at = len(text) - len(text.removeprefix(_MARK).lstrip(" \t\r\n"))
    if text.startswith("[", at):
        return at + 1, ()
    for name in envelopes:
        inside = member(text, at, name.encode().decode("latin-1"))
        if inside is not None and text.startswith("[", inside):
            return inside + 1, (name,)
    return None


@dataclass(slots=True)
class Array:
    """An array that is being read.

    `head` is the document up to the array's opening bracket, `rest` the bytes that were read and not yet passed on; `base` is the
    path to the array, and `index` the number of the next item. `at` is the offset of `rest` in the document, `before` the number
    of characters before it in its line. `after_comma`: an item has to follow.
    """

    stream: Stream
    head: bytes
    rest: bytes
    base: Path
    index: int = 0
    at: int = 0
    before: int = 0
    after_comma: bool = True

    def pieces(self) -> Iterator[Items | Around]:
        """Yield the items in runs, and the flaws of the text around them."""
        yield Around((self._opening(),))
        self._pass(self.head)
        is_over = False
        while not is_over:
            framed = frame(self.rest)
            found = framed or (walk(self.rest, is_last=False) if self._is_long() else Walk())
            yield from self._run(found)
            is_stuck = not framed and self._is_long()
            is_too_long = is_stuck and not found.items and len(self.rest) > self.stream.longest
            is_over = is_too_long or not self.after_comma
            more = b"" if is_over else _as_much_again(self.stream, len(self.rest) if is_stuck else 0)
            is_over = not more
            self.rest += more
        yield from self._finish()

    def _is_long(self) -> bool:
        """Return whether so many bytes are waiting that an item must be long, or have a flaw."""
        return len(self.rest) > 2 * self.stream.block

    def _run(self, found: Walk) -> Iterator[Items]:
        """Yield a part with the items found, or just the white space before an item that is not complete yet; advance past it."""
        if found.end > self.stream.longest:
            self._refuse_long(found)
        data = self.rest[: found.end]
        held, file = (None, self.stream.plain) if self.stream.plain else (data, None)
        if data:
            yield Items(held, file, self.at, self.at + len(data), found.items, self.base, self.index, self.before)
        if found.items:
            self.index += len(found.items)
            self.after_comma = found.after_comma
        self._pass(data)
        self.rest = self.rest[found.end :]

    def _refuse_long(self, found: Walk) -> None:
        for begin, end in found.items:
            if end - begin > self.stream.longest:
                raise self.stream.too_long("record", self.at + begin)

    def _pass(self, data: bytes) -> None:
        """Advance the position past bytes of the document."""
        begin = data.rfind(b"\n") + 1
        self.before = characters(data[begin:].removeprefix(BOM_UTF8)) + (0 if begin else self.before)
        self.at += len(data)

    def _opening(self) -> Text:
        """Return the text before the items with its flaws; that it is incomplete is not a flaw."""
        characters, flaws = decode(self.head)
        text = Text(characters + ("]}" if self.base else "]"), flaws=flaws)
        parse(text)
        text.flaws = [flaw for flaw in text.flaws if flaw.offset < len(characters)]
        return text

    def _finish(self) -> Iterator[Items | Around]:
        """Yield the last items, and the flaws of the text after them."""
        if self.after_comma:
            yield from self._run(walk(self.rest, is_last=True))
        tail = self._tail()
        # takes the place of the items: nothing after it can be read as a part of it, as digits after a number could
        filler = "" if not self.index else "[]," if self.after_comma else "[]"
        yield Around((self._closing(decode(self.head)[0] + filler, tail, self.index - bool(filler)),))

    def _tail(self) -> bytes:
        tail = self.rest
        while block := self.stream.read():
            tail += block
            if len(tail) > self.stream.longest:
                raise self.stream.too_long(
                    "record" if not tail.startswith(b"]") else "text behind the records,", self.at
                )
        return tail

    def _closing(self, front: str, tail: bytes, shift: int) -> Text:
        """Return the text after the items with its flaws. To parse it, `front` is put before it in place of all earlier text."""
        text, flaws = decode(tail, self.stream.start + self.at)
        whole = Text(front + text)
        if not flaws:
            parse(whole)
        flaws += [self._behind(flaw, len(front), shift) for flaw in whole.flaws if flaw.offset >= len(front)]
        return Text(text, before=self.before, flaws=flaws)

    def _behind(self, flaw: Flaw, front: int, shift: int) -> Flaw:
        depth = len(self.base)
        index = flaw.path[depth] if len(flaw.path) > depth and flaw.path[:depth] == self.base else None
        path = (*self.base, index + shift, *flaw.path[depth + 1 :]) if isinstance(index, int) else flaw.path
        return flaw._replace(path=path, offset=flaw.offset - front)
