"""Turn violations and flaws into findings, with a message, a severity and a location."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..spec.flat import schema_at
from ..spec.pointer import pointer
from .judge import Judge
from .keyword import Violation
from .misspelt import likely_field, unit_of
from .model import CERTAINTIES, NO_VALUE, SEVERITY, Certainty, Context, Finding, Path, Rank, Severity, SuggestedFix
from .paths import follow
from .personal import PERSONAL, nameable
from .recognise import UNKNOWN_FEED
from .show import LONGEST, show, subject
from .text.document import Record, Text
from .text.laws import LAWS
from .text.strict import Flaw

if TYPE_CHECKING:
    from .fixing.records import Fix

FIXABLE = SuggestedFix("feedproof check --fix")
"""Stands for any fix if the reports only need to know that there is one."""
_SEND = "send a value: the field is required"
_PLACES = 1024
"""How many pointers are cached: a contract has fewer places, apart from the indexes of items."""


def violation_finding(  # noqa: PLR0913 - a finding depends on all of them
    judge: Judge, record: Record, violation: Violation, path: str, fix: "Fix | None" = None, *, explains: bool = True
) -> Finding:
    """Return the finding for a violation, located in the document; `explains`: describe its `fix`, not only that there is one."""
    certainty, source, contract = violation.evidence
    own = violation.place
    place = (*record.path, *own) if record.path else own
    line, column = record.text.locate(place)
    return Finding(
        rule=violation.rule.id,
        severity=SEVERITY[certainty],
        certainty=CERTAINTIES[certainty],
        message=_message(judge, record.value, violation, own),
        hint=_fitting(judge, own, _hint(judge, record.value, violation)),
        source=source,
        feed=judge.feed,
        record=record.number,
        id=_identity(judge, record.value),
        pointer=_pointer(place),
        contract=contract,
        path=path,
        line=line,
        column=column,
        fix=None if fix is None else _suggested_fix()(judge.schema, record, fix, line) if explains else FIXABLE,
    )


@cache
def _suggested_fix() -> "Callable[[dict[str, Any], Record, Fix, int], SuggestedFix]":
    from .fixing.suggestion import suggested_fix  # only for what can be fixed; cached, as importing again takes time

    return suggested_fix


@cache
def _form_hint() -> "Callable[[dict[str, Any], Any, Context], str]":
    from .form_hint import form_hint  # only for wrong types; cached, as importing again takes time

    return form_hint


def _hint(judge: Judge, record: Any, violation: Violation) -> str:
    """Return the hint: the value that was probably meant; or the right form, or the field that may be the missing one."""
    meant = _meant(judge, record, violation)
    if meant is not None:
        return f"write {meant!r}"
    if violation.rule.rank is Rank.TYPE:
        schema = schema_at(judge.schema, violation.place)
        return _form_hint()(schema, follow(record, violation.place), judge.context) or violation.breach.hint
    if violation.rule.rank is not Rank.PRESENCE:
        return violation.breach.hint
    other = likely_field(judge.schema, record, violation.place)
    if other is None:
        return violation.breach.hint
    unit = unit_of(judge.schema, violation.place, other)
    counted = f", and this feed counts it in {unit}" if unit else ""
    return f"{violation.breach.hint}; {show(other)} may be it{counted}"


def _meant(judge: Judge, record: Any, violation: Violation) -> str | None:
    """Return the value that was probably meant; None if it is not known, may be personal, or is too long for a hint."""
    if violation.rule.suggest is None or judge.may_be_personal(violation.place):
        return None
    meant: str | None = violation.rule.suggest(violation.entry, follow(record, violation.place))
    return meant if meant and len(meant) <= LONGEST else None


def _fitting(judge: Judge, place: Path, hint: str) -> str:
    """Return the hint; instead of leaving out a field that must be sent, it says to send a value."""
    if hint != NO_VALUE or judge.context.is_read or not place:
        return hint
    return _SEND if place[-1] in schema_at(judge.schema, place[:-1]).get("required", ()) else hint


_pointer = lru_cache(_PLACES)(pointer)


def _message(judge: Judge, record: Any, violation: Violation, place: Path) -> str:
    message = f"{subject(place)} "
    for part in violation.breach.says:
        message += part if isinstance(part, str) else _shown(judge, record, violation.site + part)
    return message


def _shown(judge: Judge, record: Any, path: Path) -> str:
    """Return a value for a message. A text is not shown where the schema has an object or an array: the text may contain one."""
    if judge.may_be_personal(path):
        return PERSONAL
    value = follow(record, path)
    return "text" if isinstance(value, str) and _is_container(schema_at(judge.schema, path)) else show(value)


def _is_container(schema: dict[str, Any]) -> bool:
    return "properties" in schema or "items" in schema


def _identity(judge: Judge, record: Any) -> str | None:
    value = record.get(judge.key) if isinstance(record, dict) else None
    return None if value is None or judge.may_be_personal((judge.key,)) else show(value).strip('"')


class Owner(NamedTuple):
    """A record whose feed was recognised, and its judge."""

    judge: Judge
    record: Record


def owner_of(owners: Mapping[Path, Owner], place: Path) -> Owner | None:
    """Return the recognised record that contains a place; None if there is none, or the place is the record itself."""
    around = (owners.get(place[:depth]) for depth in range(len(place)))
    return next(filter(None, around), None) if owners else None


def flaw_finding(text: Text, flaw: Flaw, path: str, feed: str, owner: Owner | None = None) -> Finding:
    """Return the finding for a flaw of the text; `owner` is the recognised record that contains it."""
    line, column = text.position(flaw.offset)
    place = (*text.base, *flaw.path)
    own = place[len(owner.record.path) :] if owner else place
    shown = nameable(owner.judge.schema, own) if owner else own
    law = UNKNOWN_FEED if flaw.law == UNKNOWN_FEED.id else LAWS[flaw.law]
    about = _subject(own, shown) if place else "the payload"
    return Finding(
        rule=flaw.law,
        severity=Severity.ERROR,
        certainty=Certainty.STATED,
        message=f"{about}{_separator(flaw.message)}{flaw.message}",
        hint=_fitting(owner.judge, own, flaw.hint) if owner else flaw.hint,
        source=law.source,
        feed=owner.judge.feed if owner else feed,
        record=owner.record.number if owner else None,
        id=_identity(owner.judge, owner.record.value) if owner else None,
        pointer=pointer(place[: len(place) - len(own) + len(shown)]),
        contract="",
        path=path,
        line=line,
        column=column,
        fix=SuggestedFix(flaw.hint) if law.fix else None,
    )


def _subject(place: Path, shown: Path) -> str:
    """Return the subject of a message about a place; `shown` is the part of its path that may be shown."""
    return subject(place) if place == shown else f"a field of {subject(shown)}"


def _separator(message: str) -> str:
    """Return the text between the subject and the message: a space before a verb, a colon before a complete sentence."""
    return " " if message.split(" ", 1)[0] in {"is", "has", "holds", "stands", "begins"} else ": "
