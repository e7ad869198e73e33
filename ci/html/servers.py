"""The examinations of servers: the matrix of rules and operations, and the requests sent to each operation."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ...spec.text import counted
from ..contract_report import verdict
from ..examinations import access, by_operation, judging, sent
from .markup import Cell, Html, element, join, table, text

if TYPE_CHECKING:
    from ...contract_tests.model import Examination, Judged

_FAILURES = "failures"
_PROBED = ("failed", "accepted", "refused", "not run")


def server(name: str, examination: "Examination") -> Html:
    """Return the section of one server."""
    how = f"Profile {examination.profile}, seed {examination.seed}, {access(examination)}"
    return element(
        "section",
        element("h3", name),
        element("p", f"{how}: {sent(examination)}: {verdict(examination)}."),
        join(_matrix(name, examination)),
        join(_numbered(name, examination)),
        element("details", element("summary", "Requests and answers by operation"), _operations(name, examination)),
    )


def _matrix(name: str, examination: "Examination") -> Iterator[Html]:
    """Yield the matrix of the probes' results for each rule, and the number of other failures."""
    cells = _cells(examination)
    rules, operations = sorted({rule for rule, _ in cells}), list(dict.fromkeys(column for _, column in cells))
    if cells:
        yield element("p", _LEGEND)
        rows = ((rule, *(_cell(cells.get((rule, operation))) for operation in operations)) for rule in rules)
        yield table(f"Rules and operations of {name}", ("Rule", *operations), rows, "matrix")


_LEGEND = (
    "For each rule, a payload on its boundary must be accepted and one just beyond it refused. "
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


def _numbered(name: str, examination: "Examination") -> Iterator[Html]:
    """Yield the counts of every operation, numbered, because the labels of all operations are too long for the head of a table."""
    operations, judged, results = by_operation(examination)
    behaviours = {place: (result, _RESULTS[result]) for place, result in results.items()}
    if operations:
        yield element("p", "In the next tables, each operation has a number:")
        yield element("ol", *(element("li", element("code", operation)) for operation in operations), class_="columns")
    if behaviours:
        yield _table(f"Behaviours and operations of {name}", "Behaviour", operations, behaviours)
    if judged:
        answers = {place: (judging(each), _answer_kind(each)) for place, each in judged.items()}
        rows = _table(f"Rules and answers of {name}", "Rule", operations, answers)
        yield element("details", element("summary", "Answers judged, by rule and operation"), rows)


_RESULTS = {"held": "good", "failed": "bad", "not run": "none"}


def _answer_kind(judged: "Judged") -> str:
    return "bad" if judged.failures else "good" if judged.answers else "none"


Cells = Mapping[tuple[str, str], tuple[str, str]]


def _table(caption: str, head: str, operations: Sequence[str], cells: Cells) -> Html:
    """Return a table of what is shown, and its kind, for each row and operation; the operations are numbered."""
    numbers = map(str, range(1, len(operations) + 1))
    rows = (
        (row, *(_plain(*cells.get((row, each), ("-", "none"))) for each in operations)) for row in sorted(_first(cells))
    )
    return table(caption, (head, *numbers), rows, "matrix")


def _first(cells: Cells) -> set[str]:
    return {row for row, _ in cells}


def _plain(says: str, kind: str) -> Html:
    return Cell(element("td", says, class_=kind))


def _operations(name: str, examination: "Examination") -> Html:
    examined = examination.operations
    rows = ((each.operation, f"{sum(each.cases.values()):,}", _answers(each.statuses)) for each in examined)
    return table(f"Operations of {name}", ("Operation", "Requests", "Answers"), rows)


def _answers(statuses: Mapping[int, int]) -> Html:
    return text(", ".join(f"{status} ({count:,})" for status, count in sorted(statuses.items())) or "none")
