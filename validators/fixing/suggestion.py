"""Describe the fix of a finding for reports: in words, and as replacements of characters."""

from typing import Any

from ..model import Path, Replacement, SuggestedFix
from ..personal import PERSONAL, is_personal
from ..show import show
from ..text.document import Record
from ..text.splice import Span
from .edits import Edit, spans
from .records import Fix


def suggested_fix(schema: dict[str, Any], record: Record, fix: Fix, line: int) -> SuggestedFix:
    """Return the fix of a finding in line `line`; neither its words nor its replacements show a personal value."""
    secret = [edit for edit in fix.edits if not edit.is_name and is_personal(schema, _target(fix, edit))]
    says = " and ".join(_said(edit, is_secret=edit in secret) for edit in fix.edits)
    found = () if secret else spans(record.text, record.path, fix.edits)
    return SuggestedFix(says, tuple(_replacement(record, span, line) for span in found))


def _target(fix: Fix, edit: Edit) -> Path:
    """Return the place of an edit after fields are renamed, because the contract marks personal fields by their right names."""
    for other in fix.edits:
        depth = len(other.place)
        if other.is_name and edit.place[:depth] == other.place:
            return (*edit.place[: depth - 1], other.value, *edit.place[depth:])
    return edit.place


def _said(edit: Edit, *, is_secret: bool) -> str:
    if is_secret:
        return f"respell {PERSONAL}"
    return f"{'rename it to' if edit.is_name else 'write'} {show(edit.value)}"


def _replacement(record: Record, span: Span, line: int) -> Replacement:
    own, column = record.text.position(span.start)
    return Replacement(line - own, column, column + span.end - span.start, span.text)
