"""Read answers, whichever part of feedproof sent the request: with a limit of bytes and time, and without following redirects."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from json import detect_encoding
from socket import socket
from time import monotonic
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPHeaderDict, PoolManager
from urllib3.exceptions import ReadTimeoutError

from .secret import hide, hide_in
from .terms import PATIENCE, seconds

LARGEST = 64 * 2**20
"""The maximum bytes of an answer, unpacked. The largest list of a large tenant has a few megabytes."""
_CHUNK = 2**16


class TooLarge(requests.RequestException):
    """An answer has more bytes than LARGEST."""


class EndlessError(TimeoutError):
    """An answer takes longer, in total, than it may."""


def bound(session: requests.Session) -> None:
    """Limit the time of each answer to a session, from its first byte to its last, and follow no redirects.

    Otherwise, requests would prepare the next request even though it is not sent, and fail if the Location is not a URL.
    """
    vars(session)["get_redirect_target"] = lambda _response: None
    for scheme in ("https://", "http://"):
        if not isinstance(session.adapters.get(scheme), _Adapter):
            session.mount(scheme, _Adapter())


class _Adapter(HTTPAdapter):
    """Makes connections that limit the time of answers, also through a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _limit_pools(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        _limit_pools(manager)
        return manager


def _limit_pools(manager: PoolManager) -> None:
    kinds = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {scheme: _bounded(kind) for scheme, kind in kinds.items()}


def _bounded(pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
    """Return a subclass of the pool whose connections read answers as `_Response` does."""
    if getattr(pool.ConnectionCls, "response_class", None) is _Response:
        return pool
    connection = type(pool.ConnectionCls.__name__, (pool.ConnectionCls,), {"response_class": _Response})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


class _Response(HTTPResponse):
    """An answer that is read through a `_Bounded`: the status line, the headers and the lengths of chunks, too."""

    def __init__(self, sock: socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        if pause := sock.gettimeout():
            self.fp = BufferedReader(_Bounded(sock, self.fp.detach(), pause))


class _Bounded(RawIOBase):
    """The bytes from a socket, within the time that an answer may take: no read waits longer than the time that is left.

    Every read of an answer goes through here, so nothing can exceed the limit, as it could if only the time between two
    reads of a body were limited.
    """

    def __init__(self, sock: socket, raw: RawIOBase, pause: float) -> None:
        self._sock, self._raw, self._pause = sock, raw, pause
        self._end = monotonic() + PATIENCE * pause

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read the bytes that have arrived. Raises EndlessError if the time is over, and TimeoutError after too long a pause."""
        if (rest := self._end - monotonic()) > 0:
            self._sock.settimeout(min(self._pause, rest))
            try:
                return self._raw.readinto(buffer)
            except TimeoutError:
                if monotonic() < self._end:
                    raise
        raise EndlessError(f"no complete answer within {seconds(PATIENCE * self._pause)}")

    def close(self) -> None:
        self._raw.close()
        super().close()


def take_in(response: requests.Response) -> None:
    """Read the body of a streamed answer and store it in the answer, if it is not too large.

    Raises TooLarge, or requests.Timeout if reading takes too long; either closes the connection.
    """
    parts, size = [], 0
    for part in _parts(response):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            response.close()
            raise TooLarge(f"the answer is larger than {LARGEST // 2**20} MB", request=response.request)
    response._content = b"".join(parts)  # noqa: SLF001 - requests itself stores the body there


def _parts(response: requests.Response) -> Iterator[bytes]:
    """Yield the body in parts. Raises ReadTimeout for a time-out within it, which requests would report as a lost connection."""
    try:
        yield from response.iter_content(_CHUNK)
    except requests.ConnectionError as error:
        if any(isinstance(cause, ReadTimeoutError) for cause in error.args):
            raise requests.ReadTimeout(*error.args, request=response.request) from error
        raise


def scrub(response: requests.Response, secrets: Mapping[str, str]) -> None:
    """Replace the secrets in an answer, before anything stores the answer."""
    response._content = _hidden(response, secrets)  # noqa: SLF001
    response.reason = hide_in(response.reason or "", secrets)
    for name, value in response.headers.items():
        clean = hide_in(value, secrets)
        if clean != value:
            response.headers[name] = clean
            _scrub_raw(response.raw.headers, name, secrets)


def _hidden(response: requests.Response, secrets: Mapping[str, str]) -> bytes:
    """Return the body without secrets, in its bytes and in the texts that it decodes to: by its charset, and as JSON."""
    data = hide(response.content, secrets)
    for charset in {(response.encoding or "utf-8").lower(), detect_encoding(data)} - {"utf-8"}:
        with suppress(LookupError, ValueError):  # not a charset, so nobody can decode the body by it
            text = data.decode(charset, "replace")
            if (clean := hide_in(text, secrets)) != text:
                data = clean.encode(charset, "replace")
    return data


def _scrub_raw(headers: HTTPHeaderDict, name: str, secrets: Mapping[str, str]) -> None:
    """Replace secrets in the raw headers as well: schemathesis reads each value of a header from there."""
    values = headers.getlist(name)
    headers.discard(name)
    for value in values:
        headers.add(name, hide_in(value, secrets))
