"""Judge many documents, and return the report on all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import IO, TYPE_CHECKING

from ..spec.errors import FeedproofError, printable
from ..validators.across import Across
from ..validators.bulk import Bulk
from ..validators.check import Checker
from ..validators.checked import Checked
from ..validators.model import RuleFilter
from .inputs import Input, find_documents, without_own
from .progress import watched, with_progress
from .report import Report
from .spool import Findings, Spool, kept, merged

if TYPE_CHECKING:
    from pathlib import Path


class Total:
    """The results of all documents so far. Call `begin` and `end` around adding the pieces of a document."""

    def __init__(self) -> None:
        self.spool = Spool()
        self.files = self.records = 0
        self.exchanges, self.unjudged = Counter[str](), Counter[str]()
        self.empty: list[str] = []
        self.judged_as: set[tuple[str, str]] = set()
        self.not_run: dict[str, str] = {}
        self.hindered: tuple[str, ...] = ()
        self._before = 0, 0

    def begin(self) -> None:
        """Begin a document."""
        self._before = self.records, len(self.spool)

    def end(self, name: str) -> None:
        """Count the document that ends, and keep its name if it had no record and no finding."""
        self.files += 1
        if self._before == (self.records, len(self.spool)):
            self.empty.append(name)

    def add(self, checked: Checked, path: str, wanted: RuleFilter) -> None:
        """Add the result of a piece of the document with this path."""
        found = [finding for finding in checked.findings if wanted(finding.rule)]
        found.sort(key=lambda finding: (finding.line, finding.column))
        self.spool.add(found)
        self.spool.count(path, Counter({key: number for key, number in checked.counted.items() if wanted(key[0])}))
        self.records += checked.records
        self.exchanges.update(checked.exchanges)
        self.unjudged.update(checked.unjudged)
        self.judged_as |= checked.judged_as


def check_all(  # noqa: PLR0913 - what a check depends on
    checker: Checker,
    names: Iterable[str],
    wanted: RuleFilter,
    own: "Collection[Path]",
    jobs: int = 1,
    *,
    stdin: IO[bytes] | None = None,
) -> Report:
    """Check files, the payloads in directories and `-`, standard input. An input that cannot be read does not stop the rest.

    `own` are feedproof's own files, which are never payloads. Large documents are judged by `jobs` processes. `stdin` is the
    content of standard input, if it has been read before.
    """
    documents, unchecked = find_documents(names)
    documents = [document._replace(kept=stdin) for document in without_own(documents, own)]
    total, across = Total(), Across(checker, wanted)
    with Bulk(across.checker, jobs) as bulk:
        for document in watched(documents, "file"):
            try:
                _check(bulk, document, total, across)
            except FeedproofError as error:
                unchecked[document.name] = str(error).removeprefix(f"{document.name}: ")
    return finished(total, across, unchecked, [document.name for document in documents])


def finished(total: Total, across: Across, unchecked: dict[str, str], names: Sequence[str]) -> Report:
    """Add the findings of the rules across records, and return the report on the documents with these names, in this order."""
    across.is_whole = across.is_whole and not unchecked
    findings = total.spool.findings()
    try:
        findings = merged(findings, kept(across.findings()), names)
    except FeedproofError as error:
        unchecked["the rules across records"] = str(error)
    total.not_run = across.not_run(total.judged_as)
    total.hindered = across.hindered(total.judged_as)
    return _report(across.checker, total, findings, unchecked)


def _check(bulk: Bulk, document: Input, total: Total, across: Across) -> None:
    """Add the results of a document; if it turns out to be broken, the results up to there stay."""
    document = document.rereadable() if across.checker.collects_keys else document
    across.begin(document.name, document.opened, is_lines=document.lines)
    total.begin()
    with document.opened() as stream:
        pieces = bulk.check(stream, document.name, is_lines=document.lines)
        for checked in with_progress(pieces, lambda _piece: f"{printable(document.name)}: {total.records:,} records"):
            total.add(checked, document.name, across.wanted)
            across.add(checked)
    total.end(document.name)


def _report(checker: Checker, total: Total, findings: Findings, unchecked: dict[str, str]) -> Report:
    return Report(
        contract_version=checker.contract.version,
        contract_sha256=checker.contract.sha256,
        findings=findings,
        files=total.files,
        records=total.records,
        judged_as=tuple(sorted(total.judged_as)),
        not_run=total.not_run,
        hindered=total.hindered,
        unchecked=unchecked,
        empty=tuple(total.empty),
        exchanges=total.exchanges,
        unjudged=total.unjudged,
        contract=checker.contract,
    )
