"""feedproof rules: list the rules, or explain one."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from ..spec.contract import ACTIONS, Contract
from ..spec.errors import FeedproofError
from ..spec.nearest import did_you_mean
from ..validators.model import Finding, Rule
from ..validators.rules import rules
from ..validators.text.laws import LAWS, Law
from .options import contract_of, contract_option
from .table import table
from .terminal import say

_WITH = "With --fix: "


@click.command()
@click.argument("rule_id", metavar="[RULE]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text if not given.")
@contract_option
def command(rule_id: str | None, form: str, contract_file: str | None) -> None:
    """List the rules, or explain one: why, how to fix it, where the contract uses it and on what evidence."""
    if rule_id is None:
        say(_list_json() if form == "json" else _list_text())
    else:
        page = _page(_find(rule_id), contract_of(contract_file))
        say(json.dumps(page, indent=2) if form == "json" else "\n".join(_text(page)))


def _all() -> dict[str, Rule | Law]:
    found = {rule.id: rule for rule in rules().values()}
    return dict(sorted(found.items())) | dict(sorted(LAWS.items()))


def _find(rule_id: str) -> Rule | Law:
    known = _all()
    if rule_id not in known:
        raise FeedproofError(f"no rule is called {rule_id!r}{did_you_mean(rule_id, known)}; see feedproof rules")
    return known[rule_id]


def _list_text() -> str:
    found = _all().values()
    own = [(rule.id, rule.keyword, _mark(rule), rule.summary) for rule in found if isinstance(rule, Rule)]
    laws = [(law.id, law.source, _mark(law), law.summary) for law in found if isinstance(law, Law)]
    of_contract = table(("rule", "keyword", "--fix", "finds that"), own)
    of_text = table(("law of the text", "comes from", "--fix", "finds that"), laws)
    return "\n".join([*of_contract, "", *of_text])


def _mark(rule: Rule | Law) -> str:
    return "yes" if rule.fix else "-"


def _fixes(rule: Rule | Law) -> str | None:
    """Return what --fix changes, as the last part of the page has it."""
    return " ".join(rule.page.strip().split("\n\n")[-1].split()).removeprefix(_WITH) if rule.fix else None


def _list_json() -> str:
    return json.dumps([_head(rule) for rule in _all().values()], indent=2)


def _head(rule: Rule | Law) -> dict[str, Any]:
    keyword = rule.keyword if isinstance(rule, Rule) else None
    return {"id": rule.id, "keyword": keyword, "summary": rule.summary, "fix": _fixes(rule)}


def _page(rule: Rule | Law, contract: Contract) -> dict[str, Any]:
    page = _head(rule) | {"page": rule.page.strip(), "source": None, "uses": [], "example": None}
    if isinstance(rule, Law):
        return page | {"source": rule.source}
    from .explain import example, uses  # noqa: PLC0415 - the maker of examples is not needed for the list

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
        yield from (f"{_WITH}Nothing; what is meant is not certain.", "")
    if page["source"]:
        yield f"A law of the text, not a keyword of the contract. It comes from {page['source']}."
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
