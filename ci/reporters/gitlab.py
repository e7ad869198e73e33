"""The report for GitLab: Code Quality, a JSON array of issues with fingerprints.

The format knows neither suppressed issues nor a summary: findings of the baseline are left out, as GitLab itself leaves
out what the target branch has. Every issue needs a path: that of a failure of a server is its operation.
"""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from ...validators.model import Severity
from ..failure import Found, ServerFailure
from ..fingerprint import fingerprints
from ..relative import relative, seen_from
from ..report import Report
from ..report_text import message_and_hint
from ..repository import root
from ..view import View
from . import Reporter

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield the issues, in ASCII, one on each line."""
    issues = ",\n".join(map(json.dumps, _issues(report)))
    yield f"[\n{issues}\n]" if issues else "[]"


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    start = root()
    for found, fingerprint, is_known in fingerprints(report.known, report.findings):
        if not is_known:
            yield _issue(found, fingerprint, start)
    for name, reason in report.unchecked.items():
        path = seen_from(start, name) if os.path.lexists(name) else name
        digest = sha256(f"unchecked {path}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        what = {"check_name": "unchecked", "description": f"could not be checked: {reason}", "severity": "blocker"}
        yield what | {"fingerprint": digest, "location": _location(path, 1)}


def _issue(found: Found, fingerprint: str, start: Path) -> dict[str, Any]:
    line = 1 if isinstance(found, ServerFailure) else found.line
    return {
        "check_name": found.rule,
        "description": message_and_hint(found),
        "severity": _SEVERITIES[found.severity],
        "fingerprint": fingerprint,
        "location": _location(relative(found, start), line),
    }


def _location(path: str, line: int) -> dict[str, Any]:
    return {"path": path, "lines": {"begin": line}}


REPORTER = Reporter(lines)
