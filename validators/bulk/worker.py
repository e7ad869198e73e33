"""Judge a piece of a document: the accepting path first, the full judge for what it doubts."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from ..check import Checked, Checker
from ..document import Text, item_text, line_text
from ..engine import Judge
from ..findings import of_flaw
from ..model import Path
from ..told import Told
from .cut import Piece
from .items import extents
from .parts import Around, Items, Lines
from .recognise import is_chosen

try:
    from .quick import read
    from .typed import AcceptBytes, typed
except ModuleNotFoundError as error:
    if error.name != "msgspec":
        raise
    typed = None  # type: ignore[assignment]  # without the extra, the judge's own accepting path has to do


@dataclass(slots=True)
class Worker:
    """Judges pieces of documents. What it learns of the records makes it quicker; no finding depends on it."""

    checker: Checker
    _accepts: "AcceptBytes | None" = None
    _judge: Judge | None = None
    _rival: Judge | None = None
    _paths: "dict[tuple[str, str], AcceptBytes | None]" = field(default_factory=dict)

    def work(self, piece: Piece, path: str) -> Checked:
        """Return what came of a piece. Raises FeedproofError when it cannot be judged."""
        if isinstance(piece, Lines):
            return self._lines(piece.bytes(), path, opens=piece.opens)
        if isinstance(piece, Items):
            return self._items(piece, path)
        if isinstance(piece, Around):
            feed = self.checker.feed or ""
            return Checked([of_flaw(text, flaw, path, feed) for text in piece.texts for flaw in text.flaws])
        return self.checker.check(piece.data, path, lines=piece.is_lines)

    def _lines(self, data: bytes, path: str, *, opens: bool) -> Checked:
        self._begin()
        checked = Checked(is_even=True)
        accepted: list[Any] = []
        number = 0
        for number, line in enumerate(BytesIO(data), start=1):
            if self._accepts is not None and (row := self._accepts(line)):
                accepted.append(row)
                continue
            text = self._read(line, number) or line_text(line.removesuffix(b"\n"), number, opens=opens and number == 1)
            if text:
                self._look(text, path, checked, accepted)
        self._count(checked, accepted)
        checked.lines = number if data.endswith(b"\n") else max(0, number - 1)
        return checked

    def _items(self, part: Items, path: str) -> Checked:
        self._begin()
        checked = Checked(is_even=True)
        data, accepted = part.bytes(), []
        place = Place(data, part.line, part.before)
        for index, (start, end) in enumerate(extents(data), start=part.index):
            item = data[start:end]
            if self._accepts is not None and (row := self._accepts(item)):
                accepted.append(row)
                continue
            around = (*place.move(start), (*part.base, index))
            text = self._read(item, *around) or item_text(item, *around)
            self._look(text, path, checked, accepted)
        self._count(checked, accepted)
        return checked

    def _read(self, data: bytes, line: int, before: int = 0, base: Path = ()) -> Text | None:
        """Return the text of a record that was not accepted, if it can be read quickly."""
        if typed is None:
            return None
        try:
            return Text(data.decode(), line, before, base, read(data), is_line=not base, is_doubted=True)
        except (ValueError, RecursionError):
            return None

    def _look(self, text: Text, path: str, checked: Checked, accepted: list[Any]) -> None:
        """Let the full judge look at a record that the accepting path did not let through."""
        self._count(checked, accepted)
        before = checked.records
        self.checker.add(text, path, checked)
        checked.is_even = checked.is_even and checked.records == before + 1
        self._follow(self.checker.last)

    def _count(self, checked: Checked, accepted: list[Any]) -> None:
        """Count the records that were accepted, and forget them."""
        if accepted and self._judge:
            kind = self._judge.kind
            if self.checker.told(self._judge):
                checked.told.append(Told((*kind, False), checked.records, accepted.copy()))
            checked.records += len(accepted)
            checked.judged_as.add(kind)
            checked.not_run |= self._judge.not_run()
            accepted.clear()

    def _begin(self) -> None:
        """Choose the accepting path before the first record, where that is said."""
        if self._judge is None and self.checker.feed and self.checker.action:
            self._follow(self.checker.judge(self.checker.feed, self.checker.action))

    def _follow(self, judge: Judge | None) -> None:
        """Take the accepting path of the judge that judged a record, once it has judged two in a row."""
        if judge is None or judge is self._judge or typed is None or self.checker.at:
            self._rival = None
        elif self._judge and judge is not self._rival:
            self._rival = judge
        else:
            self._judge = judge
            self._accepts = self._path(judge)

    def _path(self, judge: Judge) -> "AcceptBytes | None":
        if judge.kind not in self._paths:
            told = self.checker.told(judge)
            path = typed(judge.schema, judge.context, told) if is_chosen(self.checker, judge) else None
            self._paths[judge.kind] = path
        return self._paths[judge.kind]


@dataclass(slots=True)
class Place:
    """A place that moves forward over bytes: the line, and the characters before it there."""

    data: bytes
    line: int
    before: int
    at: int = 0

    def move(self, to: int) -> tuple[int, int]:
        """Return line and characters of an offset that is not before the last one."""
        passed = self.data[self.at : to]
        lines = passed.count(b"\n")
        characters = len(passed[passed.rfind(b"\n") + 1 :].decode(errors="replace"))
        self.line += lines
        self.before = characters + (0 if lines else self.before)
        self.at = to
        return self.line, self.before
