"""The baseline: known findings, which are listed separately and do not fail."""

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
    """The file of a baseline and its entries, and whether the run updates it."""

    file: Path
    entries: tuple[Entry, ...]
    update: bool

    @property
    def folder(self) -> Path:
        """The folder that the paths in the entries start from."""
        return self.file.parent


def set_apart(report: Report, baseline: Baseline, today: date, wanted: RuleFilter) -> Report:
    """Return the report with the findings that the baseline knows set apart, and with the removable and expired entries.

    Of several findings with one fingerprint, the first ones are known. The entries of a rule that is not wanted are never
    removable, and none is if something could not be checked: their findings were not looked for. Raises FeedproofError when the
    disk is full.
    """
    valid = _by_fingerprint(entry for entry in baseline.entries if not _is_expired(entry, today))
    unmatched = {own: sum(entry.times for entry in entries) for own, entries in valid.items()}
    known, unknown = _split(report.findings, baseline.folder, unmatched)
    expired = [entry for entry in baseline.entries if _is_expired(entry, today)]
    found = {entry.fingerprint for entry in expired} & {fingerprint(each, baseline.folder) for each in unknown}
    removable = [valid[own][-1]._replace(times=count) for own, count in unmatched.items() if count]
    removable += [entry for entry in expired if entry.fingerprint not in found]
    return report._replace(
        findings=unknown,
        known=tuple(known),
        removable=tuple(entry for entry in removable if wanted(entry.fingerprint.rule) and not report.unchecked),
        expired=tuple(entry for entry in expired if entry.fingerprint in found),
    )


def _is_expired(entry: Entry, today: date) -> bool:
    return entry.expires is not None and entry.expires < today


def _by_fingerprint(entries: Iterable[Entry]) -> dict[Fingerprint, list[Entry]]:
    lists: defaultdict[Fingerprint, list[Entry]] = defaultdict(list)
    for entry in entries:
        lists[entry.fingerprint].append(entry)
    return lists


def _split(findings: Findings, folder: Path, unmatched: dict[Fingerprint, int]) -> tuple[list[Found], Findings]:
    """Return the known and the unknown findings; each known one is subtracted from the `unmatched` number of its fingerprint."""
    known: list[Found] = []
    unknown = Spool()
    for each in findings:
        own = fingerprint(each, folder)
        if unmatched.get(own):
            unmatched[own] -= 1
            known.append(each)
        else:
            unknown.add([each])
    return known, unknown.findings()


def updated(report: Report, baseline: Baseline, wanted: RuleFilter) -> Baseline:
    """Return a baseline of exactly the findings of this run; expiry dates and reasons are kept, and none is renewed."""
    counts = Counter(fingerprint(each, baseline.folder) for each in report.findings)
    entries = [entry for entry in baseline.entries if not wanted(entry.fingerprint.rule)]
    for entry in sorted(baseline.entries, key=lambda entry: entry.expires or date.max):
        if kept := min(entry.times, counts[entry.fingerprint]):
            entries.append(entry._replace(times=kept))
            counts[entry.fingerprint] -= kept
    entries += [Entry(own, count) for own, count in counts.items() if count]
    return baseline._replace(entries=tuple(_joined(entries)))


def _joined(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries in order; those that differ only in their count become one."""
    counts: Counter[tuple[Fingerprint, date, str]] = Counter()
    for entry in entries:
        counts[entry.fingerprint, entry.expires or date.max, entry.reason] += entry.times
    for (own, expires, reason), count in sorted(counts.items()):
        yield Entry(own, count, None if expires == date.max else expires, reason)
