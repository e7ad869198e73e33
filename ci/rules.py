"""feedproof rules: list the rules and the behaviours of a server, or explain one."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from ..spec.contract import ACTIONS, Contract
from ..validators.catalogue import catalogue
from ..validators.model import Finding, Rule
from ..validators.text.laws import LAWS, Law
from .behaviours import behaviour, heads, no_such, page_of, table_of_all, text_of
from .options import contract_of, contract_option
from .table import table
from .terminal import say

_WITH = "With --fix: "


@click.command()
@click.argument("rule_id", metavar="[RULE]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text if not given.")
@contract_option
def command(rule_id: str | None, form: str, contract_file: str | None) -> None:
    """List the rules and the behaviours of a server, or explain one of them.

    For a rule: why it exists, how to fix a finding, where the contract uses it and on what evidence. For a behaviour:
    what must hold. feedproof check applies the rules to payloads; feedproof contract tests both on a server.
    """
    if rule_id is None and contract_file is not None:
        raise click.UsageError(
            "--contract explains one rule by that contract; name a RULE: the list is the same for every contract"
        )
    if rule_id is None:
        say(_list_json() if form == "json" else _list_text())
    else:
        say(_explained(rule_id, form, contract_of(contract_file)))


def _explained(rule_id: str, form: str, contract: Contract) -> str:
    rule = catalogue().get(rule_id)
    found = None if rule else behaviour(rule_id)
    if rule:
        page = _page(rule, contract)
    elif found:
        page = page_of(found, contract)
    else:
        raise no_such(rule_id)
    if form == "json":
        return json.dumps(page, indent=2)
    return text_of(page) if found else "\n".join(_text(page))


def _list_text() -> str:
    kinds: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for rule in catalogue().values():
        kind, came, origin = _origin(rule)
        kinds.setdefault((kind, came), []).append((rule.id, origin, "yes" if rule.fix else "-", rule.summary))
    tables = [table((*kind, "--fix", "finds that"), rows) for kind, rows in kinds.items()]
    return "\n\n".join("\n".join(lines) for lines in (*tables, table_of_all()))


def _origin(rule: Rule | Law) -> tuple[str, str, str]:
    """Return what the rule is, what its origin is called, and the origin."""
    if isinstance(rule, Rule):
        return "rule", "keyword", rule.keyword
    return "law of the text" if rule.id in LAWS else "neither", "comes from", rule.source


def _fixes(rule: Rule | Law) -> str | None:
    """Return what --fix changes, as the last part of the page has it."""
    return " ".join(rule.page.strip().split("\n\n")[-1].split()).removeprefix(_WITH) if rule.fix else None


def _list_json() -> str:
    return json.dumps([*map(_head, catalogue().values()), *heads()], indent=2)


def _head(rule: Rule | Law) -> dict[str, Any]:
    keyword = rule.keyword if isinstance(rule, Rule) else None
    return {"id": rule.id, "kind": _origin(rule)[0], "keyword": keyword, "summary": rule.summary, "fix": _fixes(rule)}


def _page(rule: Rule | Law, contract: Contract) -> dict[str, Any]:
    page = _head(rule) | {"page": rule.page.strip(), "source": None, "uses": [], "example": None}
    if isinstance(rule, Law):
        return page | {"source": rule.source}
    from .rule_uses import example, uses  # the maker of examples is not needed for the list

    found = [asdict(use) | {"operations": sorted(use.operations, key=ACTIONS.index)} for use in uses(contract, rule)]
    return page | {"uses": found, "example": _example(example(contract, rule))}


def _example(example: tuple[str, Finding] | None) -> dict[str, str] | None:
    if example is None:
        return None
    operation, finding = example
    return {
        "feed": finding.feed,
        "operation": operation,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint,
    }


def _text(page: dict[str, Any]) -> Iterator[str]:
    yield from (page["id"], "", *page["page"].splitlines(), "")
    if page["fix"] is None:
        yield from (f"{_WITH}Nothing, as what was meant is not certain.", "")
    if page["source"]:
        what = "A law of the text, not" if page["id"] in LAWS else "Neither a law of the text nor"
        yield f"{what} a keyword of the contract. It comes from {page['source']}."
        return
    if example := page["example"]:
        yield f"Example ({example['feed']}, {example['operation']}):"
        yield from (f"  {example['severity']}  {page['id']}  {example['message']}", f"    hint: {example['hint']}", "")
    yield f"In the contract (keyword {page['keyword']}){':' if page['uses'] else ': nowhere.'}"
    places: dict[tuple[str, ...], list[str]] = {}
    for use in page["uses"]:
        places.setdefault(tuple(_use(use)), []).append(use["place"])
    for (where, *rest), named in places.items():
        yield from (f"{where}: {', '.join(named)}", *rest)


def _use(use: dict[str, Any]) -> Iterator[str]:
    """Yield the lines about all places of a feed that have the same argument on the same evidence."""
    yield f"  {use['feed']} ({', '.join(use['operations'])})"
    yield f"    {json.dumps(use['argument'], ensure_ascii=False)}"
    yield f"    {use['severity']}, as this is {use['certainty']}: {use['source']}"
