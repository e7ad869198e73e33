"""The finding for a record that is not judged, because it is not certain which rules apply; other records are still judged."""

from collections.abc import Sequence

from ..spec.contract import Contract
from ..spec.pointer import pointer
from .findings import flaw_finding
from .model import Finding, Path
from .paths import follow
from .recognise import UNKNOWN_FEED
from .respell import ENCODED_TWICE, holds_json
from .show import show
from .text.document import Record
from .text.strict import Flaw

_OUT = "exclude it from the check"
Words = tuple[str, str]
"""The message and the hint: what is wrong, and what to do."""


def unrecognised_finding(  # noqa: PLR0913 - the message depends on all of them
    record: Record, alike: list[str] | Path, contract: Contract, action: str | None, path: str, *, is_body: bool
) -> Finding:
    """Return the finding that says why it is not certain what a record is; its hint suggests only what the action allows.

    `alike` are the feeds that know equally many of its fields, or the path to a record nested in it. `is_body`: it is a request
    body.
    """
    if isinstance(alike, tuple):
        words = _wrapped(record, alike, is_alone=is_body or bool(record.path))
    else:
        words = _no_record(record) or _no_action(alike, contract, action) or _no_feed(alike, contract, action)
    return _finding(record, words, path)


def other_feed_finding(record: Record, feed: str, other: str, path: str, *, is_body: bool) -> Finding:
    """Return the finding for a record of another feed than the given one; `is_body`: the record is a whole body."""
    hint = "" if is_body else f"pass --feed {other}, or {_OUT}"
    return _finding(record, (f"is of {other}, not of {feed}, by its id and its fields", hint), path)


def _finding(record: Record, words: Words, path: str) -> Finding:
    text = record.text
    flaw = Flaw(UNKNOWN_FEED.id, record.path[len(text.base) :], text.offset(record.path), *words)
    return flaw_finding(text, flaw, path, "")._replace(record=record.number)


def _wrapped(record: Record, inside: Path, *, is_alone: bool) -> Words:
    """Return the words for an object around a record that is not a record itself."""
    alone = "send what is there by itself"
    if 0 in inside:
        items = inside.index(0)
        around, at = _shown(pointer(inside[:items])), _shown(pointer(inside[items + 1 :]))
        return f"is not a record, but holds records in the items of {around}, at {at}", alone
    what = "records" if isinstance(follow(record.value, inside), list) else "a record"
    at = _shown(pointer(inside))
    return f"is not a record, but holds {what} at {at}", alone if is_alone else f"{alone}, or pass --at {at}"


def _no_record(record: Record) -> Words | None:
    if record.lacks:
        return f"has nothing at {_shown(record.lacks)}", f"{_OUT}, or pass the place of its record as --at"
    if not isinstance(record.value, dict):
        hint = ENCODED_TWICE if holds_json(record.value) else f"send an object, or {_OUT}"
        return "is not an object, so its feed is unknown", hint
    return None


def _no_action(alike: list[str], contract: Contract, action: str | None) -> Words | None:
    if not alike or set(alike) <= set(contract.feeds_for(action)):
        return None
    shared = [other for other in contract.feed(alike[0]).actions if set(alike) <= set(contract.feeds_for(other))]
    why = f"is of {' or '.join(alike)}, for which the contract has no {action!r}"
    return why, f"{_OUT}, or pass --operation {_one_of(shared)}"


def _no_feed(alike: list[str], contract: Contract, action: str | None) -> Words:
    why = f"is of {' or '.join(alike)}; its fields fit equally well" if alike else "is of no known feed, by its fields"
    return why, f"pass --feed {_one_of(alike or contract.feeds_for(action))}"


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"with one of {', '.join(names)}"


def _shown(at: str) -> str:
    return show(at)[1:-1]
