"""Text files."""

from pathlib import Path

from .errors import FeedproofError


def read_text(path: Path) -> str:
    """Return the text of a file. Raises FeedproofError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FeedproofError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise FeedproofError(f"{path}: not UTF-8 at byte {error.start}") from None
