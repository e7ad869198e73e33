"""The examiner: `examine(url)` examines a server of the feeds and returns an `Examination`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import Examination, Failure, NotRun, Outcome, Result
    from .profiles import PROFILES
    from .run import examine

__all__ = ["PROFILES", "Examination", "Failure", "NotRun", "Outcome", "Result", "examine"]

_HOMES = {
    ".model": ["Examination", "Failure", "NotRun", "Outcome", "Result"],
    ".profiles": ["PROFILES"],
    ".run": ["examine"],
}


def __getattr__(name: str) -> Any:
    """Return what is loaded when it is asked for."""
    from feedproof.spec.exports import exported  # noqa: PLC0415 - by its whole name, as pytest imports this folder by its own

    return exported(__name__, _HOMES, name)
