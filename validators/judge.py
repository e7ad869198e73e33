"""The judge: applies the rule of each keyword of the flat schema to a record, and drops violations that follow from others.

To the first records every keyword is applied (`walk`). For more, two functions are compiled from the same rules: one accepts
records that certainly have no violations (`accept`), the other says which keywords still have to be applied (`suspect`). The tests
compare the judge's findings with those of two JSON Schema engines.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract, or_bundled
from ..spec.errors import FeedproofError
from .keyword import Keyword, Violation
from .model import Context, Path, Rank
from .personal import may_be_personal
from .walk import AppliedKeyword, walk

if TYPE_CHECKING:
    from .accept import Accept
    from .accept.suspect import Suspects

_FEW = 20
"""How many records are walked before anything is compiled: for fewer, compiling takes longer than walking."""


class Judge:
    """Judges the records of one feed for one action. It may be shared between threads: its caches change only its speed.

    Raises FeedproofError if the contract has no such feed or action.
    """

    def __init__(self, feed: str, context: Context | None = None, contract: Contract | None = None) -> None:
        self.feed = feed
        self.contract = or_bundled(contract)
        self.context = context or Context()
        self.kind = feed, self.context.action
        self.schema = self.contract.schema(*self.kind)
        self._walked = 0

    @cached_property
    def key(self) -> str:
        """The field that holds the id of a record."""
        return self.contract.feeds[self.feed].key

    @cached_property
    def may_be_personal(self) -> Callable[[Path], bool]:
        """Returns whether a place, anything around it, or anything in it may hold personal data; the answers are cached."""
        return lru_cache(1024)(partial(may_be_personal, self.schema))

    @cached_property
    def accepts(self) -> "Accept":
        """The accepting path: returns whether a record certainly has no violations. Compiled when it is first needed."""
        from .accept import accepting  # not needed for a few records

        return accepting(self.schema, self.context)

    @cached_property
    def _suspects(self) -> "Suspects":
        from .accept.suspect import suspecting

        return suspecting(self.schema, self.context)

    def violations(self, record: Any, unreadable: Iterable[Path] = ()) -> list[Violation]:
        """Return every violation that does not follow from another, ordered by place.

        `unreadable` are places whose value could not be read: nothing more is reported about them.
        """
        is_certain = self._walked >= _FEW and self.accepts(record)
        return [] if is_certain else self.find_violations(record, unreadable)

    def find_violations(self, record: Any, unreadable: Iterable[Path] = ()) -> list[Violation]:
        """Return the same as `violations`, without trying the accepting path first: for a record that it does not accept."""
        found: list[Violation] = []
        for keyword, place, value in self._keywords_to_apply(record):
            if not (found and _is_silenced(keyword, place, found[-1])):
                self._apply(keyword, place, value, found)
        return sorted(root_causes(found, list(unreadable)), key=_order) if len(found) > 1 or unreadable else found

    def _keywords_to_apply(self, record: Any) -> Iterable[AppliedKeyword]:
        """Return the keywords to apply: those that `suspect` returns, or all of them if it returns None."""
        if self._walked < _FEW:
            self._walked += 1
            return walk(self.schema, record)
        suspects = self._suspects(record)
        return walk(self.schema, record) if suspects is None else suspects

    def _apply(self, keyword: Keyword, site: Path, value: Any, found: list[Violation]) -> None:
        """Apply the rule of a keyword to a value, and add the violations to `found`."""
        rule, entry, _ = keyword
        try:
            for breach in rule.check(entry, value, self.context):
                found.append(keyword.broken(site, breach))  # noqa: PERF401 - quicker than to build a list first
        except Exception as error:
            raise FeedproofError(f"the rule {rule.id} failed: {type(error).__name__}: {error}") from error


def _is_silenced(keyword: Keyword, place: Path, last: Violation) -> bool:
    """Return whether any violation of a keyword at a place would follow from the last one, so that it need not be applied."""
    rank = last.rule.rank
    return last.place == place and rank <= Rank.FORM and rank < keyword.rule.rank


def root_causes(found: list[Violation], unreadable: list[Path]) -> list[Violation]:
    """Return the violations, in the order given, without those that follow from others, so that one cause is one finding.

    It drops violations inside a value that broke a rule of PRESENCE, NULL, TYPE or FORM, and those of a RELATION that reads an
    invalid value.
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
