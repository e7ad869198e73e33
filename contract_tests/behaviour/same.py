"""Compare what a server shows with what was sent, or with what it showed before."""

from collections.abc import Iterable
from math import isnan
from typing import Any

from ...validators.model import JsonObject
from ...validators.moment import comparable, moment_of
from ..client import Client
from ..outcome import NotTested


def same(sent: Any, shown: Any) -> bool:
    """Return whether a value came back: the same moment, the same number, the same text; an object may have more properties."""
    if isinstance(sent, dict) and isinstance(shown, dict):
        return all(name in shown and same(value, shown[name]) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(map(same, sent, shown))
    if isinstance(sent, bool) or isinstance(shown, bool):
        return sent is shown
    one, other = moment_of(sent), moment_of(shown)
    if one and other and comparable(one, other):
        return one.key() == other.key()
    return bool(sent == shown) or (_is_nan(sent) and _is_nan(shown))


def _is_nan(value: Any) -> bool:
    """Return whether a value is NaN, which does not equal itself."""
    return isinstance(value, float) and isnan(value)


def first_difference(
    client: Client, feed: str, sent: JsonObject, shown: JsonObject, names: Iterable[str] | None = None
) -> str:
    """Return in words how the first of the fields (`names`, or all) that did not come back is shown; empty if all came back.

    A field whose shown value breaks a rule is not compared, as the rule has a failure. Raises NotTested if only such differ.
    """
    compared = (name for name in (sent if names is None else names) if name in sent)
    differing = [name for name in compared if not (name in shown and same(sent[name], shown[name]))]
    broken = client.answers.broken_fields(feed, shown) if differing else set()
    for name in differing:
        if name not in broken:
            found = client.value_text(feed, name, shown[name]) if name in shown else "missing"
            return f"{name} is {found}, not {client.value_text(feed, name, sent[name])}"
    if differing:
        raise NotTested(f"another failure reports it: the answer breaks a rule in {', '.join(differing)}")
    return ""


def moving(client: Client, feed: str) -> dict[str, Any]:
    """Return the properties that the server itself changes: times of change, and counts."""
    schemas = client.schema(feed).items()
    return {name: schema for name, schema in schemas if "x-updated-at" in schema or "x-counts" in schema}
