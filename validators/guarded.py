"""Sessions of requests that judge what they are about to send."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from ..spec.errors import FeedproofError

Check = Callable[..., Any]
"""`Preflight.check`: what is asked about a request, and raises for what must not be sent."""
_CHECKS, _OWN = "_checks", "_unguarded"
"""The attribute of a guarded session that holds its checks, and that of its class that holds the class without a guard."""


def guard(session: Any, check: Check) -> None:
    """Let a session ask before it sends. Raises FeedproofError for what is no session of requests."""
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
    """Judge a request, then send it: by the session's own method, or by what has replaced that."""
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
    """Return the class of a session without its guard."""
    return getattr(type(session), _OWN, type(session))


@cache
def _guarded(kind: type[object]) -> type[object]:
    """Return the guarded subclass of a session's class. It holds no session, so a copied session sends by itself."""
    send = property(_sender, _set_sender, _delete_sender)
    return type(
        kind.__name__, (kind,), {"__module__": kind.__module__, "send": send, "__reduce_ex__": _reduced, _OWN: kind}
    )


def _sender(session: Any) -> Callable[..., Any]:
    """Return what judges and then sends for a session; the session's own sender may have been replaced, say by a mock."""
    return partial(_send, session, vars(session).get("send"))


def _set_sender(session: Any, other: Any) -> None:
    """Let another function send. When a mock ends, it puts back what `_sender` gave; then what sent before sends again."""
    is_ours = isinstance(other, partial) and other.func is _send and other.args[0] is session
    sender = other.args[1] if is_ours else other
    if sender is None:
        vars(session).pop("send", None)
    else:
        vars(session)["send"] = sender


def _delete_sender(session: Any) -> None:
    """Remove what replaced the session's own sender; where nothing did, remove the guard."""
    if vars(session).pop("send", None) is None:
        session.__class__ = _own(session)
        del vars(session)[_CHECKS]


def _reduced(session: Any, _protocol: Any) -> tuple[Any, ...]:
    """Say how a copy is made, here or in another process: the class of a guarded session has no name there."""
    return _made, (_own(session), _checks(session)), session.__getstate__()


def _made(kind: Any, checks: tuple[Check, ...]) -> Any:
    """Return a guarded session of a class, as yet without its state."""
    session = kind.__new__(kind)
    _guard(session, checks)
    return session
