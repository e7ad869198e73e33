"""The sites of rules that hold records of a whole input together, and when those rules can run."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...spec.flat import schemas
from ..judge import Judge
from ..key_values import KEY, REFERENCES
from ..model import Context, Path, Rule
from ..rules import rules


class AcrossSite(NamedTuple):
    """A keyword of a feed: its rule, its argument, where it stands, the schema there; `name` is the property that it reads."""

    feed: str
    rule: Rule
    entry: Any
    place: Path
    schema: Mapping[str, Any]
    name: str

    def context(self, context: Context, value: str | int, where: str) -> Context:
        """Return the context in which the rule speaks of this value: one that is taken there, or known nowhere."""
        if self.rule.keyword == KEY:
            return Context(context.action, context.today, context.known, {str(value): where})
        return Context(context.action, context.today, {self.entry: ()}, context.taken)


def key_site(judge: Judge) -> AcrossSite:
    """Return the site of the key of what is read."""
    name = judge.schema[KEY]
    return AcrossSite(judge.feed, rules()[KEY], name, (), judge.schema, name)


def reference_site(judge: Judge, name: str) -> AcrossSite:
    """Return the site of a property that references another feed."""
    schema = judge.schema["properties"][name]
    return AcrossSite(judge.feed, rules()[REFERENCES], schema[REFERENCES], (name,), schema, name)


def collections(judge: Judge) -> Iterator[str]:
    """Yield each collection that the records of a judge reference."""
    yield from (schema[REFERENCES] for schema in schemas(judge.schema) if REFERENCES in schema)
