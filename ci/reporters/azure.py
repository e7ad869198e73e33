"""The report for Azure Pipelines: logging commands, one for each error and warning.

Azure has no issue below a warning: a note is a plain line of the log.
"""

from collections.abc import Iterator
from pathlib import Path

from ...spec.errors import printable
from ...spec.text import counted
from ...validators.model import Finding, Severity
from ..failure import Found
from ..relative import is_in_file, relative
from ..report import Report, all_known
from ..report_text import message_and_hint, origin, place
from ..repository import root
from ..view import View
from . import Reporter

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield one line for each finding and each failure of a server; nothing when there is none."""
    for name, reason in report.unchecked.items():
        yield _issue({"type": "error", "code": "unchecked"}, f"{name}: could not be checked: {reason}")
    start = root()
    for finding in report.findings:
        yield _finding(finding, start) if finding.severity in _KINDS else printable(_text(finding))
    yield from map(_elsewhere, report.failures)
    if number := len(all_known(report)):
        yield f"{counted(number, 'finding')} known by the baseline"


def _finding(finding: Finding, start: Path) -> str:
    if not is_in_file(finding):
        return _elsewhere(finding)
    file = {
        "sourcepath": relative(finding, start),
        "linenumber": str(finding.line),
        "columnnumber": str(finding.column),
    }
    own = {"type": _KINDS[finding.severity]} | file | {"code": finding.rule}
    return _issue(own, message_and_hint(finding))


def _elsewhere(found: Found) -> str:
    """Return the line for what stands in no file."""
    own = {"type": _KINDS[found.severity], "code": found.rule}
    return _issue(own, f"{origin(found)}: {message_and_hint(found)}")


def _text(finding: Finding) -> str:
    return f"{place(finding)}  {finding.severity}  {finding.rule}  {message_and_hint(finding)}"


def _issue(properties: dict[str, str], text: str) -> str:
    listed = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(text)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")


REPORTER = Reporter(lines, runner="TF_BUILD")
