"""The differences of two contracts as people read them: by feed and place, with what they mean for payloads."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import TextWrapper

from .spec_diff_words import MEANS, Block, Comparison, Line, Side, blocks, concerned
from .terminal import printable

OPERATIONS = "operations"
"""What is said of operations stands under this, as what is said of payloads stands under the name of their feed."""
_WIDTH = 80
_NO_BREAK = "\N{NO-BREAK SPACE}"
_INDENT = "    "


def render(comparison: Comparison) -> str:
    """Return the differences as text, 80 columns wide."""
    return "\n".join(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    yield from (f"from {named(comparison.old)}", f"to   {named(comparison.new)}", "")
    found = blocks(comparison)
    lines = [line for block in found for line in block.lines]
    widths = [
        max((len(str(cell)) for cell in column), default=0)
        for column in zip(*(line[:2] for line in lines), strict=True)
    ]
    for feed, own in groupby(found, lambda block: block.feed):
        yield feed or OPERATIONS
        for block in own:
            yield from _block(block, widths)
        yield ""
    yield from _summary(comparison)


def named(side: Side) -> str:
    """Return what the user calls a contract, with its version and the beginning of its digest."""
    return f"{printable(side.name)}, contract {side.contract.version} (sha256 {side.contract.sha256[:12]})"


def _block(block: Block, widths: list[int]) -> Iterator[str]:
    yield f"  {block.place}"
    for line in block.lines:
        cells = (str(cell).ljust(width) for cell, width in zip(line[:2], widths, strict=True))
        yield from _wrapped(_INDENT + "  ".join(cells).rstrip() + "  ", _said(line), len(_INDENT) + sum(widths) + 4)


def _said(line: Line) -> str:
    names = concerned(line._replace(operations=tuple(name.replace(" ", _NO_BREAK) for name in line.operations)))
    return f"{line.what}  ({names})" if names else line.what


def _wrapped(head: str, text: str, column: int) -> list[str]:
    """Return the text behind the head, from the column on, in as many lines as it takes; names of operations stay whole."""
    wrapper = TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
    wrapper.initial_indent, wrapper.subsequent_indent = head.ljust(column), " " * column
    return [line.replace(_NO_BREAK, " ") for line in wrapper.wrap(text)]


def _summary(comparison: Comparison) -> Iterator[str]:
    counts = comparison.counts
    if not counts:
        yield "nothing differs"
    width = max((len(f"{number:,} {effect}") for effect, number in counts.items()), default=0)
    for effect, number in counts.items():
        yield f"{f'{number:,} {effect}'.ljust(width)}  {MEANS[effect]}"
