"""The JSON Schemas of the files that feedproof writes, and of those that users write for it."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_END = ".schema.json"


def names() -> list[str]:
    """Return the names of all schemas."""
    return sorted(file.name.removesuffix(_END) for file in _FOLDER.glob(f"*{_END}"))


def text(name: str) -> str:
    """Return the text of a schema."""
    return (_FOLDER / f"{name}{_END}").read_text(encoding="utf-8")


def schema(name: str) -> dict[str, Any]:
    """Return a schema."""
    loaded: dict[str, Any] = json.loads(text(name))
    return loaded


def about(name: str) -> str:
    """Return in one sentence what a schema describes."""
    return f"{str(schema(name)['description']).partition('. ')[0].rstrip('.')}."
