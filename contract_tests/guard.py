"""What schemathesis sends keeps to the same terms as what we send ourselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.transport.requests import REQUESTS_TRANSPORT

from .intake import bound
from .permit import Permit
from .target import Target

PATIENCE = 5
"""After so many requests in a row without a whole answer it is asked whether the server is still there."""


@contextmanager
def guarded(target: Target, permit: Permit) -> Iterator[None]:
    """Stand, for a while, before the one place where schemathesis sends.

    Its hooks are not enough: what its checks send besides, without a token or with a wrong one, does not meet them.
    """
    guard = _Guard(target, permit, REQUESTS_TRANSPORT.send)
    vars(REQUESTS_TRANSPORT)["send"] = guard.send
    try:
        yield
    finally:
        del vars(REQUESTS_TRANSPORT)["send"]


class _Guard:
    """Makes every request wait for its turn, and stops the run where it may not or need not go on."""

    def __init__(self, target: Target, permit: Permit, send: Any) -> None:
        self._target = target
        self._permit = permit
        self._send = send
        self._silent = 0

    def send(self, case: Case[Any], *, session: requests.Session | None = None, **kwargs: Any) -> Response:
        """Wait, send, and have the answer read in our way. Raises KeyboardInterrupt, which ends the run, in trouble."""
        if not self._permit(case.method.upper(), case.path, case.path_parameters or {}):
            asked = f"{case.method.upper()} {case.path}"
            self._target.trouble = (
                f"{self._target.url}: {asked} was not sent: settings or hooks of schemathesis may not ask for it"
            )
        self._stop_in_trouble()
        self._target.pace.wait(case.operation.path)
        kwargs.update(hooks={"response": self._take}, allow_redirects=False)
        try:
            response = self._sent(case, session, **kwargs)
        except requests.RequestException as error:
            if isinstance(error.request, requests.PreparedRequest):
                self._miss()
            raise
        self._silent = 0
        return response

    def _sent(self, case: Case[Any], session: requests.Session | None, **kwargs: Any) -> Response:
        """Send in a session that waits for no answer for ever: the one that is given, or one for this request."""
        if session is not None:
            bound(session)
            response: Response = self._send(case, session=session, **kwargs)
            return response
        with requests.Session() as own:
            own.headers.clear()  # those of requests are not what schemathesis sends without a session
            return self._sent(case, own, **kwargs)

    def _take(self, response: requests.Response, *_args: Any, **_options: Any) -> None:
        self._target.take(response)
        self._stop_in_trouble()

    def _miss(self) -> None:
        """Count the requests that got no answer; a server that drops only some of them is still there."""
        self._silent += 1
        if self._silent >= PATIENCE and not self._target.trouble:
            self._silent = 0
            if not self._target.is_there():
                self._target.trouble = f"{self._target.url}: {PATIENCE} requests in a row got no whole answer"
        self._stop_in_trouble()

    def _stop_in_trouble(self) -> None:
        if self._target.trouble:
            raise KeyboardInterrupt
