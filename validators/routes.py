"""Which operation of the contract a request is for, by its method and URL."""

import re
from urllib.parse import SplitResult, urlsplit

from ..spec.contract import Contract
from ..spec.operations import Operation, operations

_PORTS = {"http": 80, "https": 443}
_ANYWHERE = ".*"
_NAMED = re.compile(r"\\{[^/]+\\}")


class Routes:
    """The operations of a contract, to be found by requests.

    `base_url` is what the paths of the feeds begin with. Without it, they may begin with anything, as in recorded traffic.
    """

    def __init__(self, contract: Contract, base_url: str = "") -> None:
        """Prepare to look. Raises ValueError for a base URL that is none."""
        base = urlsplit(base_url)
        self._host = _host(base) if base_url else None
        begins = re.escape(_path(base)) if base_url else _ANYWHERE
        every = sorted(operations(contract.openapi), key=lambda operation: operation.path.count("/"), reverse=True)
        self._routes = [(operation, _pattern(begins, operation.path)) for operation in every]

    def find(self, method: str, url: str) -> Operation | None:
        """Return the operation that a request is for; None for one to somewhere else. Raises ValueError for what is no URL."""
        there = urlsplit(url)
        path = _path(there)
        if self._host not in {None, _host(there)}:
            return None
        here = (operation for operation, pattern in self._routes if pattern.fullmatch(path))
        return next((operation for operation in here if operation.method == method.upper()), None)


def _path(url: SplitResult) -> str:
    """Return a path as it is compared: slashes that stand twice, or at the end, lead nowhere else on many a server."""
    return re.sub("/+", "/", url.path).rstrip("/")


def _host(url: SplitResult) -> tuple[str, str, int | None]:
    return url.scheme, url.hostname or "", url.port or _PORTS.get(url.scheme)


def _pattern(begins: str, path: str) -> re.Pattern[str]:
    """Return what matches a path of the contract: many a server does not ask for case."""
    return re.compile(begins + _NAMED.sub("[^/]+", re.escape(path)), re.IGNORECASE)
