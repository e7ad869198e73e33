"""The judge's plain data: severity, certainty, context, breach, rule, finding."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple, Protocol

from ..spec.errors import FeedproofError
from ..spec.flat import Path as Path  # noqa: PLC0414 - re-exported: paths of values have the same form as those of schemas
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
        """Return the severity with this name, in upper or lower case. Raises FeedproofError, which suggests the nearest name."""
        known = {str(severity): severity for severity in cls}
        if name.lower() not in known:
            raise FeedproofError(unknown("severity", name, known, f"severities: {', '.join(known)}"))
        return known[name.lower()]


class Certainty(StrEnum):
    """How certain a fact of the contract is."""

    STATED = "stated"
    OBSERVED = "observed"
    INFERRED = "inferred"
    ASSUMED = "assumed"


CERTAINTIES: Mapping[str, Certainty] = {str(certainty): certainty for certainty in Certainty}
"""The certainties by their names in the contract. A look-up here takes a tenth of the time of one in the enumeration."""
SEVERITY: Mapping[str, Severity] = {
    Certainty.STATED: Severity.ERROR,
    Certainty.OBSERVED: Severity.WARNING,
    Certainty.INFERRED: Severity.WARNING,
    Certainty.ASSUMED: Severity.NOTE,
}
"""The severity of breaking a fact of each certainty."""


class Rank(IntEnum):
    """What a rule is about. A broken rule of the ranks up to FORM silences the later ranks at its place.

    A rule of RELATION compares a value with others; it reports nothing if one of them broke a rule of the ranks up to BOUND, and so
    is already invalid by itself.
    """

    PRESENCE = 0
    NULL = 1
    TYPE = 2
    FORM = 3
    BOUND = 4
    RELATION = 5
    ADVICE = 6


NO_VALUE = "leave the field out when it has no value"
"""The hint for a field that is sent although it has no value."""


class Context(NamedTuple):
    """Everything that a rule may know besides the value.

    `action` is read, create or update; no date is after the default `today`; `known` holds the ids of each other collection, for
    references; `taken` holds the ids of other records of the feed, each with the location of its record.
    """

    action: str = "read"
    today: date = date.max
    known: Mapping[str, Collection[str]] = {}
    taken: Mapping[str, str] = {}

    @property
    def is_read(self) -> bool:
        """Whether the record was read from a server, rather than sent to it."""
        return self.action == "read"

    @property
    def no_value(self) -> str:
        """The hint for a field that has no value: a program that reads a record cannot leave the field out."""
        return "treat it as no value; an overlay can allow it" if self.is_read else NO_VALUE


class Breach(NamedTuple):
    """How a value breaks a rule: the place, relative to the value that is judged, and what is wrong there.

    `says` is the message, as texts and paths: each path is replaced by the value there, shortened and never a personal one. The
    name of the field at `at` is put before the message.
    """

    at: Path
    says: tuple[str | Path, ...]
    hint: str = ""

    def reads(self) -> set[Path]:
        """Return every place whose value the breach depends on."""
        return {self.at, *(part for part in self.says if isinstance(part, tuple))}


CheckFunction = Callable[[Any, Any, Context], Iterator[Breach]]
Transform = Callable[[Any, Any], Any]


class ExpressionBuilder(Protocol):
    """Builds the source of an accepting expression: every method returns the source of a part of it.

    A path is () for the value itself, (name,) for a member, or (array, name) for that member of each item. An absent value is None.
    A moment is a number, an `instant`: moments with an offset differ by whole numbers, and so do those without. If a moment cannot
    be read as an instant, it is None in expressions on its own value, and comparing it with another moment raises.
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
    """Returned by `fix` if the name of the field is wrong rather than its value."""

    name: str


FixFunction = Callable[[Any, Any, Path], Any]


def _always(_argument: Any, _context: Context) -> str:
    return ""


class Rule(NamedTuple):
    """How one keyword of the contract is judged.

    `check(argument, value, context)` yields the breaches. `spoil(argument, value)` returns the value broken just beyond the
    keyword's boundary and nowhere else; `satisfy(argument, value)` returns the nearest value that keeps the keyword, so that
    `satisfy(argument, spoil(argument, value))` is on the boundary. None of them changes its input. `spoil_else` breaks the keyword
    in another direction, for values that `spoil` cannot break because of another keyword.

    `each`: the argument is a list of entries, which are judged separately. `blocked(argument, context)` returns why the rule
    cannot run; empty if it can.

    `accept(argument, build)` returns the source of an expression that is true only if `check` finds nothing; it may also be false,
    or raise, although `check` would find nothing. Without `accept`, `check` itself is called.

    `fix(argument, value, at)` returns what the value at a breach's `at` must certainly be, or `Renamed`; None if that is not
    certain. It never guesses. The last part of the page says what it fixes.

    `suggest(argument, value)` returns the value that was probably meant; None if nothing is probable. It becomes the hint, unless
    the value is personal.
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
    suggest: Transform | None = None

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]


class Replacement(NamedTuple):
    """Characters of one line, and the text that replaces them.

    `above` says how many lines the line is above that of the finding. Columns count from 1, in characters; `end` is the column
    after the last character.
    """

    above: int
    column: int
    end: int
    text: str


class SuggestedFix(NamedTuple):
    """What `--fix` does about a finding, in words and as replacements.

    There are no replacements if they would show a personal value, or if the fix changes no characters of the text, as for a byte
    order mark.
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
        """Return the finding with its line and record number increased, for a piece that follows this many lines and records."""
        return self._replace(line=self.line + lines, record=None if self.record is None else self.record + records)


RuleFilter = Callable[[str], bool]
"""Returns whether the findings of a rule, given by its id, are wanted."""
