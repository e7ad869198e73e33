"""The accepting path: say quickly, and only when it is certain, that the judge would find nothing in a record.

It is compiled from the flat schema: each rule gives the source of an expression for its keyword (`Rule.accept`), and these
are put into one function. It may doubt a good record; it never accepts one that has a violation.
"""

from collections.abc import Callable
from typing import Any

from ..code import CodeBuilder
from ..model import Context
from .guarded import Unsupported, guarded
from .values import Value

Accept = Callable[[Any], bool]


def accepting(schema: dict[str, Any], context: Context) -> Accept:
    """Return a function that says of a Python value whether it is certainly without violations.

    The value may be anything: what no JSON text can hold (NaN, a lone surrogate, a key that is no text) is doubted too.
    """
    code = CodeBuilder()
    root = Value(code, schema, context, "value")
    try:
        root.prepare()
    except (Unsupported, TypeError):
        return doubt
    root.write(2)
    return guarded(code, "value", "True")


def doubt(_value: Any) -> bool:
    """Accept nothing."""
    return False
