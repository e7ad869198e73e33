"""The judge: walks a record by its flat schema, lets the rule of each keyword say what is wrong there, and drops consequences.

The first records are asked every keyword (`walk`); for more, two functions are compiled from the same rules: one that accepts
what is certainly kept (`accept`), and one that says which keywords are left to ask (`suspect`). The tests hold the judge's findings
to those of two JSON Schema engines.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract, bundled
from ..spec.errors import FeedproofError
from .keyword import Keyword, Violation
from .model import Context, Path, Rank
from .personal import may_be_personal
from .walk import Asked, walk

if TYPE_CHECKING:
    from .accept import Accept
    from .accept.suspect import Suspects

_FEW = 20
"""The number of records that are walked in less time than it takes to compile."""


class Judge:
    """Judges the records of one feed for one action. It may be shared between threads: what it keeps only makes it quicker."""

    def __init__(self, feed: str, context: Context | None = None, contract: Contract | None = None) -> None:
        """Prepare a judge. Raises FeedproofError when the contract has no such feed or action."""
        self.feed = feed
        self.contract = contract or bundled()
        self.context = context or Context()
        self.kind = feed, self.context.action
        self.schema = self.contract.schema(*self.kind)
        self._walked = 0

    @cached_property
    def key(self) -> str:
        """The property that has the id of a record."""
        return self.contract.feeds[self.feed].key

    @cached_property
    def may_be_personal(self) -> Callable[[Path], bool]:
        """Says of a place whether it, anything around it, or anything in it may hold personal data; it remembers."""
        return lru_cache(1024)(partial(may_be_personal, self.schema))

    @cached_property
    def accepts(self) -> "Accept":
        """Says of a record whether it is certainly without violations; made when the first record comes."""
        from .accept import accepting  # a few records are judged without

        return accepting(self.schema, self.context)

    @cached_property
    def _suspects(self) -> "Suspects":
        from .accept.suspect import suspecting

        return suspecting(self.schema, self.context)

    def violations(self, record: Any, unreadable: Iterable[Path] = ()) -> list[Violation]:
        """Return every violation that is no consequence of another, in the order of the payload's places.

        `unreadable` are places whose value could not be read and of which nothing more is said.
        """
        is_certain = self._walked >= _FEW and self.accepts(record)
        return [] if is_certain else self.find_violations(record, unreadable)

    def find_violations(self, record: Any, unreadable: Iterable[Path] = ()) -> list[Violation]:
        """Return the same without asking the accepting path first: of a record that it has not accepted already."""
        found: list[Violation] = []
        for keyword, place, value in self._asked(record):
            if not (found and _is_silenced(keyword, place, found[-1])):
                self._ask(keyword, place, value, found)
        return sorted(root_causes(found, list(unreadable)), key=_order) if len(found) > 1 or unreadable else found

    def _asked(self, record: Any) -> Iterable[Asked]:
        """Return which keywords have to be asked; every one where that is not certain without asking."""
        if self._walked < _FEW:
            self._walked += 1
            return walk(self.schema, record)
        asked = self._suspects(record)
        return walk(self.schema, record) if asked is None else asked

    def _ask(self, keyword: Keyword, site: Path, value: Any, found: list[Violation]) -> None:
        """Ask the rule of a keyword, and add what it finds."""
        rule, entry, _ = keyword
        try:
            for breach in rule.check(entry, value, self.context):
                found.append(keyword.broken(site, breach))  # noqa: PERF401 - quicker than a list of its own
        except Exception as error:
            raise FeedproofError(f"the rule {rule.id} failed: {type(error).__name__}: {error}") from error


def _is_silenced(keyword: Keyword, place: Path, last: Violation) -> bool:
    """Say whether all that a keyword can find at a place is a consequence of the last violation: it need not be asked."""
    rank = last.rule.rank
    return last.place == place and rank <= Rank.FORM and rank < keyword.rule.rank


def root_causes(found: list[Violation], unreadable: list[Path]) -> list[Violation]:
    """Return the violations, in the order given, without consequences of others, so that one cause is one finding.

    Dropped is what lies in a value that broke a rule of PRESENCE, NULL, TYPE or FORM, and a RELATION that reads an invalid value.
    """
    alone = [violation for violation in found if violation.rule.rank is not Rank.RELATION]
    invalid = {v.place: v.rule.rank for v in sorted(alone, key=lambda v: -v.rule.rank)}
    invalid |= dict.fromkeys(unreadable, Rank.PRESENCE)
    return [v for v in found if not _is_consequence(v, invalid)]


def _is_consequence(violation: Violation, invalid: Mapping[Path, Rank]) -> bool:
    rank = violation.rule.rank
    is_relation = rank is Rank.RELATION
    limit = Rank.BOUND if is_relation else min(Rank.FORM, rank - 1)
    places = [violation.site + path for path in violation.breach.reads()] if is_relation else [violation.place]
    around = (place[:depth] for place in places for depth in range(len(place) + 1))
    return any(place in invalid and invalid[place] <= limit for place in around)


def _order(violation: Violation) -> tuple[list[tuple[int, str | int]], Rank, str]:
    place = [(isinstance(part, str), part) for part in violation.place]
    return place, violation.rule.rank, violation.evidence.at  # type: ignore[return-value]
