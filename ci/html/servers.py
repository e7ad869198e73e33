"""What the contract suite told of servers: the matrix of rules and operations, and what was sent to each operation."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..contract_report import verdict
from ..words import counted
from .markup import Cell, Html, element, join, table, text

if TYPE_CHECKING:
    from ...contract_tests.model import Examination

_FAILURES = "failures"
_PROBED = ("failed", "accepted", "refused", "not run")


def server(name: str, examination: "Examination") -> Html:
    """Return the section of one server."""
    access = "reading and writing" if examination.writes else "reading only"
    how = f"Profile {examination.profile}, seed {examination.seed}, {access}: "
    sent = f"{counted(len(examination.operations), 'operation')}, {counted(examination.requests, 'request')}"
    return element(
        "section",
        element("h3", name),
        element("p", f"{how}{sent}: {verdict(examination)}."),
        join(_matrix(name, examination)),
        element("details", element("summary", "Requests and answers by operation"), _operations(name, examination)),
    )


def _matrix(name: str, examination: "Examination") -> Iterator[Html]:
    """Yield the matrix: what came of the probes of each rule, and how many failures there are besides."""
    cells = _cells(examination)
    rules, operations = sorted({rule for rule, _ in cells}), list(dict.fromkeys(column for _, column in cells))
    if cells:
        yield element("p", _LEGEND)
        rows = ((rule, *(_cell(cells.get((rule, operation))) for operation in operations)) for rule in rules)
        yield table(f"Rules and operations of {name}", ("Rule", *operations), rows, "matrix")


_LEGEND = (
    "Of each rule, a payload on its boundary has to be accepted and one just beyond it refused. "
    "ST… are checks of schemathesis."
)


def _cells(examination: "Examination") -> dict[tuple[str, str], Counter[str]]:
    cells: dict[tuple[str, str], Counter[str]] = {}
    for outcome in examination.outcomes:
        cells.setdefault((outcome.rule, outcome.operation), Counter())[str(outcome.result)] += 1
    for failure in examination.failures:
        cell = cells.setdefault((failure.rule, failure.operation), Counter())
        if not cell["failed"]:
            cell[_FAILURES] += 1
    return cells


def _cell(count: Counter[str] | None) -> Html:
    if not count:
        return Cell(element("td", "-", class_="none"))
    parts = [f"{count[result]} {result}" for result in _PROBED if count[result]]
    parts += [counted(count[_FAILURES], "failure")] if count[_FAILURES] else []
    return Cell(element("td", ", ".join(parts), class_=_kind(count)))


def _kind(count: Counter[str]) -> str:
    if count["failed"] or count[_FAILURES]:
        return "bad"
    return "good" if count["accepted"] or count["refused"] else "none"


def _operations(name: str, examination: "Examination") -> Html:
    examined = examination.operations
    rows = ((each.operation, f"{sum(each.cases.values()):,}", _answers(each.statuses)) for each in examined)
    return table(f"Operations of {name}", ("Operation", "Requests", "Answers"), rows)


def _answers(statuses: Mapping[int, int]) -> Html:
    return text(", ".join(f"{status} ({count:,})" for status, count in sorted(statuses.items())) or "none")
