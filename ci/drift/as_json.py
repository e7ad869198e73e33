"""Drift as JSON, in the shape of drift.schema.json."""

import json
from typing import Any

from ...validators.drift import Difference, Observation, Verdict
from ...validators.drift.counters import MinMax, in_order
from ...validators.drift.node import Node
from ...validators.model import Path
from ...validators.show import place_text
from ..version import tool
from .report import Drift, FeedDrift

SHAPE = 1
_PATHS = 10


def render(drift: Drift) -> str:
    """Return the report as JSON, in ASCII, so that no terminal or pipe can corrupt it."""
    written_by = tool(drift.contract.version, drift.contract.sha256)
    head = {"version": SHAPE, "tool": written_by, "summary": _summary(drift)}
    return json.dumps(head | {"feeds": [_part(part) for part in drift.parts]}, indent=2)


def _summary(drift: Drift) -> dict[str, Any]:
    verdicts = [difference.verdict for difference in drift.differences]
    return {
        "files": drift.files,
        "records": drift.records,
        "least": drift.least,
        "differences": {str(verdict): verdicts.count(verdict) for verdict in Verdict},
        "unread": [{"path": path, "reason": reason} for path, reason in drift.unread.items()],
        "left_out": [
            one._asdict() | {"count": counts.total(), "paths": list(counts)[:_PATHS]}
            for one, counts in drift.left_out.items()
        ],
    }


def _part(part: FeedDrift) -> dict[str, Any]:
    return {
        "feed": part.seen.feed,
        "operation": part.seen.operation,
        "records": part.seen.records,
        "differences": [_difference(difference) for difference in part.differences],
        "never_seen": part.never_seen,
        "fields": list(_fields(part.seen)),
    }


def _difference(one: Difference) -> dict[str, Any]:
    change = one.change
    return {
        "kind": one.kind,
        "verdict": str(one.verdict),
        "place": one.place,
        "message": one.message,
        "contract": {"pointer": one.contract, "says": one.says, "certainty": one.certainty, "source": one.source},
        "data": {"shows": one.shows, "count": one.count, "of": one.of, "unit": one.unit},
        "change": {"does": change.does, "at": change.at} if change else None,
        "why_not": one.why_not,
    }


def _fields(seen: Observation) -> list[dict[str, Any]]:
    return [_field(place, seen.at(place), of) for place, of in _places(seen.root) if seen.at(place).total]


def _places(root: Node) -> list[tuple[Path, int]]:
    """Return the place of each field, with the number of objects that could have it."""
    return [((*place, name), node.total) for place, node in root for name in node.members]


def _field(place: Path, node: Node, of: int) -> dict[str, Any]:
    said = {
        "lengths": _span(node.lengths),
        "numbers": _span(node.numbers),
        "values": dict(in_order(node.used)),
        "dates": dict(in_order(node.zones)),
        "spellings": dict(node.spellings.ordered()),
    }
    counts = {"place": place_text(place), "seen": node.total, "of": of, "types": dict(in_order(node.types))}
    return counts | {key: value for key, value in said.items() if value}


def _span(span: MinMax) -> dict[str, float]:
    return {"least": span.least, "most": span.most} if span else {}
