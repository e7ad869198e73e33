"""Lists: pages and filters."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

from ...spec.operations import Operation
from ...validators.model import JsonObject
from ...validators.moment import moment_of, spell
from ...validators.rules.no_double_space import is_recognised
from ..client import Client, Listing, longest
from ..discovery import identity
from ..outcome import NotApplicable, NotTested, Violated, granted, require, status_of
from .errors import fits
from .model import behaviour_of
from .same import same

_MOST = 6
_PLACES = 2
_LEAST_TEXT = 2
_MINUTE = timedelta(minutes=1)
_DAY = len("2027-06-14")


@behaviour_of("list")
def a_list_is_given(client: Client, operation: Operation) -> None:
    """Every list of the contract is served."""
    answer = client.ask(operation, client.route(operation))
    granted(answer, "it is refused", cause=status_of(operation, answer))


@behaviour_of("list")
def a_page_is_no_larger_than_asked(client: Client, operation: Operation) -> None:
    """A page holds as many records as requested, or as there are."""
    size = _paging(operation, "size")
    whole = longest(client.pages(operation), 2)
    for asked in (1, min(len(whole.records) - 1, _largest(operation, size))):
        page = client.part_of(whole, {size: asked})
        found = len(page.records)
        require(
            found == asked, f"{found} records come back where {asked} are requested and there are more", page.answer
        )


@behaviour_of("list")
def pages_neither_lose_nor_repeat(client: Client, operation: Operation) -> None:
    """Successive pages hold each record once, in the order of the list."""
    size, offset = _paging(operation, "size"), _paging(operation, "offset")
    whole = longest(client.pages(operation), 2)
    if not any(whole.ids):
        raise NotTested("no record of the list shows an id")
    for width in {1, min(2, _largest(operation, size))}:
        violated = _violated_pages(client, whole, size, offset, width)
        if violated:  # somebody else may have created a record in between
            violated = _violated_pages(client, whole, size, offset, width)
        if violated:
            raise violated


def _violated_pages(client: Client, whole: Listing, size: str, offset: str, width: int) -> Violated | None:
    """Return how pages of `width` records differ from a single page that is as long as all of them; None if they do not."""
    count = min(_MOST, len(whole.records), _largest(whole.operation, size))
    one = client.part_of(whole, {size: count, offset: 0})
    if len(one.records) < count:
        return Violated(f"the first page holds {len(one.records)} records of {count}", whole.answer, one.answer)
    places = range(0, count, width)
    pages = [client.part_of(whole, {size: width, offset: place}) for place in places]
    for place, page in zip(places, pages, strict=True):
        wanted = one.ids[place : place + width]
        if page.ids[: len(wanted)] != wanted:
            return Violated(f"the page after {place} records does not start where they end", one.answer, page.answer)
    return None


def _paging(operation: Operation, what: str) -> str:
    if what not in operation.paging:
        raise NotApplicable("it has no pages in the contract")
    return operation.paging[what]


def _largest(operation: Operation, size: str) -> int:
    """Return the size of the largest page that may be requested; without a limit, a size that no list reaches."""
    return int(_parameter(operation, size).get("maximum", sys.maxsize))


def _parameter(operation: Operation, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = next(each["schema"] for each in operation.parameters if each["name"] == name)
    return schema


@behaviour_of("list")
def a_filter_finds_all_and_only_what_matches(client: Client, operation: Operation) -> None:
    """A filter leaves exactly the records that have the value."""
    key = client.feed(operation.feed).key
    for used, value in _trials(client, _filters(client, operation), _shown):
        page = client.part_of(used.whole, {used.parameter: value})
        others = used.without_value(value, _recognised(client, page, used.name))
        message = f"a filter on {used.parameter} leaves {len(others)} records with another value"
        require(not others, message, page.answer)
        wanted, found = used.with_value(value, used.whole.records), {*page.ids}
        lost = [record for record in wanted if identity(record, key) not in found]
        message = f"a filter on {used.parameter} loses {len(lost)} of {len(wanted)} records"
        require(not lost, message, used.whole.answer, page.answer)


@behaviour_of("list")
def a_filter_takes_whole_values(client: Client, operation: Operation) -> None:
    """A filter does not find values that only contain the requested one."""
    for used, part in _trials(client, _filters(client, operation), _cut):
        page = client.page(operation, used.whole.values, {used.parameter: part})
        others = used.without_value(part, _recognised(client, page, used.name))
        message = f"a filter on {used.parameter} finds values that only contain the requested one"
        require(not others, message, page.answer)


@behaviour_of("list")
def a_filtered_list_has_pages(client: Client, operation: Operation) -> None:
    """The pages of a filtered list hold the records that the filter finds, one after another."""
    size, offset = _paging(operation, "size"), _paging(operation, "offset")
    for used, value in _trials(client, _filters(client, operation), _shown):
        found = client.part_of(used.whole, {used.parameter: value})
        for place in range(min(_PLACES, len(found.ids) + 1)):
            page = client.part_of(used.whole, {used.parameter: value, size: 1, offset: place})
            message = (
                f"a page of one, after {place} of {len(found.ids)} that a filter on {used.parameter} finds, is wrong"
            )
            require(page.ids == found.ids[place : place + 1], message, found.answer, page.answer)


def _cut(schema: dict[str, Any], value: Any) -> tuple[str, ...]:
    """Return a text without its end, and without its beginning."""
    is_text = isinstance(value, str) and "format" not in schema and len(value) > _LEAST_TEXT
    return (value[:-1], value[1:]) if is_text else ()


@behaviour_of("list")
def a_filter_takes_the_moment(client: Client, operation: Operation) -> None:
    """A filter on a date and time does not find another time of the same day."""
    dates = [found for found in _filters(client, operation) if "x-date-spelling" in found.schema]
    if not dates:
        raise NotApplicable("it has no filter on a date and time in the contract")
    for used, near in _trials(client, dates, _near):
        page = client.page(operation, used.whole.values, {used.parameter: near})
        others = used.without_value(near, page.records)
        message = f"a filter on {used.parameter} finds {len(others)} records of another time"
        require(not others, message, page.answer)


def _near(_schema: dict[str, Any], value: Any) -> list[str]:
    """Return a moment a minute away, on the same day; empty if there is none."""
    moment = moment_of(value)
    with suppress(OverflowError):
        steps = [spell(moment.clock + step, like=value) for step in (_MINUTE, -_MINUTE)] if moment else []
        return [near for near in steps if near[:_DAY] == value[:_DAY]][:1]
    return []


@behaviour_of("list", writes=True)
def a_filter_finds_every_match(client: Client, operation: Operation) -> None:
    """A filter finds both of two records that have the same value."""
    unique = {name for name, schema in client.schema(operation.feed).items() if "x-unique" in schema}
    create = client.operation(operation.feed, "create")
    first, second = client.body(create), client.body(create)
    filters = {parameter: name for parameter, name in operation.filters.items() if name in first.keys() - unique}
    if not filters:
        raise NotApplicable("no filter is on a field that two created records could share")
    made = [client.create(operation.feed, body) for body in (first, _twin(first, second, unique))]
    part = client.feed(operation.feed).part
    for parameter, name in filters.items():
        page = client.page(operation, {}, {parameter: first[name]})
        found = [each for each in made if each.values[part] in page.ids]
        message = f"a filter on {parameter} finds {len(found)} of {len(made)} records"
        require(len(found) == len(made), message, *(each.answer for each in made), page.answer)


def _twin(first: JsonObject, second: JsonObject, unique: set[str]) -> JsonObject:
    """Return the first body with the unique values of the second; a unique field that the second lacks is left out."""
    own = {name: second[name] for name in first if name in unique and name in second}
    return {name: value for name, value in (first | own).items() if name not in unique or name in own}


class _Filter(NamedTuple):
    """A filter: its parameter, its property, a list to use it on, and the schema of the property."""

    parameter: str
    name: str
    whole: Listing
    schema: dict[str, Any]

    def with_value(self, value: Any, records: Iterable[JsonObject]) -> list[JsonObject]:
        """Return the records whose property has the value."""
        return [record for record in records if same(value, record.get(self.name))]

    def without_value(self, value: Any, records: Iterable[JsonObject]) -> list[JsonObject]:
        """Return the records whose property does not have the value."""
        return [record for record in records if not same(value, record.get(self.name))]


_ValuesToAsk = Callable[[dict[str, Any], Any], Iterable[Any]]
"""Returns the values to filter by, given the schema of a property and a value of it that a record shows."""


def _trials(client: Client, filters: Iterable[_Filter], values_to_ask: _ValuesToAsk) -> list[tuple[_Filter, Any]]:
    """Return each filter with each value to filter by that is valid for its parameter. Raises NotTested if there is none."""
    trials = [
        (each, asked)
        for each in filters
        for value in _values(client, each.whole, each.name)
        for asked in values_to_ask(each.schema, value)
        if fits(client, _parameter(each.whole.operation, each.parameter), asked)
    ]
    if not trials:
        raise NotTested("no record of the list shows a value to filter by")
    return trials


def _shown(_schema: dict[str, Any], value: Any) -> tuple[Any]:
    """Return the value that is shown."""
    return (value,)


def _filters(client: Client, operation: Operation) -> Iterator[_Filter]:
    """Yield each filter. Raises NotApplicable if there is none."""
    if not operation.filters:
        raise NotApplicable("it has no filters in the contract")
    whole = longest(client.pages(operation), 1)
    for parameter, name in operation.filters.items():
        yield _Filter(parameter, name, whole, client.schema(operation.feed)[name])


def _values(client: Client, listing: Listing, name: str) -> list[Any]:
    """Return a text or a whole number that several records have, if there is one, and one that few have."""
    found = [record[name] for record in _recognised(client, listing, name) if identity(record, name)]
    counts = Counter(found)
    ranked = sorted(counts, key=lambda value: (-counts[value], str(value)))
    return list(dict.fromkeys((ranked[0], ranked[-1]))) if ranked else []


def _recognised(client: Client, listing: Listing, name: str) -> list[JsonObject]:
    """Return the records whose value of the property is one that a filter has to find."""
    schema = client.schema(listing.operation.feed)[name]
    return [record for record in listing.records if is_recognised(schema, record.get(name))]
