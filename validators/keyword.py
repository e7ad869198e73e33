"""The keywords of a schema that are asked, with their evidence, and what it means that one is broken."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..spec.evidence import UNSAID, Evidence, evidence_of
from .model import SEVERITY, Breach, Path, Rule, Severity


class Keyword(NamedTuple):
    """A keyword where it stands: its rule, the entry of its argument, and the evidence of that."""

    rule: Rule
    entry: Any
    evidence: Evidence

    @property
    def severity(self) -> Severity:
        """How bad it is to break it, by its evidence."""
        return SEVERITY[self.evidence.certainty]

    def broken(self, site: Path, breach: Breach) -> "Violation":
        """Return the violation of it at a place that it judges."""
        return Violation(*self, site, breach, site + breach.at)


class Violation(NamedTuple):
    """A broken keyword: what it is, the place that it judges, what the rule says, and the place of that.

    Both places are from the root of the record.
    """

    rule: Rule
    entry: Any
    evidence: Evidence
    site: Path
    breach: Breach
    place: Path

    @property
    def key(self) -> tuple[str, Path, str]:
        """What makes it the same violation in a record that was changed elsewhere."""
        return self.rule.id, self.place, self.evidence.at

    @property
    def severity(self) -> Severity:
        """How bad it is, by its evidence."""
        return SEVERITY[self.evidence.certainty]


def entries(rule: Rule, argument: Any) -> list[Any]:
    """Return what is judged by itself of a keyword's argument: its entries, or the argument."""
    return argument if rule.each else [argument]


def keywords_of(schema: Mapping[str, Any], rule: Rule) -> list[Keyword]:
    """Return the keywords of a schema that the rule explains, one for each entry."""
    found = entries(rule, schema[rule.keyword]) if rule.keyword in schema else []
    return [Keyword(rule, entry, evidence_of(schema, rule.keyword, entry) or UNSAID) for entry in found]
