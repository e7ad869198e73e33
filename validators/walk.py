"""The walk: yields every keyword at every place of a record that it judges.

The walk defines the judge's findings. It needs no preparation, so the first records are judged by it; for later ones, `suspect`
leaves out keywords that are certainly kept. The tests compare both with two JSON Schema engines.
"""

from collections.abc import Iterator
from typing import Any

from ..spec.flat import inside
from .keyword import Keyword, keywords_of
from .model import Path
from .rules import rules

AppliedKeyword = tuple[Keyword, Path, Any]
"""A keyword to apply, the place that it judges, and the value there."""


def walk(schema: dict[str, Any], value: Any, place: Path = ()) -> Iterator[AppliedKeyword]:
    """Yield each keyword of a flat schema at each place of the value that it judges."""
    for rule in map(rules().get, schema):
        if rule:
            yield from ((keyword, place, value) for keyword in keywords_of(schema, rule))
    for step, child, inner in inside(schema, value):
        yield from walk(child, inner, (*place, step))
