"""Text that is wrapped beside what it is about, for people."""

from textwrap import TextWrapper

WIDTH = 80
_NO_BREAK = "\N{NO-BREAK SPACE}"


def paragraph(head: str, text: str) -> list[str]:
    """Return the text behind the head, in as many lines as it takes, each beginning where the first does."""
    wrapper = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False)
    wrapper.initial_indent, wrapper.subsequent_indent = head, " " * len(head)
    return [line.replace(_NO_BREAK, " ") for line in wrapper.wrap(text)]


def whole(text: str) -> str:
    """Return a text that no paragraph breaks."""
    return text.replace(" ", _NO_BREAK)
