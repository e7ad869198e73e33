"""The dialect of the contract, read from keywords.yaml: where each keyword may be used, and how its arguments compare."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from .evidence import CERTAINTY, SOURCE
from .yaml_document import read


@dataclass(frozen=True, slots=True)
class DialectKeyword:
    """One keyword: what it means, the kinds of object it stands on, its argument's schema, whether it has a rule.

    `stricter` is how its argument changes when fewer payloads are accepted: a word, one for each member of an object, or None
    where that cannot be told. `covers` are entries with others that they include. `single` says that a list of one entry is
    written as that entry. `longer` are members of its entries that are stricter with more in them. `prose` says that it is for
    people only; `words` names the members of its entries that are, `advice` those that judge nothing, but say what to write.
    `unit` is what the numbers are counted in where it stands. `types` are the JSON types that it says something of, `members`
    those of the properties that it relates; none where all are the same to it. `strictly` is the bound that may be reached, on
    the same side.
    """

    name: str
    says: str
    on: tuple[str, ...]
    argument: dict[str, Any] = field(repr=False)
    rule: bool = False
    stricter: str | dict[str, str] | None = None
    covers: dict[str, list[str]] = field(default_factory=dict)
    single: bool = False
    longer: list[str] = field(default_factory=list)
    prose: bool = False
    words: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    unit: str = ""
    types: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    strictly: str = ""

    def authored(self, value: Any) -> Any:
        """Return an argument, or an entry, as its author wrote it: without evidence and without what the compiler added."""
        if self.single and isinstance(value, list) and len(value) == 1:
            return value[0]
        own = self.argument.get("items", self.argument).get("properties")
        if not isinstance(value, dict) or own is None:
            return value
        return {name: member for name, member in value.items() if name in own and name not in {CERTAINTY, SOURCE}}

    def canonical(self, value: Any) -> str:
        """Return the normal form of an argument or an entry: two of them are equal exactly when they judge alike."""
        return json.dumps(_plain(without(self.authored(value), [*self.words, *self.advice])), sort_keys=True)

    def compared(self, argument: Any) -> Any:
        """Return an argument as it is compared: false counts as absent, and a list of one entry may be that entry."""
        if argument is False and self.rule:
            return None
        return self.authored(argument) if self.single else argument

    def is_list(self, *arguments: Any) -> bool:
        """Return whether these arguments are compared entry by entry. Where more entries are stricter, None is an empty list."""
        if self.stricter == "more":
            return True
        if self.prose or None in arguments:
            return False
        lists = [isinstance(argument, list) for argument in arguments]
        return any(lists) if self.stricter == "fewer" else all(lists)

    def entries(self, argument: Any) -> dict[str, Any]:
        """Return the entries of an argument, or the argument as the only one, each by its normal form."""
        argument = self.compared(argument)
        if self.is_list(argument):
            return {self.canonical(entry): entry for entry in listed(argument)}
        return {} if argument is None else {"": argument}


def _plain(value: Any) -> Any:
    """Return a value with 1.0 written as 1: both are the same number."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def listed(argument: Any) -> list[Any]:
    """Return an argument as a list of entries; None has none."""
    if argument is None:
        return []
    return argument if isinstance(argument, list) else [argument]


def without(value: Any, names: list[str]) -> Any:
    """Return an object without these members, and any other value as it is."""
    if not isinstance(value, dict):
        return value
    return {name: member for name, member in value.items() if name not in names}


def keyword_named(name: str) -> DialectKeyword:
    """Return the keyword with this name; a name that the dialect lacks may be that of a keyword of parameters."""
    return keywords().get(name) or DialectKeyword(name, "", (), {}, rule=True)


def judges(name: str) -> bool:
    """Return whether the judge has a rule for the keyword."""
    return name in keywords() and keywords()[name].rule


@cache
def keywords() -> dict[str, DialectKeyword]:
    """Return every keyword of the dialect by its name."""
    entries = shipped("keywords.yaml")
    shared = {"$defs": entries["$defs"]}
    return {name: _keyword(name, entry, shared) for name, entry in entries.items() if name != "$defs"}


def _keyword(name: str, entry: dict[str, Any], shared: dict[str, Any]) -> DialectKeyword:
    own = {"on": tuple(entry["on"]), "argument": shared | entry.get("argument", {})}
    return DialectKeyword(name, **(entry | own))


@cache
def shipped(name: str) -> Any:
    """Return what a YAML file of this folder holds; not to be changed."""
    return read(files(__package__).joinpath(name).read_text(encoding="utf-8"), name).data
