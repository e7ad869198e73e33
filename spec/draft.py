"""An overlay in the making: changes of a contract, tried one after the other, and only those kept that leave it sound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .conform import Fault
from .flatten import CERTAINTY, SOURCE
from .lint import faults
from .loosen import CHANGES, Action
from .overlay import apply
from .source import Source

SOURCE_NAME = "tenant"
_SAYS = "What samples of our own feeds show"


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that is wished for: a function of CHANGES, the pointer to where, with what, and why, in words."""

    does: str
    at: str
    argument: Any
    why: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The actions of an overlay, and the wishes that would break the contract, each with how."""

    actions: list[Action] = field(default_factory=list)
    refused: list[tuple[Wish, str]] = field(default_factory=list)


def draft(document: dict[str, Any], wishes: Sequence[Wish]) -> Draft:
    """Return the actions that make a contract agree with all wishes that can be met."""
    base = Source("the contract", document, {})
    ordered = sorted(
        wishes, key=lambda wish: wish.does == "rename"
    )  # the pointers of the others are those of old names
    made, changed = _made(base, ordered)
    if faults(changed.data):
        made = _one_by_one(base, ordered)
    return made


def _made(base: Source, wishes: Iterable[Wish]) -> tuple[Draft, Source]:
    """Return the actions for wishes that go together."""
    made, changed = Draft([*_sources(base.data)]), base
    changed, _ = _applied(changed, made.actions)
    for wish in wishes:
        actions = _actions(changed, wish)
        after, wrong = _applied(changed, actions)
        if wrong:
            made.refused.append((wish, wrong[0][1]))
        else:
            changed = after
            made.actions.extend(actions)
    return made, changed


def _one_by_one(base: Source, wishes: Iterable[Wish]) -> Draft:
    """Return the actions for the wishes that leave the contract sound, each looked at by itself: it takes its time."""
    kept: list[Wish] = []
    refused: list[tuple[Wish, str]] = []
    for wish in wishes:
        wrong = faults(_made(base, [*kept, wish])[1].data)
        if wrong:
            refused.append((wish, wrong[0][1]))
        else:
            kept.append(wish)
    made, _ = _made(base, kept)
    return Draft(made.actions, [*made.refused, *refused])


def _sources(document: dict[str, Any]) -> list[Action]:
    if SOURCE_NAME in document.get("x-sources", {}):
        return []
    said = {SOURCE_NAME: _SAYS}
    if "x-sources" not in document:
        return [{"target": "$", "update": {"x-sources": said}}]
    return [{"target": "$['x-sources']", "update": said}]


def _actions(changed: Source, wish: Wish) -> list[Action]:
    evidence = {CERTAINTY: "observed", SOURCE: f"{SOURCE_NAME}: {wish.evidence}"}
    actions = CHANGES[wish.does](changed.data, wish.at, wish.argument, evidence)
    return [{"target": action["target"], "description": wish.why} | action for action in actions]


def _applied(base: Source, actions: list[Action]) -> tuple[Source, list[Fault]]:
    return apply(base, Source("the overlay", {"overlay": "1.0.0", "actions": actions}, {})) if actions else (base, [])
