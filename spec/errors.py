"""Trouble: the one exception that ends a command with exit code 2, and its text as a terminal can take it."""


class FeedproofError(Exception):
    """feedproof could not do its job. The text is one line: what, where, and what to do about it."""


def printable(text: str) -> str:
    """Return the text with whatever a terminal could act on written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
