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


def __dir__() -> list[str]:
    """Return the public names, loaded or not, so that an editor or a shell can complete them."""
    return __all__


def __getattr__(name: str) -> Any:
    """Return a public name; its module is loaded on first use."""
    if name not in __all__:  # pytest imports this folder under another name, and asks for names that are not here
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ..spec.exports import exported

    return exported(__name__, _HOMES, name)
