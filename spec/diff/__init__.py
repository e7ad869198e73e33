"""The differences between two contracts, for the payloads that they judge and the servers that they describe.

The flat schemas are compared, as the judge reads them. How the documents are written, and what refers to what, makes no difference.
"""

from dataclasses import replace

from ..contract import ACTIONS, Contract, Feed
from ..flat import Path, places
from ..operations import success
from .difference import Difference, said_once
from .effect import Effect
from .operations import of_operations
from .renames import Place, renames, with_names
from .schemas import compared


def differences(old: Contract, new: Contract) -> list[Difference]:
    """Return the differences: in the list of feeds, in the operations of the feeds that both have, and in their payloads.

    Feeds are in the order of the new contract; feeds that only the old one has come last.
    """
    both = [name for name in new.feeds if name in old.feeds]
    found = renames(old, new)
    old, known = with_names(old, found) if found else (old, [])
    payloads = ((name, _of_payloads(old.feeds[name], new.feeds[name], known)) for name in both)
    return [
        *(Difference(Effect.LOOSER, "added", about="feed", feed=name) for name in new.feeds if name not in both),
        *(Difference(Effect.STRICTER, "removed", about="feed", feed=name) for name in old.feeds if name not in both),
        *said_once(
            (place.operation.label, _other_name(place, _answer(place))) for place in known if _is_of_list(place)
        ),
        *of_operations(old.openapi, new.openapi, both),
        *(replace(difference, feed=name) for name, found in payloads for difference in found),
    ]


def _is_of_list(place: Place) -> bool:
    return place.operation.action == "list"


def _answer(place: Place) -> str:
    return f"answer {success(place.operation)}"


def _other_name(place: Place, about: str = "") -> Difference:
    return Difference(Effect.OTHER, "renamed", place.at, "", place.old, place.new, about=about)


def _of_payloads(old: Feed, new: Feed, names: list[Place]) -> list[Difference]:
    """Return what differs in the schemas of the actions that both have, in the order of the places, other names first."""
    actions = [action for action in ACTIONS if action in old.actions and action in new.actions]
    own = [(p.operation.action, _other_name(p)) for p in names if p.operation.feed == old.name and not _is_of_list(p)]
    found = [
        *own,
        *((action, diff) for action in actions for diff in compared(old.actions[action], new.actions[action])),
    ]
    ranks = _ranks(old, new)
    return sorted(said_once(found), key=lambda difference: ranks[difference.place])


def _ranks(old: Feed, new: Feed) -> dict[Path, int]:
    """Return the rank of every place of the feed's payloads: as the new contract has them, then what only the old one had."""
    schemas = [*new.actions.values(), *old.actions.values()]
    found = dict.fromkeys(at for schema in schemas for at, _ in places(schema))
    return {place: rank for rank, place in enumerate(found)}
