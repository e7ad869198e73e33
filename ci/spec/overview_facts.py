"""The facts in flat schemas, each with its evidence and the operations that it holds for."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...spec.dialect import keyword_named
from ...spec.errors import printable
from ...spec.evidence import STRUCTURE, evidence_of, has_own

Schemas = Mapping[str, Mapping[str, Any]]
"""Flat schemas of one place, by action."""


class Said(NamedTuple):
    """A keyword with its argument, or with an entry that has its own evidence; its evidence, and the actions that it holds for."""

    keyword: str
    argument: Any
    certainty: str
    source: str
    actions: tuple[str, ...]

    @property
    def text(self) -> str:
        """The argument as text."""
        return readable(self.argument)


def readable(argument: Any) -> str:
    """Return an argument as text: a list without brackets, texts without quotes, and an empty text for true."""
    listed = argument if isinstance(argument, list) else [] if argument is True else [argument]
    return printable(", ".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in listed))


def said(schemas: Schemas) -> list[Said]:
    """Return the facts in the schemas; one that several schemas share is returned once."""
    found: dict[str, tuple[Said, list[str]]] = {}
    for action, schema in schemas.items():
        for one in _of_schema(schema):
            found.setdefault(json.dumps(one), (one, []))[1].append(action)
    return [one._replace(actions=tuple(actions)) for one, actions in found.values()]


def _of_schema(schema: Mapping[str, Any]) -> Iterator[Said]:
    for keyword in (keyword for keyword in schema if keyword not in STRUCTURE):
        argument = schema[keyword]
        is_list = isinstance(argument, list) and any(map(has_own, argument))
        for part in argument if is_list else [argument]:
            basis = evidence_of(schema, keyword, part)
            certainty, source = (basis.certainty, basis.source) if basis else ("", "")
            yield Said(keyword, keyword_named(keyword).authored(part), certainty, source, ())
