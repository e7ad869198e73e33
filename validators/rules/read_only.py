"""A read-only field is sent.

Why: The server sets the field itself. It refuses the record, or silently drops the value, and the two systems differ.

Fix: Leave the field out of POST and PUT bodies.
"""

from collections.abc import Iterator
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Rank, Rule
from ..paths import ABSENT


def check(read_only: bool, _value: Any, context: Context) -> Iterator[Breach]:
    if read_only and context.action != "read":
        yield Breach((), (f"is read-only and cannot be sent to {context.action} a record",), "leave the field out")


def satisfy(_read_only: bool, _value: Any) -> Any:
    """Return ABSENT, so that the field is removed."""
    return ABSENT


def spoil(_read_only: bool, value: Any) -> Any:
    """Return the value unchanged: its presence is the breach."""
    return value


def accept(read_only: bool, build: ExpressionBuilder) -> str:
    return str(not read_only or build.context.action == "read")


RULE = Rule("read-only-field", "readOnly", Rank.PRESENCE, __doc__, check, satisfy, spoil, accept=accept)
