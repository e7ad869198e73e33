"""What a status code says."""

OK = 200
_SUCCESSES = range(OK, 300)
_REDIRECTIONS = range(300, 400)
_EMPTY = {204, 205}


def is_success(status: int) -> bool:
    """Return whether what was asked for was done; HTTPStatus says it from Python 3.12 on."""
    return status in _SUCCESSES


def is_redirection(status: int) -> bool:
    """Return whether the answer stands elsewhere."""
    return status in _REDIRECTIONS


def holds_something(status: int) -> bool:
    """Return whether what was asked for was done, and the answer has a body; with some statuses it never has one."""
    return is_success(status) and status not in _EMPTY
