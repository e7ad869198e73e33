"""The contract: `bundled()` is ours, `load(path)` reads another one, or an overlay. What goes wrong is a `FeedproofError`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .contract import Contract, Feed, bundled, load
    from .errors import FeedproofError

__all__ = ["Contract", "Feed", "FeedproofError", "bundled", "load"]

_HOMES = {".contract": ["Contract", "Feed", "bundled", "load"], ".errors": ["FeedproofError"]}


def __dir__() -> list[str]:
    """Return the public names, loaded or not, so that an editor or a shell can complete them."""
    return __all__


def __getattr__(name: str) -> Any:
    """Return a public name; its module is loaded on first use."""
    from .exports import exported

    return exported(__name__, _HOMES, name)
