"""The keywords of a schema, with their rules and their evidence, and violations of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..spec.evidence import UNSAID, Evidence, evidence_of
from .model import SEVERITY, Breach, Path, Rule, Severity


class Keyword(NamedTuple):
    """A keyword of a schema: its rule, one entry of its argument, and the evidence for that entry."""

    rule: Rule
    entry: Any
    evidence: Evidence

    @property
    def severity(self) -> Severity:
        """The severity of a violation of it, by its evidence."""
        return SEVERITY[self.evidence.certainty]

    def broken(self, site: Path, breach: Breach) -> "Violation":
        """Return the violation for a breach of this keyword; `site` is the place that it judges."""
        return Violation(*self, site, breach, site + breach.at)


class Violation(NamedTuple):
    """A broken keyword: the keyword, the place that it judges (`site`), the breach, and the place of the breach (`place`).

    Both places are paths from the root of the record.
    """

    rule: Rule
    entry: Any
    evidence: Evidence
    site: Path
    breach: Breach
    place: Path

    @property
    def key(self) -> tuple[str, Path, str]:
        """Identifies the violation: it stays the same when the record is changed elsewhere."""
        return self.rule.id, self.place, self.evidence.at

    @property
    def severity(self) -> Severity:
        """The severity, by the evidence for the keyword."""
        return SEVERITY[self.evidence.certainty]


def entries(rule: Rule, argument: Any) -> list[Any]:
    """Return the parts of a keyword's argument that are judged separately: its entries, or the argument as a whole."""
    return argument if rule.each else [argument]


def keywords_of(schema: Mapping[str, Any], rule: Rule) -> list[Keyword]:
    """Return the keywords of a schema that belong to a rule, one for each entry of the argument."""
    found = entries(rule, schema[rule.keyword]) if rule.keyword in schema else []
    return [Keyword(rule, entry, evidence_of(schema, rule.keyword, entry) or UNSAID) for entry in found]
