"""OpenAPI Overlays: what a tenant has otherwise, on top of a contract that is not copied.

An action names places by JSONPath (RFC 9535). An object there is merged with the action's `update`, member by member, and lists are
joined; a list gets the `update` as one item more, since 1.1 the items of one that is a list; `remove` takes the places away.
A path that leads nowhere is a fault, as it would change nothing.

Of our own is `x-rename`: a property gets this name, wherever the contract names it. The standard has no word for that; other
programs leave such an action out.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, cast

from .conform import Issue, compiled, conform
from .dialect import shipped
from .errors import FeedproofError
from .keys import keys
from .layers import resolves
from .pointer import join, moved, resolve, split
from .rename import rename
from .yaml_document import OverlayEdit, YamlDocument

Parts = tuple[str | int, ...]
_NO_CONTRACT = "nothing can be renamed in what is no contract any more, by the actions before"


def is_overlay(document: Any) -> bool:
    """Return whether a document is meant to be an overlay."""
    return isinstance(document, dict) and "overlay" in document


def shape(document: Any) -> list[Issue]:
    """Return what keeps a document from being an overlay that can be applied."""
    return list(conform(compiled(shipped("overlay.shape.yaml")), document, "")) or list(_purposes(document))


def _purposes(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every action that does nothing, or more than one thing. The standard has an update that is removed at once."""
    for number, action in enumerate(document["actions"]):
        does = [
            name for name in ("update", "remove", "x-rename") if name in action and (name != "remove" or action[name])
        ]
        if not does:
            yield join("", "actions", number), "this does nothing; write update, remove: true, or x-rename"
        elif "x-rename" in does[1:]:
            yield join("", "actions", number), f"x-rename stands alone; write {does[0]} as an action of its own"


def apply(base: YamlDocument, overlay: YamlDocument) -> tuple[YamlDocument, list[Issue]]:
    """Return a contract with an overlay of the right shape applied, and the issues of the overlay. The base does not change."""
    draft = _Draft(deepcopy(base.data), dict(base.lines), dict(base.grafts), overlay)
    actions = enumerate(overlay.data["actions"])
    issues = [issue for number, action in actions for issue in draft.act(action, join("", "actions", number))]
    edits = [*base.edits, *draft.edits]
    return replace(base, data=draft.document, lines=draft.lines, grafts=draft.grafts, edits=edits, below=base), issues


def earlier(source: YamlDocument, number: int) -> YamlDocument:
    """Return a contract as it was after only the first edits; the lines of its places are not kept."""
    below = source.below
    if below is None or number == len(source.edits):
        return source
    done = len(below.edits)
    if number <= done:
        return earlier(below, number)
    document = deepcopy(below.data)
    for edit in source.edits[done:number]:
        _redo(document, edit)
    return replace(below, data=document)


def _redo(document: Any, edit: OverlayEdit) -> None:
    """Do to a document again what was done to it in the same state: no target has to be looked for."""
    does, value = split(edit.origin)[2], resolve(edit.overlay.data, edit.origin)
    if does == "x-rename":
        rename(document, edit.was, value)
        return
    outside, last = edit.at.rpartition("/")[0], split(edit.at)[-1]
    around = resolve(document, outside)
    part = last if isinstance(around, dict) else int(last)
    if does == "remove":
        del around[part]
    elif part == len(around):
        around.append(deepcopy(value))
    else:
        around[part] = deepcopy(value)


def _broken(document: Any) -> Iterator[Issue]:
    """Yield why a document is no contract in which a name can be looked for."""
    issues = list(conform(compiled(shipped("shape.yaml")), document, ""))
    yield from issues or (
        (key.at, f"{key.value!r} leads nowhere")
        for key in keys(document)
        if key.name == "$ref" and not resolves(document, key.value)
    )


