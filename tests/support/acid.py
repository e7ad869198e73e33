"""The acid test of a keyword at a place of a contract: a payload without findings, broken there, gives only its finding."""

from typing import Any

from feedproof.fixtures.ids import examples
from feedproof.fixtures.spoil import Site, edge, sound, spoil
from feedproof.spec.contract import Contract
from feedproof.spec.flat import schemas
from feedproof.spec.pointer import pointer
from feedproof.validators import Judge


def known(contract: Contract) -> dict[str, frozenset[str]]:
    """Return the ids in the contract's examples of references, by collection."""
    return {
        schema["x-references"]: frozenset(examples(schema))
        for feed in contract.feeds.values()
        for schema in schemas(feed.actions["read"])
        if "x-references" in schema
    }


_LONG = 12
"""The maximum digits of a number that no rule has made."""


class Again(dict[str, str]):
    """The ids of other records: they include any id that the rule makes when it spoils a sound one, and no sound id."""

    def __missing__(self, value: str) -> str:
        return "line 1 of another.json"

    def __contains__(self, value: object) -> bool:
        text = str(value)
        return text.endswith("-again") or (text.isdecimal() and len(text) > _LONG)


TAKEN = Again(any="line 1 of another.json")


def evidence_of(site: Site) -> tuple[str, str, str]:
    return site.keyword.evidence


def examine(judge: Judge, site: Site) -> None:
    """Run the acid test on one site."""
    payload = sound(judge, site)
    assert told(judge, payload) == [], "the payload is not sound"
    found = judge.violations(spoil(judge, site, payload))
    assert [(violation.rule.id, violation.site, violation.entry) for violation in found] == [
        (site.rule.id, site.place, site.entry)
    ], f"broken, it does not give exactly one finding: {told(judge, spoil(judge, site, payload))}"
    assert found[0].evidence == evidence_of(site), "the evidence is another one's"
    assert told(judge, edge(judge, site, payload)) == [], "the boundary is refused"


def told(judge: Judge, payload: Any) -> list[tuple[str, str]]:
    return [(violation.rule.id, pointer(violation.place)) for violation in judge.violations(payload)]
