"""The report as SARIF 2.1.0, for GitHub code scanning and other viewers of static analysis."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from ...validators.model import Finding, Severity
from ..examined import all_not_run
from ..fingerprint import fingerprints, is_in_file, relative
from ..pages import explains, page, summary
from ..phrases import said
from ..report import Report
from ..version import VERSION
from . import View

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_KNOWN = [{"kind": "external", "justification": "known by the baseline"}]


def render(report: Report, _view: View) -> str:
    """Write one run; what the baseline knows is a suppressed result."""
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> dict[str, Any]:
    found = (*report.known, *report.findings)
    ids = sorted({finding.rule for finding in found})
    driver = {"name": "feedproof", "version": VERSION, "rules": list(_rules(ids, found))}
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which feedproof ran."}}},
        "invocations": [_invocation(report)],
        "results": list(_results(report, {rule_id: index for index, rule_id in enumerate(ids)})),
    }


def _rules(ids: Sequence[str], found: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    worst = {finding.rule: finding.severity for finding in sorted(found, key=lambda finding: finding.severity)}
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
    for number, (finding, fingerprint) in enumerate(fingerprints((*report.known, *report.findings))):
        known = {"suppressions": _KNOWN} if number < len(report.known) else {}
        yield _result(finding, fingerprint) | {"ruleIndex": index[finding.rule]} | known | _fixes(finding)


def _result(finding: Finding, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "level": str(finding.severity),
        "message": {"text": said(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {"feedproof/v1": fingerprint},
        "properties": {
            "certainty": finding.certainty,
            "source": finding.source,
            "feed": finding.feed,
            "record": finding.record,
            "id": finding.id,
            "contract": finding.contract,
        },
    }


def _fixes(finding: Finding) -> dict[str, Any]:
    """Return the fix, where it consists of characters; a viewer can make it."""
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
    changes = [{"artifactLocation": _artifact(finding), "replacements": replacements}]
    return {"fixes": [{"description": {"text": finding.fix.says}, "artifactChanges": changes}]}


def _location(finding: Finding) -> dict[str, Any]:
    """Return the place. Viewers want a file, so that one that is none still has an address, without a region."""
    physical: dict[str, Any] = {"artifactLocation": _artifact(finding)}
    if finding.line:
        physical["region"] = {"startLine": finding.line, "startColumn": finding.column}
    logical = {"fullyQualifiedName": finding.pointer or "/"} if finding.line else {"fullyQualifiedName": finding.path}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _artifact(finding: Finding) -> dict[str, str]:
    return _address(finding.path, relative(finding, "."), is_file=is_in_file(finding))


@lru_cache(maxsize=4096)
def _address(path: str, from_here: str, *, is_file: bool) -> dict[str, str]:
    if is_file and (PurePath(from_here).is_absolute() or from_here.startswith("../")):
        return {"uri": Path(path).resolve().as_uri()}
    return {"uri": quote(from_here, errors="surrogatepass"), "uriBaseId": _ROOT}
