"""Reading answers: no more bytes and no longer than an answer of these feeds can take, whoever asked."""

from time import monotonic

import requests
from urllib3 import HTTPHeaderDict

from .terms import seconds

LARGEST = 64 * 2**20
"""Bytes of an answer, unpacked. The largest list of a large tenant is a few megabytes."""
_CHUNK = 2**16
PATIENCE = 4
"""How many times the time limit of a request its whole body may take."""


class TooLarge(requests.RequestException):
    """An answer has more bytes than anybody wants to read."""


def take_in(response: requests.Response, timeout: float) -> None:
    """Read the body of a streamed answer into it, as far as it may go.

    Raises TooLarge, and requests.Timeout when it goes on for too long; the connection is closed then.
    """
    parts, size, end = [], 0, monotonic() + PATIENCE * timeout
    for part in response.iter_content(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            response.close()
            raise TooLarge(f"the answer is larger than {LARGEST // 2**20} MB", request=response.request)
        if monotonic() > end:
            response.close()
            raise requests.Timeout(f"the answer takes more than {seconds(PATIENCE * timeout)}")
    response._content = b"".join(parts)  # noqa: SLF001 - where requests itself keeps what it has read


def scrub(response: requests.Response, secret: str, instead: str) -> None:
    """Put something else in the place of a secret that an answer shows, before anybody keeps the answer."""
    if secret.encode() in response.content:
        response._content = response.content.replace(secret.encode(), instead.encode())  # noqa: SLF001
    for name, value in response.headers.items():
        if secret in value:
            response.headers[name] = value.replace(secret, instead)
            _scrub_raw(response.raw.headers, name, secret, instead)


def _scrub_raw(headers: HTTPHeaderDict, name: str, secret: str, instead: str) -> None:
    """Do the same where schemathesis looks: each value of a header by itself."""
    values = headers.getlist(name)
    headers.discard(name)
    for value in values:
        headers.add(name, value.replace(secret, instead))
