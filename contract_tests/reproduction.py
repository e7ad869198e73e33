"""The curl commands that reproduce a failure: its requests, after those that create the records that they name."""

import re
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from ..spec.contract import Contract
from ..spec.operations import Operation
from .discovery import shows

RecordId = tuple[str, str]
"""A feed, and the id of one of its records."""
_PAIR = re.compile(r"[^&]+")


class Birth(NamedTuple):
    """How a record was created: the curl command, and the property of the answer that has its id."""

    key: str
    curl: str


class _Named(NamedTuple):
    """A record that a URL names, and where in the URL."""

    record: RecordId
    start: int
    end: int


class Reproduction:
    """Makes the requests of a failure repeatable. `births` says how each record was created that the run created."""

    def __init__(self, contract: Contract, url: str, births: Mapping[RecordId, Birth]) -> None:
        self._contract = contract
        self._url = url
        self._births = births

    def commands(self, requests: tuple[str, ...]) -> tuple[str, ...]:
        """Return curl commands that work on another day: they first create the records, and name each by the id in the answer."""
        births, found = self._births, {each.record for request in requests for each in self._named(request)}
        own = [record for record in births if record in found]
        called = {record: _called(births[record].key, number) for number, record in enumerate(own, 1)}
        made = [f"{called[each]}=$({births[each].curl} | jq -r {_path(births[each].key)})" for each in own]
        curls = {births[record].curl for record in own}
        return (*made, *(self._line(request, called) for request in requests if request not in curls))

    def _line(self, request: str, called: Mapping[RecordId, str]) -> str:
        """Return the request with a variable in place of the id of each record that is created."""
        url = _url(request)
        before = request.removesuffix(url)
        for each in sorted(self._named(request), key=lambda each: each.start, reverse=True):
            if each.record in called:
                name = called[each.record]
                instead = f"'\"${name}\"'" if url.startswith("'") else f"${name}"
                url = f"{url[: each.start]}{instead}{url[each.end :]}"
        return before + url

    def _named(self, request: str) -> Iterator[_Named]:
        """Yield the records that a request names: in its path, and in filters on their ids."""
        method, url = request.removeprefix("curl -X ").partition(" ")[0], _url(request)
        for operation in self._contract.operations:
            found = self._pattern(operation).fullmatch(url) if operation.method == method else None
            if found:
                for number, name in enumerate(operation.path_names, 1):
                    yield _Named((self._contract.collection(name), unquote(found[number + 1])), *found.span(number + 1))
                yield from self._in_query(operation, url, found.end("path"))
                return

    def _pattern(self, operation: Operation) -> re.Pattern[str]:
        """Return the pattern of an operation's URLs, each as one word of a shell command."""
        path = re.sub(r"\\\{.*?\\\}", "([^/?']+)", re.escape(operation.path))
        return re.compile(f"'?{re.escape(self._url)}(?P<path>{path})(\\?.*)?'?")

    def _in_query(self, operation: Operation, url: str, start: int) -> Iterator[_Named]:
        collections = shows(self._contract, operation.feed)
        for pair in _PAIR.finditer(url.rstrip("'"), start + 1):
            name, equals, value = pair[0].partition("=")
            collection = collections.get(operation.filters.get(unquote_plus(name), ""))
            if equals and collection:
                yield _Named((collection, unquote_plus(value)), pair.end() - len(value), pair.end())


def _url(request: str) -> str:
    return request.rpartition(" ")[2]


def _called(key: str, number: int) -> str:
    """Return the name of a shell variable."""
    return re.sub(r"\W|^(?=\d)", "_", key, flags=re.ASCII) + (str(number) if number > 1 else "")


def _path(key: str) -> str:
    return f".{key}" if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII) else quote(f'.["{key}"]')
