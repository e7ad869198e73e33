"""The places in a JSON value."""

from typing import Any

from feedproof.spec.pointer import join


def places(value: Any, at: str = "") -> list[str]:
    """Return the pointers of everything inside a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, child in children for place in (join(at, key), *places(child, join(at, key)))]
