"""The report as SARIF 2.1.0, for GitHub code scanning and other viewers of static analysis."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from ...validators.model import Finding, Severity
from ..examinations import all_not_run
from ..failure import Found, ServerFailure
from ..fingerprint import fingerprints
from ..relative import is_in_file, relative
from ..report import Report
from ..report_text import message_and_hint
from ..repository import root
from ..rule_pages import explains, page, summary
from ..version import TOOL
from ..view import View
from . import Reporter

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_KNOWN = [{"kind": "external", "justification": "known by the baseline"}]


def lines(report: Report, _view: View) -> Iterator[str]:
    """Yield one run; a known finding is a suppressed result."""
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> dict[str, Any]:
    all_of_them = (*report.known, *report.findings)
    ids = sorted({each.rule for each in all_of_them})
    driver = TOOL | {"rules": list(_rules(ids, all_of_them))}
    index = {rule_id: number for number, rule_id in enumerate(ids)}
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": _bases(report),
        "invocations": [_invocation(report)],
        "results": list(_results(report, index)),
    }


def _bases(report: Report) -> dict[str, Any]:
    """Return the base URIs: the root of the repository, and the servers of failures."""
    bases: dict[str, Any] = {_ROOT: {"description": {"text": "The root of the repository."}}}
    for name, examination in report.examinations:
        bases[name] = {"uri": f"{examination.url.rstrip('/')}/", "description": {"text": "A server that was tested."}}
    return bases


def _rules(ids: Sequence[str], all_of_them: Sequence[Found]) -> Iterator[dict[str, Any]]:
    worst = {each.rule: each.severity for each in sorted(all_of_them, key=lambda each: each.severity)}
    for rule_id in ids:
        text = page(rule_id)
        yield {
            "id": rule_id,
            "shortDescription": {"text": summary(rule_id)},
            "fullDescription": {"text": summary(rule_id)},
            "help": {"text": text, "markdown": f"{text}\n\n`{explains(rule_id)}`"},
            "defaultConfiguration": {"level": str(worst[rule_id])},
        }


def _invocation(report: Report) -> dict[str, Any]:
    notes = [(Severity.ERROR, f"{name} could not be checked: {reason}") for name, reason in report.unchecked.items()]
    notes += [(Severity.NOTE, f"not run: {rule} ({reason})") for rule, reason in all_not_run(report)]
    notifications = [{"level": str(severity), "message": {"text": text}} for severity, text in notes]
    return {"executionSuccessful": not report.unchecked, "toolExecutionNotifications": notifications}


def _results(report: Report, index: dict[str, int]) -> Iterator[dict[str, Any]]:
    start = root()
    for found, fingerprint, is_known in fingerprints(report.known, report.findings):
        own = _failed(found) if isinstance(found, ServerFailure) else _finding(found, start)
        yield (
            {
                "ruleId": found.rule,
                "ruleIndex": index[found.rule],
                "level": str(found.severity),
                "message": {"text": message_and_hint(found)},
                "partialFingerprints": {"feedproof/v1": fingerprint},
            }
            | own
            | ({"suppressions": _KNOWN} if is_known else {})
        )


def _failed(failure: ServerFailure) -> dict[str, Any]:
    """Return the URI of the operation; GitHub refuses a whole report if a result has no location."""
    path = failure.operation.partition(" ")[2].lstrip("/")
    return {
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _quoted(path), "uriBaseId": failure.server}},
                "logicalLocations": [{"fullyQualifiedName": failure.path}],
            }
        ]
    }


def _finding(finding: Finding, start: Path) -> dict[str, Any]:
    artifact = _artifact(finding, start)
    return {
        "locations": [_location(finding, artifact)],
        "properties": {
            "certainty": finding.certainty,
            "source": finding.source,
            "feed": finding.feed,
            "record": finding.record,
            "id": finding.id,
            "contract": finding.contract,
        },
    } | _fixes(finding, artifact)


def _fixes(finding: Finding, artifact: dict[str, str]) -> dict[str, Any]:
    """Return the fix, if it replaces characters, so that a viewer can apply it."""
    if finding.fix is None or not finding.fix.replacements:
        return {}
    replacements = [
        {
            "deletedRegion": {
                "startLine": finding.line - part.above,
                "startColumn": part.column,
                "endColumn": part.end,
            },
            "insertedContent": {"text": part.text},
        }
        for part in finding.fix.replacements
    ]
    changes = [{"artifactLocation": artifact, "replacements": replacements}]
    return {"fixes": [{"description": {"text": finding.fix.says}, "artifactChanges": changes}]}


def _location(finding: Finding, artifact: dict[str, str]) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "physicalLocation": {"artifactLocation": artifact, "region": region},
        "logicalLocations": [{"fullyQualifiedName": finding.pointer or "/"}],
    }


def _artifact(finding: Finding, start: Path) -> dict[str, str]:
    path = relative(finding, start)
    if is_in_file(finding) and (PurePath(path).is_absolute() or path.startswith("../")):
        return {"uri": Path(finding.path).resolve().as_uri()}
    return {"uri": _quoted(path), "uriBaseId": _ROOT}


@lru_cache(maxsize=4096)
def _quoted(path: str) -> str:
    return quote(path, errors="surrogatepass")


REPORTER = Reporter(lines)
