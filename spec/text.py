"""Text files, plurals and types in words, and shortened texts."""

from typing import TYPE_CHECKING

from .errors import FeedproofError

if TYPE_CHECKING:
    from pathlib import Path

TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
"""The JSON types as people call them; a list is that of YAML and TOML, JSON has arrays."""


def read_text(path: "Path") -> str:
    """Return the text of a file, without a byte order mark. Raises FeedproofError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise FeedproofError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise FeedproofError(f"{path}: not UTF-8 at byte {error.start}") from None


def counted(number: int, thing: str, things: str = "") -> str:
    """Return `1 file` or `2,000 files`; `things` is the plural if it is not formed with an s."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def shortened(text: str, most: int) -> str:
    """Return a text with at most this many characters; a longer one is cut, and ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
