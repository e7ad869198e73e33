"""A server with paged lists; a test can replace its answers."""

import json
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from feedproof.fixtures.dataset.line import Line
from feedproof.fixtures.sandbox import make_app
from feedproof.spec.contract import bundled

Scope = MutableMapping[str, Any]
Changes = Callable[[dict[str, Any]], Any]
CONTRACT = bundled()
LIST = CONTRACT.operation("course-dates", "list")
SIZE, OFFSET = LIST.paging["size"], LIST.paging["offset"]
FEED, KEY, ENVELOPE = LIST.feed, CONTRACT.feeds[LIST.feed].key, CONTRACT.feeds[LIST.feed].envelope
NESTED = next(each for each in CONTRACT.operations if each.action == "list" and each.path_names)
NAME = NESTED.path_names[0]
PAGE = 5


class Server:
    """A sandbox with five records a page; a test can change or replace its answers about course dates."""

    def __init__(self, lines: list[Line] | None = None) -> None:
        self.app = make_app(seed=1, lines=lines)
        self.asked: list[tuple[str, str]] = []
        self.changes: Changes = lambda body: body
        self.written: Callable[[Any], bytes] = lambda body: json.dumps(body).encode()
        self.ignores_offset = False
        self.moved = 0
        self.refuses = ""
        self.shared: dict[str, str] = {}
        self.instead: Callable[[dict[str, str]], tuple[int, bytes, dict[str, str]] | None] = lambda _query: None

    @property
    def ids(self) -> list[str]:
        return list(self.app.state.store.records[FEED])

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        query = {name: value[0] for name, value in parse_qs(scope["query_string"].decode()).items()}
        self.asked.append((scope["method"], scope["path"]))
        if scope["path"] == LIST.path and (instead := self.instead(query)):
            await say(send, *instead)
            return
        if scope["path"] == self.refuses:
            scope = {**scope, "path": "/nowhere"}
        scope = {**scope, "path": self.shared.get(scope["path"], scope["path"])}
        if self.ignores_offset:
            query.pop(OFFSET, None)
        elif OFFSET in query:
            query[OFFSET] = str(int(query[OFFSET]) - self.moved)
        scope = {**scope, "query_string": urlencode(query | {SIZE: str(PAGE)}).encode()}
        await self.app(scope, receive, self._changed(send) if scope["path"] == LIST.path else send)

    def _changed(self, send: Any) -> Any:
        async def changed(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": kept}
            elif message.get("body", b"").startswith(b'{"' + ENVELOPE.encode()):
                message = {**message, "body": self.written(self.changes(json.loads(message["body"])))}
            await send(message)

        return changed


async def say(send: Any, status: int, body: bytes, headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
