"""Which operation of the contract a request is for, by its method and URL."""

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
"""What begins a label of a host that is written in other letters than a to z."""

Host = tuple[str, int | None]
"""The name of a server, and its port where that is not the one of the scheme."""
Parts = tuple[str, ...]


class _Route(NamedTuple):
    """An operation, and the parts of its path; nothing stands for one that may be anything."""

    operation: Operation
    parts: Parts


class Routes:
    """The operations of a contract, to be found by requests.

    `base_url` is what the paths of the feeds begin with. Without it, they may begin with anything, as in recorded traffic. URLs are
    compared by what they mean: case, escapes, slashes and dots make no difference, nor does the scheme.
    """

    def __init__(self, contract: Contract, base_url: str = "") -> None:
        """Prepare to look. Raises ValueError for a base URL that is none."""
        self._base = _address(base_url) if base_url else None
        self._routes = defaultdict[str, list[_Route]](list)
        for operation in sorted(contract.operations, key=lambda operation: -operation.path.count("/")):
            parts = tuple("" if part.startswith("{") else part.lower() for part in operation.path.strip("/").split("/"))
            self._routes[operation.method].append(_Route(operation, parts))

    def find(self, method: str, url: str) -> Operation | None:
        """Return the operation that a request is for; None for one to somewhere else. Raises ValueError for what is no URL."""
        host, parts = _address(url)
        if self._base is None:
            return self._ending(method, parts)
        own, before = self._base
        is_below = parts[: len(before)] == before and host == own
        return self._ending(method, parts[len(before) :], is_whole=True) if is_below else None

    def leads_somewhere(self, url: str) -> bool:
        """Say whether a request to it with some method is for an operation. Raises ValueError for what is no URL."""
        return any(self.find(method, url) for method in tuple(self._routes))

    def nearest(self, method: str, url: str) -> Operation | None:
        """Return the operation that a request below the base URL was perhaps meant for; None where its path begins as no other.

        The request is for none. Raises ValueError for what is no URL.
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
        """Return the operation of which a path ends with the path, or is it as a whole; the longest one."""
        for operation, wanted in self._routes.get(method.upper(), ()):
            end = parts if is_whole else parts[-len(wanted) :]
            if len(end) == len(wanted) and all(part in ("", own) for part, own in zip(wanted, end, strict=True)):
                return operation
        return None


def _likeness(method: str, parts: Parts, route: _Route) -> tuple[int, int, bool, bool]:
    """Return how like a request that writes is to a route: the length of the path and the method, the parts, what writes, too."""
    is_method = route.operation.method == method
    alike = sum(nearest(part, [own]) is not None for part, own in zip(parts, route.parts, strict=False))
    return is_method - abs(len(parts) - len(route.parts)), alike, is_method, route.operation.action in SENT


def routes_below(contract: Contract, base_url: str) -> Routes:
    """Return what finds the requests below a base URL. Raises FeedproofError for one that no request would be for."""
    return Routes(contract, server_url(base_url, "the base URL"))


def server_url(url: str, called: str = "the URL") -> str:
    """Return the URL of a server without a slash at its end.

    Raises FeedproofError, which calls it so and does not show it, as it may hold a password, for one that cannot be that.
    """
    if why := _why_no_server(url):
        raise FeedproofError(f"{called} {why}")
    return url.rstrip("/")


def _why_no_server(url: str) -> str:
    """Say why a URL is none of a server, and what to do; nothing where it is one."""
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
    """Return where a URL leads; most programs ask the same again and again. Raises ValueError for what is none."""
    there = urlsplit(url)
    return _host(there), _parts(there.path)


def _parts(path: str) -> Parts:
    """Return the parts of a path as they are compared: without escapes and parameters, dots followed."""
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
    """Return the name of a host in the letters that people read, however it is written."""
    from unicodedata import normalize  # most hosts need none

    labels = (
        label.removeprefix(_ABROAD).encode().decode("punycode") if label.startswith(_ABROAD) else label
        for label in name.split(".")
    )
    return normalize("NFKC", ".".join(labels)).lower()
