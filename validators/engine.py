"""The judge: finds broken keywords with a JSON Schema engine, lets the rules explain them, and keeps the laws.

The engine says which keyword is broken at which place; the rule of that keyword says how. So every engine that calls the same
rules gives the same findings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from ..spec.contract import Contract, bundled
from ..spec.errors import FeedproofError
from .ask import Asked, everything
from .keyword import Keyword, Violation, entries, keywords
from .model import Context, Path, Rank, Rule
from .rules import rules
from .rules.format import FORMATS
from .show import may_be_personal

if TYPE_CHECKING:
    from .accept import Accept
    from .suspect import Suspects

_FEW = 20
"""So many records are judged in less time than it takes to compile."""


class Broken(Protocol):
    """What an engine reports: a path into the payload and a path into the schema, the last part being the keyword."""

    @property
    def instance_path(self) -> Iterable[str | int]: ...
    @property
    def schema_path(self) -> Iterable[str | int]: ...


Engine = Callable[[dict[str, Any], Context], Callable[[Any], Iterable[Broken]]]
"""Given a flat schema and a context, a function from a payload to its broken keywords."""


def _keyword_class(rule: Rule, context: Context) -> type:
    class Own:
        def __init__(self, _schema: dict[str, Any], argument: Any, _path: list[str | int]) -> None:
            self.entries = entries(rule, argument)

        def validate(self, value: Any) -> None:
            for entry in self.entries:
                for _fault in rule.check(entry, value, context):
                    raise ValueError(rule.id)

    return Own


def production(schema: dict[str, Any], context: Context) -> Callable[[Any], Iterable[Broken]]:
    """Return the engine of every day: jsonschema-rs."""
    import jsonschema_rs  # noqa: PLC0415 - it takes longer to load than most payloads to judge, and the good ones do not need it

    own = {keyword: _keyword_class(rule, context) for keyword, rule in rules().items() if not rule.native}
    validator = jsonschema_rs.Draft202012Validator(schema, keywords=own, formats=FORMATS, validate_formats=True)
    return validator.iter_errors


class Judge:
    """Judges the records of one feed for one action. It may be shared between threads: what it keeps only makes it quicker.

    A few records are asked everything; for more it is worth while to compile the paths that say what need not be asked. The
    engine sees what those cannot tell; another engine than the production one sees all.
    """

    def __init__(
        self, feed: str, context: Context | None = None, contract: Contract | None = None, engine: Engine = production
    ) -> None:
        """Prepare a judge. Raises FeedproofError when the contract has no such feed or action."""
        self.feed = feed
        self.contract = contract or bundled()
        self.context = context or Context()
        self.kind = feed, self.context.action
        self.schema = self.contract.schema(*self.kind)
        self._engine = engine
        self._asked_in_full = 0

    @cached_property
    def key(self) -> str:
        """The property that has the id of a record."""
        return self.contract.feeds[self.feed].key

    @cached_property
    def hides(self) -> Callable[[Path], bool]:
        """Says of a place whether it, anything around it, or anything in it may hold personal data; it remembers."""
        return lru_cache(1024)(partial(may_be_personal, self.schema))

    @cached_property
    def accepts(self) -> "Accept":
        """Says of a record whether it is certainly without violations; made when the first record comes."""
        from .accept import accepting, doubt  # noqa: PLC0415 - a few records are judged without

        return accepting(self.schema, self.context) if self._engine is production else doubt

    @cached_property
    def _suspects(self) -> "Suspects":
        from .suspect import suspecting  # noqa: PLC0415 - likewise

        return suspecting(self.schema, self.context)

    @cached_property
    def _broken(self) -> Callable[[Any], Iterable[Broken]]:
        return self._engine(self.schema, self.context)

    def violations(self, record: Any, unreadable: Iterable[Path] = ()) -> list[Violation]:
        """Return every violation, the laws kept, in the order of the payload's places.

        `unreadable` are places whose value could not be read and of which nothing more is said.
        """
        is_certain = self._asked_in_full >= _FEW and self.accepts(record)
        return [] if is_certain else self.doubted(record, unreadable)

    def doubted(self, record: Any, unreadable: Iterable[Path] = ()) -> list[Violation]:
        """Return the violations of a record that an accepting path has doubted already."""
        found: list[Violation] = []
        for keyword, place, value in self._asked(record):
            self._ask(keyword, place, value, found)
        return sorted(lawful(found, list(unreadable)), key=_order) if len(found) > 1 or unreadable else found

    def _asked(self, record: Any) -> Iterable[Asked]:
        """Return which keywords have to be asked; the engine says so where it cannot be told without."""
        asked = None
        if self._engine is production and self._asked_in_full < _FEW:
            self._asked_in_full += 1
            asked = everything(self.schema, record)
        elif self._engine is production:
            asked = self._suspects(record)
        return self._reported(record) if asked is None else asked

    def _reported(self, record: Any) -> Iterator[Asked]:
        """Yield the keywords that the engine finds broken."""
        sites = {(tuple(error.instance_path), tuple(error.schema_path)) for error in self._broken(record)}
        for place, (*schema, name) in sites:
            for keyword in keywords(follow(self.schema, tuple(schema)), rules()[str(name)]):
                yield keyword, place, follow(record, place)

    def _ask(self, keyword: Keyword, site: Path, value: Any, found: list[Violation]) -> None:
        """Ask the rule of a keyword, and add what it finds."""
        rule, entry, _ = keyword
        try:
            for fault in rule.check(entry, value, self.context):
                found.append(keyword.broken(site, fault))  # noqa: PERF401 - quicker than a list of its own
        except Exception as error:
            raise FeedproofError(f"the rule {rule.id} failed: {type(error).__name__}: {error}") from error

    def not_run(self) -> dict[str, str]:
        """Return the rules that cannot run in this context, with the reason."""
        return dict(self._not_run)

    @cached_property
    def _not_run(self) -> dict[str, str]:
        reasons = (
            (rule.id, rule.blocked(schema[rule.keyword], self.context))
            for schema in schemas(self.schema)
            for rule in rules().values()
            if rule.keyword in schema
        )
        return {rule_id: reason for rule_id, reason in reasons if reason}


def schemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a flat schema and every schema in it."""
    yield schema
    for child in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from schemas(child)


