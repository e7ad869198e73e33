"""feedproof fetch: what a server lists, as files to check."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..contract_tests.terms import ALLOWED, PATIENCE, TIMEOUT, Terms
from ..fixtures.sandbox_token import TOKEN_VARIABLE
from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..spec.text import counted
from .codes import CLEAN, FAILED
from .options import contract_of, contract_option
from .outputs import is_screen, write_all
from .progress import with_progress
from .stoppable import stoppable
from .terminal import complain, mention, pour
from .wait import WAIT

if TYPE_CHECKING:
    from ..contract_tests.fetch import Fetched, Fetcher


class Options(NamedTuple):
    """What the command is told."""

    url: str
    feeds: tuple[str, ...]
    folder: str | None
    limit: int | None
    paths: tuple[str, ...]
    rate_limit: str | None
    timeout: float
    allow_doubt: bool
    contract_file: str | None


@click.command(short_help="Save what a server lists, to check it.")
@click.argument("url")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@click.option("-o", "--output", "folder", metavar="DIR", help="Write FEED.ndjson there; needed for several feeds.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many records of each feed.")
@click.option(
    "--path", "paths", multiple=True, metavar="NAME=ID",
    help="An id in the path of a list, such as that of a training provider; if not given, those that other lists show.",
)  # fmt: skip
@click.option(
    "--rate-limit", metavar="N/UNIT", help=f"Requests to one end point, at most; {ALLOWED} if not on this machine."
)
@click.option(
    "--timeout", type=WAIT, metavar="SECONDS", default=TIMEOUT, show_default=True,
    help=f"How long an answer may take to begin or to go on; {PATIENCE} times as long for all of it.",
)  # fmt: skip
@click.option("--allow-doubt", is_flag=True, help="Take what came, though there may be more.")
@contract_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Save what a server lists: all pages of a feed, each record a line, as the server wrote it.

    URL is what the paths of the feeds begin with. The token comes from the environment variable FEEDPROOF_TOKEN. Without -o the
    records of one feed go to standard output, for feedproof check - or feedproof drift -.

    Nothing is sent but GET. A file is written when all pages are there; until then, and where there may be more than came, it
    stays as it was. Records may hold personal data: what is saved is yours to protect.

    Exit code: 0 all is there, as far as pages can tell, or as many as --limit says; 2 a feed could not be read whole, or it is not
    known whether it was.
    """
    options = Options(**given)
    options = options._replace(feeds=tuple(dict.fromkeys(options.feeds)))
    if len(options.feeds) > 1 and options.folder is None:
        raise click.UsageError("-o DIR: say where several feeds go to")
    if options.folder is not None and is_screen(options.folder):
        raise click.UsageError("-o -: name a folder; without -o the records of one feed go to standard output")
    contract, paths = contract_of(options.contract_file), _paths(options.paths)
    for feed in options.feeds:
        contract.feed(feed)
    with stoppable():
        fetcher = _fetcher(options, contract, paths)
        done = [_save(fetcher, feed, options) for feed in options.feeds]
    ctx.exit(CLEAN if all(done) else FAILED)


def _paths(texts: tuple[str, ...]) -> dict[str, list[str]]:
    pairs = [text.partition("=") for text in texts]
    for text, (name, _, value) in zip(texts, pairs, strict=True):
        if not (name and value):
            raise click.UsageError(f"--path {text}: write it as NAME=ID")
    return {name: [value for other, _, value in dict.fromkeys(pairs) if other == name] for name, *_ in pairs}


def _fetcher(options: Options, contract: Contract, paths: dict[str, list[str]]) -> "Fetcher":
    """Return what fetches from the server; nothing is asked yet."""
    from ..contract_tests.fetch import Fetcher  # takes its time, and may not be installed
    from ..contract_tests.target import Target

    terms = Terms(options.timeout, options.rate_limit, mention)
    return Fetcher(contract, Target(options.url, os.environ.get(TOKEN_VARIABLE) or None, terms), paths)


def _save(fetcher: "Fetcher", feed: str, options: Options) -> bool:
    """Write the records of a feed, and say whether all could be read. Raises UselessError when no feed can be read any more."""
    from ..contract_tests.target import UselessError

    tally = _Tally(feed, options)
    try:
        with suppress(_UnsureError):
            _write(tally.blocks(fetcher.fetch(feed)), options.folder, feed)
    except UselessError:
        raise
    except FeedproofError as error:
        complain(f"{feed}: {error}")
        return False
    for line in tally.lines():
        mention(line)
    troubles = list(tally.troubles())
    for trouble in troubles:
        complain(f"{feed}: {trouble}")
    return not troubles


def _write(blocks: Iterator[bytes], folder: str | None, feed: str) -> None:
    if folder is None:
        pour(blocks)
        return
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FeedproofError(f"-o {folder}: {error.strerror or error}") from None
    write_all(_file(folder, feed), blocks)


def _file(folder: str, feed: str) -> str:
    return str(Path(folder, f"{feed}.ndjson"))


class _UnsureError(Exception):
    """Not all is there, or nobody knows whether it is, so that a file has to stay as it was."""


class _Tally:
    """Counts what comes of a feed on its way into a file."""

    def __init__(self, feed: str, options: Options) -> None:
        """Begin with nothing."""
        self.feed, self._options = feed, options
        self.records = self.pages = self.again = 0
        self.doubts: dict[str, None] = {}
        self.refused: list[str] = []
        self.is_cut = False

    def blocks(self, found: "Iterator[Fetched]") -> Iterator[bytes]:
        """Yield the records page by page, at most so many as wanted. Raises _UnsureError at the end, where there may be more."""
        limit = self._options.limit
        for page in with_progress(found, lambda _page: f"{self.feed}: {self.records:,} records"):
            lines = page.lines if limit is None else page.lines[: limit - self.records]
            self._count(page, len(lines))
            yield b"".join(lines)
            if self.records == limit:
                self.is_cut = True
                return
        if self._is_unsure(self.doubts or self.refused):
            raise _UnsureError

    def _count(self, page: "Fetched", records: int) -> None:
        self.records += records
        self.pages += page.is_page
        self.again += page.again
        self.doubts |= {page.doubt: None} if page.doubt else {}
        self.refused += [page.refused] if page.refused else []

    def _is_unsure(self, signs: object) -> bool:
        """Say whether there are signs that not all is there, which is not allowed."""
        return bool(signs) and not (self.is_cut or self._options.allow_doubt)

    def lines(self) -> Iterator[str]:
        """Yield what is said of it."""
        cut = ", as --limit says" if self.is_cut else ""
        yield f"{self.feed}: {counted(self.records, 'record')} in {counted(self.pages, 'page')}{cut}"
        if self.again and not self.doubts:
            verb = "was" if self.again == 1 else "were"
            yield f"{self.feed}: {counted(self.again, 'record')} came on two pages, and {verb} written once"
        if self._options.allow_doubt and not self.is_cut:
            yield from (f"{self.feed}: {doubt}" for doubt in self.doubts)

    def troubles(self) -> Iterator[str]:
        """Yield why not all is there, or may not be."""
        if self._is_unsure(self.doubts):
            yield from self.doubts
        if self.refused:
            yield f"{counted(len(self.refused), 'list')} could not be read; the first: {self.refused[0]}"
        if self._is_unsure(self.doubts or self.refused) and self._options.folder is not None:
            yield f"{_file(self._options.folder, self.feed)} was not written; --allow-doubt writes what came"
