"""What the judge speaks of: severity, certainty, context, breach, rule, finding. Plain data."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple, Protocol

from ..spec.errors import FeedproofError
from ..spec.flat import Path as Path  # noqa: PLC0414 - passed on: the paths of values are those of schemas
from ..spec.nearest import unknown

JsonObject = dict[str, Any]
"""An object of JSON, such as a record of a feed."""


class Severity(IntEnum):
    """How bad a finding is. An error breaks the contract, a warning looks wrong, a note informs."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> "Severity":
        """Return the one of this name, as `str` writes it. Raises FeedproofError with the nearest."""
        known = {str(severity): severity for severity in cls}
        if name.lower() not in known:
            raise FeedproofError(unknown("severity", name, known, f"severities: {', '.join(known)}"))
        return known[name.lower()]


class Certainty(StrEnum):
    """How sure a fact of the contract is."""

    STATED = "stated"
    OBSERVED = "observed"
    INFERRED = "inferred"
    ASSUMED = "assumed"


CERTAINTIES: Mapping[str, Certainty] = {str(certainty): certainty for certainty in Certainty}
"""By the words for them, as the contract has them. To look one up takes a tenth of the time that the enumeration takes."""
SEVERITY: Mapping[str, Severity] = {
    Certainty.STATED: Severity.ERROR,
    Certainty.OBSERVED: Severity.WARNING,
    Certainty.INFERRED: Severity.WARNING,
    Certainty.ASSUMED: Severity.NOTE,
}
"""Severity follows evidence."""


class Rank(IntEnum):
    """What a rule is about. A broken rule of the ranks up to FORM silences the later ranks at its place.

    A rule of RELATION holds a value against others; it is silent when one of them broke a rule up to BOUND, and so is not
    valid by itself.
    """

    PRESENCE = 0
    NULL = 1
    TYPE = 2
    FORM = 3
    BOUND = 4
    RELATION = 5
    ADVICE = 6


NO_VALUE = "leave the field out when it has no value"
"""What to do about what stands in a field that is sent and has no value."""


class Context(NamedTuple):
    """All that a rule may know besides the value.

    `action` is read, create or update; no date is after the default `today`; `known` holds the ids of other collections,
    for references; `taken` the ids that other records of the feed have, each with where it stands.
    """

    action: str = "read"
    today: date = date.max
    known: Mapping[str, Collection[str]] = {}
    taken: Mapping[str, str] = {}

    @property
    def is_read(self) -> bool:
        """Whether what is judged was read, not sent."""
        return self.action == "read"

    @property
    def no_value(self) -> str:
        """What to do about what stands in a field that has no value: whoever reads cannot leave the field out."""
        return "treat it as no value; an overlay can allow it" if self.is_read else NO_VALUE


class Breach(NamedTuple):
    """How a value breaks a rule: where, relative to the value that is judged, and what is wrong there.

    `says` is text and paths in turn; the engine prints the value at each path, cut and never a personal one. The subject
    (the name at `at`) is put before it.
    """

    at: Path
    says: tuple[str | Path, ...]
    hint: str = ""

    def reads(self) -> set[Path]:
        """Every place whose value the breach depends on."""
        return {self.at, *(part for part in self.says if isinstance(part, tuple))}


CheckFunction = Callable[[Any, Any, Context], Iterator[Breach]]
Transform = Callable[[Any, Any], Any]


class ExpressionBuilder(Protocol):
    """What the source of an accepting expression may read; every method returns the source of it.

    A path is (): the value, (name,): a member, or (array, name): that member of each item. What is absent is None. A moment
    is a number, an `instant`: those of texts with an offset differ by whole numbers, and so do those without. Where it cannot
    be read at once, the value's own is None, and the comparison with another's raises.
    """

    @property
    def context(self) -> Context: ...
    def value(self, *path: str) -> str: ...
    def is_multiple(self, unit: int) -> str: ...
    def has_no_decimals(self) -> str: ...
    def moment(self, *path: str) -> str: ...
    def unlisted_names(self) -> str: ...
    def bind(self, constant: Any) -> str: ...


AcceptExpression = Callable[[Any, ExpressionBuilder], str]


class Renamed(NamedTuple):
    """What `fix` returns where not the value is wrong but the name of its field."""

    name: str


FixFunction = Callable[[Any, Any, Path], Any]


def _always(_argument: Any, _context: Context) -> str:
    return ""


class Rule(NamedTuple):
    """One keyword of the contract.

    `check(argument, value, context)` yields the breaches. `spoil(argument, value)` returns the value broken just beyond the
    keyword's boundary and nowhere else; `satisfy(argument, value)` returns the nearest value that holds, so that
    `satisfy(argument, spoil(argument, value))` stands on the boundary. None of them changes its input. `spoil_else` breaks it in
    another direction, for where a keyword beside it is in the way.

    `each`: the argument is a list of entries, each a site of its own. `blocked(argument, context)` says why the rule cannot run,
    or nothing.

    `accept(argument, of)` returns the source of an expression that is true only where `check` has nothing to say; it may be
    false there too, or raise. Without it, `check` itself is asked.

    `fix(argument, value, at)` returns what the value at a breach's `at` certainly has to be, or `Renamed`; None where that is
    not certain. It never guesses. The last part of the page says what it fixes.
    """

    id: str
    keyword: str
    rank: Rank
    page: str
    check: CheckFunction
    satisfy: Transform
    spoil: Transform
    each: bool = False
    blocked: Callable[[Any, Context], str] = _always
    accept: AcceptExpression | None = None
    fix: FixFunction | None = None
    spoil_else: Transform | None = None

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]


class Replacement(NamedTuple):
    """Characters of one line, and the text that takes their place.

    The line is so many above that of the finding; columns count from 1, in characters, and `end` is the one behind the last.
    """

    above: int
    column: int
    end: int
    text: str


class SuggestedFix(NamedTuple):
    """What `--fix` does about a finding, in words and as replacements.

    There are none where they would show a personal value, or where what goes is no character of the text.
    """

    says: str
    replacements: tuple[Replacement, ...] = ()


class Finding(NamedTuple):
    """One broken keyword at one place.

    `pointer` is an RFC 6901 pointer from the root of the document (of the record, for NDJSON); `line` and `column` count
    from 1, in characters; `record` is the record's number in the document, from 0; `contract` points to the keyword; `fix` is
    what can certainly be done about it.
    """

    rule: str
    severity: Severity
    certainty: Certainty
    message: str
    hint: str
    source: str
    feed: str
    record: int | None
    id: str | None
    pointer: str
    contract: str
    path: str = ""
    line: int = 1
    column: int = 1
    fix: SuggestedFix | None = None
    exchange: str = ""

    def moved(self, lines: int, records: int) -> "Finding":
        """Return it in a document in which so many lines and records stand before."""
        return self._replace(line=self.line + lines, record=None if self.record is None else self.record + records)


RuleFilter = Callable[[str], bool]
"""Says of a rule id whether its findings are wanted."""
