"""Count the records of a feed while they are saved, and report what was saved and what may be missing."""

from collections.abc import Iterator
from typing import NamedTuple

from ...contract_tests.fetch import Fetched
from ...spec.text import counted
from ..progress import with_progress
from .dataset import DatasetLines


class Wanted(NamedTuple):
    """The most records of each feed, and whether to accept what came even if there may be more."""

    limit: int | None
    allow_doubt: bool


class FeedTally:
    """Counts the records of one feed. With `dataset`, they become lines of a dataset; without, they are saved as they came."""

    def __init__(self, feed: str, wanted: Wanted, dataset: DatasetLines | None) -> None:
        self.feed, self._wanted, self._dataset = feed, wanted, dataset
        self.records = self.pages = self.again = 0
        self.doubts: dict[str, None] = {}
        self.refused: list[str] = []
        self.is_cut = False

    def blocks(self, found: Iterator[Fetched]) -> Iterator[bytes]:
        """Yield the records page by page, up to the limit."""
        limit = self._wanted.limit
        for page in with_progress(found, lambda _page: f"{self.feed}: {self.records:,} records"):
            taken = page if limit is None else page.first(limit - self.records)
            self._count(taken)
            yield b"".join(self._dataset.made_of(taken) if self._dataset else taken.lines)
            if self.records == limit:
                self.is_cut = True
                return

    def _count(self, page: Fetched) -> None:
        self.records += len(page.lines)
        self.pages += page.is_page
        self.again += page.again
        self.doubts |= {page.doubt: None} if page.doubt else {}
        self.refused += [page.refused] if page.refused else []

    @property
    def _is_doubted(self) -> bool:
        return bool(self.doubts) and not (self.is_cut or self._wanted.allow_doubt)

    @property
    def is_unsure(self) -> bool:
        """Whether some records may be missing, which the options do not allow."""
        return bool(self.doubts or self.refused) and not (self.is_cut or self._wanted.allow_doubt)

    def lines(self) -> Iterator[str]:
        """Yield remarks on what was saved."""
        cut = ", as --limit says" if self.is_cut else ""
        yield f"{counted(self.records, 'record')} in {counted(self.pages, 'page')}{cut}"
        if self.again and not self.doubts:
            yield f"{counted(self.again, 'record')} came on two pages, and {_was(self.again)} written once"
        if self._dataset:
            for why, count in self._dataset.left_out.items():
                yield f"{counted(count, 'record')} {_was(count)} left out: {why}"
        if self._wanted.allow_doubt and not self.is_cut:
            yield from self.doubts

    def troubles(self) -> Iterator[str]:
        """Yield why some records are missing, or may be."""
        if self._is_doubted:
            yield from self.doubts
        if self.refused:
            yield f"{counted(len(self.refused), 'list')} could not be read; the first: {self.refused[0]}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
