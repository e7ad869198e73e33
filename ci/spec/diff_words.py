"""The differences between two contracts in words, as all reports of them use."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ...spec.contract import Contract
from ...spec.diff.difference import Difference
from ...spec.diff.effect import Effect
from ...spec.errors import printable
from ...spec.evidence import Evidence
from ...spec.text import shortened
from ...validators.model import SEVERITY
from ...validators.show import place_text
from .overview import in_short

MEANS = {
    Effect.STRICTER: "what was accepted may be a finding now",
    Effect.OTHER: "stricter in some ways, looser in others; or it cannot be told",
    Effect.EVIDENCE: "the same findings, with another severity or source",
    Effect.LOOSER: "what was a finding may be accepted now",
    Effect.UNJUDGED: "judged as before; what is generated, shown or hinted may change",
    Effect.WORDS: "titles, descriptions and examples: counted, not listed",
}
"""What each effect means for payloads, the worst first."""
_LONGEST = 240
_NAMED = 3
_SIGNS = {"gained": "+", "lost": "-"}

_WHY = {
    ("added", Effect.STRICTER): "any value was accepted",
    ("added", Effect.LOOSER): "it was refused",
    ("added", Effect.EVIDENCE): "it is refused as before",
    ("removed", Effect.STRICTER): "it is refused now",
    ("removed", Effect.LOOSER): "any value is accepted now",
    ("removed", Effect.EVIDENCE): "it is refused as before",
}
"""What it means that a field is listed, or no longer, where the contract takes others, and where it does not."""


class NamedContract(NamedTuple):
    """A contract, and the user's name for it."""

    name: str
    contract: Contract


class Comparison(NamedTuple):
    """Two contracts and their differences."""

    old: NamedContract
    new: NamedContract
    differences: Sequence[Difference]

    @property
    def counts(self) -> dict[Effect, int]:
        """The number of differences of each effect, the worst effect first."""
        counted = Counter(difference.effect for difference in self.differences)
        return {effect: counted[effect] for effect in MEANS if counted[effect]}

    @property
    def nothing(self) -> str:
        """The text for a comparison without differences."""
        is_same = self.old.contract.sha256 == self.new.contract.sha256
        return "nothing differs" if is_same else "nothing that is compared differs; the documents do"


class BlockLine(NamedTuple):
    """Differences with the same text: their effect, severity, text, and operations (empty: all)."""

    effect: Effect
    severity: str
    what: str
    operations: tuple[str, ...]


class _SameLine(NamedTuple):
    """What differences on one line have in common; `subject` is the keyword or, if its evidence differs, the operations."""

    effect: Effect
    severity: str
    what: str
    subject: str | tuple[str, ...]


class Block(NamedTuple):
    """The differences at one place: a field of a feed's payloads or, without a feed, a parameter or an answer of operations."""

    feed: str
    place: str
    lines: list[BlockLine]


def concerned(line: BlockLine) -> str:
    """Return the operations of a line, or their number if there are many; empty for all."""
    names = ", ".join(line.operations)
    return f"{len(line.operations)} operations" if len(line.operations) > _NAMED else names


def blocks(comparison: Comparison) -> list[Block]:
    """Return the differences, place by place, without those in texts for people."""
    shown = [difference for difference in comparison.differences if difference.effect is not Effect.WORDS]
    return [
        Block(feed, place, list(_lines(list(same), comparison)))
        for (feed, place), same in groupby(shown, lambda difference: (difference.feed, where(difference)))
    ]


def where(difference: Difference) -> str:
    """Return the place of a difference: a field, the record, a parameter, an answer or a field in it."""
    if not difference.about:
        return place_text(difference.place)
    inside = place_text(difference.place) if difference.place else ""
    return printable(f"{difference.about} {inside}".rstrip())


def severity(difference: Difference) -> str:
    """Return the severity of the finding, or the old and the new one if they differ; empty if there is no finding."""
    if difference.effect <= Effect.UNJUDGED or difference.about:
        return ""
    facts = (fact for fact in (difference.was, difference.now) if fact)
    return " → ".join(dict.fromkeys(str(SEVERITY[fact.certainty]) for fact in facts))


def _lines(same: Sequence[Difference], comparison: Comparison) -> Iterator[BlockLine]:
    """Yield the lines of one place, the worst effect first.

    Differences with the same text share a line, and so does the same change of evidence of several keywords.
    """
    groups: dict[_SameLine, list[Difference]] = {}
    for difference in same:
        subject = difference.operations if difference.effect is Effect.EVIDENCE else difference.keyword
        line = _SameLine(difference.effect, severity(difference), _what(difference), subject)
        groups.setdefault(line, []).append(difference)
    everywhere = _operations(same[0], comparison)
    for line, group in sorted(groups.items(), key=lambda item: -item[0].effect):
        keywords = dict.fromkeys(difference.keyword for difference in group)
        operations = dict.fromkeys(operation for difference in group for operation in difference.operations)
        text = f"{', '.join(map(printable, keywords))} {line.what}".lstrip()
        yield BlockLine(line.effect, line.severity, text, () if set(operations) == everywhere else tuple(operations))


def _operations(difference: Difference, comparison: Comparison) -> set[str]:
    """Return all actions that a difference in payloads can concern; empty for one in operations, which are always named."""
    if difference.about:
        return set()
    old, new = (side.contract.feeds[difference.feed].actions for side in (comparison.old, comparison.new))
    return set(old) & set(new)


def _what(difference: Difference) -> str:
    """Return the text of a difference, which follows the names of the keywords."""
    if difference.effect is Effect.EVIDENCE and difference.was and difference.now:
        return _evidence(difference.was, difference.now)
    if not difference.keyword:
        return _whole(difference)
    old, new = _argument(difference.old), _argument(difference.new)
    if difference.kind == "changed":
        return f"{old} → {new}"
    said = old if difference.new is None else new
    return f"{_SIGNS[difference.kind]} {said}" if difference.kind in _SIGNS else f"{difference.kind}: {said}"


def _evidence(was: Evidence, now: Evidence) -> str:
    certainty = " → ".join(dict.fromkeys((was.certainty, now.certainty)))
    return certainty if was.source == now.source else f"{certainty}, source now: {printable(now.source)}"


def _whole(difference: Difference) -> str:
    """Return in words that a field, a parameter, an answer, an operation or a feed was added, removed or renamed."""
    schema = difference.old if difference.new is None else difference.new
    if isinstance(schema, Mapping):
        why = _WHY.get((difference.kind, difference.effect), "")
        return f"{difference.kind}: {in_short(schema)}{why and f'; {why}'}"
    if difference.old is None:
        return difference.kind
    return f"{difference.kind}: {printable(difference.old)} → {printable(difference.new)}"


def _argument(value: Any) -> str:
    return shortened(printable(json.dumps(value, ensure_ascii=False)), _LONGEST)
