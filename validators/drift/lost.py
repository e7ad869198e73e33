"""Listed fields that have several other names: a rename gives them one, and under the others they are missing then."""

from ..keyword import Keyword
from ..rules import rules
from .node import Node
from .observe import Broken, Observation

_MISSING = "required"


def renames(node: Node, least: float) -> dict[str, str]:
    """Return the unlisted names that listed fields get, each with the field: the most frequent one, where its own is not there."""
    found: dict[str, str] = {}
    for name, listed in standing(node).items():
        if listed not in found.values() and own(node, listed) < least * node.total:
            found[name] = listed
    return found


def standing(node: Node) -> dict[str, str]:
    """Return the unlisted names that stood for a listed field, each with that, the most frequent first."""
    ordered = sorted(node.unlisted.items(), key=lambda item: (-item[1].stood, item[0]))
    guesses = ((name, node.names.guess(name)) for name, found in ordered if found.stood)
    return {name: guess.listed for name, guess in guesses if guess}


def own(node: Node, listed: str) -> int:
    """Return how often a listed field was there under its own name."""
    stood = sum(node.unlisted[name].stood for name, field in standing(node).items() if field == listed)
    return node.members[listed].total - stood


def with_lost(seen: Observation, least: float) -> dict[tuple[str, tuple[str, ...], str], tuple[Broken, int]]:
    """Return what is broken, with the required fields that are missing once they are renamed."""
    broken = dict(seen.broken)
    for place, node in seen.root:
        kept = renames(node, least)
        for name, listed in standing(node).items():
            if name not in kept and listed in kept.values() and listed in node.schema.get(_MISSING, ()):
                evidence = tuple(node.schema["x-evidence"][_MISSING])
                lost = Broken(Keyword(rules()[_MISSING], node.schema[_MISSING], evidence), place, listed)
                _, count = broken.get((evidence[2], place, listed), (lost, 0))
                broken[evidence[2], place, listed] = lost, count + node.unlisted[name].stood
    return broken
