"""Changes that loosen a contract, as actions of an overlay: how a tenant differs, each with its evidence.

Every function returns the actions that change this document; none if it has the change already. `at` is the JSON Pointer to a
keyword or to a schema, `evidence` is written beside what is new. In Overlay 1.0, objects are merged, and a list gets more items.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from .dialect import keywords
from .evidence import CERTAINTY, EVIDENCE, SOURCE, Evidence, evidence_at
from .pointer import join, resolve, split, step

Action = dict[str, Any]
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def path(document: Any, at: str, *filters: str) -> str:
    """Return the JSONPath to what the pointer leads to in the document, and on through filters."""
    steps, value = "$", document
    for part in split(at):
        steps += f"[{part}]" if isinstance(value, list) else _member(part)
        value = step(value, part)
    return f"{steps}{''.join(f'[?{one}]' for one in filters)}"


def _member(name: str) -> str:
    return f".{name}" if _PLAIN.fullmatch(name) else f"[{_quoted(name)}]"


def _quoted(text: str) -> str:
    """Return the text as JSONPath writes it, which takes JSON's own way, too."""
    return f"'{text}'" if text.isprintable() and "'" not in text and "\\" not in text else json.dumps(text)


def rename(document: Any, at: str, name: str, _evidence: Evidence) -> list[Action]:
    """Give the property at the pointer this name."""
    return [{"target": path(document, at), "x-rename": name}]


def list_field(document: Any, at: str, field: list[Any], evidence: Evidence) -> list[Action]:
    """List a field, given as [name, types], in a schema. It is marked as personal until a person removes the mark."""
    name, types = field
    if name in resolve(document, at)["properties"]:
        return []
    schema = {
        "description": _UNKNOWN,
        "type": types[0] if len(types) == 1 else types,
        "x-personal": True,
    } | evidence.keys
    return [{"target": path(document, join(at, "properties")), "update": {name: schema}}]


_UNKNOWN = (
    "A field of this tenant. Personal, so that its values are not shown, until somebody who knows takes that away."
)


def allow_type(document: Any, at: str, more: list[Any], evidence: Evidence) -> list[Action]:
    """Allow one more type, given as [type, values]; if the values are listed, those of this type are added."""
    kind, values = more
    owner, schema = at.rpartition("/")[0], _around(document, at)
    listed = schema.get("enum")
    new = [value for value in values if not _is_in(value, listed)] if listed else []
    update: dict[str, Any] = {"enum": new} if new else {}
    if isinstance(schema["type"], str):
        update |= {"type": [schema["type"], kind]} if schema["type"] != kind else {}
    else:
        update |= {"type": [kind]} if kind not in schema["type"] else {}
    return _update(document, owner, update, evidence)


def allow_null(document: Any, at: str, name: str, _evidence: Evidence) -> list[Action]:
    """Allow null for a property in what is read."""
    is_there = name in resolve(document, at)["besides"]
    return [] if is_there else [{"target": path(document, at), "update": {"besides": [name]}}]


def allow_value(document: Any, at: str, value: Any, evidence: Evidence) -> list[Action]:
    """Add a value to the listed ones."""
    is_there = _is_in(value, resolve(document, at))
    return _update(document, at.rpartition("/")[0], {} if is_there else {"enum": [value]}, evidence)


def allow_missing(document: Any, at: str, name: str, _evidence: Evidence) -> list[Action]:
    """Make a property optional."""
    return (
        [{"target": path(document, at, f"@ == {_quoted(name)}"), "remove": True}]
        if name in resolve(document, at)
        else []
    )


def drop(document: Any, at: str, entry: dict[str, Any] | None, _evidence: Evidence) -> list[Action]:
    """Remove a keyword with its evidence, or one entry of its argument."""
    return _drop_keyword(document, at) if entry is None else _drop_entry(document, at.rpartition("/")[0], entry)


def _drop_keyword(document: Any, at: str) -> list[Action]:
    owner, name = at.rpartition("/")[0], split(at)[-1]
    around = resolve(document, owner)
    evidence = around.get(EVIDENCE, {})
    lone = join(owner, EVIDENCE) if len(evidence) == 1 else join(owner, EVIDENCE, name)
    gone = [*([at] if name in around else []), *([lone] if name in evidence else [])]
    return [{"target": path(document, one), "remove": True} for one in gone]


def _drop_entry(document: Any, owner: str, entry: dict[str, Any]) -> list[Action]:
    """Remove an entry, named by its content, because its index in the list may change."""
    around = resolve(document, owner.rpartition("/")[0])
    entries = [_said(one) for one in around.get(split(owner)[-1], [])]
    if entry not in entries:
        return []
    if len(entries) == 1:
        return _drop_keyword(document, owner)
    return [{"target": path(document, owner, " && ".join(_equal("@", entry))), "remove": True}]


def _said(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in {CERTAINTY, SOURCE}}


def _equal(at: str, value: Any) -> list[str]:
    """Return the comparisons that hold for this value only, as JSONPath writes them."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in _equal(f"{at}{_member(str(key))}", inner)]
    if isinstance(value, list):
        return [one for index, inner in enumerate(value) for one in _equal(f"{at}[{index}]", inner)]
    literal = _quoted(value) if isinstance(value, str) else "null" if value is None else str(value).lower()
    return [f"{at} == {literal}"]


def _around(document: Any, at: str) -> dict[str, Any]:
    around: dict[str, Any] = resolve(document, at.rpartition("/")[0])
    return around


def _is_in(value: Any, listed: Any) -> bool:
    """Return whether a value is listed; 1 and true are two values."""
    return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in listed)


def _update(document: Any, owner: str, update: dict[str, Any], evidence: Evidence) -> list[Action]:
    if not update:
        return []
    own = {keyword: _no_surer(document, owner, keyword, evidence).keys for keyword in update}
    return [{"target": path(document, owner), "update": update | {EVIDENCE: own}}]


def _no_surer(document: Any, owner: str, keyword: str, evidence: Evidence) -> Evidence:
    """Return the evidence for an extended argument: it is no more certain than the old argument, nor than what was added."""
    own = resolve(document, owner).get(EVIDENCE, {}).get(keyword, {})
    certainty = own.get(CERTAINTY) or evidence_at(document, owner).certainty
    levels = keywords()[CERTAINTY].argument["$defs"]["certainty"]["enum"]
    return evidence._replace(certainty=max(certainty, evidence.certainty, key=levels.index))


CHANGES: dict[str, Callable[[Any, str, Any, Evidence], list[Action]]] = {
    change.__name__: change for change in (rename, list_field, allow_type, allow_null, allow_value, allow_missing, drop)
}
"""Every change by its name."""
