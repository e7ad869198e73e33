"""The report of an examination of a server, as text or JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..contract_tests.tally import PARTS
from ..spec.contract import Contract
from ..spec.errors import printable
from ..spec.text import counted
from .examinations import access, by_operation, judging, not_run, sent
from .table import table
from .version import tool

if TYPE_CHECKING:
    from ..contract_tests.model import Examination, Failure, Outcome

FORMATS = ("text", "json")
SHAPE = 1
_NAMES = "feedproof rules NAME explains a rule or a behaviour, st explain ST… a check of schemathesis"
_JUDGED = "answers judged by a rule, by operation"
_BEHAVIOURS = "behaviour, by operation"
SAME = 3
"""How many failures of one rule are shown as text."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The commands that repeat an examination: the examination itself and, if it had a sandbox of its own, the sandbox."""

    examination: str
    server: str


def server_of(examination: "Examination", replay: Replay) -> str:
    """Return the name of the server: its URL, unless it was the sandbox of the run."""
    return "the sandbox" if replay.server else examination.url


def render(form: str, examination: "Examination", replay: Replay, contract: Contract) -> str:
    """Write the report in one of FORMATS."""
    if form == "json":
        return json.dumps(_document(examination, replay, contract), indent=2)
    return "\n".join(map(printable, _text(examination, replay)))


def _document(examination: "Examination", replay: Replay, contract: Contract) -> dict[str, Any]:
    """Return the report in the shape of examination.schema.json."""
    results = Counter(str(outcome.result) for outcome in examination.outcomes)
    behaviours = Counter(str(observed.result) for observed in examination.behaviours)
    return {
        "version": SHAPE,
        "tool": tool(contract.version, contract.sha256),
        "summary": {
            "operations": len(examination.operations),
            "requests": examination.requests,
            "probes": dict(results),
            "behaviours": dict(behaviours),
            "failures": len(examination.failures),
            "errors": len(examination.errors),
        },
        "replay": asdict(replay),
    } | {name: value for name, value in asdict(examination).items() if name != "contract_version"}


def _text(examination: "Examination", replay: Replay) -> Iterator[str]:
    about = f"contract {examination.contract_version}, profile {examination.profile}, {access(examination)}"
    yield f"{server_of(examination, replay)}, {about}"
    yield from ("", *_operations(examination))
    yield from _rules(examination.outcomes)
    yield from _numbered(examination)
    yield from _not_run(examination)
    yield from _advice(examination)
    yield from _failures(examination.failures)
    yield from ("", *_summary(examination, replay))


def _operations(examination: "Examination") -> Iterator[str]:
    found = dict.fromkeys(part for examined in examination.operations for part in examined.cases)
    phases = sorted(found, key=lambda part: part not in PARTS)
    classes = sorted({status // 100 for examined in examination.operations for status in examined.statuses})
    rows = []
    for examined in examination.operations:
        answers = Counter(dict.fromkeys(classes, 0))
        for status, count in examined.statuses.items():
            answers[status // 100] += count
        counts = [examined.cases.get(phase, 0) for phase in phases] + [answers[number] for number in classes]
        rows.append([examined.operation, *map(str, counts)])
    yield from table(("operation", *phases, *(f"{number}xx" for number in classes)), rows)


def _rules(outcomes: Sequence["Outcome"]) -> Iterator[str]:
    operations = list(dict.fromkeys(outcome.operation for outcome in outcomes))
    if operations:
        counts = Counter((outcome.rule, outcome.operation, str(outcome.result)) for outcome in outcomes)
        names = sorted({outcome.rule for outcome in outcomes})
        rows = [[name, *(_cell(counts, name, operation) for operation in operations)] for name in names]
        yield from ("", *table(("rule: bodies accepted on its boundary, refused beyond it", *operations), rows))


def _cell(counts: Counter[tuple[str, str, str]], rule: str, operation: str) -> str:
    parts = [f"{counts[rule, operation, result]} {result}" for result in ("accepted", "refused", "failed", "not run")]
    return ", ".join(part for part in parts if not part.startswith("0 ")) or "-"


def _numbered(examination: "Examination") -> Iterator[str]:
    """Yield tables with a number for each operation, because the labels of operations are too long for column heads."""
    operations, judged, behaviours = by_operation(examination)
    answers = {place: judging(each) for place, each in judged.items()}
    for title, cells in ((_JUDGED, answers), (_BEHAVIOURS, behaviours)):
        names = sorted({name for name, _ in cells})
        rows = [[name, *(cells.get((name, operation), "-") for operation in operations)] for name in names]
        if rows:
            yield from ("", *table((title, *map(str, range(1, len(operations) + 1))), rows))
    yield from (f"  {number} is {operation}" for number, operation in enumerate(operations, 1))


def _not_run(examination: "Examination") -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for what, reason in not_run(examination):
        reasons.setdefault(reason, []).append(what)
    if reasons:
        yield from ("", "not run:")
    for reason, things in reasons.items():
        yield f"  {', '.join(things)} ({reason})"


def _advice(examination: "Examination") -> Iterator[str]:
    if examination.advice:
        counts = ", ".join(f"{rule} ({count})" for rule, count in examination.advice.items())
        yield from (
            "",
            "advice that answers do not follow, by number of places; not failures, as the evidence is weak:",
        )
        yield f"  {counts}"


def _failures(failures: Sequence["Failure"]) -> Iterator[str]:
    for rule, group in groupby(sorted(failures, key=lambda failure: failure.rule), lambda failure: failure.rule):
        same = list(group)
        for failure in same[:SAME]:
            yield from ("", f"FAILED  {rule}  {failure.operation}")
            yield from (f"  {line}" for line in (failure.message, failure.how_sure(), *failure.requests) if line)
        if len(same) > SAME:
            yield f"  … and {len(same) - SAME} more of {rule} (--format json has all)"


def _summary(examination: "Examination", replay: Replay) -> Iterator[str]:
    if examination.failures:
        yield _NAMES
        if replay.server:
            yield f"the sandbox has stopped; to run the curl commands: {replay.server} (it prints its token)"
    yield from [examination.made.says()] if examination.made else []
    yield from (f"schemathesis wrote {name}: {path}" for name, path in examination.reports)
    yield f"again: {replay.examination}"
    probes = sum(outcome.result != "not run" for outcome in examination.outcomes)
    rules = len({outcome.rule for outcome in examination.outcomes if outcome.result != "not run"})
    behaviours = len({observed.behaviour for observed in examination.behaviours if observed.result != "not run"})
    own = f"{counted(probes, 'probe')} of {counted(rules, 'rule')}, {counted(behaviours, 'behaviour')}"
    yield f"{sent(examination)}, {own}: {verdict(examination)}"
    yield from (f"  {error}" for error in examination.errors)


def verdict(examination: "Examination") -> str:
    """Return the result of the examination in a few words."""
    parts = [counted(len(examination.failures), "failure")] if examination.failures else []
    parts += [f"{counted(len(examination.errors), 'part')} could not be tested"] if examination.errors else []
    return ", ".join(parts) or "no failures"
