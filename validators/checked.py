"""What came of checking a document, or a piece of one."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .key_values import KeyValues, Kind
from .model import Finding, Severity

JUDGED, STRANGE = "judged", "of_no_feed"
"""What became of a recorded exchange that was not left out, and of one that is for no operation of the contract."""

Counted = Counter[tuple[str, Severity, bool]]
"""How many findings are only counted: by rule, severity, and whether they can be fixed."""


class Enough:
    """The `rules` of which enough findings of a document were told: at least `most` of each; 0: it is never enough."""

    def __init__(self, most: int = 0) -> None:
        self.rules: set[str] = set()
        self._most = most
        self._told = Counter[str]()

    def see(self, findings: Iterable[Finding]) -> None:
        """Count the findings of a record that were told."""
        for finding in findings if self._most else ():
            self._told[finding.rule] += 1
            if self._told[finding.rule] >= self._most:
                self.rules.add(finding.rule)


class Checked:
    """What came of a document, or a piece of one: its findings in order of place, how many records, what they were judged as.

    `key_values` are the ids and references of the records, where the checker collects them. `lines` of NDJSON ended in a piece;
    `one_record_per_item`: each line or item of it that is not blank is one record. `exchanges` counts those of a recording by what
    became of them, `unjudged` the bodies in them that could not be judged, by the reason. Findings of rules that have `enough` are
    only `counted`.
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

    def tell(self, findings: Iterable[Finding]) -> None:
        """Add the findings of a record; of rules that have enough by now, those of the next one are counted."""
        found = list(findings)
        self.findings += found
        self.enough.see(found)

    def move(self, lines: int, records: int) -> None:
        """Move the findings to where they stand in the document: behind so many lines and records."""
        if lines or records:
            self.findings = [finding.moved(lines, records) for finding in self.findings]

    def add_keys(self, kind: Kind, first: int, rows: list[Any]) -> None:
        """Append the key values of consecutive records, the first numbered `first`; extend the last block where it continues it."""
        last = self.key_values[-1] if self.key_values else None
        if last and last.kind == kind and last.end == first:
            last.rows.extend(rows)
        else:
            self.key_values.append(KeyValues(kind, first, rows))
