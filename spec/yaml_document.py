"""Read YAML as JSON: JSON's types only, no duplicate keys, and the line of every node."""

import math
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from .errors import FeedproofError
from .pointer import around, join

MAX_DEPTH = 100
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one, unless PyYAML was built without libyaml."""

_WORDS = {"": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,399})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A document with the line (from 1) of every JSON Pointer in it, and the issues of its syntax.

    `grafts` are the places of what came from another document, with that document and the pointer there. `edits` are what overlays
    did, in their order, and `below` is the document that the last of them was applied to.
    """

    name: str
    data: Any
    lines: dict[str, int]
    issues: list[tuple[str, str]] = field(default_factory=list)
    grafts: "dict[str, tuple[YamlDocument, str]]" = field(default_factory=dict)
    edits: "list[OverlayEdit]" = field(default_factory=list)
    below: "YamlDocument | None" = None

    def place(self, pointer: str) -> tuple[str, int]:
        """Return the name of the document and the line of the pointer there, or of the nearest thing around it."""
        nearest = [pointer, *around(pointer)]
        for graft in nearest:
            if graft in self.grafts:  # whatever stood there before
                source, at = self.grafts[graft]
                return source.place(at + pointer.removeprefix(graft))
        return self.name, next((self.lines[at] for at in nearest if at in self.lines), 1)


class OverlayEdit(NamedTuple):
    """What an overlay did at one place: the pointer to it, the one before a rename, and the one in the overlay."""

    overlay: YamlDocument
    origin: str
    at: str
    was: str


def read(text: str, name: str) -> YamlDocument:
    """Parse YAML (JSON is YAML too). Raises FeedproofError with the line when it is not YAML at all."""
    try:
        _refuse_endless(text, name)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise FeedproofError(f"{name}{_where(error)}: not YAML: {_reason(error, text)}") from None
    lines: dict[str, int] = {}
    issues: list[tuple[str, str]] = []
    return YamlDocument(name, _construct(root, "", lines, issues), lines, issues)


def _refuse_endless(text: str, name: str) -> None:
    """Refuse what a recursive reader would not come back from: a great depth, and an alias, which may hold itself."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if depth > MAX_DEPTH:
            raise FeedproofError(f"{name}:{line}: nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            raise FeedproofError(f"{name}:{line}: *{event.anchor} is an alias; write the value out")


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}:{mark.column + 1}" if mark else ""


def _reason(error: yaml.YAMLError, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark and text[mark.index : mark.index + 1] == "\t" and "token" in str(error):
        return "found a tab; indent with spaces"
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _construct(node: yaml.Node | None, at: str, lines: dict[str, int], issues: list[tuple[str, str]]) -> Any:
    if node is None:
        return None
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines, issues)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, join(at, index), lines, issues) for index, item in enumerate(node.value)]
    value = _scalar(node)
    if isinstance(value, float) and not math.isfinite(value):
        issues.append((at, "the number is too large"))
    return value


def _mapping(node: yaml.MappingNode, at: str, lines: dict[str, int], issues: list[tuple[str, str]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        place = join(at, name)
        if not isinstance(key, yaml.ScalarNode):
            issues.append((place, "a list or an object is used as a key here; write a name"))
        if name in members:
            issues.append((place, f"the key {name!r} occurs here twice"))
        members[name] = _construct(value, place, lines, issues)
        lines[place] = key.start_mark.line + 1
    return members


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
