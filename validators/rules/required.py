"""A required field is missing.

Why: The vendor marks these fields as mandatory, on every update as well as on creation: a PUT is not a free partial update.

Fix: Send the field; before a PUT, read the record and copy what does not change.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule


def check(name: str, value: Any, _context: Context) -> Iterator[Breach]:
    if isinstance(value, dict) and name not in value:
        yield Breach((name,), ("is missing",), "send the field")


def satisfy(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """Add the field as null; its own keywords then make it valid."""
    return value if name in value else value | {name: None}


def spoil(name: str, value: dict[str, Any]) -> dict[str, Any]:
    return {key: member for key, member in value.items() if key != name}


def accept(name: str, build: ExpressionBuilder) -> str:
    return f"{build.value(name)} is not None"


RULE = Rule("missing-field", "required", Rank.PRESENCE, __doc__, check, satisfy, spoil, each=True, accept=accept)
