"""Reading answers: no more bytes and no longer than an answer of these feeds can take, and no redirect, whoever asked."""

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
"""Bytes of an answer, unpacked. The largest list of a large tenant is a few megabytes."""
_CHUNK = 2**16


class TooLarge(requests.RequestException):
    """An answer has more bytes than anybody wants to read."""


class EndlessError(TimeoutError):
    """An answer goes on and on."""


def bound(session: requests.Session) -> None:
    """Let no answer to a session take longer than it may, from its first byte to its last, and none lead elsewhere.

    Without that, requests makes the next request also where it is not sent, and stumbles over a Location that is no URL.
    """
    vars(session)["get_redirect_target"] = lambda _response: None
    for scheme in ("https://", "http://"):
        if not isinstance(session.adapters.get(scheme), _Adapter):
            session.mount(scheme, _Adapter())


class _Adapter(HTTPAdapter):
    """Makes connections whose answers have an end, also those through a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _bound(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        _bound(manager)
        return manager


def _bound(manager: PoolManager) -> None:
    kinds = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {scheme: _bounded(kind) for scheme, kind in kinds.items()}


def _bounded(pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
    """Return the same kind of pool, whose connections read answers in our way."""
    if getattr(pool.ConnectionCls, "response_class", None) is _Response:
        return pool
    connection = type(pool.ConnectionCls.__name__, (pool.ConnectionCls,), {"response_class": _Response})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


class _Response(HTTPResponse):
    """An answer that is read through a `_Bounded`, which its status line, its headers and the lengths of its chunks are too."""

    def __init__(self, sock: socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        if pause := sock.gettimeout():
            self.fp = BufferedReader(_Bounded(sock, self.fp.detach(), pause))


class _Bounded(RawIOBase):
    """What comes from a socket, for as long as an answer may take: the time limit of the socket is cut to what is left of it.

    Every read of an answer ends here, so it cannot be got round, as the time between two reads of a body can.
    """

    def __init__(self, sock: socket, raw: RawIOBase, pause: float) -> None:
        self._sock, self._raw, self._pause = sock, raw, pause
        self._end = monotonic() + PATIENCE * pause

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there. Raises EndlessError when the time is over, and TimeoutError after a pause that is too long."""
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
    """Read the body of a streamed answer into it, as far as it may go.

    Raises TooLarge, and requests.Timeout when it goes on for too long; the connection is closed then.
    """
    parts, size = [], 0
    for part in _parts(response):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            response.close()
            raise TooLarge(f"the answer is larger than {LARGEST // 2**20} MB", request=response.request)
    response._content = b"".join(parts)  # noqa: SLF001 - where requests itself keeps what it has read


def _parts(response: requests.Response) -> Iterator[bytes]:
    """Yield the body. What requests calls a lost connection in the middle of it, and a time-out elsewhere, is a time-out."""
    try:
        yield from response.iter_content(_CHUNK)
    except requests.ConnectionError as error:
        if any(isinstance(cause, ReadTimeoutError) for cause in error.args):
            raise requests.ReadTimeout(*error.args, request=response.request) from error
        raise


def scrub(response: requests.Response, secrets: Mapping[str, str]) -> None:
    """Put something else in the place of the secrets that an answer shows, before anybody keeps the answer."""
    response._content = _hidden(response, secrets)  # noqa: SLF001
    response.reason = hide_in(response.reason or "", secrets)
    for name, value in response.headers.items():
        clean = hide_in(value, secrets)
        if clean != value:
            response.headers[name] = clean
            _scrub_raw(response.raw.headers, name, secrets)


def _hidden(response: requests.Response, secrets: Mapping[str, str]) -> bytes:
    """Return the body without secrets, as bytes and as the texts that it is read as: by its charset, and as JSON."""
    data = hide(response.content, secrets)
    for charset in {(response.encoding or "utf-8").lower(), detect_encoding(data)} - {"utf-8"}:
        with suppress(LookupError, ValueError):  # no charset, so nobody reads it as one
            text = data.decode(charset, "replace")
            if (clean := hide_in(text, secrets)) != text:
                data = clean.encode(charset, "replace")
    return data


def _scrub_raw(headers: HTTPHeaderDict, name: str, secrets: Mapping[str, str]) -> None:
    """Do the same where schemathesis looks: each value of a header by itself."""
    values = headers.getlist(name)
    headers.discard(name)
    for value in values:
        headers.add(name, hide_in(value, secrets))
