"""Recordings in YAML. Nodes are read, and no tag makes anything of them: old cassettes name classes of Python."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from ...spec.errors import FeedproofError
from ...spec.yaml_document import LOADER
from ..model import Path
from ..text.document import Text, decode
from .recording import Base64, LineIndex, TaggedItems, TaggedMembers, Token

_YAML = "tag:yaml.org,2002:"
_BINARY = {f"{_YAML}binary", "!binary"}
"""The second is what Psych writes, the YAML of Ruby."""
_NULL, _MERGE = f"{_YAML}null", f"{_YAML}merge"
_TYPES: dict[str, Callable[[str], Any]] = {
    f"{_YAML}int": int,
    f"{_YAML}float": float,
    f"{_YAML}bool": {"true": True, "false": False}.__getitem__,
}
_PLAIN = {f"{_YAML}map", f"{_YAML}seq"}
_PROPERTIES = re.compile(r"(?:[!&]\S*\s+)*")
"""A tag and an anchor, which stand before a text."""


class YamlRecording:
    """A recording in YAML."""

    def __init__(self, data: bytes) -> None:
        """Read it. Raises FeedproofError with the line for what is no YAML, and for what is nested too deep."""
        characters, flaws = decode(data)
        self.text = Text(characters, flaws=[flaw for flaw in flaws if flaw.law == "not-utf-8"])
        self._lines = LineIndex(characters)
        self._root = None if self.text.flaws else _composed(characters)
        try:
            self.value = _plain(self._root, {})
        except RecursionError:
            raise FeedproofError("is YAML that is nested too deep to be a recording") from None

    def token(self, path: Path) -> Token:
        """Return the text that a path leads to."""
        node: Any = self._root
        for part in path:
            node = _inside(node, part)
        begin = _PROPERTIES.match(self.text.characters, node.start_mark.index).end()  # type: ignore[union-attr]
        return Token(
            self.text.characters[begin : node.end_mark.index], begin, self._lines, getattr(node, "style", "") or ""
        )


def _composed(characters: str) -> yaml.Node | None:
    try:
        return yaml.compose(characters, Loader=LOADER)
    except yaml.reader.ReaderError as error:
        line, column = LineIndex(characters).position(characters.find(chr(error.character)))
        what = f"the character U+{error.character:04X} at line {line}, column {column}"
        raise FeedproofError(f"cannot be read as YAML: {what} is not allowed in it") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise FeedproofError(f"cannot be read as YAML{where}; is it truncated?") from None


def _inside(node: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return node.value[part]
    return next(value for key, value in reversed(node.value) if key.value == part)


def _plain(node: Any, known: dict[int, Any]) -> Any:
    """Return what a node holds; one that an alias names again is the same value again."""
    if node is None or node.tag == _NULL:
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if id(node) not in known:
        known[id(node)] = _made(node)
        _fill(known[id(node)], node, known)
    return known[id(node)]


def _scalar(node: yaml.ScalarNode) -> Any:
    """Return a number, true or false where that is written as JSON has it, else text."""
    if node.tag in _BINARY:
        return Base64(node.value)
    try:
        return _TYPES[node.tag](node.value)
    except (KeyError, ValueError):
        return node.value


def _merge(node: yaml.MappingNode) -> None:
    """Put what a mapping merges (`<<`) before its own members, so that those count, and of the merged ones the first."""
    merged = [value for key, value in node.value if key.tag == _MERGE]
    if not merged:
        return
    node.value = [pair for pair in node.value if pair[0].tag != _MERGE]
    held: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for other in {id(other): other for value in merged for other in _mappings(value)}.values():
        _merge(other)
        held = {key.value: (key, value) for key, value in other.value if isinstance(key, yaml.ScalarNode)} | held
    node.value = [*held.values(), *node.value]


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    """Yield what is merged: one mapping, or those of a list."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    yield from (each for each in nodes if isinstance(each, yaml.MappingNode))


def _made(node: Any) -> Any:
    """Return what the members or items of a node are put into."""
    kinds = (dict, list) if node.tag in _PLAIN else (TaggedMembers, TaggedItems)
    return kinds[isinstance(node, yaml.SequenceNode)]()


def _fill(made: Any, node: Any, known: dict[int, Any]) -> None:
    """Put the members or items of a node into what was made for it: it may hold itself."""
    if isinstance(made, dict):
        _merge(node)
        made.update((key.value, _plain(value, known)) for key, value in node.value if isinstance(key, yaml.ScalarNode))
    else:
        made.extend(_plain(item, known) for item in node.value)