@dataclass(slots=True)
class _Draft:
    """A contract in the making."""

    document: Any
    lines: dict[str, int]
    grafts: dict[str, tuple[YamlDocument, str]]
    overlay: YamlDocument
    edits: list[OverlayEdit] = field(default_factory=list)

    def act(self, action: dict[str, Any], origin: str) -> Iterator[Issue]:
        """Apply the action at the pointer `origin` of the overlay; yield what is wrong with it."""
        try:
            places = _places(action["target"], self.document)
        except FeedproofError as error:
            yield join(origin, "target"), str(error)
            return
        if not places:
            yield join(origin, "target"), f"{action['target']} leads nowhere"
        for parts in places:
            if "x-rename" in action:
                yield from self._rename(parts, action["x-rename"], join(origin, "x-rename"))
            elif action.get("remove") and parts:
                self._remove(parts, join(origin, "remove"))
            elif action.get("remove"):
                yield join(origin, "target"), "this removes the whole contract"
            elif isinstance(self._at(parts), dict) and not isinstance(action["update"], dict):
                yield join(origin, "update"), f"{action['target']} is an object, so this has to be one"
            else:
                self._update(parts, action["update"], join(origin, "update"))

    def _rename(self, parts: Parts, name: str, origin: str) -> Iterator[Issue]:
        for at, why in _broken(self.document):
            yield origin, f"{_NO_CONTRACT}: {at}: {why}"
            return
        try:
            before, after = rename(self.document, join("", *parts), name)
        except FeedproofError as error:
            yield origin, str(error)
            return
        except RecursionError:
            yield origin, f"{_NO_CONTRACT}: a $ref leads back to itself"
            return
        self.edits.append(OverlayEdit(self.overlay, origin, after, before))
        self.lines = {moved(at, before, after): line for at, line in self.lines.items()}
        self.grafts = {moved(at, before, after): graft for at, graft in self.grafts.items()}

    def _note(self, place: str, origin: str) -> None:
        self.edits.append(OverlayEdit(self.overlay, origin, place, place))

    def _at(self, parts: Parts) -> Any:
        value: Any = self.document
        for part in parts:
            value = value[part]
        return value

    def _remove(self, parts: Parts, origin: str) -> None:
        self._note(join("", *parts), origin)
        around = self._at(parts[:-1])
        del around[parts[-1]]
        if isinstance(around, list):  # what stood behind it has moved
            self.lines = {at: line for at, line in self.lines.items() if not at.startswith(join("", *parts[:-1], ""))}

    def _update(self, parts: Parts, update: Any, origin: str) -> None:
        place, node = join("", *parts), self._at(parts)
        if isinstance(node, dict):
            self._merge(node, update, place, origin)
        elif isinstance(node, list):
            self._extend(node, update, place, origin)
        else:
            self._put(self._at(parts[:-1]), parts[-1], update, place, origin)

    def _merge(self, node: dict[str, Any], update: dict[str, Any], place: str, origin: str) -> None:
        for name, value in update.items():
            inside, source = join(place, name), join(origin, name)
            if isinstance(node.get(name), dict) and isinstance(value, dict):
                self._merge(node[name], value, inside, source)
            elif isinstance(node.get(name), list) and isinstance(value, list):
                self._join(node[name], value, inside, source)
            else:
                self._put(node, name, value, inside, source)

    def _extend(self, node: list[Any], update: Any, place: str, origin: str) -> None:
        if isinstance(update, list) and not self.overlay.data["overlay"].startswith("1.0."):
            self._join(node, update, place, origin)
        else:
            self._append(node, update, place, origin)

    def _join(self, node: list[Any], items: list[Any], place: str, origin: str) -> None:
        for index, item in enumerate(items):
            self._append(node, item, place, join(origin, index))

    def _append(self, node: list[Any], value: Any, place: str, origin: str) -> None:
        inside = join(place, len(node))
        self._note(inside, origin)
        node.append(deepcopy(value))
        self.grafts[inside] = self.overlay, origin

    def _put(self, around: Any, part: str | int, value: Any, place: str, origin: str) -> None:
        self._note(place, origin)
        around[part] = deepcopy(value)
        self.grafts[place] = self.overlay, origin


def _places(target: str, document: Any) -> list[Parts]:
    """Return the places of a document that a JSONPath selects, each once, the last first: so no index changes before it is used.

    Each step begins at each place once: several `..` lead to a place in many ways. Raises FeedproofError when it is no JSONPath.
    """
    from jsonpath import JSONPath, JSONPathEnvironment
    from jsonpath.exceptions import JSONPathError

    environment = JSONPathEnvironment(strict=True)
    try:
        path = cast("JSONPath", environment.compile(target))  # several in one are no part of the standard
        places = {match.parts: match for match in environment.finditer("$", document)}
        for segment in path.segments:
            places = {match.parts: match for match in segment.resolve(places.values())}
    except JSONPathError as error:
        raise FeedproofError(f"{target} is not a JSONPath: {str(error).splitlines()[0]}") from None
    return sorted(places, reverse=True)
