"""Read recordings in YAML. Only nodes are read, and no tag creates an object: old cassettes name Python classes in tags."""

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
"""The second is written by Psych, Ruby's YAML library."""
_NULL, _MERGE = f"{_YAML}null", f"{_YAML}merge"
_TYPES: dict[str, Callable[[str], Any]] = {
    f"{_YAML}int": int,
    f"{_YAML}float": float,
    f"{_YAML}bool": {"true": True, "false": False}.__getitem__,
}
_PLAIN = {f"{_YAML}map", f"{_YAML}seq"}
_PROPERTIES = re.compile(r"(?:[!&]\S*\s+)*")
"""A tag and an anchor before a text."""


class YamlRecording:
    """A recording in YAML. Raises FeedproofError for invalid YAML, with the line, and for YAML that is nested too deep."""

    def __init__(self, data: bytes) -> None:
        characters, flaws = decode(data)
        self.text = Text(characters, flaws=[flaw for flaw in flaws if flaw.law == "not-utf-8"])
        self._lines = LineIndex(characters)
        self._root = None if self.text.flaws else _composed(characters)
        try:
            self.value = _plain(self._root, {})
        except RecursionError:
            raise FeedproofError("is YAML that is nested too deep to be a recording") from None

    def token(self, path: Path) -> Token:
        """Return the text at a path."""
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
    """Return the value of a node; a node that an alias repeats gives the same object again."""
    if node is None or node.tag == _NULL:
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if id(node) not in known:
        known[id(node)] = _made(node)
        _fill(known[id(node)], node, known)
    return known[id(node)]


def _scalar(node: yaml.ScalarNode) -> Any:
    """Return a number or a boolean if it is written as in JSON, else text."""
    if node.tag in _BINARY:
        return Base64(node.value)
    try:
        return _TYPES[node.tag](node.value)
    except (KeyError, ValueError):
        return node.value


def _merge(node: yaml.MappingNode) -> None:
    """Put merged members (`<<`) before a mapping's own, so that its own win; of merged members with one name, the first wins."""
    merged = [value for key, value in node.value if key.tag == _MERGE]
    if not merged:
        return
    node.value = [pair for pair in node.value if pair[0].tag != _MERGE]
    sources = {id(source): source for value in merged for source in _mappings(value)}  # a source may be repeated
    members: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for source in sources.values():
        _merge(source)
        own = {key.value: (key, value) for key, value in source.value if isinstance(key, yaml.ScalarNode)}
        members = own | members
    node.value = [*members.values(), *node.value]


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    """Yield the mappings to merge: a single one, or those of a list."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    yield from (each for each in nodes if isinstance(each, yaml.MappingNode))


def _made(node: Any) -> Any:
    """Return the empty object or list for the members or items of a node."""
    kinds = (dict, list) if node.tag in _PLAIN else (TaggedMembers, TaggedItems)
    return kinds[isinstance(node, yaml.SequenceNode)]()


def _fill(made: Any, node: Any, known: dict[int, Any]) -> None:
    """Fill in the members or items of a node, after the object was made, because a node may contain itself."""
    if isinstance(made, dict):
        _merge(node)
        made.update((key.value, _plain(value, known)) for key, value in node.value if isinstance(key, yaml.ScalarNode))
    else:
        made.extend(_plain(item, known) for item in node.value)
