"""The differences between two contracts as Markdown, for a pull request: counts by effect, and a table for each feed."""

from collections.abc import Iterator
from itertools import groupby

from ..reporters.markdown import escaped, section
from .diff_text import OPERATIONS, named
from .diff_words import MEANS, Comparison, blocks, concerned

_HEAD = ("Where", "Effect", "Severity", "What", "Operations")


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield the differences as Markdown."""
    counts = comparison.counts
    yield f"## feedproof: {', '.join(f'{number:,} {effect}' for effect, number in counts.items()) or comparison.nothing}"
    yield from ("", escaped(f"From {named(comparison.old)}, to {named(comparison.new)}."))
    for feed, own in groupby(blocks(comparison), lambda block: block.feed):
        rows = ((block.place, *map(str, line[:3]), concerned(line) or "all") for block in own for line in block.lines)
        yield from section(feed or OPERATIONS, _HEAD, rows)
    yield from section("Effects", ("Effect", "Means"), ((str(effect), MEANS[effect]) for effect in counts))
