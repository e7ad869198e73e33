"""What schemathesis sends keeps to the same terms as what we send ourselves: two of its hooks."""

from typing import Any

import requests
from schemathesis import Case

from .target import Target

PATIENCE = 5
"""After so many requests in a row without a whole answer it is asked whether the server is still there."""


class Guard:
    """Makes every request wait for its turn, and stops the run where it is no use to go on."""

    def __init__(self, target: Target) -> None:
        """Guard the way to a server."""
        self._target = target
        self._silent = 0

    def before_call(self, _context: Any, case: Case[Any], kwargs: dict[str, Any]) -> None:
        """Wait, and have the answer read in our way. Raises KeyboardInterrupt, which ends the run, when there is trouble."""
        self._stop_in_trouble()
        self._target.pace.wait(case.operation.path)
        kwargs.update(hooks={"response": self._take}, allow_redirects=False)

    def _take(self, response: requests.Response, *_args: Any, **_options: Any) -> None:
        self._target.take(response)
        self._silent = 0
        self._stop_in_trouble()

    def after_network_error(self, _context: Any, _case: Case[Any], _request: Any) -> None:
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
