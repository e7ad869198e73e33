"""A text has two spaces in a row.

Why: The vendor says that double spaces are not recognised when the feed is filtered by this text: the record is not found.
A no-break space counts as a space here.

Fix: Use one space.

With --fix: All of them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule

_DOUBLE = re.compile("[ \u00a0]{2,}")


def check(_true: bool, value: Any, _context: Context) -> Iterator[Breach]:
    match = _DOUBLE.search(value) if isinstance(value, str) else None
    if match:
        yield Breach((), (f"has two spaces in a row at character {match.start() + 1}",), "use one space")


def is_recognised(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a filter can find a value of this schema."""
    return RULE.keyword not in schema or not any(check(True, value, Context()))


def satisfy(_true: bool, value: str) -> str:
    return _DOUBLE.sub(" ", value)


def spoil(_true: bool, value: str) -> str:
    return f"{value}  ."


def accept(_true: bool, build: ExpressionBuilder) -> str:
    return f"'  ' not in {build.value()} and '\\xa0' not in {build.value()}"


def fix(_true: bool, value: str, _at: Path) -> str:
    return satisfy(True, value)


RULE = Rule("double-space", "x-no-double-space", Rank.ADVICE, __doc__, check, satisfy, spoil, accept=accept, fix=fix)
