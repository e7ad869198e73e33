"""feedproof check --engine dask: the same report, judged by the workers of a cluster."""

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..spec.errors import FeedproofError
from ..validators.across import Across
from ..validators.bulk.names import is_url, without_secrets
from ..validators.check import Checker
from ..validators.cluster.dask import connected, spread
from ..validators.cluster.partition import SIZE, InputFile, Partition, PartitionResult, partitions
from ..validators.cluster.remote import found
from ..validators.model import RuleFilter
from .inputs import Input, find_documents, is_payload, lines_of, without_own
from .report import Report
from .run import Total, finished


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where to judge: on the workers of the scheduler at this address, or in this many processes on this machine.

    `size` is the size of a partition in bytes.
    """

    scheduler: str | None
    workers: int
    size: int = SIZE


def check_on_cluster(
    checker: Checker, names: Iterable[str], wanted: RuleFilter, own: Collection[Path], cluster: Cluster
) -> Report:
    """Check files, folders and URLs. An input that cannot be read does not stop the rest.

    Raises FeedproofError if the cluster cannot do the work.
    """
    files, unchecked = _files(list(names), own)
    run = _Run(Total(), Across(checker, wanted), unchecked)
    parts = (part for file in files for part in partitions(file, cluster.size))
    if files:
        with connected(cluster.scheduler, cluster.workers) as client:
            for partition, outcome in spread(client, run.across.checker, parts):
                run.add(partition, outcome)
    return finished(run.total, run.across, unchecked, [file.name for file in files])


@dataclass(slots=True)
class _Run:
    """The results of the partitions so far, and how many lines and records of the file are before the next one."""

    total: Total
    across: Across
    unchecked: dict[str, str]
    lines: int = 0
    records: int = 0

    def add(self, partition: Partition, outcome: PartitionResult) -> None:
        """Add the result of a partition, unless the file broke off before it."""
        name = partition.file.name
        if name in self.unchecked:
            return
        if partition.start == 0:
            self.lines = self.records = 0
            self.total.begin()
        is_lines, lines, records = partition.file.is_lines, self.lines, self.records
        self.across.begin(name, partition.opened, is_lines=is_lines, record=records, line=lines)
        for checked in outcome.checked:
            checked.move(lines, records)
            self.total.add(checked, name, self.across.wanted)
            self.across.add(checked)
            self.records += checked.records
            self.lines += checked.lines
        if outcome.error:
            self.unchecked[name] = outcome.error.removeprefix(f"{name}: ")
        elif partition.is_last:
            self.total.end(name)


def _files(names: list[str], own: Collection[Path]) -> tuple[list[InputFile], dict[str, str]]:
    """Return the files that the names refer to, each once, and the names that cannot be read, each with the reason."""
    files: dict[str, InputFile] = {}
    missing: dict[str, str] = {}
    for name in names:
        for file in _remote(name, missing) if is_url(name) else _local(name, own, missing):
            files.setdefault(file.url, file)
    return list(files.values()), missing


def _remote(url: str, missing: dict[str, str]) -> Iterator[InputFile]:
    try:
        files = _payloads(url)
    except FeedproofError as error:
        missing[without_secrets(url)] = str(error)
        return
    for one, size in files.items():
        yield InputFile(without_secrets(one), one, size, lines_of(without_secrets(one)))


def _payloads(url: str) -> dict[str, int | None]:
    files = found(url)
    if len(files) != 1:
        files = {one: size for one, size in files.items() if is_payload(without_secrets(one))}
    if not files:
        raise FeedproofError("there is no payload")
    return files


def _local(name: str, own: Collection[Path], missing: dict[str, str]) -> Iterator[InputFile]:
    documents, gaps = find_documents([name])
    missing.update(gaps)
    for document in without_own(documents, own):
        try:
            yield _file(document)
        except FeedproofError as error:
            missing[document.name if document.file else name] = str(error)


def _file(document: Input) -> InputFile:
    if document.file is None:
        raise FeedproofError("--engine dask reads files; standard input is read by --engine local")
    try:
        size = Path(document.file).stat().st_size
    except OSError as error:
        raise FeedproofError(error.strerror or str(error)) from None
    return InputFile(document.name, os.path.realpath(document.file), size, document.lines)
