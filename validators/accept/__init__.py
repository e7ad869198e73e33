"""The accepting path: quickly accepts a record in which the judge would certainly find nothing.

It is compiled from the flat schema: each rule gives the source of an expression for its keyword (`Rule.accept`), and these
become one function. It may doubt a record without violations; it never accepts a record that has one.
"""

from collections.abc import Callable
from typing import Any

from ..code import CodeBuilder
from ..model import Context
from .guarded import Unsupported, guarded
from .values import Value

Accept = Callable[[Any], bool]


def accepting(schema: dict[str, Any], context: Context) -> Accept:
    """Return a function that says whether a Python value certainly has no violations.

    The value may be anything: one that no JSON text can hold (NaN, a lone surrogate, a key that is not a text) is doubted, too.
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
