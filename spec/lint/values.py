"""Each schema can be kept: its keywords speak of what it holds, and some value, and some record, keeps them all."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..conform import Issue, compiled, conform
from ..dialect import DialectKeyword, keywords
from ..layers import argument, layers, properties
from ..operations import SENT, body_schema_at, operations
from ..pointer import join
from ..walk import walk
from .feeds import records_of

_CROSSED = (("minLength", "maxLength"), ("minimum", "maximum"), ("exclusiveMinimum", "maximum"))
_PLAIN = ("type", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "multipleOf")


def types(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every keyword that speaks of no type that the value may have."""
    for said in _schemas(document):
        held = _types(said["type"][1]) if "type" in said else set()
        for name, (at, _) in said.items():
            spoken = keywords()[name].types if name in keywords() else ()
            if held and spoken and held.isdisjoint(spoken):
                yield at, f"{name} says nothing of this value: its type is {_listed(said['type'][1])}"


def members(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every entry that relates a property to others, and the property has no type that could be related."""
    for node in walk(document):
        for keyword in (keywords()[name] for name in node.value if name in keywords() and keywords()[name].members):
            for index, entry in enumerate(node.value[keyword.name]):
                yield from _members(document, node.at, keyword, entry, join(node.at, keyword.name, index))


def _members(
    document: dict[str, Any], schema: str, keyword: DialectKeyword, entry: dict[str, Any], at: str
) -> Iterator[Issue]:
    places = properties(document, schema)
    for name in _named(entry):
        said = argument(document, places[name], "type")
        if said is not None and _types(said).isdisjoint(keyword.members):
            yield at, f"{keyword.name} says nothing of {name}: its type is {_listed(said)}"


def _named(entry: dict[str, Any]) -> Iterator[str]:
    for key, value in entry.items():
        if not key.startswith("x-"):
            yield from [value] if isinstance(value, str) else value


def copies(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every property that reads as one of another feed, and can have none of its types."""
    records = records_of(document)
    for node in walk(document):
        for keyword in ("x-copies", "x-falls-back"):
            if back := node.value.get(keyword):
                source = records[back["feed"]][back["property"]]
                yield from _copies(document, node.at, source, back, join(node.at, keyword, "property"))
        assigned = node.value.get("x-assigns", {})
        for name, shown in assigned.get("shows", {}).items():
            for index, other in enumerate(shown):
                back = {"feed": assigned["feed"], "property": other}
                at = join(node.at, "x-assigns", "shows", name, index)
                places = records[node.value["x-feed"]][name], records[assigned["feed"]][other]
                yield from _copies(document, *places, back, at)


def _copies(document: dict[str, Any], own: str, source: str, back: dict[str, str], at: str) -> Iterator[Issue]:
    has, gets = (argument(document, place, "type") for place in (own, source))
    if has is not None and gets is not None and _types(has).isdisjoint(_types(gets)):
        yield at, f"{back['property']} of {back['feed']} is {_listed(gets)}, and what shows it is {_listed(has)}"


def bounds(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every bound that no value can keep together with the one opposite."""
    for said in _schemas(document):
        for low, high in _CROSSED:
            if low in said and high in said:
                (at, least), (_, most) = said[low], said[high]
                if least > most or (least == most and low.startswith("exclusive")):
                    yield at, f"no value keeps {low} {least} and {high} {most}"


def listed(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every listed value that another keyword of the schema excludes."""
    for said in _schemas(document):
        at, values = said.get("enum", ("", []))
        plain = compiled({keyword: said[keyword][1] for keyword in _PLAIN if keyword in said})
        for index, value in enumerate(values):
            yield from conform(plain, value, join(at, index))


def sent(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every property that a body must have and cannot send."""
    for operation in operations(document):
        if operation.action in SENT:
            yield from _sent(document, body_schema_at(operation))


def _sent(document: dict[str, Any], schema: str) -> Iterator[Issue]:
    places = properties(document, schema)
    locked = {name for name, at in places.items() if argument(document, at, "readOnly")}
    for at, layer in layers(document, schema):
        for index, name in enumerate(layer.get("required", [])):
            if name in locked:
                yield join(at, "required", index), f"{name} is read-only, so that no body can have it"
        if "items" in layer:
            yield from _sent(document, join(at, "items"))
    for name in places.keys() - locked:
        yield from _sent(document, places[name])


def orders(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every order of two dates that turns what the orders before it say into a ring."""
    for node in walk(document):
        kept: list[dict[str, str]] = []
        for at, layer in layers(document, node.at) if node.kind == "schema" and "$ref" not in node.value else ():
            for index, pair in enumerate(layer.get("x-before", [])):
                if _is_ring([*kept, pair]):
                    yield (
                        join(at, "x-before", index),
                        f"{pair['later']} comes before {pair['earlier']} by the other orders",
                    )
                else:
                    kept.append(pair)


def _is_ring(pairs: list[dict[str, str]]) -> bool:
    """Return whether no order keeps all pairs."""
    sorter = TopologicalSorter[str]()
    for pair in pairs:
        sorter.add(pair["later"], pair["earlier"])
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def _schemas(document: dict[str, Any]) -> Iterator[dict[str, tuple[str, Any]]]:
    """Yield what each schema says, what its `allOf` says included: by keyword, the pointer to it and its argument."""
    for node in walk(document):
        if node.kind == "schema" and "$ref" not in node.value:
            found: dict[str, tuple[str, Any]] = {}
            for at, layer in layers(document, node.at):
                for name, value in layer.items():
                    found.setdefault(name, (join(at, name), value))
            yield found


def _types(said: str | list[str]) -> set[str]:
    """Return the types; a whole number is a number, too."""
    found = {said} if isinstance(said, str) else set(said)
    return found | {"number"} if "integer" in found else found


def _listed(said: str | list[str]) -> str:
    return said if isinstance(said, str) else " or ".join(said)


CHECKS = (types, members, copies, bounds, listed, sent, orders)
