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
        violated = _torn(client, whole, size, offset, width)
        if violated:  # somebody else may have made a record in between
            violated = _torn(client, whole, size, offset, width)
        if violated:
            raise violated


def _torn(client: Client, whole: Listing, size: str, offset: str, width: int) -> Violated | None:
    """Return what is wrong with pages of a width, laid beside one page as long as all of them."""
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
    """Return the size of the largest page that may be asked for; without a limit, one that no list reaches."""
    return int(_parameter(operation, size).get("maximum", sys.maxsize))


def _parameter(operation: Operation, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = next(each["schema"] for each in operation.parameters if each["name"] == name)
    return schema


@behaviour_of("list")
def a_filter_finds_all_and_only_what_matches(client: Client, operation: Operation) -> None:
    """A filter leaves exactly the records that have the value."""
    key = client.feed(operation.feed).key
    for (parameter, name, whole, _), value in _trials(client, _filters(client, operation), _shown):
        page = client.part_of(whole, {parameter: value})
        others = [record for record in _told_apart(client, page, name) if not same(value, record.get(name))]
        require(not others, f"a filter on {parameter} leaves {len(others)} records with another value", page.answer)
        wanted, kept = [record for record in whole.records if same(value, record.get(name))], {*page.ids}
        lost = [record for record in wanted if identity(record, key) not in kept]
        message = f"a filter on {parameter} loses {len(lost)} of {len(wanted)} records"
        require(not lost, message, whole.answer, page.answer)


@behaviour_of("list")
def a_filter_takes_whole_values(client: Client, operation: Operation) -> None:
    """A filter does not find values that only contain the requested one."""
    for (parameter, name, whole, _), part in _trials(client, _filters(client, operation), _cut):
        page = client.page(operation, whole.values, {parameter: part})
        others = [record for record in _told_apart(client, page, name) if not same(part, record.get(name))]
        require(not others, f"a filter on {parameter} finds values that only contain the requested one", page.answer)


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
    for (parameter, name, whole, _), near in _trials(client, dates, _near):
        page = client.page(operation, whole.values, {parameter: near})
        others = [record for record in page.records if not same(near, record.get(name))]
        require(not others, f"a filter on {parameter} finds {len(others)} records of another time", page.answer)


def _near(_schema: dict[str, Any], value: Any) -> list[str]:
    """Return a moment a minute away, on the same day; nothing where there is none."""
    moment = moment_of(value)
    with suppress(OverflowError):
        steps = [spell(moment.clock + step, like=value) for step in (_MINUTE, -_MINUTE)] if moment else []
        return [near for near in steps if near[:_DAY] == value[:_DAY]][:1]
    return []


@behaviour_of("list", writes=True)
def a_filter_finds_every_match(client: Client, operation: Operation) -> None:
    """A filter finds both of two records that have the same value."""
    schemas = client.schema(operation.feed)
    own = {name for name, schema in schemas.items() if "x-unique" in schema}
    body, other = (client.body(client.operation(operation.feed, "create")) for _ in range(2))
    shared = {parameter: name for parameter, name in operation.filters.items() if name in body.keys() - own}
    if not shared:
        raise NotApplicable("no filter is on a field that two created records could share")
    twin = {name: (other if name in own else body)[name] for name in body if name in other or name not in own}
    made = [client.create(operation.feed, each) for each in (body, twin)]
    part = client.feed(operation.feed).part
    for parameter, name in shared.items():
        page = client.page(operation, {}, {parameter: body[name]})
        found = [each for each in made if each.values[part] in page.ids]
        message = f"a filter on {parameter} finds {len(found)} of {len(made)} records"
        require(len(found) == len(made), message, *(each.answer for each in made), page.answer)


class _Filter(NamedTuple):
    """A filter: its parameter, its property, a list to use it on, and the schema of the property."""

    parameter: str
    name: str
    whole: Listing
    schema: dict[str, Any]


_Wanted = Callable[[dict[str, Any], Any], Iterable[Any]]


def _trials(client: Client, filters: Iterable[_Filter], wanted: _Wanted) -> list[tuple[_Filter, Any]]:
    """Return each filter with the values to ask it for: what `wanted` makes of the values shown, if the filter takes it."""
    trials = [
        (each, asked)
        for each in filters
        for value in _values(client, each.whole, each.name)
        for asked in wanted(each.schema, value)
        if fits(client, _parameter(each.whole.operation, each.parameter), asked)
    ]
    if not trials:
        raise NotTested("no record of the list shows a value to filter by")
    return trials


def _shown(_schema: dict[str, Any], value: Any) -> tuple[Any]:
    """Return the value that is shown."""
    return (value,)


def _filters(client: Client, operation: Operation) -> Iterator[_Filter]:
    """Yield each filter. Raises NotApplicable when there is none."""
    if not operation.filters:
        raise NotApplicable("it has no filters in the contract")
    whole = longest(client.pages(operation), 1)
    for parameter, name in operation.filters.items():
        yield _Filter(parameter, name, whole, client.schema(operation.feed)[name])


def _values(client: Client, listing: Listing, name: str) -> list[Any]:
    """Return a text or a whole number that several records have, if there is one, and one that few have."""
    found = [record[name] for record in _told_apart(client, listing, name) if identity(record, name)]
    counts = Counter(found)
    ranked = sorted(counts, key=lambda value: (-counts[value], str(value)))
    return list(dict.fromkeys((ranked[0], ranked[-1]))) if ranked else []


def _told_apart(client: Client, listing: Listing, name: str) -> list[JsonObject]:
    """Return the records with a value that a filter has to tell from others."""
    schema = client.schema(listing.operation.feed)[name]
    return [record for record in listing.records if is_recognised(schema, record.get(name))]
