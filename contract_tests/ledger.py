"""The records that a run creates on a server: marked in the client's own key, and cancelled at the end.

The feeds have no operation that deletes. On a server that is not on this machine, a run changes only the records that it
created itself.
"""

from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from secrets import token_hex
from typing import Any

from ..spec.contract import Contract
from ..spec.operations import Operation
from ..spec.status import is_success
from .discovery import Values, identity, own_part
from .encoded import decoded

_NAME = "feedproof"
_CHANGES = {"update", "assign"}


class Ledger:
    """Marks the bodies of requests, and remembers the records that they created. Without a mark it does neither."""

    def __init__(self, contract: Contract, mark: str, *, guards: bool = False) -> None:
        """Take the contract and the mark. `guards`: every change is redirected to a record of this run."""
        self.contract = contract
        self.mark = mark
        self.guards = guards
        self.made: dict[str, dict[str, Values]] = {}
        self.nameless: list[tuple[str, str]] = []
        """The feed, and the client's own key if it was sent, of each created record whose answer has no id."""
        self._numbers = count(1)

    @property
    def count(self) -> int:
        """The number of records that were created."""
        return sum(map(len, self.made.values())) + len(self.nameless)

    def own_key(self, feed: str, action: str = "create") -> str | None:
        """Return the property in which the client keeps a key of its own."""
        properties = self.contract.feeds[feed].actions.get(action, {}).get("properties", {})
        return next((name for name, schema in properties.items() if "x-own-key" in schema), None)

    def marked(self, operation: Operation, body: Any) -> Any:
        """Return the body with the mark at the beginning of its own key, which gets longer only if the mark does not fit.

        An update is marked only if it cannot reach a record that existed before the run.
        """
        name = self.own_key(operation.feed, operation.action)
        marks = self.mark and (self.guards or operation.action == "create")
        if not marks or name is None or not isinstance(body, dict):
            return body
        given = body.get(name, "" if operation.action == "create" else None)
        if not isinstance(given, str):
            return body
        prefix = f"{self.mark}-{next(self._numbers)}"
        return body | {name: prefix + given[len(prefix) :]}

    def unmarked(self, operation: Operation, body: Any) -> Any:
        """Return the body without its own key if that has the mark already: schemathesis takes values from earlier answers."""
        if not isinstance(body, dict) or not self.is_marked(operation.feed, body):
            return body
        return {name: value for name, value in body.items() if name != self.own_key(operation.feed)}

    def note(self, operation: Operation, values: Mapping[str, Any], sent: Any, status: int, body: Any) -> None:
        """Remember the record that a request created, if it did: `sent` is the body of the request, `body` that of the answer."""
        if not (self.mark and operation.action == "create" and is_success(status)):
            return
        if own := own_part(self.contract.feeds[operation.feed], body):
            self.remember(operation.feed, {name: str(value) for name, value in values.items()} | own)
        else:
            self.nameless.append((operation.feed, self._own(operation.feed, sent)))

    def remember(self, feed: str, values: Values) -> None:
        """Remember a record by the path parameters that lead to it."""
        self.made.setdefault(feed, {})[values[self.contract.feeds[feed].part]] = values

    def find(self, feed: str, record: Mapping[str, Any]) -> None:
        """Remember a listed record if it carries the mark of this run: the answer to its creation may have been lost."""
        own = own_part(self.contract.feeds[feed], record)
        if own and self.is_marked(feed, record):
            self.made.setdefault(feed, {}).setdefault(own[self.contract.feeds[feed].part], own)
            with suppress(ValueError):
                self.nameless.remove((feed, self._own(feed, record)))

    def _own(self, feed: str, record: Any) -> str:
        """Return the client's own key in a record; empty if it has none."""
        return identity(record, self.own_key(feed) or "")

    def is_marked(self, feed: str, record: Mapping[str, Any]) -> bool:
        """Return whether a record carries the mark of this run."""
        name = self.own_key(feed)
        return bool(self.mark and name) and str(record.get(name or "")).startswith(f"{self.mark}-")

    def guarded(self, label: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return path parameters with which a change reaches a record of this run, or no record."""
        operation = self.contract.labelled.get(label)
        if not self.guards or operation is None or operation.action not in _CHANGES:
            return dict(values)
        part = self.contract.feeds[operation.feed].part
        own = list(self.made.get(operation.feed, {}).values())
        return {**values, **(own[len(str(values)) % len(own)] if own else {part: self._no_record})}

    def may_change(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        """Return whether a change with these path parameters cannot reach a record that existed before the run."""
        if not self.guards or operation.action not in _CHANGES:
            return True
        named = identity(values, self.contract.feeds[operation.feed].part)
        return named == self._no_record or named in self.made.get(operation.feed, {})

    @property
    def _no_record(self) -> str:
        """A path parameter that leads to no record."""
        return f"{self.mark}-none"

    def after_call(self, _context: Any, case: Any, response: Any) -> None:
        """Remember the record that a request of schemathesis created; schemathesis calls this hook after each request."""
        operation = self.contract.labelled.get(f"{case.method.upper()} {case.path}")
        if operation is not None and operation.action == "create":
            try:
                body = response.json()
            except ValueError:
                body = None
            self.note(operation, decoded(case.path_parameters), case.body, response.status_code, body)


def ledger(contract: Contract, seed: int, *, is_local: bool, disposable: bool) -> Ledger:
    """Return the ledger of a run. On another machine each run has its own mark; on this one it is the seed's mark at first."""
    if disposable:
        return Ledger(contract, "")
    return Ledger(contract, f"{_NAME}-{seed}" if is_local else f"{_NAME}-{token_hex(4)}", guards=not is_local)
