"""Listed fields that have several other names: after a rename to one of them, records with another name lack the field."""

from collections import Counter

from ..keyword import Keyword, keywords_of
from ..model import Path
from ..rules import rules
from .node import Node
from .observe import BrokenKeyword, Observation

_MISSING = "required"


def renames(node: Node, least: float) -> dict[str, str]:
    """Return the new names of listed fields, each with its field: the most frequent other name, if the listed one hardly occurs.

    A name whose field may be in another unit is not just another name, so it is left out.
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
    """Return the unlisted names that stood for a listed field, each with that field, the most frequent first.

    If there were too many names, none is returned: which of them came first would be a matter of chance.
    """
    if node.is_unsure:
        return {}
    ordered = sorted(node.unlisted.items(), key=lambda item: (-item[1].stood, item[0]))
    guesses = ((name, node.names.guess(name)) for name, found in ordered if found.stood)
    return {name: guess.listed for name, guess in guesses if guess}


def with_lost(seen: Observation, least: float) -> dict[tuple[str, Path, str], tuple[BrokenKeyword, int]]:
    """Return the broken keywords, including those of required fields that would be missing after the renames."""
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
    """Return the keyword that requires a listed field."""
    return next(keyword for keyword in keywords_of(node.schema, rules()[_MISSING]) if keyword.entry == listed)
