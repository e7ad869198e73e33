"""Fix a payload in a program: certain fixes are applied to a copy, and each change is listed."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from ...spec.contract import Contract
from ...spec.pointer import pointer
from ..paths import follow, put, rename
from ..payload import checker_of, document, is_document

if TYPE_CHECKING:
    from ..fixing.edits import Edit
    from ..text.document import Record
    from .documents import FixedPiece


class Change(NamedTuple):
    """A change: the rule that was broken, and the number of the record in the document, from 0.

    `pointer` is an RFC 6901 pointer to the original place, from the root of the document (of the record, for NDJSON). `before` and
    `after` are the values there or, with `is_name`, the names of the field.
    """

    rule: str
    record: int | None
    pointer: str
    before: Any
    after: Any
    is_name: bool = False


class Fixed(NamedTuple):
    """A payload with every certain fix applied, and the changes, in order."""

    payload: Any
    changes: tuple[Change, ...]


def fix(
    payload: Any,
    *,
    feed: str | None = None,
    operation: str | None = "read",
    contract: Contract | None = None,
    today: date = date.max,
) -> Fixed:
    """Return a payload with every certain fix: a record, an array, an envelope, or the bytes or the text of a document.

    The payload itself is not changed; the result shares its unchanged parts. `feed`, `operation` and `today` are those of
    `check`, which then finds what could not be fixed: a fix that would cause a new finding is not applied. Raises FeedproofError
    for a feed or an operation that the contract does not have, and for a payload that JSON cannot hold.
    """
    from .documents import DocumentFixer

    checker = checker_of(payload, contract, feed, operation, today)
    pieces = list(DocumentFixer(checker).pieces(BytesIO(document(payload)), "the payload"))
    changes = tuple(change for piece in pieces for change in _changes(piece))
    return Fixed(_fixed(payload, pieces), changes)


def _fixed(payload: Any, pieces: "list[FixedPiece]") -> Any:
    if not is_document(payload):
        return _applied(payload, pieces)
    data = b"".join(piece.after for piece in pieces)
    return data.decode("utf-8", "surrogatepass") if isinstance(payload, str) else data


def _changes(piece: "FixedPiece") -> Iterator[Change]:
    yield from (Change(law, None, "", None, None) for law in piece.laws)
    for record, fix in piece.fixes:
        for edit in fix.edits:
            before = edit.place[-1] if edit.is_name else follow(record.value, edit.place)
            place = pointer((*record.path, *edit.place))
            yield Change(fix.violation.rule.id, record.number, place, before, edit.value, edit.is_name)


def _applied(payload: Any, pieces: "Iterable[FixedPiece]") -> Any:
    """Return the payload with all edits applied: first values, then names from the innermost on, so that places stay valid."""
    edits = [(record, edit) for piece in pieces for record, fix in piece.fixes for edit in fix.edits]
    for record, edit in sorted(edits, key=lambda pair: (pair[1].is_name, -len(pair[1].place))):
        payload = _edited(payload, record, edit)
    return payload


def _edited(payload: Any, record: "Record", edit: "Edit") -> Any:
    place = (*record.path, *edit.place)
    return rename(payload, place, edit.value) if edit.is_name else put(payload, place, edit.value)
