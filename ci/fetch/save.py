"""Save what is fetched atomically: a file is written whole, or stays as it was."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ...contract_tests.fetch import Fetcher
from ...contract_tests.server.target import UselessError
from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ..outputs import write_all
from ..terminal import complain, mention, pour
from .dataset import DatasetLines
from .tally import FeedTally, Wanted


class FetchJob(NamedTuple):
    """The feeds that go into one file, or to standard output; `dataset_of`: the file is a dataset of this contract."""

    feeds: tuple[str, ...]
    wanted: Wanted
    file: str | None
    dataset_of: Contract | None = None


class _UnsureError(Exception):
    """Some records are missing, or may be, so the file has to stay as it was."""


def save(fetcher: Fetcher, job: FetchJob) -> bool:
    """Write the records, and return whether all could be read. Raises UselessError if no feed can be read any more."""
    tallies = [FeedTally(feed, job.wanted, _dataset(job, feed)) for feed in job.feeds]
    try:
        with suppress(_UnsureError):
            _write(_blocks(fetcher, tallies), job)
    except UselessError:
        raise
    except FeedproofError as error:
        complain(str(error))
        return False
    return _report(tallies, job.file)


def _dataset(job: FetchJob, feed: str) -> DatasetLines | None:
    return None if job.dataset_of is None else DatasetLines(job.dataset_of, feed)


def _blocks(fetcher: Fetcher, tallies: list[FeedTally]) -> Iterator[bytes]:
    """Yield the content of the file. Raises _UnsureError at the end if there may be more records."""
    for tally in tallies:
        try:
            yield from tally.blocks(fetcher.fetch(tally.feed))
        except UselessError:
            raise
        except FeedproofError as error:
            raise FeedproofError(f"{tally.feed}: {error}") from None
    if any(tally.is_unsure for tally in tallies):
        raise _UnsureError


def _write(blocks: Iterator[bytes], job: FetchJob) -> None:
    if job.file is None:
        pour(blocks)
    elif job.dataset_of is not None:
        write_all(job.file, blocks, "--dataset")
    else:
        _make(Path(job.file).parent)
        write_all(job.file, blocks)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FeedproofError(f"-o {folder}: {error.strerror or error}") from None


def _report(tallies: list[FeedTally], file: str | None) -> bool:
    """Report what was fetched and what was not; return whether everything was."""
    for tally in tallies:
        for line in tally.lines():
            mention(f"{tally.feed}: {line}")
    troubles = [(tally, trouble) for tally in tallies for trouble in tally.troubles()]
    for tally, trouble in troubles:
        complain(f"{tally.feed}: {trouble}")
    if file is not None and (unsure := [tally.feed for tally in tallies if tally.is_unsure]):
        complain(f"{', '.join(unsure)}: {file} was not written; --allow-doubt writes what came")
    return not troubles
