"""What fixes a finding, as its report tells it: in words, and as replacements of characters."""

from typing import Any

from .document import Record
from .mend import Edit, Mend
from .model import Repair, Replacement
from .show import PERSONAL, is_personal, show
from .splice import Span, spans


def repair(schema: dict[str, Any], record: Record, mend: Mend, line: int) -> Repair:
    """Return what is done about a finding in this line; a personal value is neither told nor part of a replacement."""
    hidden = any(is_personal(schema, edit.place) for edit in mend.edits if not edit.is_name)
    says = " and ".join(_said(schema, edit) for edit in mend.edits)
    found = () if hidden else spans(record.text, record.path, mend.edits)
    return Repair(says, tuple(_replacement(record, span, line) for span in found))


def _said(schema: dict[str, Any], edit: Edit) -> str:
    if edit.is_name:
        return f"call it {show(edit.value)}"
    return f"spell {PERSONAL} as it has to be" if is_personal(schema, edit.place) else f"write {show(edit.value)}"


def _replacement(record: Record, span: Span, line: int) -> Replacement:
    own, column = record.text.position(span.start)
    return Replacement(line - own, column, column + span.end - span.start, span.text)
