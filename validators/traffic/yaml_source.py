"""Recordings in YAML. Nodes are read, and no tag makes anything of them: old cassettes name classes of Python."""

import re
from typing import Any

import yaml

from ...spec.errors import FeedproofError
from ..document import Text, decode
from ..model import Path
from .source import Base64, Lines, Token

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_BINARY = "tag:yaml.org,2002:binary"
_NULL = "tag:yaml.org,2002:null"
_PROPERTIES = re.compile(r"(?:[!&]\S*\s+)*")
"""A tag and an anchor, which stand before a text."""


class YamlSource:
    """A recording in YAML."""

    def __init__(self, data: bytes) -> None:
        """Read it. Raises FeedproofError with the line for what is no YAML."""
        characters, flaws = decode(data)
        self.text = Text(characters, flaws=[flaw for flaw in flaws if flaw.law == "not-utf-8"])
        self._lines = Lines(characters)
        self._root = None if self.text.flaws else _composed(characters)
        self.value = _plain(self._root, {})

    def token(self, path: Path) -> Token:
        """Return the text that a path leads to."""
        node: Any = self._root
        for part in path:
            node = _inside(node, part)
        begin = _PROPERTIES.match(self.text.characters, node.start_mark.index).end()  # type: ignore[union-attr]
        return Token(self.text.characters[begin : node.end_mark.index], begin, self._lines, node.style or "")


def _composed(characters: str) -> yaml.Node | None:
    try:
        return yaml.compose(characters, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise FeedproofError(f"is no YAML that can be read{where}; was it cut off?") from None


def _inside(node: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return node.value[part]
    return next(value for key, value in reversed(node.value) if key.value == part)


def _plain(node: Any, known: dict[int, Any]) -> Any:
    """Return what a node holds, of texts and nothing else; one that an alias names again is the same value again."""
    if node is None or node.tag == _NULL:
        return None
    if isinstance(node, yaml.ScalarNode):
        return Base64(node.value) if node.tag == _BINARY else node.value
    if id(node) not in known:
        known[id(node)] = {} if isinstance(node, yaml.MappingNode) else []
        _fill(known[id(node)], node, known)
    return known[id(node)]


def _fill(made: Any, node: Any, known: dict[int, Any]) -> None:
    """Put the members or items of a node into what was made for it: it may hold itself."""
    if isinstance(made, dict):
        made.update((key.value, _plain(value, known)) for key, value in node.value if isinstance(key, yaml.ScalarNode))
    else:
        made.extend(_plain(item, known) for item in node.value)
