"""Hints for a value of the wrong type that would also have the wrong form: they name the form, not only the type."""

import json
from functools import cache
from typing import Any

from .keyword import entries
from .kinds import is_any
from .model import Context, Rank, Rule
from .respell import meant_value
from .rules import rules


def form_hint(schema: dict[str, Any], value: Any, context: Context) -> str:
    """Return the hint of the FORM rule that the value would break if it had the right type; empty if it would break none.

    `schema` is the flat schema for the value, which requires another type.
    """
    typed = _retyped(value)
    if typed is None or not is_any(schema.get("type", []), typed):
        return ""
    asked = (
        (rule, entry) for rule in _of_form() if rule.keyword in schema for entry in entries(rule, schema[rule.keyword])
    )
    return next((breach.hint for rule, entry in asked for breach in rule.check(entry, typed, context)), "")


def _retyped(value: Any) -> Any:
    """Return the number or boolean that a text spells, and any other value as text; None if there is none."""
    if isinstance(value, str) or value is None:
        return meant_value(value)
    return json.dumps(value)


@cache
def _of_form() -> list[Rule]:
    return [rule for rule in rules().values() if rule.rank is Rank.FORM]
