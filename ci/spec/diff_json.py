"""The differences between two contracts as JSON, in the shape of diff.schema.json."""

import json
from collections.abc import Mapping
from typing import Any

from ...spec.diff.difference import Difference
from ...spec.diff.effect import Effect
from ...spec.evidence import EVIDENCE, Evidence
from ...validators.model import SEVERITY
from ..version import TOOL
from .diff_words import Comparison, NamedContract, where

SHAPE = 1


def lines(comparison: Comparison) -> list[str]:
    """Yield the report as JSON, in ASCII, so that no terminal or pipe can corrupt it."""
    counts = comparison.counts
    document = {
        "version": SHAPE,
        "tool": TOOL,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "summary": {str(effect): counts.get(effect, 0) for effect in reversed(Effect)},
        "differences": list(map(_item, comparison.differences)),
    }
    return [json.dumps(document, indent=2)]


def _side(side: NamedContract) -> dict[str, str]:
    return {"name": side.name, "version": side.contract.version, "sha256": side.contract.sha256}


def _item(difference: Difference) -> dict[str, Any]:
    """Return a difference as JSON; what does not apply is null."""
    return {
        "effect": str(difference.effect),
        "kind": difference.kind,
        "feed": difference.feed or None,
        "operations": list(difference.operations),
        "where": where(difference),
        "about": difference.about or None,
        "place": list(difference.place),
        "keyword": difference.keyword or None,
        "old": _said(difference.old),
        "new": _said(difference.new),
        "was": _evidence(difference.was),
        "now": _evidence(difference.now),
    }


def _said(value: Any) -> Any:
    """Return an argument as it is; a schema without the evidence of its keywords."""
    if isinstance(value, Mapping):
        return {name: _said(member) for name, member in value.items() if name != EVIDENCE}
    return [_said(item) for item in value] if isinstance(value, list) else value


def _evidence(evidence: Evidence | None) -> dict[str, str] | None:
    if evidence is None:
        return None
    certainty, source, at = evidence
    return {"severity": str(SEVERITY[certainty]), "certainty": certainty, "source": source, "contract": at}
