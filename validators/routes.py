"""Find the operation of the contract that a request is for, by its method and URL."""

from collections import defaultdict
from functools import lru_cache, partial
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..spec.nearest import nearest
from ..spec.operations import SENT, Operation

_PORTS = {"http": 80, "https": 443}
_ABROAD = "xn--"
"""The prefix of a label in a host name that encodes letters other than a to z."""

Host = tuple[str, int | None]
"""The host name, and the port unless it is the default of the scheme."""
Parts = tuple[str, ...]


class _Route(NamedTuple):
    """An operation, and the parts of its path; an empty part matches anything."""

    operation: Operation
    parts: Parts


class Routes:
    """Finds the operation of a contract that a request is for.

    `base_url` is the URL below which the feeds are. Without it, their paths may begin with anything, as in recorded traffic. URLs
    are compared by their meaning: case, escapes, extra slashes, dots and the scheme make no difference. Raises ValueError for an
    invalid base URL.
    """

    def __init__(self, contract: Contract, base_url: str = "") -> None:
        self._base = _address(base_url) if base_url else None
        self._routes = defaultdict[str, list[_Route]](list)
        for operation in sorted(contract.operations, key=lambda operation: -operation.path.count("/")):
            parts = tuple("" if part.startswith("{") else part.lower() for part in operation.path.strip("/").split("/"))
            self._routes[operation.method].append(_Route(operation, parts))

    def find(self, method: str, url: str) -> Operation | None:
        """Return the operation that a request is for; None if there is none. Raises ValueError for an invalid URL."""
        host, parts = _address(url)
        if self._base is None:
            return self._ending(method, parts)
        own, before = self._base
        is_below = parts[: len(before)] == before and host == own
        return self._ending(method, parts[len(before) :], is_whole=True) if is_below else None

    def leads_somewhere(self, url: str) -> bool:
        """Return whether there is an operation with any method at this URL. Raises ValueError for an invalid URL."""
        return any(self.find(method, url) for method in tuple(self._routes))

    def nearest(self, method: str, url: str) -> Operation | None:
        """Return the operation that a request below the base URL was perhaps meant for; None if no path begins similarly.

        Call it for a request that matches no operation. Raises ValueError for an invalid URL.
        """
        host, parts = _address(url)
        own, before = self._base or ((), ())
        below = parts[len(before) :]
        if host != own or parts[: len(before)] != before or not below:
            return None
        routes = [route for routes in self._routes.values() for route in routes]
        first = nearest(below[0], (route.parts[0] for route in routes))
        likely = [route for route in routes if route.parts[0] == first]
        return max(likely, key=partial(_likeness, method.upper(), below)).operation if likely else None

    def _ending(self, method: str, parts: Parts, *, is_whole: bool = False) -> Operation | None:
        """Return the operation with the longest path that the parts end with, or, with `is_whole`, that they equal."""
        for operation, wanted in self._routes.get(method.upper(), ()):
            end = parts if is_whole else parts[-len(wanted) :]
            if len(end) == len(wanted) and all(part in ("", own) for part, own in zip(wanted, end, strict=True)):
                return operation
        return None


def _likeness(method: str, parts: Parts, route: _Route) -> tuple[int, int, bool, bool]:
    """Return a sort key, highest for the route most similar to a writing request: length and method, parts, method, is a write."""
    is_method = route.operation.method == method
    alike = sum(nearest(part, [own]) is not None for part, own in zip(parts, route.parts, strict=False))
    return is_method - abs(len(parts) - len(route.parts)), alike, is_method, route.operation.action in SENT


def routes_below(contract: Contract, base_url: str) -> Routes:
    """Return the routes below a base URL. Raises FeedproofError for a URL that cannot be a server's."""
    return Routes(contract, server_url(base_url, "the base URL"))


def server_url(url: str, called: str = "the URL") -> str:
    """Return the URL of a server without a slash at its end.

    Raises FeedproofError for a URL that cannot be a server's. The error names the URL as `called` but does not show it, because it
    may hold a password.
    """
    if why := _why_no_server(url):
        raise FeedproofError(f"{called} {why}")
    return url.rstrip("/")


def _why_no_server(url: str) -> str:
    """Return why a URL cannot be a server's, and what to do; empty if it can."""
    try:
        there = urlsplit(url)
        is_one = there.scheme in _PORTS and there.hostname and there.port != 0
    except (AttributeError, ValueError):
        is_one = False
    if not is_one:
        return "is not that of a server; write it as https://host/path"
    if there.username is not None or there.password is not None:
        return "has a user name or a password; remove them, a token goes into a header"
    if there.query or there.fragment:
        return "has a ? or a #; give the prefix of the feeds' paths"
    return "begins or ends with a space; remove it" if url != url.strip() else ""


@lru_cache(1024)
def _address(url: str) -> tuple[Host, Parts]:
    """Return the host and the path of a URL; cached, because programs reuse URLs. Raises ValueError if it is invalid."""
    there = urlsplit(url)
    return _host(there), _parts(there.path)


def _parts(path: str) -> Parts:
    """Return the parts of a path, normalised for comparison: in lower case, without escapes and parameters, dots resolved."""
    parts: list[str] = []
    for raw in path.split("/"):
        part = unquote(raw.partition(";")[0]).lower()
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return tuple(parts)


def _host(url: SplitResult) -> Host:
    name = (url.hostname or "").rstrip(".")
    is_plain = name.isascii() and _ABROAD not in name
    return name if is_plain else _readable(name), None if url.port == _PORTS.get(url.scheme) else url.port


def _readable(name: str) -> str:
    """Return a host name in its readable letters, with encoded labels decoded."""
    from unicodedata import normalize  # not needed for most hosts

    labels = (
        label.removeprefix(_ABROAD).encode().decode("punycode") if label.startswith(_ABROAD) else label
        for label in name.split(".")
    )
    return normalize("NFKC", ".".join(labels)).lower()
