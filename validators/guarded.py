"""Guard a session of `requests`: each request is checked before it is sent."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from ..spec.errors import FeedproofError

Check = Callable[..., Any]
"""`Preflight.check`: called with each request, and raises for one that must not be sent."""
_CHECKS, _OWN = "_checks", "_unguarded"
"""The attribute of a guarded session that holds its checks, and the attribute of its class that holds the original class."""


def guard(session: Any, check: Check) -> None:
    """Make a session check each request before it sends it. Raises FeedproofError for an object of another kind."""
    kind = type(session)
    if not all(hasattr(kind, name) for name in ("send", "get_adapter")):
        raise FeedproofError(
            f"a {kind.__name__} is not a requests session, so it cannot be guarded; with other clients, use check"
        )
    try:
        _guard(session, dict.fromkeys([*_checks(session), check]))
    except TypeError as error:
        raise FeedproofError(
            f"a {kind.__name__} cannot be guarded, as nothing can be derived from it ({error}); use check instead"
        ) from None


def _guard(session: Any, checks: Any) -> None:
    session.__class__ = _guarded(_own(session))
    vars(session)[_CHECKS] = tuple(checks)


def _send(session: Any, other: Callable[..., Any] | None, request: Any, *args: Any, **options: Any) -> Any:
    """Check a request, then send it: with `other`, if that has replaced the session's `send`, else with the original `send`."""
    coding, media = (_header(request, name) for name in ("Content-Encoding", "Content-Type"))
    for check in _checks(session):
        check(request.method or "", request.url or "", request.body, coding=coding, media=media)
    if other is not None:
        return other(request, *args, **options)
    return _own(session).send(session, request, *args, **options)


def _header(request: Any, name: str) -> str:
    value = request.headers.get(name) or ""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _checks(session: Any) -> tuple[Check, ...]:
    return vars(session).get(_CHECKS, ())  # type: ignore[no-any-return]  # only we put it there


def _own(session: Any) -> Any:
    """Return the original class of a session, without the guard."""
    return getattr(type(session), _OWN, type(session))


@cache
def _guarded(kind: type[object]) -> type[object]:
    """Return the guarded subclass of a session class. It refers to no session, so that a copied session does its own sending."""
    send = property(_sender, _set_sender, _delete_sender)
    return type(
        kind.__name__, (kind,), {"__module__": kind.__module__, "send": send, "__reduce_ex__": _reduced, _OWN: kind}
    )


def _sender(session: Any) -> Callable[..., Any]:
    """Return the `send` of a guarded session: it checks, then calls the original or what has replaced it, such as a mock."""
    return partial(_send, session, vars(session).get("send"))


def _set_sender(session: Any, other: Any) -> None:
    """Replace the session's `send`; if given what `_sender` returned, as a mock does at its end, restore the earlier one."""
    is_ours = isinstance(other, partial) and other.func is _send and other.args[0] is session
    sender = other.args[1] if is_ours else other
    if sender is None:
        vars(session).pop("send", None)
    else:
        vars(session)["send"] = sender


def _delete_sender(session: Any) -> None:
    """Remove what has replaced the session's `send`; if nothing has, remove the guard."""
    if vars(session).pop("send", None) is None:
        session.__class__ = _own(session)
        del vars(session)[_CHECKS]


def _reduced(session: Any, _protocol: Any) -> tuple[Any, ...]:
    """Return how to copy or unpickle a guarded session: its class cannot be imported by name, so it is made again."""
    return _made, (_own(session), _checks(session)), session.__getstate__()


def _made(kind: Any, checks: tuple[Check, ...]) -> Any:
    """Return a new guarded session of a class, whose state is not set yet."""
    session = kind.__new__(kind)
    _guard(session, checks)
    return session
