"""Fetch the lists of a server, page after page; each record stays as the server wrote it."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, product
from typing import Any, NamedTuple

from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...spec.operations import Operation, fill
from ...validators.show import show
from ...validators.text.offsets import empty_index, find, items
from ..discovery import Page, Values, identity, lists, pages, shown_ids, shows
from ..health import refused_token
from ..server.target import UNAUTHORISED, Target, UselessError
from .words import doubt, hidden, is_end, no_list, place, refused

_BREAK = re.compile(r"[\r\n][ \t\r\n]*")
"""A line break and the indentation of the next line: in a JSON text it is never inside a string."""


class ListRefusedError(FeedproofError):
    """The server refuses to give a list."""


class Fetched(NamedTuple):
    """The records of one page, each a line of NDJSON as the server wrote it; `again` counts those left out as repeated.

    `items` are the parsed lines; `path` holds the ids in the path of the list. `doubt` says why there may be more records
    than the pages show, `refused` why there is no page; both may be empty. `is_page` is false if this reports that
    something is missing.
    """

    lines: list[bytes]
    items: list[Any]
    path: Values
    again: int = 0
    doubt: str = ""
    refused: str = ""
    is_page: bool = True

    def first(self, most: int) -> "Fetched":
        """Return the page with at most `most` records."""
        return self._replace(lines=self.lines[:most], items=self.items[:most])


def _missing(doubt: str = "", refused: str = "") -> Fetched:
    """Return a report that something is missing, or may be missing."""
    return Fetched([], [], {}, doubt=doubt, refused=refused, is_page=False)


class Fetcher:
    """Fetches the lists of feeds from one server. It remembers the ids that complete lists showed, for the paths of other lists.

    `given` holds ids for path parameters, by name; for a parameter that is not given, the ids come from other lists.
    """

    def __init__(self, contract: Contract, target: Target, given: Mapping[str, Collection[str]]) -> None:
        """Check the given ids. Raises FeedproofError for a parameter that is in the path of no list."""
        self._contract, self._target, self._given = contract, target, given
        self._shown: dict[str, dict[tuple[str, str], None]] = {}
        self._doubts: dict[str, tuple[str, str]] = {}
        self._before: set[int] = set()
        names = {name for operation in lists(contract) for name in operation.path_names}
        if unknown := next((name for name in self._given if name not in names), None):
            has = f"; they have: {', '.join(sorted(names))}" if names else ""
            raise FeedproofError(f"--path {unknown}: it is in the path of no list{has}")

    def fetch(self, feed: str) -> Iterator[Fetched]:
        """Yield the pages of a feed's lists. Raises FeedproofError if a list cannot be read, or none can be found."""
        found = [operation for operation in lists(self._contract) if operation.feed == feed]
        if not found:
            raise FeedproofError(f"the contract has no list of {feed}")
        self._before = set()
        self._target.trouble = ""  # an answer that was too large does not affect other feeds
        for operation in found:
            yield from self._fetch(operation)

    def _fetch(self, operation: Operation) -> Iterator[Fetched]:
        is_sure = self._given.keys() >= {*operation.path_names}
        for values in self._ways(operation):
            own: set[int] = set()
            try:
                yield from (self._fetched(operation, page, values, own) for page in self._pages(operation, values))
            except ListRefusedError as error:
                if is_sure:
                    raise
                yield _missing(refused=str(error))
            self._before |= own
        if not is_sure:
            yield from (_missing(doubt) for doubt in self._doubts_of_ids(operation))

    def _fetched(self, operation: Operation, page: Page, values: Values, own: set[int]) -> Fetched:
        """Return the records of a page. Their marks go into `own`, because another list of the feed may show the same records."""
        items = page.items or []
        lines = [] if page.items is None else _lines(self._contract, operation, page)
        key = self._contract.feeds[operation.feed].key
        marks = {index: hash(lines[index]) for index in page.fresh if operation.path_names}
        again = {index for index, mark in marks.items() if mark in self._before and identity(items[index], key)}
        own |= {*marks.values()}
        fresh = [index for index in page.fresh if index not in again]
        found = doubt(self._contract, operation, page)
        brought = Fetched([lines[index] for index in fresh], [items[index] for index in fresh], values)
        return brought._replace(again=len(lines) - len(fresh), doubt=found, is_page=page.items is not None)

    def _doubts_of_ids(self, operation: Operation) -> Iterator[str]:
        """Yield each reason why the lists that show the ids in a path may not show all of them."""
        for collection in map(self._contract.collection, operation.path_names):
            for listed in self._showing(collection):
                found, without_id = self._doubts.get(listed.label, ("", ""))
                if said := found or (without_id if listed.feed == collection else ""):
                    yield f"{listed.label} shows the ids in its path, and {said}"

    def _ways(self, operation: Operation) -> Iterator[Values]:
        """Yield values for the path parameters. Raises FeedproofError if there are none."""
        names = operation.path_names
        if self._given.keys() >= {*names}:
            yield from (dict(zip(names, ids, strict=True)) for ids in product(*map(self._given.__getitem__, names)))
        elif len(names) == 1:
            yield from ({names[0]: own} for own in self._ids(operation, names[0]))
        else:
            raise FeedproofError(f"{operation.label}: give the ids in its path with --path NAME=ID")

    def _ids(self, operation: Operation, name: str) -> Iterator[str]:
        """Yield the ids for a path parameter that lists show, each once. Raises FeedproofError if no list shows one."""
        collection, seen = self._contract.collection(name), set[str]()
        for kind, own in self._all_ids(collection):
            if kind == collection and own not in seen:
                seen.add(own)
                yield own
        if not seen:
            raise FeedproofError(f"{operation.label}: no list shows a {name}; give one with --path {name}=ID")

    def _all_ids(self, collection: str) -> Iterator[tuple[str, str]]:
        """Yield all ids in the lists that show ids of a collection: page by page, or at once if a list was read before."""
        for listed in self._showing(collection):
            if listed.label in self._shown:
                yield from self._shown[listed.label]
            else:
                yield from chain.from_iterable(self._ids_of(listed, page) for page in self._pages(listed, {}))

    def _showing(self, collection: str) -> list[Operation]:
        """Return the lists without ids in their path that show ids of a collection."""
        plain = [operation for operation in lists(self._contract) if not operation.path_names]
        return [operation for operation in plain if collection in shows(self._contract, operation.feed).values()]

    def _pages(self, operation: Operation, values: Values) -> Iterator[Page]:
        """Yield the pages of a list; after the last one, store ids and doubts. Raises FeedproofError as `_refuse` does."""
        shown: dict[tuple[str, str], None] = {}
        without_id = found = ""
        for page in pages(self._contract, operation, self._target, values):
            self._refuse(operation, page)
            self._target.health_path = self._target.health_path or fill(operation.path, values)
            shown |= dict.fromkeys(self._ids_of(operation, page))
            without_id = without_id or hidden(self._contract, operation, page)
            found = doubt(self._contract, operation, page)
            yield page
        if not values:
            self._shown[operation.label] = shown
            self._doubts[operation.label] = found, without_id

    def _ids_of(self, operation: Operation, page: Page) -> list[tuple[str, str]]:
        fresh = (page.items[index] for index in page.fresh) if page.items else ()
        return [pair for record in fresh for pair in shown_ids(self._contract, operation.feed, record)]

    def _refuse(self, operation: Operation, page: Page) -> None:
        """Raise ListRefusedError for a refusal, and FeedproofError for another answer that holds no list.

        Raises UselessError instead if the token is refused and nothing was answered before.
        """
        target, answer = self._target, page.answer
        if answer.status == UNAUTHORISED and not target.health_path:
            raise UselessError(f"{target.url}: {refused_token(target, answer)}")
        if not answer.is_success and not is_end(page):
            raise ListRefusedError(refused(self._contract, operation, page, is_signed=bool(target.token)))
        if page.items is None and not is_end(page):
            raise FeedproofError(no_list(self._contract, operation, page))


def _lines(contract: Contract, operation: Operation, page: Page) -> list[bytes]:
    """Return each item of a page on one line, spelt as it was. Raises FeedproofError if the list occurs twice in the answer."""
    raw, envelope = page.answer.raw, contract.feeds[operation.feed].envelope
    text = raw.decode(json.detect_encoding(raw), "surrogatepass")
    extents = list(items(text, find(text, {envelope: page.items}, (envelope,), empty_index())))
    if len(extents) != len(page.items or []):
        raise FeedproofError(f"{place(operation, page)} answers with {show(envelope)} twice in one object")
    return [_BREAK.sub(" ", text[slice(*extent)]).encode("utf-8", "surrogatepass") + b"\n" for extent in extents]
