"""Judge a piece of a document: the accepting path first, then the judge for the records that it does not accept."""

from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from ..check import Checker
from ..checked import Checked, Enough
from ..findings import flaw_finding
from ..judge import Judge
from ..model import Path
from ..text.document import Text, item_text, line_text
from .cursor import Cursor
from .parts import Around, Items, Lines
from .pieces import Piece
from .recognise import is_chosen
from .text_readers import TextReader

try:
    from .quick import read
    from .typed import AcceptBytes, typed
except ModuleNotFoundError as error:
    if error.name != "msgspec":
        raise
    typed = None  # type: ignore[assignment]  # without the extra, only the judge's own accepting path is used


_BATCH_SIZE = 64
"""How many records that were not accepted are judged in a batch, which keeps the judge's code and data in the cache of the
processor (measured: twice as fast)."""


@dataclass(slots=True)
class _Batch:
    """The result of a piece so far, and the records that have yet to be counted or judged.

    `deferred` are the records that were not accepted, each with the rows of the accepted records before it; `accepted` are the rows
    of the records accepted since.
    """

    path: str
    checked: Checked
    deferred: list[tuple[list[Any], TextReader]] = field(default_factory=list)
    accepted: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Worker:
    """Judges pieces of documents; records that the accepting path of `_judge` accepts are judged quickly.

    `_judge` is the judge of recent records, `_candidate` another one that judged only the last record. The choice of `_judge`
    affects only the speed; no finding depends on it.
    """

    checker: Checker
    _accepts: "AcceptBytes | None" = None
    _judge: Judge | None = None
    _candidate: Judge | None = None
    _document: str | None = None
    _enough: Enough = field(default_factory=Enough)
    _paths: "dict[tuple[str, str], AcceptBytes | None]" = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the checker only, so that a spawned process compiles again; a forked one inherits the compiled code."""
        return Worker, (self.checker,)

    def work(self, piece: Piece, path: str) -> Checked:
        """Return the result of a piece. Raises FeedproofError if it cannot be judged."""
        if isinstance(piece, Lines):
            return self._lines(piece.bytes(), path, is_first=piece.is_first)
        if isinstance(piece, Items):
            return self._items(piece, path)
        if isinstance(piece, Around):
            return self._around(piece, path)
        return self.checker.check(piece.data, path, lines=piece.is_lines)

    def _around(self, piece: Around, path: str) -> Checked:
        feed = self.checker.feed or ""
        checked = Checked([flaw_finding(text, flaw, path, feed) for text in piece.texts for flaw in text.flaws])
        checked.lines = sum(text.characters.count("\n") for text in piece.texts)
        return checked

    def _lines(self, data: bytes, path: str, *, is_first: bool) -> Checked:
        self._choose_path()
        batch = self._begin(path)
        number = 0
        for number, line in enumerate(BytesIO(data), start=1):
            if self._accepts is not None and (row := self._accepts(line)) is not False:
                batch.accepted.append(row)
            else:
                self._defer(batch, partial(self._line, line, number, is_first=is_first and number == 1))
        self._flush(batch)
        batch.checked.lines = number if data.endswith(b"\n") else max(0, number - 1)
        return batch.checked

    def _line(self, line: bytes, number: int, *, is_first: bool) -> Text | None:
        return self._read(line, number) or line_text(line.removesuffix(b"\n"), number, is_first=is_first)

    def _items(self, part: Items, path: str) -> Checked:
        self._choose_path()
        batch = self._begin(path)
        data = part.bytes()
        cursor = Cursor(data, part.before)
        for index, (begin, end) in enumerate(part.spans, start=part.index):
            item = data[begin:end]
            if self._accepts is not None and (row := self._accepts(item)) is not False:
                batch.accepted.append(row)
            else:
                self._defer(batch, partial(self._item, item, *cursor.move(begin), (*part.base, index)))
        self._flush(batch)
        batch.checked.lines = cursor.lines()
        return batch.checked

    def _item(self, item: bytes, line: int, before: int, base: Path) -> Text:
        return self._read(item, line, before, base) or item_text(item, line, before, base)

    def _read(self, data: bytes, line: int, before: int = 0, base: Path = ()) -> Text | None:
        """Return the text of a record that was not accepted, if it can be parsed quickly; else None."""
        if typed is None:
            return None
        try:
            return Text(data.decode(), line, before, base, read(data, len(base)), is_line=not base, is_doubted=True)
        except (ValueError, RecursionError):
            return None

    def _defer(self, batch: "_Batch", reader: TextReader) -> None:
        """Add a record that was not accepted to the batch; judge the batch if it is full, or if there is no accepting path."""
        batch.deferred.append((batch.accepted, reader))
        batch.accepted = []
        if self._accepts is None or len(batch.deferred) >= _BATCH_SIZE:
            self._flush(batch)

    def _flush(self, batch: "_Batch") -> None:
        """Count the accepted records and judge the others, in the order of the document."""
        judge = self._judge
        for accepted, reader in batch.deferred:
            _count(self.checker, judge, batch.checked, accepted)
            if text := reader():
                before = batch.checked.records
                judged_by = self.checker.add(text, batch.path, batch.checked)
                batch.checked.one_record_per_item = (
                    batch.checked.one_record_per_item and batch.checked.records == before + 1
                )
                self._observe(judged_by)
        _count(self.checker, judge, batch.checked, batch.accepted)
        batch.deferred, batch.accepted = [], []

    def _begin(self, path: str) -> _Batch:
        """Begin a piece. `_enough` is kept for a document, whose pieces come in order: it counts the findings before this piece."""
        if self._document != path:
            self._document, self._enough = path, Enough(self.checker.most)
        return _Batch(path, Checked(one_record_per_item=True, enough=self._enough))

    def _choose_path(self) -> None:
        """Choose the accepting path before the first record, if feed and action are given."""
        if self._judge is None and self.checker.feed and self.checker.action:
            self._observe(self.checker.judge(self.checker.feed, self.checker.action))

    def _observe(self, judge: Judge | None) -> None:
        """Switch to the accepting path of a judge that has judged two records in a row; a single odd record does not switch it."""
        if judge is None or judge is self._judge or typed is None or self.checker.at:
            self._candidate = None
        elif self._judge and judge is not self._candidate:
            self._candidate = judge
        else:
            self._judge = judge
            self._accepts = self._path_of(judge)

    def _path_of(self, judge: Judge) -> "AcceptBytes | None":
        if judge.kind not in self._paths:
            names = self.checker.key_fields(judge)
            path = typed(judge.schema, judge.context, names) if is_chosen(self.checker, judge) else None
            self._paths[judge.kind] = path
        return self._paths[judge.kind]


def _count(checker: Checker, judge: Judge | None, checked: Checked, accepted: list[Any]) -> None:
    """Count accepted records, and add their rows of key values."""
    if accepted and judge:
        if checker.key_fields(judge):
            checked.add_keys((*judge.kind, False), checked.records, accepted)
        checked.records += len(accepted)
        checked.judged_as.add(judge.kind)
