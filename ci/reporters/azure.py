"""The report for Azure Pipelines: logging commands, one for each error and warning.

Azure has no issue below a warning: a note is a plain line of the log.
"""

from collections.abc import Iterator
from pathlib import Path

from ...spec.errors import printable
from ...spec.text import counted
from ...validators.model import Severity
from ..failure import Found
from ..relative import is_in_file, relative
from ..report import Report
from ..report_text import message_and_hint, place
from ..repository import root
from ..view import View
from . import Reporter

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield one line for each finding and each failure of a server."""
    for name, reason in report.unchecked.items():
        yield _issue({"type": "error", "code": "unchecked"}, f"{name}: could not be checked: {reason}")
    start = root()
    for found in report.findings:
        yield _found(found, start) if found.severity in _KINDS else printable(_text(found))
    if number := len(report.known):
        yield f"{counted(number, 'finding')} known by the baseline"


def _found(found: Found, start: Path) -> str:
    """Return the line for an error or a warning; if it is not in a file, its origin comes first."""
    kind, code, text = {"type": _KINDS[found.severity]}, {"code": found.rule}, message_and_hint(found)
    if not is_in_file(found):
        return _issue(kind | code, f"{found.path}: {text}")
    place = {"linenumber": str(found.line), "columnnumber": str(found.column)}
    return _issue(kind | {"sourcepath": relative(found, start)} | place | code, text)


def _text(found: Found) -> str:
    return f"{place(found)}  {found.severity}  {found.rule}  {message_and_hint(found)}"


def _issue(properties: dict[str, str], text: str) -> str:
    listed = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(text)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")


REPORTER = Reporter(lines, runner="TF_BUILD")