def follow(value: Any, path: Path) -> Any:
    """Return what the path leads to; None where it leads nowhere."""
    try:
        for part in path:
            value = value[part]
    except (KeyError, IndexError, TypeError):
        return None
    return value


def lawful(found: list[Violation], unreadable: list[Path]) -> list[Violation]:
    """Keep one finding for one cause, in the order given: what broke a rule of presence, type or form is not judged further."""
    alone = [violation for violation in found if violation.rule.rank is not Rank.RELATION]
    invalid = {v.place: v.rule.rank for v in sorted(alone, key=lambda v: -v.rule.rank)}
    invalid |= dict.fromkeys(unreadable, Rank.PRESENCE)
    return [v for v in found if not _silenced(v, invalid)]


def _silenced(violation: Violation, invalid: Mapping[Path, Rank]) -> bool:
    rank = violation.rule.rank
    limit = Rank.BOUND if rank is Rank.RELATION else min(Rank.FORM, rank - 1)
    reads = violation.fault.reads() if rank is Rank.RELATION else {violation.fault.at}
    places = [(*violation.site, *path) for path in reads]
    around = {place[:depth] for place in places for depth in range(len(place) + 1)}
    return any(invalid[place] <= limit for place in around & invalid.keys())


def _order(violation: Violation) -> tuple[list[tuple[int, str | int]], Rank, str]:
    place = [(isinstance(part, str), part) for part in violation.place]
    return place, violation.rule.rank, violation.evidence[2]  # type: ignore[return-value]
