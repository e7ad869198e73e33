"""Values in messages: cut, harmless on a terminal, and never personal."""

import json
from typing import Any

from .model import Path

LONGEST = 80
PERSONAL = "a personal value"


def show(value: Any) -> str:
    """Return a value as JSON, cut at 80 characters, without anything that a terminal could act on."""
    return _cut(_harmless(json.dumps(value, ensure_ascii=False)[: LONGEST + 1]))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _harmless(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def subject(path: Path) -> str:
    """Return a path as people write it: Sessions[0].StartDate."""
    if not path:
        return "the record"
    names = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return _cut(_harmless("".join(names).lstrip(".")))


def is_personal(schema: dict[str, Any], path: Path) -> bool:
    """Say whether the place, or anything around it, holds personal data by a flat schema."""
    for part in path:
        if schema.get("x-personal"):
            return True
        schema = schema.get("items", {}) if isinstance(part, int) else schema.get("properties", {}).get(part, {})
    return bool(schema.get("x-personal"))


def holds_personal(schema: dict[str, Any]) -> bool:
    """Say whether a value of this flat schema may hold personal data anywhere in it."""
    children = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return bool(schema.get("x-personal")) or any(holds_personal(child) for child in children)
