"""Judge a piece of a document: the accepting path first, the full judge for what it doubts."""

from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from ..check import Checked, Checker
from ..findings import of_flaw
from ..judge import Judge
from ..model import Path
from ..text.document import Text, item_text, line_text
from .cut import Piece
from .parts import Around, Items, Lines
from .place import Place
from .reads import Reads
from .recognise import is_chosen

try:
    from .quick import read
    from .typed import AcceptBytes, typed
except ModuleNotFoundError as error:
    if error.name != "msgspec":
        raise
    typed = None  # type: ignore[assignment]  # without the extra, the judge's own accepting path has to do


_TOGETHER = 64
"""Doubted records are judged in batches of so many, which keeps the judge's code and data in the cache of the processor: twice as
quick, as measured."""


@dataclass(slots=True)
class _Pile:
    """What came of a piece so far, the records that are doubted, each behind accepted ones, and those accepted since."""

    path: str
    checked: Checked = field(default_factory=lambda: Checked(one_record_per_item=True))
    doubted: list[tuple[list[Any], Reads]] = field(default_factory=list)
    accepted: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Worker:
    """Judges pieces of documents. What it learns of the records makes it quicker; no finding depends on it."""

    checker: Checker
    _accepts: "AcceptBytes | None" = None
    _judge: Judge | None = None
    _rival: Judge | None = None
    _paths: "dict[tuple[str, str], AcceptBytes | None]" = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the checker only, so that a spawned process compiles anew; a forked one inherits what is compiled."""
        return Worker, (self.checker.but(),)

    def work(self, piece: Piece, path: str) -> Checked:
        """Return what came of a piece. Raises FeedproofError when it cannot be judged."""
        if isinstance(piece, Lines):
            return self._lines(piece.bytes(), path, opens=piece.opens)
        if isinstance(piece, Items):
            return self._items(piece, path)
        if isinstance(piece, Around):
            return self._around(piece, path)
        return self.checker.check(piece.data, path, lines=piece.is_lines)

    def _around(self, piece: Around, path: str) -> Checked:
        feed = self.checker.feed or ""
        checked = Checked([of_flaw(text, flaw, path, feed) for text in piece.texts for flaw in text.flaws])
        checked.lines = sum(text.characters.count("\n") for text in piece.texts)
        return checked

    def _lines(self, data: bytes, path: str, *, opens: bool) -> Checked:
        self._begin()
        pile = _Pile(path)
        number = 0
        for number, line in enumerate(BytesIO(data), start=1):
            if self._accepts is not None and (row := self._accepts(line)):
                pile.accepted.append(row)
            else:
                self._doubt(pile, partial(self._line, line, number, opens=opens and number == 1))
        self._look(pile)
        pile.checked.lines = number if data.endswith(b"\n") else max(0, number - 1)
        return pile.checked

    def _line(self, line: bytes, number: int, *, opens: bool) -> Text | None:
        return self._read(line, number) or line_text(line.removesuffix(b"\n"), number, opens=opens)

    def _items(self, part: Items, path: str) -> Checked:
        self._begin()
        pile = _Pile(path)
        data = part.bytes()
        place = Place(data, part.before)
        for index, (begin, end) in enumerate(part.spans, start=part.index):
            item = data[begin:end]
            if self._accepts is not None and (row := self._accepts(item)):
                pile.accepted.append(row)
            else:
                self._doubt(pile, partial(self._item, item, *place.move(begin), (*part.base, index)))
        self._look(pile)
        pile.checked.lines = place.lines()
        return pile.checked

    def _item(self, item: bytes, line: int, before: int, base: Path) -> Text:
        return self._read(item, line, before, base) or item_text(item, line, before, base)

    def _read(self, data: bytes, line: int, before: int = 0, base: Path = ()) -> Text | None:
        """Return the text of a record that was not accepted, if it can be read quickly."""
        if typed is None:
            return None
        try:
            return Text(data.decode(), line, before, base, read(data), is_line=not base, is_doubted=True)
        except (ValueError, RecursionError):
            return None

    def _doubt(self, pile: "_Pile", reads: Reads) -> None:
        """Put a record that was not accepted on the pile, and look at it, unless more may come."""
        pile.doubted.append((pile.accepted, reads))
        pile.accepted = []
        if self._accepts is None or len(pile.doubted) >= _TOGETHER:
            self._look(pile)

    def _look(self, pile: "_Pile") -> None:
        """Let the full judge look at what is on the pile."""
        judge = self._judge
        for accepted, reads in pile.doubted:
            _count(self.checker, judge, pile.checked, accepted)
            if text := reads():
                before = pile.checked.records
                judged_by = self.checker.add(text, pile.path, pile.checked)
                pile.checked.one_record_per_item = (
                    pile.checked.one_record_per_item and pile.checked.records == before + 1
                )
                self._follow(judged_by)
        _count(self.checker, judge, pile.checked, pile.accepted)
        pile.doubted, pile.accepted = [], []

    def _begin(self) -> None:
        """Choose the accepting path before the first record, where that is said."""
        if self._judge is None and self.checker.feed and self.checker.action:
            self._follow(self.checker.judge(self.checker.feed, self.checker.action))

    def _follow(self, judge: Judge | None) -> None:
        """Switch to the accepting path of a judge once it has judged two doubted records in a row: one odd record is no reason."""
        if judge is None or judge is self._judge or typed is None or self.checker.at:
            self._rival = None
        elif self._judge and judge is not self._rival:
            self._rival = judge
        else:
            self._judge = judge
            self._accepts = self._path(judge)

    def _path(self, judge: Judge) -> "AcceptBytes | None":
        if judge.kind not in self._paths:
            names = self.checker.key_fields(judge)
            path = typed(judge.schema, judge.context, names) if is_chosen(self.checker, judge) else None
            self._paths[judge.kind] = path
        return self._paths[judge.kind]


def _count(checker: Checker, judge: Judge | None, checked: Checked, accepted: list[Any]) -> None:
    """Count records that were accepted."""
    if accepted and judge:
        if checker.key_fields(judge):
            checked.add_keys((*judge.kind, False), checked.records, accepted)
        checked.records += len(accepted)
        checked.judged_as.add(judge.kind)
        checked.not_run |= judge.not_run()
