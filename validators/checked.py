"""What came of checking a document, or a piece of one."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .key_values import KeyValues, Kind
from .model import Finding

JUDGED, STRANGE = "judged", "of_no_feed"
"""What became of a recorded exchange that was not left out, and of one that is for no operation of the contract."""


class Checked:
    """What came of a document, or a piece of one: its findings in order of place, how many records, what they were judged as.

    `key_values` are the ids and references of the records, where the checker collects them. `lines` of NDJSON ended in a piece;
    `one_record_per_item`: each line or item of it that is not blank is one record. `exchanges` is what became of how many of a
    recording, `unjudged` why how many bodies that were sent or answered there could not be judged.
    """

    def __init__(self, findings: Iterable[Finding] = (), *, one_record_per_item: bool = False) -> None:
        """Begin with these findings."""
        self.findings = list(findings)
        self.records = self.lines = 0
        self.judged_as: set[tuple[str, str]] = set()
        self.not_run: dict[str, str] = {}
        self.key_values: list[KeyValues] = []
        self.one_record_per_item = one_record_per_item
        self.exchanges: dict[str, int] = {}
        self.unjudged = Counter[str]()

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
