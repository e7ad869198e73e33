"""Classes of HTTP status codes."""

OK = 200
_SUCCESSES = range(OK, 300)
_REDIRECTIONS = range(300, 400)
_EMPTY = {204, 205}


def is_success(status: int) -> bool:
    """Return whether a status is of the 2xx class (HTTPStatus has this from Python 3.12 on)."""
    return status in _SUCCESSES


def is_redirection(status: int) -> bool:
    """Return whether a status redirects to another URL."""
    return status in _REDIRECTIONS


def holds_something(status: int) -> bool:
    """Return whether a status is a success whose answer may have a body; with some statuses it never has one."""
    return is_success(status) and status not in _EMPTY
