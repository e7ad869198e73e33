"""Path parameters of schemathesis: it keeps them as they are sent, percent-encoded; ours are the ids that a server shows."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote


def encoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return path parameters as schemathesis keeps them."""
    return {name: quote(value, safe="") if isinstance(value, str) else value for name, value in values.items()}


def decoded(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return path parameters of schemathesis as a server reads them."""
    return {name: unquote(value) if isinstance(value, str) else value for name, value in (values or {}).items()}
