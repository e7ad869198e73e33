"""feedproof fetch: save the lists of a server, as files to check, or as a dataset to serve."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ...contract_tests.server.terms import ALLOWED, PATIENCE, TIMEOUT, Terms
from ...fixtures.sandbox_token import TOKEN_VARIABLE
from ...spec.contract import Contract
from ..codes import CLEAN, FAILED
from ..options import contract_of, contract_option, file_name
from ..outputs import is_screen
from ..terminal import mention
from ..timeout_type import SECONDS
from ..unencrypted import tell_unencrypted

if TYPE_CHECKING:
    from ...contract_tests.fetch import Fetcher
    from .save import FetchJob


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    url: str
    feeds: tuple[str, ...]
    folder: str | None
    dataset: str | None
    limit: int | None
    paths: tuple[str, ...]
    rate_limit: str | None
    timeout: float
    allow_doubt: bool
    contract_file: str | None


@click.command()
@click.argument("url")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=file_name,
    help="Write FEED.ndjson to this folder; several feeds need this, or --dataset.",
)
@click.option(
    "--dataset",
    metavar="FILE",
    type=file_name,
    help="Write all feeds into one file, for feedproof sandbox --dataset FILE.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most this many records of each feed.")
@click.option(
    "--path", "paths", multiple=True, metavar="NAME=ID",
    help="An id in the path of a list, such as that of a training provider; if not given, those that other lists show.",
)  # fmt: skip
@click.option("--rate-limit", metavar="N/UNIT", help=f"Rate limit for each endpoint; {ALLOWED} if not on this machine.")
@click.option(
    "--timeout", type=SECONDS, metavar="SECONDS", default=TIMEOUT, show_default=True,
    help=f"How long an answer may take to start or to continue; {PATIENCE} times as long for all of it.",
)  # fmt: skip
@click.option("--allow-doubt", is_flag=True, help="Accept what came, even if there may be more.")
@contract_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Save the lists of a server: all pages of a feed, one record per line, as the server wrote it.

    URL is the prefix of the feeds' paths. The token comes from the environment variable FEEDPROOF_TOKEN. Without -o,
    the records of one feed go to standard output, for feedproof check - or feedproof drift -. With --dataset, the
    records of all feeds go into one file, each with the ids of the list that showed it, for a sandbox to start with; a
    record without an id, or with the id of another, is left out, and reported.

    Only GET is sent. A file is written once all pages are there; until then, or if there may be more, it stays as it
    was. Records may hold personal data: protect what you save.

    Exit code: 0 all is there, as far as pages can tell, or as many as --limit says; 2 a feed could not be read
    completely, or may not have been.
    """
    options = Options(**given | {"feeds": tuple(dict.fromkeys(given["feeds"]))})
    _refuse(options)
    contract, paths = contract_of(options.contract_file), _paths(options.paths)
    for feed in options.feeds:
        contract.feed(feed)
    from .save import save  # slow to load, and may not be installed

    fetcher = _fetcher(options, contract, paths)
    done = [save(fetcher, job) for job in _jobs(options, contract)]
    ctx.exit(CLEAN if all(done) else FAILED)


def _refuse(options: Options) -> None:
    """Raise UsageError for options that contradict each other, or that name no place to write to."""
    if options.folder is not None and options.dataset is not None:
        raise click.UsageError("-o writes a file for each feed, and --dataset one for all: give one of them")
    if len(options.feeds) > 1 and options.folder is None and options.dataset is None:
        raise click.UsageError("-o DIR: say where several feeds go to; or write all into one, with --dataset FILE")
    if options.folder is not None and is_screen(options.folder):
        raise click.UsageError("-o -: name a folder; without -o the records of one feed go to standard output")
    if options.dataset is not None and is_screen(options.dataset):
        raise click.UsageError("--dataset -: name a file, for feedproof sandbox --dataset FILE")


def _paths(texts: tuple[str, ...]) -> dict[str, list[str]]:
    pairs = [text.partition("=") for text in texts]
    for text, (name, _, value) in zip(texts, pairs, strict=True):
        if not (name and value):
            raise click.UsageError(f"--path {text}: write it as NAME=ID")
    return {name: [value for other, _, value in dict.fromkeys(pairs) if other == name] for name, *_ in pairs}


def _fetcher(options: Options, contract: Contract, paths: dict[str, list[str]]) -> "Fetcher":
    """Return the fetcher for the server; nothing is sent yet."""
    from ...contract_tests.fetch import Fetcher
    from ...contract_tests.server.target import Target

    terms = Terms(options.timeout, options.rate_limit, mention)
    target = Target(options.url, os.environ.get(TOKEN_VARIABLE) or None, terms)
    tell_unencrypted(target)
    return Fetcher(contract, target, paths)


def _jobs(options: Options, contract: Contract) -> "list[FetchJob]":
    """Return the jobs: all feeds into one file, or each into its own."""
    from .save import FetchJob
    from .tally import Wanted

    wanted = Wanted(options.limit, options.allow_doubt)
    if options.dataset is not None:
        return [FetchJob(options.feeds, wanted, options.dataset, contract)]
    folder = options.folder
    files = [None if folder is None else str(Path(folder, f"{feed}.ndjson")) for feed in options.feeds]
    return [FetchJob((feed,), wanted, file) for feed, file in zip(options.feeds, files, strict=True)]
