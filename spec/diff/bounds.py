"""The bounds of a number: the two bounds of one side are read as one, because the nearer one decides what is accepted."""

from collections.abc import Mapping
from functools import cache
from math import ceil, floor
from typing import Any, NamedTuple

from ..dialect import keywords
from ..nulls import NULL
from .effect import Effect

Schema = Mapping[str, Any]
_WHOLE_TYPES = {"integer", NULL}
"""Types of a value that is a whole number, if it is a number at all."""
Bound = tuple[float, bool]
"""How far in a bound is, the greater the further, and whether it may not be reached itself."""


class Side(NamedTuple):
    """The two keywords that bound a number on one side; `sign` is 1 below it, and -1 above."""

    reached: str
    strict: str
    sign: int


def of_bound(name: str, old: Schema, new: Schema) -> Effect | None:
    """Return the effect of a changed bound if the schemas have both bounds of its side; None if they do not.

    EVIDENCE says that the same numbers are accepted, by another keyword.
    """
    side = _sides().get(name)
    if side is None or not {side.reached, side.strict} <= {*old, *new}:
        return None
    was, now = _nearest(side, old), _nearest(side, new)
    if was == now:
        return Effect.EVIDENCE
    is_looser = now is None or (was is not None and now < was)
    return Effect.LOOSER if is_looser else Effect.STRICTER


@cache
def _sides() -> dict[str, Side]:
    """Return the side of each keyword that bounds one together with another."""
    sides = [
        Side(keyword.strictly, keyword.name, 1 if keyword.stricter == "higher" else -1)
        for keyword in keywords().values()
        if keyword.strictly
    ]
    return {name: side for side in sides for name in (side.reached, side.strict)}


def _nearest(side: Side, schema: Schema) -> Bound | None:
    is_whole = "type" in schema and {*schema["type"]} <= _WHOLE_TYPES
    given = [(side.sign * schema[name], name == side.strict) for name in side[:2] if name in schema]
    return max((_whole(bound) if is_whole else bound for bound in given), default=None)


def _whole(bound: Bound) -> Bound:
    """Return the whole number nearest to a bound that is accepted."""
    value, is_strict = bound
    return (floor(value) + 1 if is_strict else ceil(value)), False
