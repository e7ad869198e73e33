"""Text files, and numbers with their nouns."""

from typing import TYPE_CHECKING

from .errors import FeedproofError

if TYPE_CHECKING:
    from pathlib import Path


def read_text(path: "Path") -> str:
    """Return the text of a file, without a byte order mark. Raises FeedproofError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise FeedproofError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise FeedproofError(f"{path}: not UTF-8 at byte {error.start}") from None


def counted(number: int, thing: str) -> str:
    """Return `1 file`, `2,000 files`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
