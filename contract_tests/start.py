"""The requests that show a failure, from the start: also those that made the records which they name."""

import re
from collections.abc import Mapping
from shlex import quote
from typing import NamedTuple
from urllib.parse import quote as quote_path

_PARTS = re.compile(r"[/?&=']")


class Birth(NamedTuple):
    """How a record was made: the curl command, and the property of the answer that has its id."""

    key: str
    curl: str


def from_the_start(requests: tuple[str, ...], births: Mapping[str, Birth]) -> tuple[str, ...]:
    """Return curl commands that can be sent on another day: a made record is made first, and named by the id of the answer."""
    parts = {part for request in requests for part in _PARTS.split(_url(request))}
    own = [identity for identity in births if quote_path(identity, safe="") in parts]
    named = {_called(births[identity].key, number): identity for number, identity in enumerate(own, 1)}
    made = [
        f"{name}=$({births[identity].curl} | jq -r {_path(births[identity].key)})" for name, identity in named.items()
    ]
    curls = {births[identity].curl for identity in named.values()}
    return (*made, *(_line(request, named) for request in requests if request not in curls))


def _line(request: str, named: Mapping[str, str]) -> str:
    for name, identity in named.items():
        request = _led(request, identity, name)
    return request


def _led(request: str, identity: str, variable: str) -> str:
    """Return the request with the variable in the place of the id, wherever its URL has it."""
    url = _url(request)
    instead = f"'\"${variable}\"'" if url.startswith("'") else f"${variable}"
    found = rf"(?<=[/=]){re.escape(quote_path(identity, safe=''))}(?=[/?&']|$)"
    return request.removesuffix(url) + re.sub(found, lambda _: instead, url)


def _url(request: str) -> str:
    return request.rpartition(" ")[2]


def _called(key: str, number: int) -> str:
    """Return the name of a variable of the shell."""
    return re.sub(r"\W|^(?=\d)", "_", key, flags=re.ASCII) + (str(number) if number > 1 else "")


def _path(key: str) -> str:
    return f".{key}" if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII) else quote(f'.["{key}"]')
