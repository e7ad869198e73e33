"""Fetch the lists of a server: page after page, each record as the server wrote it."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, product
from typing import NamedTuple

from ..spec.contract import Contract, Feed
from ..spec.errors import FeedproofError
from ..spec.operations import Operation
from ..validators.show import show
from ..validators.text.offsets import empty_index, find, items
from .discovery import Page, Values, identity, lists, pages, shown_ids, shows
from .redact_answer import redact_answer
from .target import Target

_BREAK = re.compile(r"[\r\n][ \t\r\n]*")
"""A line break and what indents the next line: in a JSON text it stands between values only."""


class RefusedError(FeedproofError):
    """A list is not given."""


class Fetched(NamedTuple):
    """What one page brought: records, each a line of NDJSON as the server wrote it, and how many came before already.

    `doubt` says why there may be more records than the pages show, `refused` why there is no page, or nothing.
    """

    lines: list[bytes]
    again: int = 0
    doubt: str = ""
    refused: str = ""


class Fetcher:
    """Fetches the lists of feeds from one server. It remembers which ids whole lists showed, as paths of others take them.

    `given` are ids for the parameters in paths, by their names; what is not given is taken from what other lists show.
    """

    def __init__(self, contract: Contract, target: Target, given: Mapping[str, Collection[str]] | None = None) -> None:
        """Prepare to fetch. Raises FeedproofError for an id that stands in the path of no list."""
        self._contract, self._target, self._given = contract, target, given or {}
        self._shown: dict[str, dict[tuple[str, str], None]] = {}
        names = {name for operation in lists(contract) for name in operation.path_names}
        if unknown := next((name for name in self._given if name not in names), None):
            has = f"; they have: {', '.join(sorted(names))}" if names else ""
            raise FeedproofError(f"--path {unknown}: it stands in the path of no list{has}")

    def fetch(self, feed: str) -> Iterator[Fetched]:
        """Yield what the pages of a feed's lists bring. Raises FeedproofError when they cannot be read, or found."""
        found = [operation for operation in lists(self._contract) if operation.feed == feed]
        if not found:
            raise FeedproofError(f"the contract has no list of {feed}")
        for operation in found:
            yield from self._fetch(operation)

    def _fetch(self, operation: Operation) -> Iterator[Fetched]:
        is_sure = self._given.keys() >= {*operation.path_names}
        for values in self._ways(operation):
            try:
                yield from (self._fetched(operation, page) for page in self._pages(operation, values))
            except RefusedError as error:
                if is_sure:
                    raise
                yield Fetched([], refused=str(error))

    def _fetched(self, operation: Operation, page: Page) -> Fetched:
        feed = self._contract.feeds[operation.feed]
        lines = _lines(operation, page, feed.envelope)
        again = len(lines) - len(page.fresh)
        return Fetched([lines[index] for index in page.fresh], again, _doubt(feed, operation, page))

    def _ways(self, operation: Operation) -> Iterator[Values]:
        """Yield values for the parameters of the path. Raises FeedproofError where there are none."""
        names = operation.path_names
        if self._given.keys() >= {*names}:
            yield from (dict(zip(names, ids, strict=True)) for ids in product(*map(self._given.__getitem__, names)))
        elif len(names) == 1:
            yield from ({names[0]: own} for own in self._ids(operation, names[0]))
        else:
            raise FeedproofError(f"{operation.label}: say the ids in its path with --path NAME=ID")

    def _ids(self, operation: Operation, name: str) -> Iterator[str]:
        """Yield the ids of a parameter that lists show, each once. Raises FeedproofError where none does."""
        collection, seen = self._contract.collection(name), set[str]()
        for kind, own in self._all_ids(collection):
            if kind == collection and own not in seen:
                seen.add(own)
                yield own
        if not seen:
            raise FeedproofError(f"{operation.label}: no list shows a {name}; say one with --path {name}=ID")

    def _all_ids(self, collection: str) -> Iterator[tuple[str, str]]:
        """Yield what the lists that show ids of a collection show, page by page, or at once if one was read before."""
        for listed in lists(self._contract):
            if not listed.path_names and collection in shows(self._contract, listed.feed).values():
                if listed.label in self._shown:
                    yield from self._shown[listed.label]
                else:
                    yield from chain.from_iterable(self._ids_of(listed, page) for page in self._pages(listed, {}))

    def _pages(self, operation: Operation, values: Values) -> Iterator[Page]:
        """Yield the pages of a list, and remember the ids once all were there. Raises FeedproofError as `_refuse` does."""
        shown: dict[tuple[str, str], None] = {}
        for page in pages(self._contract, operation, self._target, values):
            _refuse(self._contract, operation, page)
            shown |= dict.fromkeys(self._ids_of(operation, page))
            yield page
        if not values:
            self._shown[operation.label] = shown

    def _ids_of(self, operation: Operation, page: Page) -> list[tuple[str, str]]:
        fresh = (page.items[index] for index in page.fresh) if page.items else ()
        return [pair for record in fresh for pair in shown_ids(self._contract, operation.feed, record)]


def _refuse(contract: Contract, operation: Operation, page: Page) -> None:
    """Raise RefusedError for a refusal, and FeedproofError for another answer that holds no list."""
    if not page.answer.is_success:
        said = redact_answer(contract, operation, page.answer).says()
        raise RefusedError(f"{operation.label} is refused; the answer was {said}")
    if page.items is None:
        envelope = show(contract.feeds[operation.feed].envelope)
        raise FeedproofError(
            f"{operation.label} answers without a list in {envelope}; if its records stand elsewhere, "
            "save the answer: feedproof drift says where"
        )


def _lines(operation: Operation, page: Page, envelope: str) -> list[bytes]:
    """Return the items of a page, each as a line, spelt as they were. Raises FeedproofError where they cannot be told apart."""
    raw = page.answer.raw
    text = raw.decode(json.detect_encoding(raw), "surrogatepass")
    extents = list(items(text, find(text, (envelope,), empty_index())))
    if len(extents) != len(page.items or []):
        raise FeedproofError(f"{operation.label} answers with {show(envelope)} twice in one object")
    return [_BREAK.sub(" ", text[slice(*extent)]).encode("utf-8", "surrogatepass") + b"\n" for extent in extents]


def _doubt(feed: Feed, operation: Operation, page: Page) -> str:
    offset = operation.paging.get("offset")
    if not offset or not page.items:
        return ""
    if not page.fresh:
        return f"{offset} brings no further records, only those that came before: there may be more"
    if not any(identity(item, feed.key) for item in page.items):
        return f"no record has {feed.key}, which tells pages apart: only one page was asked for"
    return ""
