"""Draft an overlay: changes of a contract are tried one after the other, and kept if the contract stays valid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .conform import Issue
from .evidence import Evidence
from .lint import issues
from .loosen import CHANGES, Action
from .overlay import apply
from .yaml_document import YamlDocument

SOURCE_NAME = "tenant"
_SAYS = "What samples of our own feeds show"


@dataclass(frozen=True, slots=True)
class Wish:
    """A change to make: the function of CHANGES, the pointer and the argument for it, the reason in words, and the evidence."""

    does: str
    at: str
    argument: Any
    why: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The actions of an overlay, and the changes that would break the contract, each with the issue that it would cause."""

    actions: list[Action]
    refused: list[tuple[Wish, str]] = field(default_factory=list)


def draft(document: dict[str, Any], wishes: Sequence[Wish]) -> Draft:
    """Return the actions for all changes that can be made."""
    base = YamlDocument("the contract", document, {})
    ordered = sorted(wishes, key=lambda wish: wish.does == "rename")  # what the others point to has its old name
    made, changed = _made(base, ordered, is_linted=False)
    if issues(changed.data):
        made, _ = _made(base, ordered, is_linted=True)
    return made


def _made(base: YamlDocument, wishes: Iterable[Wish], *, is_linted: bool) -> tuple[Draft, YamlDocument]:
    """Return the actions for the changes, and the changed contract. `is_linted`: lint it after each change, which takes time."""
    made = Draft([*_sources(base.data)])
    changed, _ = _applied(base, made.actions)
    for wish in wishes:
        actions = _actions(changed, wish)
        after, wrong = _applied(changed, actions)
        wrong = wrong or (issues(after.data) if is_linted else [])
        if wrong:
            made.refused.append((wish, wrong[0][1]))
        else:
            changed = after
            made.actions.extend(actions)
    return made, changed


def _sources(document: dict[str, Any]) -> list[Action]:
    if SOURCE_NAME in document["x-sources"]:
        return []
    return [{"target": "$['x-sources']", "update": {SOURCE_NAME: _SAYS}}]


def _actions(changed: YamlDocument, wish: Wish) -> list[Action]:
    evidence = Evidence("observed", f"{SOURCE_NAME}: {wish.evidence}")
    actions = CHANGES[wish.does](changed.data, wish.at, wish.argument, evidence)
    return [{"target": action["target"], "description": wish.why} | action for action in actions]


def _applied(base: YamlDocument, actions: list[Action]) -> tuple[YamlDocument, list[Issue]]:
    return (
        apply(base, YamlDocument("the overlay", {"overlay": "1.0.0", "actions": actions}, {}))
        if actions
        else (base, [])
    )
