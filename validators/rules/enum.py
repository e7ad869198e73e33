"""A value is not one of those that the contract lists.

Why: The server knows only the listed values, in their exact spelling: one word, each part with a capital.

Fix: Use a listed value, exactly as listed.

With --fix: A value that differs from a single listed one only in case, spaces, hyphens and underscores.
"""

from collections.abc import Iterator
from typing import Any

from ...spec.nearest import joined, nearest, same
from ..kinds import is_listed, is_type
from ..model import Breach, Context, ExpressionBuilder, Path, Rank, Rule
from ..show import show


def check(listed: list[Any], value: Any, _context: Context) -> Iterator[Breach]:
    if not is_listed(value, listed):
        said = f", not one of {', '.join(map(_said, listed))}"
        yield Breach((), ("is ", (), said), "write one of the listed values")


def satisfy(listed: list[Any], value: Any) -> Any:
    if is_listed(value, listed):
        return value
    return suggest(listed, value) or listed[0]


def spoil(listed: list[Any], value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if not any(map(_is_text, listed)):
        return max((value for value in listed if is_type("number", value)), default=0) + 1
    changed = str(value).lower()
    return changed if changed not in listed else f"{value} "


def accept(listed: list[Any], build: ExpressionBuilder) -> str:
    return f"{build.value()} in {build.bind(frozenset(filter(_is_text, listed)))}"


def fix(listed: list[Any], value: Any, _at: Path) -> Any:
    return same(value, filter(_is_text, listed)) if _is_text(value) else None


def suggest(listed: list[Any], value: Any) -> str | None:
    meant = nearest(value, filter(_is_text, listed)) if _is_text(value) else None
    return None if meant is None or _means_another(value, meant) else meant


def _means_another(value: str, listed: str) -> bool:
    """Return whether a similar value means something else: one more syllable in front often negates, and a number counts."""
    own, other = joined(value), joined(listed)
    is_longer = own != other and (own.endswith(other) or other.endswith(own))
    return is_longer or [*filter(str.isdigit, own)] != [*filter(str.isdigit, other)]


def _said(value: Any) -> str:
    return value if isinstance(value, str) else show(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


RULE = Rule(
    "unlisted-value", "enum", Rank.FORM, __doc__, check, satisfy, spoil, accept=accept, fix=fix, suggest=suggest
)
