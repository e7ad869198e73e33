"""Report the records that broke a rule across records: each is read again, and the rule itself is applied to it."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from typing import Any

from ..check import Checker
from ..findings import violation_finding
from ..judge import Judge, root_causes
from ..keyword import Violation
from ..model import Finding
from ..paths import follow
from ..text.document import blanked
from .hits import Hits
from .reread import FoundRecord, RecordFinder
from .search import Hit
from .sites import AcrossSite
from .unit import Unit


def explain(checker: Checker, units: list[Unit], sites: list[AcrossSite], found: Iterable[Hit]) -> Iterator[Finding]:
    """Yield a finding for each hit, in order of place, but no finding for two ids that only have the same hash."""
    with closing(Hits()) as hits:
        hits.add(found)
        yield from _explained(checker, RecordFinder(checker, units), sites, hits)


def _explained(checker: Checker, finder: RecordFinder, sites: list[AcrossSite], hits: Hits) -> Iterator[Finding]:
    for at, group in groupby(hits, key=lambda each: each[0].at):
        record = finder.find(at)
        broken: list[tuple[AcrossSite, str]] = []
        for hit, is_hit in group:
            value = follow(record.record.value, (sites[hit.site].name,))
            if not is_hit:
                hits.see(hit, str(value), _where(record, sites[hit.site]))
            elif hit.first is None or hits.seen(hit)[0] == str(value):
                broken.append((sites[hit.site], hits.seen(hit)[1]))
        if broken:
            yield from _findings(checker, record, broken)


def _where(found: FoundRecord, site: AcrossSite) -> str:
    line, _ = found.record.text.locate((*found.record.path, site.name))
    return f"line {line + found.lines} of {found.unit.path}"


def _findings(checker: Checker, found: FoundRecord, broken: list[tuple[AcrossSite, str]]) -> Iterator[Finding]:
    """Yield the findings of the rules across records for a record, unless they follow from the record's own violations."""
    record = found.record
    judge, unreadable = checker.judge_of(record), blanked(record)
    if judge is None:
        return  # the input has changed
    across = [violation for site, where in broken for violation in _violations(judge, site, record.value, where)]
    for violation in root_causes([*judge.find_violations(record.value, unreadable), *across], unreadable):
        if violation in across:
            finding = violation_finding(judge, record, violation, found.unit.path)
            yield finding.moved(found.lines, 0)


def _violations(judge: Judge, site: AcrossSite, record: Any, where: str) -> Iterator[Violation]:
    context = site.context(judge.context, follow(record, (site.name,)), where)
    rule, entry, _ = site.keyword
    for breach in rule.check(entry, follow(record, site.place), context):
        yield site.keyword.broken(site.place, breach)
