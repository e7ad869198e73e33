"""The differences between two contracts as text: by feed and place, with their effect on payloads."""

from collections.abc import Iterator
from itertools import groupby

from ...spec.errors import printable
from ..paragraph import paragraph, whole
from .diff_words import MEANS, Block, BlockLine, Comparison, NamedContract, blocks, concerned

OPERATIONS = "operations"
"""What is said of operations stands under this, as what is said of payloads stands under the name of their feed."""
_INDENT = "    "


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield the differences as text, 80 columns wide."""
    yield from (f"from {named(comparison.old)}", f"to   {named(comparison.new)}", "")
    found = blocks(comparison)
    found_lines = [line for block in found for line in block.lines]
    widths = (
        max((len(str(line.effect)) for line in found_lines), default=0),
        max((len(line.severity) for line in found_lines), default=0),
    )
    for feed, own in groupby(found, lambda block: block.feed):
        yield feed or OPERATIONS
        for block in own:
            yield from _block(block, widths)
        yield ""
    yield from _summary(comparison)


def named(side: NamedContract) -> str:
    """Return the user's name for a contract, with its version and the beginning of its digest."""
    return f"{printable(side.name)}, contract {side.contract.version} (sha256 {side.contract.sha256[:12]})"


def _block(block: Block, widths: tuple[int, int]) -> Iterator[str]:
    yield f"  {block.place}"
    for line in block.lines:
        effect, severity = str(line.effect).ljust(widths[0]), line.severity.ljust(widths[1])
        yield from paragraph(f"{_INDENT}{effect}  {severity}  ", _text(line))


def _text(line: BlockLine) -> str:
    """Return what differs, and in brackets the operations, unless these are all."""
    names = concerned(line._replace(operations=tuple(whole(name) for name in line.operations)))
    return f"{line.what}  ({names})" if names else line.what


def _summary(comparison: Comparison) -> Iterator[str]:
    counts = comparison.counts
    if not counts:
        yield comparison.nothing
    width = max((len(f"{number:,} {effect}") for effect, number in counts.items()), default=0)
    for effect, number in counts.items():
        yield f"{f'{number:,} {effect}'.ljust(width)}  {MEANS[effect]}"
