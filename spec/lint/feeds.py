"""The feeds hang together: each has what the compiler needs, and what one names in another is there."""

from collections.abc import Iterator
from typing import Any

from ..conform import Issue, compiled, conform
from ..layers import argument, items_at, layers, properties
from ..nearest import did_you_mean
from ..operations import SENT, Operation, answer_schema_at, body_schema_at, operations, parameters_at
from ..pointer import join, resolve
from ..walk import walk

_VALUE = ("type", "enum")
_REFUSALS = {"400", "4XX", "default"}


def feeds(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every feed that cannot be compiled."""
    readable = {operation.feed for operation in operations(document) if operation.action == "read"}
    seen: dict[tuple[str, str], Operation] = {}
    for operation in operations(document):
        if operation.feed not in readable:
            yield join(operation.at, "x-feed"), _unread(operation.feed, readable)
        elif operation.action != "assign":
            other = seen.setdefault((operation.feed, operation.action), operation)
            if other is not operation:
                yield operation.at, f"{other.label} is the {other.action} operation of {other.feed} already"
            yield from _payload(document, operation)


def _unread(feed: str, readable: set[str]) -> str:
    return f"no operation reads one record of {feed!r}{did_you_mean(feed, readable)}"


def _payload(document: dict[str, Any], operation: Operation) -> Iterator[Issue]:
    at = _schema_at(document, operation)
    if at is None:
        yield operation.at, "its payload has no JSON schema"
    elif operation.action == "list" and not any(_is_array(document, p) for p in properties(document, at).values()):
        yield at, "a list answer holds its records in an array; no property is one"
    elif operation.action != "list" and argument(document, at, "x-key") is None:
        yield at, "no x-key says which property identifies a record"


def _schema_at(document: dict[str, Any], operation: Operation) -> str | None:
    """Return the pointer to the schema of what the operation sends, or of what it answers."""
    try:
        at = body_schema_at(operation) if operation.action in SENT else answer_schema_at(document, operation)
        resolve(document, at)
    except LookupError:
        return None
    return at


def _is_array(document: dict[str, Any], at: str) -> bool:
    return bool(argument(document, at, "type") == "array")


def refusals(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every operation that lists no answer for a wrong body, or a wrong query: a server that refuses it would be wrong."""
    for operation in operations(document):
        takes = "requestBody" in operation.node or any(one["in"] == "query" for one in operation.parameters)
        if takes and not _REFUSALS & operation.node["responses"].keys():
            yield join(operation.at, "responses"), "no answer is listed for an invalid request; add 400"


def lists(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every list whose items are another schema than that of the record, by which they are judged."""
    first = {(each.feed, each.action): _schema_at(document, each) for each in reversed(operations(document))}
    for (feed, action), at in first.items():
        record, items = first.get((feed, "read")), _items(document, at) if at and action == "list" else None
        if record and items and (own := _end(document, record)) != _end(document, items):
            yield items, f"the items of this list are judged as a record of {feed}; write $ref: '#{own}'"


def _items(document: dict[str, Any], at: str) -> str | None:
    """Return the pointer to what the items of a list answer are; None where it says nothing of them."""
    arrays = (place for place in properties(document, at).values() if _is_array(document, place))
    return items_at(document, next(arrays, at))


def _end(document: dict[str, Any], at: str) -> str:
    """Return the pointer that references lead to."""
    return next(layers(document, at))[0]


def records_of(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the properties of each feed's record as it is read."""
    reads = (operation for operation in operations(document) if operation.action == "read")
    places = {operation.feed: _schema_at(document, operation) for operation in reads}
    return {feed: properties(document, at) for feed, at in places.items() if at}


def filters(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every filter on a property that the records do not have."""
    records = records_of(document)
    for operation in operations(document):
        for at in parameters_at(document, operation):
            name = resolve(document, at).get("x-filters")
            if name is not None and name not in records.get(operation.feed, {}):
                yield join(at, "x-filters"), _no_property(name, operation.feed, records)


def _no_property(name: str, feed: str, records: dict[str, dict[str, str]]) -> str:
    return f"a record of {feed} has no property {name!r}{did_you_mean(name, records.get(feed, {}))}"


def other_feeds(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every name of a property of another feed that is not there."""
    records = records_of(document)
    for node in walk(document):
        for keyword in ("x-falls-back", "x-copies"):
            back = node.value.get(keyword)
            if back and back["property"] not in records.get(back["feed"], {}):
                yield join(node.at, keyword, "property"), _no_property(back["property"], back["feed"], records)
        counted = node.value.get("x-counts", {})
        for name in counted.get("besides", {}):
            if name not in records.get(counted["feed"], {}):
                yield join(node.at, "x-counts", "besides", name), _no_property(name, counted["feed"], records)
        if "x-assigns" in node.value:
            yield from _shows(node.value, join(node.at, "x-assigns", "shows"), records)


def _shows(operation: dict[str, Any], at: str, records: dict[str, dict[str, str]]) -> Iterator[Issue]:
    feed, other = operation["x-feed"], operation["x-assigns"]["feed"]
    for name, shown in operation["x-assigns"].get("shows", {}).items():
        if name not in records.get(feed, {}):
            yield join(at, name), _no_property(name, feed, records)
        for index, source in enumerate(shown):
            if source not in records.get(other, {}):
                yield join(at, name, index), _no_property(source, other, records)


def values(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every value in an entry of a rule that its property cannot have, and every value without a way out."""
    for node in walk(document):
        for keyword in ("x-clash", "x-only-after"):
            for index, entry in enumerate(node.value.get(keyword, [])):
                yield from _entry(document, node.at, join(node.at, keyword, index), entry)


def _entry(document: dict[str, Any], schema: str, at: str, entry: dict[str, Any]) -> Iterator[Issue]:
    places = properties(document, schema)
    for name, listed in entry["values"].items():
        for index, value in enumerate(listed):
            yield from _value(document, places[name], value, join(at, "values", name, index))
    for name, value in entry["instead"].items():
        yield from _value(document, places[name], value, join(at, "instead", name))


def _value(document: dict[str, Any], schema: str, value: Any, at: str) -> Iterator[Issue]:
    said = {keyword: argument(document, schema, keyword) for keyword in _VALUE}
    known = {keyword: said[keyword] for keyword in said if said[keyword] is not None}
    yield from conform(compiled(known), value, at)


def instead(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every entry that does not say what to write instead."""
    for node in walk(document):
        for index, entry in enumerate(node.value.get("x-only-after", [])):
            if entry["values"].keys() != entry["instead"].keys():
                yield join(node.at, "x-only-after", index, "instead"), "names other properties than values does"
        for index, entry in enumerate(node.value.get("x-clash", [])):
            if not entry["instead"].keys() <= entry["values"].keys():
                yield join(node.at, "x-clash", index, "instead"), "names a property that values does not name"


def within(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every name in an `item` that the items of the array do not have."""
    for node in walk(document):
        for index, entry in enumerate(node.value.get("x-within", [])):
            array = properties(document, node.at)[entry["items"]]
            schema = items_at(document, array)
            names = properties(document, schema) if schema else {}
            for place, name in enumerate(entry["item"]):
                if name not in names:
                    at = join(node.at, "x-within", index, "item", place)
                    yield at, f"the items of {entry['items']} have no property {name!r}{did_you_mean(name, names)}"


CHECKS = (feeds, refusals, lists, filters, other_feeds, values, instead, within)
