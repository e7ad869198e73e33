"""Properties with a new name: the old contract is given the new names, so that a rename is reported as a single difference."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from ..build import build
from ..contract import Contract, Feed
from ..errors import FeedproofError
from ..evidence import UNSAID
from ..flat import ALIASES, ITEM, Path
from ..flatten import flatten
from ..layers import items_at, properties
from ..operations import Operation, answer_schema_at, operations, record_schema_at
from ..pointer import resolve
from ..rename import rename
from .bounds import Schema
from .schemas import renamed


class Place(NamedTuple):
    """A place of a property in the old contract: its pointer, the operation that has it, its new path, and both names."""

    pointer: str
    operation: Operation
    at: Path
    old: str
    new: str


def renames(old: Contract, new: Contract) -> list[Place]:
    """Return the places of renamed properties, if each has the same new name wherever the old contract uses it."""
    found = list(_places(old.openapi, new.openapi))
    names: dict[str, set[str]] = {}
    for place in found:
        names.setdefault(place.pointer, set()).add(place.new)
    return [place for place in found if place.new != place.old and len(names[place.pointer]) == 1]


def with_names(old: Contract, found: list[Place]) -> tuple[Contract, list[Place]]:
    """Return the old contract with the new names, and the places that were renamed; a name that is taken cannot be given."""
    document = deepcopy(old.openapi)
    wanted = {place.pointer: place.new for place in found}
    left = sorted(wanted, key=lambda at: -at.count("/"))  # what is inside another has its old pointer
    done: set[str] = set()
    while left and (now := [at for at in left if _is_renamed(document, at, wanted[at])]):
        done.update(now)
        left = [at for at in left if at not in now]
    made = build(document)
    feeds = {name: Feed(name, **feed) for name, feed in made["feeds"].items()}
    return old.replace(openapi=document, feeds=feeds), [place for place in found if place.pointer in done]


def _is_renamed(document: dict[str, Any], at: str, name: str) -> bool:
    """Rename a property, if that can be done now; its other names stay as they were, as they may differ for themselves."""
    aliases = resolve(document, at).get(ALIASES)
    try:
        _, moved = rename(document, at, name)
    except FeedproofError:
        return False
    schema = resolve(document, moved)
    schema.pop(ALIASES, None)
    schema.update({ALIASES: aliases} if aliases else {})
    return True


def _places(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Place]:
    """Yield every property of the payloads and lists of the operations that both have, with its name in the new contract."""
    after = {(each.feed, each.action): each for each in operations(new) if each.action != "assign"}
    for operation in operations(old):
        if successor := after.get((operation.feed, operation.action)):
            at, new_at = _schema_at(old, operation), _schema_at(new, successor)
            root = Place(at, operation, (), "", "")
            yield from _below(old, at, flatten(old, at, UNSAID), flatten(new, new_at, UNSAID), root)


def _schema_at(document: dict[str, Any], operation: Operation) -> str:
    is_list = operation.action == "list"
    return answer_schema_at(document, operation) if is_list else record_schema_at(document, operation)


def _below(document: dict[str, Any], at: str, before: Schema, after: Schema, place: Place) -> Iterator[Place]:
    names = {old: new for new, old in renamed(before.get("properties", {}), after.get("properties", {})).items()}
    for name, pointer in properties(document, at).items():
        new = names.get(name, name)
        own = place._replace(pointer=pointer, at=(*place.at, new), old=name, new=new)
        yield own
        if new in after.get("properties", {}):
            yield from _below(document, pointer, before["properties"][name], after["properties"][new], own)
    inner = items_at(document, at)
    if inner and "items" in after and place.operation.action != "list":
        yield from _below(document, inner, before["items"], after["items"], place._replace(at=(*place.at, ITEM)))
