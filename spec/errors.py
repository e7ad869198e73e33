"""Trouble: the one exception that ends a command with exit code 2, and its text as a terminal can take it."""

import re

_COMMAND = re.compile(r"#(?=#\w*\[)|^:(?=:)|^ (?= *::)")
"""What begins a command to a build agent that reads the log: ##[ or ##vso[ anywhere, and :: at the beginning of a line."""


class FeedproofError(Exception):
    """feedproof could not do its job. The text is one line: what, where, and what to do about it."""


def printable(text: str) -> str:
    """Return the text with every character escaped that a terminal, or a build agent that reads the log, could act on."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escape(c) for c in text)
    return _COMMAND.sub(lambda match: _escape(match[0]), text) if "##" in text or "::" in text else text


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}"


def no_place(what: str, error: Exception) -> FeedproofError:
    """Return what to raise when the disk does not take what has to be kept."""
    return FeedproofError(f"{what} cannot be kept on disk: {getattr(error, 'strerror', None) or error}")


def is_interrupt(error: BaseException | None) -> bool:
    """Return whether an error is Ctrl-C, or was made of it.

    Before Python 3.12, one that comes while a class is made is raised as a RuntimeError.
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def internal(error: BaseException) -> str:
    """Return what to say of a mistake of feedproof's own: what it is, where it shows, and what to do."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno})" if trace else ""
    return f"internal error: {type(error).__name__}: {error}{place}; please report it"
