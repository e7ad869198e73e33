"""The result of checking a document, or a piece of one."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .key_values import KeyValues, Kind
from .model import Finding, Severity

JUDGED, STRANGE = "judged", "of_no_feed"
"""Outcomes of a recorded exchange (`Checked.exchanges`): it was judged, or it belongs to no operation of the contract."""

Counted = Counter[tuple[str, Severity, bool]]
"""The number of findings that are only counted, by rule, severity, and whether they can be fixed."""


class Enough:
    """Tracks the `rules` that have `most` findings in a document or more; further ones are only counted. 0: no limit."""

    def __init__(self, most: int = 0) -> None:
        self.rules: set[str] = set()
        self._most = most
        self._reported = Counter[str]()

    def see(self, findings: Iterable[Finding]) -> None:
        """Count the reported findings of a record, and note the rules that have enough now."""
        for finding in findings if self._most else ():
            self._reported[finding.rule] += 1
            if self._reported[finding.rule] >= self._most:
                self.rules.add(finding.rule)


class Checked:
    """The result of checking a document, or a piece of one: its findings in order of place, and what was judged.

    `records` is the number of records, `judged_as` their feeds and actions, `not_run` the rules that could not run, with reasons.
    `key_values` are the ids and references of the records, if the checker collects them. `lines` is how many lines end in a piece;
    `one_record_per_item`: each line or item of it that is not blank is one record. For recorded traffic, `exchanges` counts the
    exchanges by their outcome, and `unjudged` the bodies that could not be judged, by the reason. Findings of rules that have
    `enough` findings already are only `counted`.
    """

    def __init__(
        self, findings: Iterable[Finding] = (), *, one_record_per_item: bool = False, enough: Enough | None = None
    ) -> None:
        self.findings = list(findings)
        self.counted: Counted = Counter()
        self.enough = enough or Enough()
        self.records = self.lines = 0
        self.judged_as: set[tuple[str, str]] = set()
        self.key_values: list[KeyValues] = []
        self.one_record_per_item = one_record_per_item
        self.exchanges: dict[str, int] = {}
        self.unjudged = Counter[str]()

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Add the findings of a record; rules that have enough findings now are only counted from the next record on."""
        found = list(findings)
        self.findings += found
        self.enough.see(found)

    def move(self, lines: int, records: int) -> None:
        """Shift the findings of a piece to their places in the document, after this many lines and records."""
        if lines or records:
            self.findings = [finding.moved(lines, records) for finding in self.findings]

    def add_keys(self, kind: Kind, first: int, rows: list[Any]) -> None:
        """Append the key values of consecutive records, the first numbered `first`; extend the last block if they continue it."""
        last = self.key_values[-1] if self.key_values else None
        if last and last.kind == kind and last.end == first:
            last.rows.extend(rows)
        else:
            self.key_values.append(KeyValues(kind, first, rows))
