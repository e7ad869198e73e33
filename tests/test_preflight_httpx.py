"""The event hooks for httpx in docs/library.md: neither of its clients sends what breaks the contract."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from feedproof.fixtures import record
from feedproof.validators import Preflight, RefusedError

BASE = "https://tenant.example.org/api"
URL = f"{BASE}/coursedates"
GOOD = record("course-dates", "create")
PREFLIGHT = Preflight(BASE)


def server() -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(201, content=request.content))


def check_body(request: httpx.Request) -> None:
    PREFLIGHT.check(request.method, str(request.url), request.read, media=request.headers.get("Content-Type", ""))


async def check_body_later(request: httpx.Request) -> None:
    await request.aread()
    PREFLIGHT.check(request.method, str(request.url), request.content, media=request.headers.get("Content-Type", ""))


def test_a_client_sends_only_what_keeps_the_contract() -> None:
    with httpx.Client(transport=server(), event_hooks={"request": [check_body]}) as client:
        assert client.post(URL, json=GOOD).json() == GOOD
        with pytest.raises(RefusedError):
            client.post(URL, json={})
        with pytest.raises(RefusedError):
            client.post(URL, data={"Name": "a form"})


def test_a_client_that_awaits_does_so_too_and_of_what_is_streamed() -> None:
    async def streamed(body: bytes) -> AsyncIterator[bytes]:
        yield body

    async def post() -> None:
        async with httpx.AsyncClient(transport=server(), event_hooks={"request": [check_body_later]}) as client:
            assert (await client.post(URL, json=GOOD)).json() == GOOD
            for broken in ({"json": {}}, {"content": streamed(b"{}")}):
                with pytest.raises(RefusedError):
                    await client.post(URL, **broken)

    asyncio.run(post())
