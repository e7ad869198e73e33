"""Probes: two payloads that examine a rule, one on its boundary, to be accepted, and one just beyond it, to be refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..fixtures.build import value_at
from ..fixtures.spoil import Site, edge, sound, spoil
from ..fixtures.validity import is_binding
from ..spec.evidence import Evidence
from ..spec.flat import inside
from ..spec.pointer import pointer
from ..validators.findings import violation_finding
from ..validators.judge import Judge
from ..validators.paths import follow, put
from ..validators.text.document import Record, Text
from .outcome import NotTested

ADVICE = "advice: a server may accept it"
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Probe:
    """A rule at a place, a payload that keeps it, one that breaks it, and the judge's message and evidence for the broken one."""

    site: Site
    place: str
    kept: Any
    broken: Any
    says: str
    evidence: Evidence

    @property
    def is_read_only(self) -> bool:
        """Whether the rule is that the field cannot be sent; a server may drop such a field silently."""
        return self.site.rule.keyword == "readOnly"


def plan(judge: Judge, site: Site, seed: int) -> Probe:
    """Return the probe of a rule at a place. Raises NotTested if nothing can be sent."""
    payload = sound(judge, site, seed)
    unknown = sorted(references(judge.schema, payload) - judge.context.known.keys())
    if unknown:
        raise NotTested(f"the ids of {', '.join(unknown)} are not known here")
    broken = spoil(judge, site, payload)
    binding = [violation for violation in judge.violations(broken) if is_binding(violation)]
    if not binding:
        raise NotTested(ADVICE)
    says = violation_finding(judge, Record(broken, Text(""), (), 0), binding[0], "").message
    return Probe(site, pointer(binding[0].place), edge(judge, site, payload), broken, says, binding[0].evidence)


def references(schema: dict[str, Any], value: Any) -> set[str]:
    """Return the collections to which the references in a payload lead."""
    found = {schema["x-references"]} if "x-references" in schema else set()
    return found.union(*(references(child, inner) for _, child, inner in inside(schema, value)))


def with_other_value(judge: Judge, probe: Probe, shown: Any, seed: int) -> Any:
    """Return the payload with a value that the server does not show already; None if there is none."""
    place = probe.site.place
    for value in _values(judge, probe.site, seed):
        if value != follow(shown, place):
            return put(probe.kept, place, value)
    return None


def _values(judge: Judge, site: Site, seed: int) -> Iterator[Any]:
    for number in range(_TRIES):
        yield value_at(judge, f"{seed}/{number}", site.schema, site.place)
