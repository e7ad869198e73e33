"""The baseline: findings that are known, are listed apart and do not fail."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ...validators.model import RuleFilter
from ..baseline_entry import Entry
from ..failure import Found
from ..fingerprint import Fingerprint, fingerprint
from ..report import Report
from ..spool import Findings, Spool


class Baseline(NamedTuple):
    """The file and its entries, and whether the run writes it anew."""

    file: Path
    entries: tuple[Entry, ...]
    update: bool

    @property
    def folder(self) -> Path:
        """The folder that the paths in the entries start from."""
        return self.file.parent


def set_apart(report: Report, baseline: Baseline, today: date, wanted: RuleFilter) -> Report:
    """Set the findings that the baseline knows apart; say which entries have expired or match nothing any more.

    Of several findings with one fingerprint the first ones are the known ones. Entries of a rule that is not wanted are left
    alone, and all are if something could not be checked: nobody looked for their findings. Raises FeedproofError when the disk
    takes no more findings.
    """
    lists = _by_fingerprint(entry for entry in baseline.entries if not _is_over(entry, today))
    left = {own: sum(entry.times for entry in entries) for own, entries in lists.items()}
    known, unknown = _split(report.findings, baseline.folder, left)
    over = [entry for entry in baseline.entries if _is_over(entry, today)]
    rest = {entry.fingerprint for entry in over}.intersection(fingerprint(each, baseline.folder) for each in unknown)
    gone = [lists[own][-1]._replace(times=count) for own, count in left.items() if count]
    gone += [entry for entry in over if entry.fingerprint not in rest]
    return report._replace(
        findings=unknown,
        known=tuple(known),
        removable=tuple(entry for entry in gone if wanted(entry.fingerprint.rule) and not report.unchecked),
        expired=tuple(entry for entry in over if entry.fingerprint in rest),
    )


def _is_over(entry: Entry, today: date) -> bool:
    return entry.expires is not None and entry.expires < today


def _by_fingerprint(entries: Iterable[Entry]) -> dict[Fingerprint, list[Entry]]:
    lists: defaultdict[Fingerprint, list[Entry]] = defaultdict(list)
    for entry in entries:
        lists[entry.fingerprint].append(entry)
    return lists


def _split(findings: Findings, folder: Path, left: dict[Fingerprint, int]) -> tuple[list[Found], Findings]:
    """Return what is known and what is not; count off what is `left` to know of each fingerprint."""
    known: list[Found] = []
    unknown = Spool()
    for each in findings:
        own = fingerprint(each, folder)
        if left.get(own):
            left[own] -= 1
            known.append(each)
        else:
            unknown.add([each])
    return known, unknown.findings()


def updated(report: Report, baseline: Baseline, wanted: RuleFilter) -> Baseline:
    """Return the baseline that knows what this run found and nothing else; days of expiry and reasons are kept, none is renewed."""
    counts = Counter(fingerprint(each, baseline.folder) for each in report.findings)
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
