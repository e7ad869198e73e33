"""What was checked and found, in words that several reports share."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..spec.text import counted
from ..validators.checked import JUDGED, STRANGE
from ..validators.model import Severity
from .failure import Found, ServerFailure
from .report import Report, totals

if TYPE_CHECKING:
    from ..contract_tests.model import Examination

_NAMED = 5
"""Documents of a kind, or with one reason, that are named before the rest is counted."""


def place(found: Found) -> str:
    """Return path:line:column, which editors open; of a server, the operation."""
    return found.path if isinstance(found, ServerFailure) else f"{found.path}:{found.line}:{found.column}"


def message_and_hint(found: Found) -> str:
    """Return the message and, if there is one, the hint."""
    return f"{found.message} (hint: {found.hint})" if found.hint else found.message


def checked(report: Report) -> str:
    """Return how much was checked: of payloads, and as what, and of servers."""
    servers = [f"{operation_count(examination)} of {name}" for name, examination in report.examinations]
    return ", ".join([*([judged_payloads(report)] if report.files or not servers else []), *servers])


def operation_count(examination: "Examination") -> str:
    """Return how much of a server was examined."""
    return counted(len(examination.operations), "operation")


def judged_payloads(report: Report) -> str:
    """Return how many payloads were judged, and as what."""
    judged_as = ", ".join(f"{feed} ({operation})" for feed, operation in report.judged_as)
    of = f" of {judged_as}" if judged_as else ""
    parts = [counted(report.files, "file"), *exchanges(report), f"{counted(report.records, 'record')}{of}"]
    return ", ".join(parts)


def exchanges(report: Report) -> list[str]:
    """Return how many exchanges were recorded, why some were left out, and so of bodies; nothing where no recording was read."""
    if not report.exchanges:
        return []
    left = {what: number for what, number in report.exchanges.items() if what != JUDGED}
    return [f"{counted(sum(report.exchanges.values()), 'exchange')}{_why(left)}", *unjudged(report)]


def nothing_checked(report: Report) -> str:
    """Return in words that nothing was checked; empty if something was, or an input explains it."""
    if report.unchecked or not report.is_empty:
        return ""
    return f"nothing was checked: there is no record in {' and '.join(exchanges(report)) or 'what was read'}"


def with_unmatched(report: Report, base_url: str, key: str) -> Report:
    """Return the report. The `key` of a base URL is unchecked where no recorded request for a feed begins with that URL."""
    if not base_url or report.exchanges.keys() != {STRANGE}:
        return report
    why = f"no request for a feed begins with it: there is no record in {exchanges(report)[0]}"
    return report._replace(unchecked={**report.unchecked, key: why})


def unjudged(report: Report) -> list[str]:
    """Return how many bodies of recorded traffic were not judged, and why; nothing where there are none."""
    number = sum(report.unjudged.values())
    return [f"{counted(number, 'body', 'bodies')} not judged{_why(report.unjudged)}"] if number else []


def _why(numbers: Mapping[str, int]) -> str:
    listed = ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in sorted(numbers.items()))
    return f" ({listed})" if listed else ""


def empty(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the name of each document from which nothing came, and what is wrong with it; of many, some."""
    yield from ((name, "holds no record") for name in report.empty[:_NAMED])
    if (more := len(report.empty) - _NAMED) > 0:
        yield f"{more:,} more", "hold no record" if more > 1 else "holds no record"


def fixed(report: Report) -> str:
    """Return how many findings were fixed, and by which rules."""
    rules = ", ".join(f"{number:,} {rule}" for rule, number in report.fixed.items())
    return f"{counted(sum(report.fixed.values()), 'finding')}: {rules}"


def counts(report: Report) -> Iterator[tuple[Severity, str]]:
    """Yield each severity with findings, and the number of these, the most severe first."""
    numbers = totals(report).by_severity
    for severity in reversed(Severity):
        if number := numbers[severity]:
            yield severity, counted(number, str(severity))


def troubles(report: Report) -> Iterator[str]:
    """Yield the inputs that could not be judged; only some of many with the same reason."""
    return named_with_reasons(report.unchecked)


def named_with_reasons(unread: Mapping[str, str]) -> Iterator[str]:
    """Yield inputs, each with the reason why it could not be used; only some of many with the same reason."""
    reasons = Counter(unread.values())
    listed: Counter[str] = Counter()
    for name, reason in unread.items():
        listed[reason] += 1
        if listed[reason] <= _NAMED:
            yield f"{name}: {reason}"
        elif listed[reason] == reasons[reason]:
            yield f"{reasons[reason] - _NAMED:,} more: {reason}"
