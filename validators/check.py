"""Check whole documents: find their records, recognise the feed of each, and judge it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract, Feed, bundled, or_bundled
from ..spec.errors import FeedproofError
from ..spec.pointer import join, split, step
from .checked import Checked
from .findings import Owner, flaw_finding, owner_of, violation_finding
from .judge import Judge
from .key_values import key_fields, key_row
from .keyword import Violation
from .misspelt import covered_by
from .model import Context, Finding, Path, Rank, RuleFilter
from .recognise import UNKNOWN_FEED, FeedRecogniser
from .text.document import Record, Text, blanked, is_sound, texts
from .text.laws import ENDS_TEXT, LEAVES_NOTHING
from .text.strict import Flaw

if TYPE_CHECKING:
    from .fixing.records import Fix, RecordFixer


class Checker:
    """Checks documents with fixed options; `replace` returns a checker with others. It caches judges, which changes only its speed.

    `feed`, `action` and `at` (a JSON Pointer to the records) are recognised when they are not given; the default contract is the
    bundled one. `today`, `known` and `taken` are passed to the rules (`Context`). `collects_keys`: keep the ids and references of
    the records, for the rules across records. `explains_fixes`: each finding says how it is fixed, not only that it can be.
    `is_body`: the document is a request body, so it is one record and not a list. `ignored`: rules whose findings nobody sees, so
    they must not hide findings of other rules. `base_url`: in recorded traffic, only requests below this URL are judged. `most`:
    how many findings of a rule are reported for a large document; those of later records are only counted (0: all are reported).
    """

    def __init__(  # noqa: PLR0913 - one keyword argument per option
        self,
        contract: Contract | None = None,
        feed: str | None = None,
        action: str | None = None,
        at: str | None = None,
        *,
        today: date = date.max,
        known: Mapping[str, Collection[str]] | None = None,
        taken: Mapping[str, str] | None = None,
        collects_keys: bool = False,
        explains_fixes: bool = True,
        is_body: bool = False,
        ignored: frozenset[str] = frozenset(),
        base_url: str = "",
        most: int = 0,
    ) -> None:
        self.contract, self.feed, self.action, self.at = or_bundled(contract), feed, action, at
        self.today, self.known, self.taken = today, known or {}, taken or {}
        self.collects_keys, self.explains_fixes, self.is_body = collects_keys, explains_fixes, is_body
        self.ignored, self.base_url, self.most = ignored, base_url, most
        self._judges: dict[tuple[str, str], Judge] = {}
        self._key_fields: dict[tuple[str, str], tuple[str, ...]] = {}

    @property
    def options(self) -> dict[str, Any]:
        """The arguments that the checker was made with, by name."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def replace(self, **changes: Any) -> "Checker":
        """Return a new checker with these options changed."""
        return Checker(**self.options | changes)

    def __getstate__(self) -> dict[str, Any]:
        """Return the options to pickle; the bundled contract is left out, because the other process has it."""
        return self.options | ({"contract": None} if self.contract is bundled() else {})

    def __setstate__(self, options: dict[str, Any]) -> None:
        """Restore the options without validating them: a scheduler waits forever if its worker fails to unpickle."""
        vars(self).update(options, contract=or_bundled(options["contract"]), _judges={}, _key_fields={})

    def check(self, data: bytes, path: str = "", *, lines: bool | None = None) -> Checked:
        """Check one document. Raises FeedproofError if `at` points to nothing in it."""
        checked = Checked()
        for text in texts(data, lines=lines):
            self.add(text, path, checked)
        checked.findings.sort(key=lambda finding: (finding.line, finding.column))
        return checked

    def add(self, text: Text, path: str, checked: Checked) -> Judge | None:
        """Judge one text of a document, and add the result to `checked`. Return the judge of its last record, if it has one."""
        judge, start = None, len(checked.findings)
        owners: dict[Path, Owner] = {}
        for record in self.records(text, path, checked.records):
            judge = self._judge_record(record, path, checked)
            if text.flaws and judge:
                owners[record.path] = Owner(judge, record)
        checked.findings[start:start] = [
            flaw_finding(text, flaw, path, self.feed or "", owner_of(owners, (*text.base, *flaw.path)))
            for flaw in self._flaws(text)
        ]
        return judge

    def _flaws(self, text: Text) -> list[Flaw]:
        """Return the flaws of a text; if it is CSV, only that flaw."""
        if text.first_line > 1 or not any(flaw.law in ENDS_TEXT for flaw in text.flaws):
            return text.flaws
        from .not_json import csv_flaws  # needed for few texts

        return csv_flaws(text, self._recogniser) or text.flaws

    def _judge_record(self, record: Record, path: str, checked: Checked) -> Judge | None:
        judge = self.judge_of(record)
        checked.records += 1
        if judge is None:
            alike = self._recogniser.alternatives(record.value, self.action)
            checked.findings.append(self._unrecognised(record, alike, path))
            return None
        unreadable = blanked(record)
        violations = (judge.find_violations if record.text.is_doubted else judge.violations)(record.value, unreadable)
        if violations and (found := self._misfit(judge, record, violations, path)):
            checked.findings.append(found)
            return judge
        if violations:
            checked.add_findings(self._findings(judge, record, violations, unreadable, path=path, checked=checked))
        if self.collects_keys:
            self._collect_keys(judge, record, checked)
        checked.judged_as.add(judge.kind)
        return judge

    def _misfit(self, judge: Judge, record: Record, violations: list[Violation], path: str) -> Finding | None:
        """Return the finding for what holds a record, or is one of another feed than given; None if neither is certain."""
        if not self._is_reported(UNKNOWN_FEED.id):
            return None  # a record that nothing judges would seem to be right
        if where := self._recogniser.nested_record(record.value, judge.feed):
            return self._unrecognised(record, where, path)
        if not (other := self._other_feed(judge, record, violations)):
            return None
        from .unrecognised import other_feed_finding  # needed for few records

        return other_feed_finding(record, judge.feed, other, path, is_body=self.is_body)

    def _other_feed(self, judge: Judge, record: Record, violations: list[Violation]) -> str:
        """Return the other feed of a record that lacks required fields of the given feed; empty if that is not certain."""
        is_doubtful = self.feed and judge.context.is_read and any(one.rule.rank is Rank.PRESENCE for one in violations)
        return self._recogniser.other_feed(record.value, judge.feed) if is_doubtful else ""

    def _unrecognised(self, record: Record, alike: list[str] | Path, path: str) -> Finding:
        from .unrecognised import unrecognised_finding  # needed for few records

        return unrecognised_finding(record, alike, self.contract, self.action, path, is_body=self.is_body)

    def _findings(  # noqa: PLR0913 - a finding depends on all of them
        self,
        judge: Judge,
        record: Record,
        violations: list[Violation],
        unreadable: list[Path],
        *,
        path: str,
        checked: Checked,
    ) -> Iterator[Finding]:
        """Yield the findings of a record, each with its fix; if a rule has enough findings already, only count them."""
        fixes, explains = fixes_of(judge, record, violations, unreadable, self._is_reported), self.explains_fixes
        for violation in self._uncovered(judge, record, violations):
            fix = fixes.get(violation.key) if fixes else None
            if violation.rule.id in checked.enough.rules:
                checked.counted[violation.rule.id, violation.severity, fix is not None] += 1
            else:
                yield violation_finding(judge, record, violation, path, fix, explains=explains)

    def _uncovered(self, judge: Judge, record: Record, violations: list[Violation]) -> list[Violation]:
        """Return the violations without those that only repeat another one (`covered_by`)."""
        covered = covered_by(judge.schema, record.value, violations, self._is_reported)
        return [violation for violation in violations if violation.key not in covered] if covered else violations

    def _is_reported(self, rule: str) -> bool:
        """Return whether the findings of a rule are reported, not ignored."""
        return rule not in self.ignored

    def _collect_keys(self, judge: Judge, record: Record, checked: Checked) -> None:
        rows = [key_row(judge.schema, self.key_fields(judge), record.value)]
        checked.add_keys((*judge.kind, record.is_alone), record.number, rows)

    def key_fields(self, judge: Judge) -> tuple[str, ...]:
        """Return the properties of the judge's records whose values the rules across records need."""
        if judge.kind not in self._key_fields:
            names = key_fields(judge.schema, judge.context.action, self.contract.feeds) if self.collects_keys else ()
            self._key_fields[judge.kind] = names
        return self._key_fields[judge.kind]

    def judge_of(self, record: Record) -> Judge | None:
        """Return the judge of a record; None if there is no record, its feed is not certain, or the feed lacks the action."""
        if record.lacks:
            return None
        feed = self.feed or self._recognised(record)
        return self.judge(feed, self.action or self._guess(record, feed)) if feed else None

    def _recognised(self, record: Record) -> str:
        """Return the only feed that a record can belong to, if that feed has the action; else an empty string."""
        feeds = self._recogniser.recognise(record.value, self.action)
        has_action = len(feeds) == 1 and self.action in {None, *self.contract.feeds[feeds[0]].actions}
        return feeds[0] if has_action else ""

    def judge(self, feed: str, action: str) -> Judge:
        """Return the judge of a feed and an action; it is made once and cached."""
        judge = self._judges.get((feed, action))
        if judge is None:
            context = Context(action, self.today, self.known, self.taken)
            judge = self._judges[feed, action] = Judge(feed, context, self.contract)
        return judge

    def records(self, text: Text, path: str, count: int) -> Iterator[Record]:
        """Yield the records of a text, numbered from `count`; none if the text cannot be read."""
        if text.flaws and any(flaw.law in LEAVES_NOTHING for flaw in text.flaws):
            return
        if text.base:
            yield Record(text.value, text, text.base, count)
            return
        value, place = self._at(text, path) if self.at else (text.value, ())
        if place is None:
            yield Record(None, text, (), count, lacks=self.at or "")
            return
        if envelope := self._envelope(value):
            value, place = value[envelope], (*place, envelope)
        if isinstance(value, list) and not self.is_body:
            for index, item in enumerate(value):
                yield Record(item, text, (*place, index), count + index)
        else:
            yield Record(value, text, place, count, is_alone=not text.is_line)

    def _at(self, text: Text, path: str) -> tuple[Any, Path | None]:
        """Return the value that `at` points to, and its path; for a line of NDJSON that has nothing there, the path is None."""
        value: Any = text.value
        place: Path = ()
        for part in self._parts(path):
            around = value
            try:
                value = step(around, part)
            except LookupError:
                if text.is_line:
                    return None, None
                where = join("", *place, part)
                raise FeedproofError(f"{path}: the pointer {self.at} leads nowhere: there is no {where}") from None
            place = (*place, int(part) if isinstance(around, list) else part)
        return value, place

    def _parts(self, path: str) -> list[str]:
        try:
            return split(self.at or "")
        except ValueError as error:
            raise FeedproofError(f"{path}: {error}") from None

    def _envelope(self, value: Any) -> str:
        """Return the field that holds the records of a list answer; an empty string if the value is not a list answer.

        An object whose envelope field does not hold a list is still treated as a list answer if the feed knows none of its fields.
        """
        if isinstance(value, dict):
            for feed in self._listed:
                inside = value.get(feed.envelope, value)
                if inside is not value and (isinstance(inside, list) or self._recogniser.knows_none(feed.name, value)):
                    return feed.envelope
        return ""

    def envelopes(self) -> list[str]:
        """Return the fields that may hold the records of a list answer."""
        return sorted({feed.envelope for feed in self._listed} - {""})

    @cached_property
    def _listed(self) -> list[Feed]:
        """The feeds whose list answers the document may hold."""
        if self.is_body:
            return []
        return [self.contract.feed(self.feed)] if self.feed else list(self.contract.feeds.values())

    @cached_property
    def _recogniser(self) -> FeedRecogniser:
        self.contract.require(self.feed, self.action)
        return FeedRecogniser(self.contract)

    def _guess(self, record: Record, name: str) -> str:
        """Return the likely action: create for a whole document or line without an id, if the feed has create; else read."""
        feed = self.contract.feed(name)
        bare = not record.path and not self._recogniser.has_key(name, record.value)
        return "create" if bare and "create" in feed.actions else "read"


def fixes_of(
    judge: Judge, record: Record, violations: list[Violation], unreadable: list[Path], wanted: RuleFilter
) -> "dict[tuple[str, Path, str], Fix]":
    """Return the fixes of a record's violations, by the keys of the violations."""
    if not any(violation.rule.fix for violation in violations) or not is_sound(record):
        return {}
    attempt = _record_fixer()(judge, wanted, unreadable).fix(record.value, violations)
    return {fix.violation.key: fix for fix in attempt.fixes()}


@cache
def _record_fixer() -> "type[RecordFixer]":
    from .fixing.records import RecordFixer  # only for what may be fixed; cached, as importing again takes time

    return RecordFixer
