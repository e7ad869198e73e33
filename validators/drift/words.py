"""Describe a keyword: what the contract says, in the words of its dialect, and what the data show, in the words of the rule."""

import json
from typing import Any

from ...spec.dialect import DialectKeyword, keyword_named, without
from ..keyword import Keyword

_OWN = "x-"


def contract_text(keyword: Keyword) -> str:
    """Return the keyword in words, with its argument but not its evidence; JSON Schema's own keywords keep their names."""
    described = keyword_named(keyword.rule.keyword)
    argument = "" if keyword.entry is True else _plain(_judged(described, keyword.entry))
    if not described.name.startswith(_OWN):
        return f"{described.name} {argument}".strip()
    return f"{_clause(described.says)}{f' ({argument})' if argument else ''}"


def data_text(keyword: Keyword) -> str:
    """Return in words what the data show if the keyword is broken."""
    return _clause(keyword.rule.summary)


def _judged(described: DialectKeyword, entry: Any) -> Any:
    """Return the part of an argument that is judged."""
    return without(described.authored(entry), [*described.words, *described.advice])


def _clause(sentence: str) -> str:
    """Return a sentence as a clause, without the part after a semicolon, which is about members that judge nothing."""
    first = sentence.partition(";")[0].removesuffix(".")
    return f"{first[0].lower()}{first[1:]}"


def _plain(argument: Any) -> str:
    """Return an argument without brackets and quotes."""
    if isinstance(argument, dict):
        return "; ".join(f"{name} {_plain(member)}" for name, member in argument.items())
    if isinstance(argument, list):
        return ", ".join(map(_plain, argument))
    return argument if isinstance(argument, str) else json.dumps(argument)
