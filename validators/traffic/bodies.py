"""Which bodies of an exchange are judged, and as which feed and action."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from ...spec.contract import Contract
from ...spec.operations import SENT, Operation, answer_schema_at, deref
from ...spec.pointer import resolve
from ..routes import Routes
from .body import Body
from .exchange import Exchange

READ, _LIST = "read", "list"
"""The actions of operations whose bodies are records."""


class JudgedBody(NamedTuple):
    """A body of an exchange, and the feed and action that it is judged as.

    Messages name its exchange (`name`) and its part in that (`what`). `is_single`: it is a record, not a list of records.
    `is_json`: judging by the rest of the exchange, it must be JSON.
    """

    feed: str
    action: str
    body: Body
    name: str
    what: str
    is_single: bool
    is_json: bool

    @property
    def called(self) -> str:
        """The beginning of messages about the body."""
        return f"{self.name}, {self.what}"


def judged_bodies(operation: Operation, exchange: Exchange, givers: Collection[str]) -> Iterator[JudgedBody]:
    """Yield the record that was sent to an operation, and the answer, if the operation answers with records (`givers`)."""
    feed, action, label = operation.feed, operation.action, operation.label
    if action in SENT and not exchange.sent.is_absent:
        yield JudgedBody(feed, action, exchange.sent, exchange.name, label, is_single=True, is_json=True)
    if label in givers and not exchange.answered.is_absent:
        what, is_list = f"answer to {label}", action == _LIST
        is_json = (is_list or action == READ) and not exchange.asks_for_page
        yield JudgedBody(feed, READ, exchange.answered, exchange.name, what, is_single=not is_list, is_json=is_json)


def operation_of(routes: Routes, exchange: Exchange) -> Operation | None:
    """Return the operation of an exchange; None if it belongs to none."""
    try:
        return routes.find(exchange.method, exchange.url)
    except ValueError:
        return None


def givers(contract: Contract) -> Iterator[str]:
    """Yield the labels of the operations that answer with records of their feed: with a list, or with the schema of the read."""
    document = contract.openapi
    records = {one.feed: _answer(document, one) for one in contract.operations if one.action == READ}
    for operation in contract.operations:
        if operation.action == _LIST or _answer(document, operation) == records.get(operation.feed, {}):
            yield operation.label


def _answer(document: dict[str, Any], operation: Operation) -> dict[str, Any] | None:
    """Return the schema of the answer of an operation; None if the contract has none."""
    try:
        return deref(document, resolve(document, answer_schema_at(document, operation)))
    except (LookupError, ValueError):
        return None
