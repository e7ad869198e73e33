"""What explains a behaviour, which feedproof contract examines on a server: its own sentence."""

from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract

if TYPE_CHECKING:
    from ..contract_tests.behaviour import Behaviour

KIND = "A behaviour of a server, not a keyword of the contract: feedproof contract examines it."


def behaviour(name: str) -> "Behaviour | None":
    """Return the behaviour of this name; None for what is none, and where what examines servers is not installed."""
    try:
        from ..contract_tests.behaviour import behaviours  # takes its time, and may not be installed
    except ImportError:
        return None
    return next((each for each in behaviours() if each.name == name), None)


def page_of(found: "Behaviour", contract: Contract) -> dict[str, Any]:
    """Return the page of a behaviour, in the shape that a rule's page has."""
    labels = [operation.label for operation in contract.operations if operation.action in found.actions]
    head = {"id": found.name, "keyword": None, "summary": found.says, "fix": None}
    return head | {
        "page": found.says,
        "source": f"feedproof contract: {', '.join(labels)}",
        "uses": [],
        "example": None,
    }


def text_of(page: dict[str, Any]) -> str:
    """Return the page of a behaviour as text."""
    _, _, labels = page["source"].partition(": ")
    return "\n".join([page["id"], "", page["page"], "", KIND, f"Of: {labels or 'nothing that this contract has'}."])
