"""The sites of the rules that compare the records of a whole input."""

from collections.abc import Iterator
from typing import NamedTuple

from ...spec.flat import schemas
from ..judge import Judge
from ..key_values import KEY, REFERENCES
from ..keyword import Keyword, keywords_of
from ..model import Context, Path
from ..rules import rules


class AcrossSite(NamedTuple):
    """A keyword and the place that it judges; `name` is the property that it reads."""

    keyword: Keyword
    place: Path
    name: str

    def context(self, context: Context, value: str | int, where: str) -> Context:
        """Return the context in which the rule reports it: as an id already used at `where`, or as an unknown reference."""
        if self.keyword.rule.keyword == KEY:
            return Context(context.action, context.today, context.known, {str(value): where})
        return Context(context.action, context.today, {self.keyword.entry: ()}, context.taken)


def key_site(judge: Judge) -> AcrossSite:
    """Return the site of the id, for records that are read."""
    (keyword,) = keywords_of(judge.schema, rules()[KEY])
    return AcrossSite(keyword, (), keyword.entry)


def reference_site(judge: Judge, name: str) -> AcrossSite:
    """Return the site of a property that references another feed."""
    (keyword,) = keywords_of(judge.schema["properties"][name], rules()[REFERENCES])
    return AcrossSite(keyword, (name,), name)


def collections(judge: Judge) -> Iterator[str]:
    """Yield each collection that the records of a judge reference."""
    yield from (schema[REFERENCES] for schema in schemas(judge.schema) if REFERENCES in schema)
