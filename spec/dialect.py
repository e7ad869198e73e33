"""The dialect of the contract: what may stand where, as keywords.yaml says it."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from .yaml_document import read


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword: what it means, the kinds of object it stands on, its argument's schema, whether it has a rule.

    `stricter` is how its argument changes when fewer payloads are accepted: a word, one for each member of an object, or None
    where that cannot be told. `covers` are entries with others that they include. `single` says that a list of one
    entry is written as that entry. `longer` are members of its entries that are
    stricter with more in them. `words` says that it is for people only; of a
    list, it names the members of its entries that are; `advice` names those that judge nothing, but say what to write. `unit` is
    what the numbers are counted in where it stands. `types` are the JSON types that it says something of, `members` those of the
    properties that it relates; none where all are the same to it. `strictly` is the bound that may be reached, on the same side.
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
    words: bool | list[str] = False
    advice: list[str] = field(default_factory=list)
    unit: str = ""
    types: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    strictly: str = ""


@cache
def keywords() -> dict[str, Keyword]:
    """Return every keyword of the dialect by its name."""
    entries = shipped("keywords.yaml")
    shared = {"$defs": entries["$defs"]}
    return {name: _keyword(name, entry, shared) for name, entry in entries.items() if name != "$defs"}


def _keyword(name: str, entry: dict[str, Any], shared: dict[str, Any]) -> Keyword:
    own = {"on": tuple(entry["on"]), "argument": shared | entry.get("argument", {})}
    return Keyword(name, **(entry | own))


@cache
def shipped(name: str) -> Any:
    """Return what a YAML file of this folder holds; not to be changed."""
    return read(files(__package__).joinpath(name).read_text(encoding="utf-8"), name).data
