"""List and explain the behaviours of a server that feedproof contract examines."""

from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..spec.nearest import unknown
from ..validators.catalogue import SEE, catalogue
from .table import table

if TYPE_CHECKING:
    from ..contract_tests.behaviour import Behaviour

CALLED = "behaviour of a server"
KIND = "A behaviour of a server, not a keyword of the contract: feedproof contract tests it."
_MISSING = "behaviours of a server come with feedproof[contract]"


def behaviours_by_name() -> "dict[str, Behaviour] | None":
    """Return the behaviours by name; None if the extra that examines servers is not installed."""
    try:
        from ..contract_tests.behaviour import behaviours  # slow to load, and may not be installed
    except ImportError:
        return None
    return {each.name: each for each in behaviours()}


def behaviour(name: str) -> "Behaviour | None":
    """Return the behaviour with this name; None if there is none, or the extra that examines servers is not installed."""
    return (behaviours_by_name() or {}).get(name)


def no_such(name: str) -> FeedproofError:
    """Return the message for a name that is neither a rule nor a behaviour, as far as behaviours are known here."""
    known = behaviours_by_name()
    more = f"; {_MISSING}" if known is None else ""
    return FeedproofError(f"{unknown('rule', name, [*catalogue(), *(known or ())], SEE)}{more}")


def table_of_all() -> list[str]:
    """Return the lines of a table of all behaviours; without the extra that examines servers, how to install it."""
    known = behaviours_by_name()
    rows = [(each.name, each.says) for each in (known or {}).values()]
    return [*table((CALLED, "what has to hold"), rows)] if rows else [_MISSING]


def heads() -> list[dict[str, Any]]:
    """Return the entry of each behaviour in the list of rules."""
    return [_head(each) for each in (behaviours_by_name() or {}).values()]


def _head(each: "Behaviour") -> dict[str, Any]:
    return {"id": each.name, "kind": CALLED, "keyword": None, "summary": each.says, "fix": None}


def page_of(found: "Behaviour", contract: Contract) -> dict[str, Any]:
    """Return the page of a behaviour, in the form of a rule's page."""
    labels = [operation.label for operation in contract.operations if operation.action in found.actions]
    return _head(found) | {
        "page": found.says,
        "source": f"feedproof contract: {', '.join(labels)}",
        "uses": [],
        "example": None,
    }


def text_of(page: dict[str, Any]) -> str:
    """Return the page of a behaviour as text."""
    _, _, labels = page["source"].partition(": ")
    return "\n".join([page["id"], "", page["page"], "", KIND, f"Operations: {labels or 'none in this contract'}."])
