"""Listed fields that have several other names: a rename gives them one, and under the others they are missing then."""

from collections import Counter

from ..keyword import Keyword, keywords_of
from ..model import Path
from ..rules import rules
from .node import Node
from .observe import BrokenKeyword, Observation

_MISSING = "required"


def renames(node: Node, least: float) -> dict[str, str]:
    """Return the unlisted names that listed fields get, each with the field: the most frequent one, where its own is not there.

    What may be counted in another unit is no other name only.
    """
    stands, found = standing(node), dict[str, str]()
    stood: Counter[str] = Counter()
    for name, listed in stands.items():
        stood[listed] += node.unlisted[name].stood
    for name, listed in stands.items():
        if (
            listed not in found
            and not node.names.unit(name)
            and node.members[listed].total - stood[listed] < least * node.total
        ):
            found[listed] = name
    return {name: listed for listed, name in found.items()}


def standing(node: Node) -> dict[str, str]:
    """Return the unlisted names that stood for a listed field, each with that, the most frequent first.

    Of too many, those that were seen first would be a matter of chance, so there are none.
    """
    if node.is_unsure:
        return {}
    ordered = sorted(node.unlisted.items(), key=lambda item: (-item[1].stood, item[0]))
    guesses = ((name, node.names.guess(name)) for name, found in ordered if found.stood)
    return {name: guess.listed for name, guess in guesses if guess}


def with_lost(seen: Observation, least: float) -> dict[tuple[str, Path, str], tuple[BrokenKeyword, int]]:
    """Return what is broken, with the required fields that are missing once they are renamed."""
    broken = dict(seen.broken)
    for place, node in seen.root:
        kept = renames(node, least)
        required = set(kept.values()).intersection(node.schema.get(_MISSING, ()))
        for name, listed in standing(node).items():
            if name not in kept and listed in required:
                missing = _missing(node, listed)
                lost, key = BrokenKeyword(missing, place, listed), (missing.evidence.at, place, listed)
                _, count = broken.get(key, (lost, 0))
                broken[key] = lost, count + node.unlisted[name].stood
    return broken


def _missing(node: Node, listed: str) -> Keyword:
    """Return what requires a listed field."""
    return next(keyword for keyword in keywords_of(node.schema, rules()[_MISSING]) if keyword.entry == listed)
