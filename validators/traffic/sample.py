"""Find the bodies of a recording that are samples of real records of the feeds."""

from collections.abc import Iterator
from typing import NamedTuple

from ...spec.errors import FeedproofError
from ..check import Checker
from ..not_json import is_other
from ..routes import Routes
from .bodies import JudgedBody, givers, judged_bodies, operation_of
from .body import Room, body_bytes
from .exchange import Exchange
from .read import exchanges
from .recording import Recording


class SampledBody(NamedTuple):
    """A body with records of a feed; or `why` a body, or its exchange, could not be read."""

    feed: str = ""
    data: bytes = b""
    why: str = ""


def sampled_bodies(checker: Checker, action: str, recording: Recording) -> Iterator[SampledBody]:
    """Yield the bodies of accepted exchanges that are of this action and of the checker's feed (if it has none, of any feed).

    Raises FeedproofError for a file that is not a recording, or that holds examples instead of real records.
    """
    room, routes, giving = Room(), Routes(checker.contract), set(givers(checker.contract))
    for exchange in exchanges(recording.value):
        if isinstance(exchange, FeedproofError):
            yield SampledBody(why="its request has no method or no URL")
            continue
        for part in _parts(exchange, routes, giving):
            if part.action == action and checker.feed in {None, part.feed}:
                yield from _sampled(part, room)


def _parts(exchange: Exchange, routes: Routes, giving: set[str]) -> Iterator[JudgedBody]:
    operation = operation_of(routes, exchange)
    if operation and exchange.is_accepted:
        yield from judged_bodies(operation, exchange, giving)


def _sampled(part: JudgedBody, room: Room) -> Iterator[SampledBody]:
    """Yield a body, unless it is empty, or need not have records: a page, or the answer to a write."""
    if part.body.is_template:
        raise FeedproofError(
            "holds the examples of a collection, which are no sample; save an answer of the feed as a file"
        )
    try:
        found = body_bytes(part.body)
    except FeedproofError as error:
        yield SampledBody(why=f"it {error}")
        return
    room.take(found.data)
    if found.gap:
        yield SampledBody(why=f"it is {found.gap.replace('_', ' ')}")
    elif not is_other(found.data, part.body.media):
        yield from [SampledBody(part.feed, found.data)] if found.data.strip() else ()
    elif part.is_json:
        yield SampledBody(why="it is not JSON")
