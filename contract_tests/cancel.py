"""Cancel the records that a run created."""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..fixtures.build import build
from ..fixtures.plan import MINIMAL
from ..fixtures.validity import is_binding, make_valid
from ..spec.errors import FeedproofError
from ..spec.operations import fill
from ..validators.judge import Judge
from ..validators.model import Context
from .discovery import Values, all_records, lists, sendable_fields
from .ledger import Ledger
from .model import Made
from .server.target import Target

_PATIENCE = 3
"""Records in a row without an answer after which the server counts as gone."""


def cancel_all(ledger: Ledger, target: Target) -> Made:
    """Cancel every record that the run created, and return these records and which of them could not be cancelled.

    It ends early if it is interrupted, or if a few records in a row get no answer; the records that remain are returned, too.
    """
    try:
        _find_marked(ledger, target)
        interrupted = False
    except KeyboardInterrupt:
        interrupted = True
    found = [(feed, values) for feed, made in ledger.made.items() for values in made.values()]
    rest = found if interrupted else list(_not_cancelled(ledger, target, found))
    left = tuple(values[ledger.contract.feeds[feed].part] for feed, values in rest)
    feeds = [*ledger.made, *(feed for feed, _ in ledger.nameless)]
    names = (ledger.own_key(feed) for feed in feeds)
    return Made(
        mark=ledger.mark,
        marked_in=next((name for name in names if name), ""),
        created=ledger.count,
        cancelled=len(found) - len(left),
        left=(*left, *_nameless(ledger)),
    )


def _nameless(ledger: Ledger) -> Iterator[str]:
    """Yield a name for each record whose creation was answered without an id and that no list shows."""
    for feed, key in ledger.nameless:
        yield f"{ledger.own_key(feed)} {key}" if key else f"one of {feed} without an id"


def _not_cancelled(ledger: Ledger, target: Target, found: list[tuple[str, Values]]) -> Iterator[tuple[str, Values]]:
    """Cancel the records, and yield those that could not be cancelled."""
    waiting, unreached = deque(found), 0
    while waiting and unreached < _PATIENCE:
        feed, values = waiting[0]
        try:
            if not _cancel(ledger, target, feed, values):
                yield feed, values
            unreached = 0
        except FeedproofError:
            unreached += 1
            yield feed, values
        except KeyboardInterrupt:
            break
        waiting.popleft()
    yield from waiting


def _find_marked(ledger: Ledger, target: Target) -> None:
    """Find the marked records in the lists: the answer to a creation may have been lost, or have had no id."""
    for operation in lists(ledger.contract):
        if ledger.mark and not operation.path_names and ledger.own_key(operation.feed):
            with suppress(FeedproofError):
                for record in all_records(ledger.contract, operation, target):
                    ledger.find(operation.feed, record)


def _cancel(ledger: Ledger, target: Target, feed: str, values: Values) -> bool:
    """Cancel a record, and return whether the server then shows it as cancelled. Raises FeedproofError if there is no answer."""
    cancel = _cancelling_values(ledger, feed)
    if not cancel:
        return False
    path = fill(ledger.contract.operation(feed, "update").path, values)
    shown = target.send("GET", path)
    body = _body(ledger, feed, shown.body if shown.is_success else {}, cancel)
    return target.send("PUT", path, body=body).is_success and _shows(target.send("GET", path).body, cancel)


def _shows(record: Any, cancel: dict[str, Any]) -> bool:
    return isinstance(record, dict) and cancel.items() <= record.items()


def _cancelling_values(ledger: Ledger, feed: str) -> dict[str, Any]:
    """Return the property and the value that cancel a record of the feed; empty if there is none."""
    properties = ledger.contract.feeds[feed].actions.get("update", {}).get("properties", {})
    return {name: schema["x-cancels"] for name, schema in properties.items() if "x-cancels" in schema}


def _body(ledger: Ledger, feed: str, shown: Any, cancel: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest body that cancels a record: the required fields as the record has them, unless they are invalid."""
    judge = Judge(feed, Context(action="update"), ledger.contract)
    stored = sendable_fields(judge.schema, shown) if isinstance(shown, dict) else {}
    body = {name: stored[name] for name in judge.schema.get("required", ()) if name in stored} | cancel
    if any(is_binding(violation) for violation in judge.violations(body)):
        return _fitting(judge, stored, body) | cancel
    return body


def _fitting(judge: Judge, stored: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Return a valid body that keeps as much of `body` as possible, and does not clash with what is stored."""
    least = build(judge, 0, MINIMAL)
    try:
        whole = make_valid(judge, stored | least | body, is_binding)
    except FeedproofError:
        return least
    return {name: value for name, value in whole.items() if name in least or name in body or value != stored.get(name)}
