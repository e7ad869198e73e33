"""The report for GitHub Actions: workflow commands that the runner turns into annotations.

A step shows ten annotations of each kind; what goes beyond is counted in the last notice. The markdown report, written
to the file that $GITHUB_STEP_SUMMARY names, has more.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ...spec.errors import printable
from ...spec.text import counted
from ...validators.model import Severity
from ..failure import Found
from ..relative import is_in_file, relative
from ..report import Report
from ..repository import root
from ..view import View
from . import Reporter

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_SHOWN = 10
_KEPT = 1  # of the notices: for the count of what is not shown


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield one command for each annotation."""
    seen: Counter[str] = Counter()
    for kind, properties, text in _annotations(report):
        seen[kind] += 1
        if seen[kind] <= _limit(kind):
            yield _command(kind, properties, text)
    if said := list(_rest(report, seen)):
        yield _command("notice", {"title": "feedproof"}, "; ".join(said))


def _limit(kind: str) -> int:
    return _SHOWN - _KEPT if kind == "notice" else _SHOWN


Annotation = tuple[str, dict[str, str], str]
"""Kind, properties and text."""


def _annotations(report: Report) -> Iterator[Annotation]:
    """Yield the annotations, beginning with the inputs that could not be checked."""
    for name, reason in report.unchecked.items():
        yield "error", {"title": "not checked"}, f"{name}: {reason}"
    start = root()
    yield from (_annotation(found, start) for found in report.findings)


def _annotation(found: Found, start: Path) -> Annotation:
    """Return the annotation for a finding; if it is not in a file, its origin comes first."""
    kind, title = _KINDS[found.severity], {"title": f"{found.rule} ({found.severity})"}
    text = found.message + (f"\nhint: {found.hint}" if found.hint else "")
    if not is_in_file(found):
        return kind, title, f"{found.path}: {text}"
    return kind, {"file": relative(found, start), "line": str(found.line), "col": str(found.column)} | title, text


def _rest(report: Report, seen: Counter[str]) -> Iterator[str]:
    over = [(kind, count - _limit(kind)) for kind, count in seen.items() if count > _limit(kind)]
    if over:
        more = ", ".join(counted(count, kind) for kind, count in over)
        yield f"{more} more than GitHub shows for a step; the step summary or the log has all"
    if number := len(report.known):
        yield f"{counted(number, 'finding')} known by the baseline"


def _command(kind: str, properties: dict[str, str], text: str) -> str:
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    shown = "\n".join(map(printable, text.split("\n")))
    return f"::{kind} {listed}::{_data(shown)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


REPORTER = Reporter(lines, runner="GITHUB_ACTIONS")
