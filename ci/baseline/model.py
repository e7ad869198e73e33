"""The baseline: findings that are known, are listed apart and do not fail."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ...validators.model import Finding, RuleFilter
from ..failure import ServerFailure
from ..fingerprint import Fingerprint, fingerprint
from ..known import Entry
from ..report import Report, all_found
from ..spool import Findings, Spool


class Baseline(NamedTuple):
    """The file and its entries, and whether the run writes it anew."""

    file: Path
    entries: tuple[Entry, ...]
    update: bool = False

    @property
    def folder(self) -> Path:
        """The folder that the paths in the entries start from."""
        return self.file.parent


def apply(report: Report, baseline: Baseline, today: date, wanted: RuleFilter = lambda _rule: True) -> Report:
    """Set the findings that the baseline knows apart; say which entries have expired or match nothing any more.

    Of several findings with one fingerprint the first ones are the known ones. Entries of a rule that is not wanted are left
    alone: nobody looked for their findings. Raises FeedproofError when the disk takes no more findings.
    """
    lists = _by_fingerprint(entry for entry in baseline.entries if not _is_over(entry, today))
    left = {own: sum(entry.times for entry in entries) for own, entries in lists.items()}
    known, unknown = _split(report.findings, baseline.folder, left)
    known_failures, failures = _split_failures(report.failures, baseline.folder, left)
    over = [entry for entry in baseline.entries if _is_over(entry, today)]
    new = report._replace(findings=unknown, failures=failures)
    rest = {entry.fingerprint for entry in over}.intersection(
        fingerprint(one, baseline.folder) for one in all_found(new)
    )
    gone = [lists[own][-1]._replace(times=count) for own, count in left.items() if count]
    gone += [entry for entry in over if entry.fingerprint not in rest]
    return new._replace(
        known=tuple(known),
        known_failures=known_failures,
        removable=tuple(entry for entry in gone if wanted(entry.fingerprint.rule)),
        expired=tuple(entry for entry in over if entry.fingerprint in rest),
    )


def _is_over(entry: Entry, today: date) -> bool:
    return entry.expires is not None and entry.expires < today


def _by_fingerprint(entries: Iterable[Entry]) -> dict[Fingerprint, list[Entry]]:
    lists: defaultdict[Fingerprint, list[Entry]] = defaultdict(list)
    for entry in entries:
        lists[entry.fingerprint].append(entry)
    return lists


def _split(findings: Findings, folder: Path, left: dict[Fingerprint, int]) -> tuple[list[Finding], Findings]:
    known: list[Finding] = []
    unknown = Spool()
    for finding in findings:
        if _takes(left, fingerprint(finding, folder)):
            known.append(finding)
        else:
            unknown.add([finding])
    return known, unknown.findings()


_Failures = tuple[ServerFailure, ...]


def _split_failures(failures: _Failures, folder: Path, left: dict[Fingerprint, int]) -> tuple[_Failures, _Failures]:
    known: list[ServerFailure] = []
    unknown: list[ServerFailure] = []
    for failure in failures:
        (known if _takes(left, fingerprint(failure, folder)) else unknown).append(failure)
    return tuple(known), tuple(unknown)


def _takes(left: dict[Fingerprint, int], own: Fingerprint) -> bool:
    """Say whether one more with this fingerprint is known, and count it."""
    if not left.get(own):
        return False
    left[own] -= 1
    return True


def updated(report: Report, baseline: Baseline, wanted: RuleFilter = lambda _rule: True) -> Baseline:
    """Return the baseline that knows what this run found and nothing else; days of expiry and reasons are kept, none is renewed."""
    counts = Counter(fingerprint(each, baseline.folder) for each in all_found(report))
    entries = [entry for entry in baseline.entries if not wanted(entry.fingerprint.rule)]
    for entry in sorted(baseline.entries, key=lambda entry: entry.expires or date.max):
        if kept := min(entry.times, counts[entry.fingerprint]):
            entries.append(entry._replace(times=kept))
            counts[entry.fingerprint] -= kept
    entries += [Entry(own, count) for own, count in counts.items() if count]
    return baseline._replace(entries=tuple(_joined(entries)))


def _joined(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries in order, those that differ only in their count as one."""
    counts: Counter[tuple[Fingerprint, date, str]] = Counter()
    for entry in entries:
        counts[entry.fingerprint, entry.expires or date.max, entry.reason] += entry.times
    for (own, expires, reason), count in sorted(counts.items()):
        yield Entry(own, count, None if expires == date.max else expires, reason)
