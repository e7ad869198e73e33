"""Guard the requests of schemathesis: the same terms hold for them as for our own requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import SplitResult, urlsplit

import requests
from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.engine import context, observations
from schemathesis.engine.run import probes
from schemathesis.specs.openapi.stateful import inference
from schemathesis.transport.requests import REQUESTS_TRANSPORT

from ..encoded import decoded
from ..permit import Permit
from ..server.intake import bound
from ..server.target import Target

PATIENCE = 5
"""Requests in a row without a complete answer after which the guard asks whether the server is still there."""


@contextmanager
def guarded(target: Target, permit: Permit) -> Iterator[None]:
    """Patch, for as long as the block runs, the functions by which schemathesis sends its cases and its probes of the server.

    Its hooks are not enough: they do not see the extra requests that its checks send, without a token or with a wrong one.
    Also, an answer must not end a run because it has something that is not a URL in place of a URL.
    """
    guard = _Guard(target, permit)
    with (
        patch.object(context, "make_session", guard.make_session),
        patch.object(probes, "send", guard.probe),
        patch.object(REQUESTS_TRANSPORT, "send", guard.send),
        patch.object(observations, "urlsplit", _split),  # schemathesis looks for URLs in answers here
        patch.object(inference, "urlsplit", _split),
    ):
        yield


def _split(url: str) -> SplitResult:
    """Split a URL into its parts; all of them are empty for a text that is not a URL."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


class _Guard:
    """Makes every request wait for its turn, and stops the run if it must not, or need not, continue."""

    def __init__(self, target: Target, permit: Permit) -> None:
        self._target = target
        self._permit = permit
        self._send, self._probe, self._make_session = REQUESTS_TRANSPORT.send, probes.send, context.make_session
        self._silent = 0

    def probe(self, probe: probes.Probe, ctx: context.EngineContext) -> probes.ProbeRun:
        """Send a probe of schemathesis in its turn: a GET outside the contract, with odd characters, which a server may refuse."""
        self._stop_in_trouble()
        self._target.pace.wait("/")
        return self._probe(probe, ctx)

    def make_session(self, *args: Any, **options: Any) -> requests.Session:
        """Make a session that limits the time of each answer, and reads answers as our own requests do."""
        session = self._make_session(*args, **options)
        bound(session)
        session.hooks["response"] = [self._take]
        return session

    def send(self, case: Case[Any], *, session: requests.Session | None = None, **kwargs: Any) -> Response:
        """Send a case in its turn, and read its answer as our own requests do.

        Raises KeyboardInterrupt, which ends the run, if there is trouble.
        """
        method, path = case.method.upper(), case.operation.path
        if not self._permit(method, case.path, decoded(case.path_parameters)):
            self._target.trouble = self._target.trouble or (  # the first one, as another may begin while the run ends
                f"{self._target.url}: {method} {case.path} was not sent: "
                "settings or hooks of schemathesis may not ask for it"
            )
        self._stop_in_trouble()
        kwargs.update(hooks={"response": self._take}, allow_redirects=False)
        try:
            response = self._target.patiently(
                method, path, f"{method} {case.path}", lambda: self._in_turn(case, session, **kwargs)
            )
        except requests.RequestException as error:
            if isinstance(error.request, requests.PreparedRequest):
                self._miss()
            raise
        self._silent = 0
        self._stop_in_trouble()
        return response

    def _in_turn(self, case: Case[Any], session: requests.Session | None, **kwargs: Any) -> Response:
        self._target.pace.wait(case.operation.path)
        return self._sent(case, session, **kwargs)

    def _sent(self, case: Case[Any], session: requests.Session | None, **kwargs: Any) -> Response:
        """Send in a session that limits the time of the answer: the given one, or one for this request only."""
        if session is not None:
            bound(session)
            response: Response = self._send(case, session=session, **kwargs)
            return response
        with requests.Session() as own:
            own.headers.clear()  # without a session, schemathesis does not send the default headers of requests
            return self._sent(case, own, **kwargs)

    def _take(self, response: requests.Response, *_args: Any, **_options: Any) -> None:
        self._target.take(response)
        self._stop_in_trouble()

    def _miss(self) -> None:
        """Count a request that got no answer; a server that drops only some of them is still there."""
        self._silent += 1
        if self._silent >= PATIENCE and not self._target.trouble:
            self._silent = 0
            if not self._target.is_there():
                self._target.trouble = f"{self._target.url}: {PATIENCE} requests in a row got no complete answer"
        self._stop_in_trouble()

    def _stop_in_trouble(self) -> None:
        if self._target.trouble:
            raise KeyboardInterrupt
