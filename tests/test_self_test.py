"""The strength of the suite: it catches every fault of the sandbox, and a suite that checks nothing catches none."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from feedproof.contract_tests import run
from feedproof.contract_tests.behaviour import behaviours
from feedproof.contract_tests.behaviour.behave import behave
from feedproof.contract_tests.checks import Answers
from feedproof.contract_tests.client import Client
from feedproof.contract_tests.discovery import discover
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.model import Failure, Finder
from feedproof.contract_tests.prober import Prober
from feedproof.contract_tests.run import examine
from feedproof.contract_tests.server.target import Target
from feedproof.contract_tests.strength import SelfTest, self_test
from feedproof.contract_tests.strength.trial import Alarm, Noticed, Trial
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.faults import faults
from feedproof.fixtures.sandbox.faults.derived import derived
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from parts import part, send_little

SEED = 1
TRAINERS = ("/trainers", "/trainers/{TrainerID}")
COURSES = ("/coursedates", "/coursedates/{CourseDateID}")

PROBED = {fault.name: fault.name.removeprefix("allow-") for fault in derived(bundled())}
"""Each fault that the probes of a rule catch, with the rule."""
BEHAVED = {
    "alias-does-not-fall-back": "what-is-not-set-falls-back",
    "anothers-record-visible": "a-record-stays-with-its-parent",
    "assignment-ignored": "an-assignment-shows",
    "assignment-of-a-stranger": "a-stranger-is-not-assigned",
    "assignment-shows-the-last-name": "an-assignment-shows",
    "change-reaches-another": "a-change-leaves-the-rest",
    "create-lost": "created-equals-read",
    "created-twice": "creating-once-lists-once",
    "created-with-another-status": "a-success-is-as-listed",
    "dates-an-hour-late": "times-come-back",
    "empty-text-for-what-is-missing": "created-equals-read",
    "enum-in-lower-case": "an-update-shows",
    "error-with-success-status": "a-refusal-says-why",
    "error-without-errors": "a-refusal-says-why",
    "fails-on-long-text": "texts-come-back",
    "false-not-stored": "nothing-is-something",
    "filter-finds-nothing": "a-filter-finds-all-and-only-what-matches",
    "filter-finds-one": "a-filter-finds-every-match",
    "filter-finds-parts": "a-filter-takes-whole-values",
    "filter-ignored": "a-filter-finds-all-and-only-what-matches",
    "filter-finds-the-day": "a-filter-takes-the-moment",
    "filtered-list-has-no-pages": "a-filtered-list-has-pages",
    "first-page-only": "pages-neither-lose-nor-repeat",
    "first-value-stays": "an-update-shows",
    "fractions-cut": "numbers-come-back",
    "last-value-replaced": "listed-values-come-back",
    "numbers-as-text": "money-comes-back",
    "offset-dropped": "times-come-back",
    "own-key-not-stored": "created-equals-read",
    "page-drops-a-record": "pages-neither-lose-nor-repeat",
    "page-repeats-a-record": "pages-neither-lose-nor-repeat",
    "page-size-ignored": "a-page-is-no-larger-than-asked",
    "pounds-for-pence": "money-comes-back",
    "put-creates": "updating-a-stranger-makes-nothing",
    "put-wipes": "an-update-keeps-what-it-does-not-name",
    "reading-counts-as-change": "reading-changes-nothing",
    "required-field-missing": "created-equals-read",
    "same-put-refused": "updating-twice-is-updating-once",
    "stale-list": "a-list-shows-the-change",
    "stale-read-after-write": "an-update-shows",
    "text-cut-short": "texts-come-back",
    "update-lost": "an-update-shows",
    "update-time-stands-still": "an-update-moves-the-time-of-change",
    "wrong-content-type": "a-refusal-says-why",
}
"""Each fault that a behaviour catches, or the judge of the answers that it gets, with the behaviour."""
CHECKED = {
    "any-token-accepted": TRAINERS,
    "list-without-envelope": TRAINERS[:1],
    "no-allow-header": TRAINERS[:1],
    "token-not-checked": TRAINERS[:1],
    "unknown-method-answered": TRAINERS[:1],
}
"""Each fault that only what schemathesis sends shows, with paths on which it does."""


def recorded(fault: str) -> list[Failure | None]:
    """Run the part of the suite that is known to catch the fault."""
    with running(make_app(seed=SEED, faults=[fault])) as url:
        target = Target(url, TOKEN)
        if fault in CHECKED:
            return list(examine(url, contract=part(*CHECKED[fault]), token=TOKEN, seed=SEED, disposable=True).failures)
        client = Client(Ledger(bundled(), ""), target, discover(bundled(), target), SEED)
        if fault in PROBED:
            return [failure for _, failure in Prober(client).run({PROBED[fault]})]
        chosen = [behaviour for behaviour in behaviours() if behaviour.name == BEHAVED.get(fault)]
        found = [failure for _, failure in behave(client, writes=True, only=chosen)]
        return [*found, *client.answers.broken.values()]


def whole(fault: str) -> list[Failure | None]:
    """Run all of the suite."""
    with running(make_app(seed=SEED, faults=[fault])) as url:
        return list(examine(url, token=TOKEN, seed=SEED, disposable=True).failures)


@pytest.mark.parametrize("fault", faults(bundled()))
def test_the_fault_is_caught(fault: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        send_little(patch)
        caught = any(recorded(fault))
    assert caught or any(whole(fault))


def test_every_fault_has_somebody_who_catches_it() -> None:
    tables = (PROBED, BEHAVED, CHECKED)
    assert sorted(name for table in tables for name in table) == sorted(faults(bundled()))


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    send_little(monkeypatch)


def gutted(patch: pytest.MonkeyPatch) -> None:
    """Let the suite send all that it sends, and look at no answer."""
    send, collect = Prober.run, run.collect

    def blind(*args: Any) -> Iterator[Any]:
        yield from ((outcome, None) for outcome, _ in send(*args))

    def silent(*args: Any, **options: Any) -> Iterator[Any]:
        yield from ((observed, None) for observed, _ in behave(*args, **options))

    def deaf(*args: Any) -> None:
        collect(*args)
        args[-1].collected.failures.clear()

    patch.setattr(Answers, "judge", lambda *_args: None)
    patch.setattr(Prober, "run", blind)
    patch.setattr(run, "behave", silent)
    patch.setattr(run, "collect", deaf)


@pytest.mark.usefixtures("tiny")
def test_a_suite_that_checks_nothing_scores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["list-without-envelope", "no-allow-header"]
    contract = part(*TRAINERS[:1])
    assert self_test(contract, "quick", SEED, names=names).missed == ()
    gutted(monkeypatch)
    tested = self_test(contract, "quick", SEED, names=names)
    assert tested.missed == tuple(names)
    assert not tested.is_good
    assert all(map(tested.caught_plainly, tested.trials)), "plain schemathesis has checks of its own"


def trial(fault: str, *rules: str, plainly: tuple[str, ...] = ()) -> Trial:
    """Return a trial in which these rules raised an alarm."""

    def noticed(names: tuple[str, ...]) -> Noticed:
        return Noticed(frozenset(Alarm(Finder.CHECK, name, "GET /things") for name in names), 10, 1.5)

    return Trial(fault, noticed(rules), noticed(plainly))


def test_a_suite_that_always_cries_catches_nothing() -> None:
    tested = SelfTest("quick", 0, trial("", "a", "b", plainly=("c",)), (trial("x", "a"), trial("y", "a", "d")))
    assert tested.missed == ("x",)
    assert [alarm.rule for alarm in tested.caught(tested.trials[1])] == ["d"]
    assert not tested.is_good


def test_a_false_alarm_alone_is_no_good_result() -> None:
    caught = (trial("x", "d"),)
    assert SelfTest("quick", 0, trial(""), caught).is_good
    assert not SelfTest("quick", 0, trial("", "a"), caught).is_good


def test_a_sandbox_that_cannot_be_examined_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any, **_options: Any) -> None:
        raise FeedproofError("no way in")

    monkeypatch.setattr("feedproof.contract_tests.strength.trial.examine", never)
    monkeypatch.setattr("feedproof.contract_tests.strength.trial.plain", never)
    with pytest.raises(FeedproofError, match=r"without a fault could not be tested: no way in"):
        self_test(bundled(), "quick", SEED, names=["put-wipes"])


def test_unknown_names_are_refused_before_anything_is_run() -> None:
    wrong: list[Callable[[], SelfTest]] = [
        lambda: self_test(bundled(), "quick", SEED, names=["put-wipe"]),
        lambda: self_test(bundled(), "qick", SEED),
    ]
    for call in wrong:
        with pytest.raises(FeedproofError, match="did you mean"):
            call()
