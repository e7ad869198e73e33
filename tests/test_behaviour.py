"""The behaviours: all of them hold on the sandbox, and each fails on a server that does not have it."""

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from feedproof.contract_tests import client, discovery
from feedproof.contract_tests.behaviour import Behaviour, behaviours, lists
from feedproof.contract_tests.behaviour.behave import WRITES, Seen, behave
from feedproof.contract_tests.behaviour.same import same
from feedproof.contract_tests.client import Client, Listing
from feedproof.contract_tests.discovery import discover
from feedproof.contract_tests.ledger import Ledger
from feedproof.contract_tests.model import Result
from feedproof.contract_tests.server.target import Target
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.answers import Service
from feedproof.fixtures.sandbox.faults import faults
from feedproof.fixtures.sandbox.store import seeded
from feedproof.spec.contract import Contract, bundled

BY_NAME = {behaviour.name: behaviour for behaviour in behaviours()}
CATCHES = {
    "a-change-leaves-the-rest": ("change-reaches-another",),
    "a-filter-finds-all-and-only-what-matches": ("filter-ignored", "filter-finds-nothing"),
    "a-filter-finds-every-match": ("filter-finds-one",),
    "a-filtered-list-has-pages": ("filtered-list-has-no-pages",),
    "a-filter-takes-whole-values": ("filter-finds-parts",),
    "a-list-shows-what-reading-shows": ("reading-counts-as-change",),
    "a-filter-takes-the-moment": ("filter-finds-the-day",),
    "a-list-is-given": (),
    "a-list-shows-the-change": ("stale-list",),
    "a-listed-record-can-be-assigned": (),
    "a-page-is-no-larger-than-asked": ("page-size-ignored",),
    "a-record-stays-with-its-parent": ("anothers-record-visible",),
    "a-refusal-says-why": ("error-without-errors", "error-with-success-status", "wrong-content-type"),
    "a-success-is-as-listed": ("created-with-another-status", "wrong-content-type"),
    "a-stranger-is-not-assigned": ("assignment-of-a-stranger",),
    "a-stranger-is-not-found": ("error-with-success-status",),
    "an-assignment-shows": ("assignment-ignored", "assignment-shows-the-last-name", "stale-read-after-write"),
    "an-update-keeps-what-it-does-not-name": ("put-wipes",),
    "an-update-moves-the-time-of-change": ("update-time-stands-still",),
    "an-update-shows": ("update-lost", "stale-read-after-write", "first-value-stays"),
    "created-equals-read": ("create-lost", "required-field-missing", "own-key-not-stored"),
    "creating-makes-one-record": (),
    "creating-once-lists-once": ("created-twice",),
    "ids-are-unique": (),
    "listed-values-come-back": ("last-value-replaced",),
    "money-comes-back": ("pounds-for-pence",),
    "nothing-is-something": ("false-not-stored",),
    "numbers-come-back": ("fractions-cut",),
    "pages-neither-lose-nor-repeat": ("first-page-only", "page-repeats-a-record", "page-drops-a-record"),
    "reading-changes-nothing": ("reading-counts-as-change",),
    "texts-come-back": ("text-cut-short", "fails-on-long-text"),
    "times-come-back": ("dates-an-hour-late", "offset-dropped"),
    "updating-a-stranger-makes-nothing": ("put-creates",),
    "updating-twice-is-updating-once": ("same-put-refused",),
    "what-falls-back-can-be-set": ("update-lost",),
    "what-is-asked-is-answered": (),
    "what-is-not-set-falls-back": ("alias-does-not-fall-back",),
}


def seen(
    seed: int,
    *names: str,
    chosen: list[Behaviour] | None = None,
    writes: bool = True,
    contract: Contract | None = None,
) -> list[Seen]:
    """Examine a sandbox with these faults."""
    contract = contract or bundled()
    with running(make_app(contract, seed=seed, faults=names)) as url:
        return list(behave(client_of(url, seed, contract), writes=writes, only=chosen))


def client_of(url: str, seed: int = 1, contract: Contract | None = None) -> Client:
    """Return a client that knows what the server shows."""
    contract, target = contract or bundled(), Target(url, TOKEN)
    return Client(Ledger(contract, ""), target, discover(contract, target), seed)


@pytest.mark.parametrize("seed", range(5))
def test_the_sandbox_behaves(seed: int) -> None:
    results = seen(seed)
    assert [failure for _, failure in results if failure] == []
    assert {observed.behaviour for observed, _ in results if observed.result is Result.HELD} == BY_NAME.keys()


def test_every_behaviour_is_in_the_table_and_says_what_it_is() -> None:
    assert CATCHES.keys() == BY_NAME.keys()
    assert all(behaviour.says.endswith(".") for behaviour in behaviours())
    assert {fault for found in CATCHES.values() for fault in found} <= faults(bundled()).keys()


@pytest.mark.parametrize(("name", "fault"), [(name, fault) for name, found in CATCHES.items() for fault in found])
def test_a_server_that_does_not_behave_so_is_seen(name: str, fault: str) -> None:
    failures = [failure for _, failure in seen(1, fault, chosen=[BY_NAME[name]]) if failure]
    assert {failure.rule for failure in failures} == {name}
    sentence = BY_NAME[name].says.removesuffix(".")
    for failure in failures:
        assert failure.message.startswith(f"not so: {sentence}; ")
        assert "\n" not in failure.message
        assert failure.requests
        assert all(request.startswith("curl -X ") for request in failure.requests)
        assert TOKEN not in "".join(request.replace("/sandbox", "") for request in failure.requests)


def test_ids_that_are_not_unique_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Service._list  # noqa: SLF001 - the sandbox is to be bent

    def doubled(*args: Any) -> Any:
        status, body = listed(*args)
        return status, {name: [*records, *records] for name, records in body.items()}

    monkeypatch.setattr(Service, "_list", doubled)
    failures = [failure for _, failure in seen(1, chosen=[BY_NAME["ids-are-unique"]]) if failure]
    assert failures
    assert {failure.rule for failure in failures} == {"ids-are-unique"}


@pytest.mark.parametrize("largest", [1, 3])
@pytest.mark.parametrize("name", ["a-page-is-no-larger-than-asked", "pages-neither-lose-nor-repeat"])
def test_no_larger_page_is_asked_for_than_may_be(name: str, largest: int) -> None:
    """As where a tenant has more records than a page may hold: asked for more, the sandbox refuses."""
    openapi = deepcopy(bundled().openapi)
    for parameter in openapi["components"]["parameters"].values():
        if parameter.get("x-page") == "size":
            parameter["schema"]["maximum"] = largest
    results = seen(1, chosen=[BY_NAME[name]], contract=bundled().replace(openapi=openapi))
    assert {observed.result for observed, _ in results} == {Result.HELD}, results


def test_a_filter_that_does_not_recognise_double_spaces_is_no_failure() -> None:
    """The vendor says so, and a tenant's own records may have them."""
    texts = {"course-dates": {"AimsText": "a  b"}}
    lines = [replace(one, record=one.record | texts.get(one.feed, {})) for one in seeded(bundled(), 1)]
    chosen = [BY_NAME["a-filter-finds-all-and-only-what-matches"], BY_NAME["a-filter-takes-whole-values"]]
    with running(make_app(lines=lines)) as url:
        target = Target(url, TOKEN)
        client = Client(Ledger(bundled(), ""), target, discover(bundled(), target), 1)
        results = [observed for observed, _ in behave(client, writes=False, only=chosen)]
    on_dates = {observed.result for observed in results if observed.operation == "GET /coursedates"}
    assert on_dates == {Result.HELD}, results


def test_the_ids_of_a_page_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many records match: a list that the server does not cut into pages may be very long."""
    read: Counter[int] = Counter()
    found: list[Any] = []

    def identity(record: Any, key: str) -> str:
        read[id(record)] += 1
        return discovery.identity(record, key)

    def part_of(*arguments: Any) -> Listing:
        page = ask(*arguments)
        found.extend(page.records)
        return page

    ask = Client.part_of
    monkeypatch.setattr(Client, "part_of", part_of)
    for module in (client, lists):
        monkeypatch.setattr(module, "identity", identity)
    results = seen(1, chosen=[BY_NAME["a-filter-finds-all-and-only-what-matches"]])
    assert Result.HELD in {observed.result for observed, _ in results}
    assert {read[id(record)] for record in found} == {1}


def test_without_writing_only_reading_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    methods: set[str] = set()
    send = Target.send

    def noted(target: Target, method: str, *args: Any, **options: Any) -> Any:
        methods.add(method)
        return send(target, method, *args, **options)

    monkeypatch.setattr(Target, "send", noted)
    results = seen(1, writes=False)
    assert methods == {"GET"}
    not_run = {observed.behaviour for observed, _ in results if observed.reason == WRITES}
    assert {behaviour.name for behaviour in behaviours() if behaviour.writes} <= not_run
    held = {observed.behaviour for observed, _ in results if observed.result is Result.HELD}
    assert held >= {"ids-are-unique", "pages-neither-lose-nor-repeat", "a-filter-takes-whole-values"}


def test_a_server_that_takes_nothing_leaves_behaviours_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any) -> Any:
        return 503, {}

    monkeypatch.setattr(Service, "_create", never)
    results = seen(1, chosen=[BY_NAME["an-update-shows"], BY_NAME["a-stranger-is-not-assigned"]])
    assert {observed.result for observed, _ in results} == {Result.NOT_RUN}
    assert {observed.reason for observed, _ in results} == {
        "no record of course-dates could be created to see it; the answer was 503: {}"
    }


@pytest.mark.parametrize(
    ("sent", "shown", "expected"),
    [
        ("2027-06-14T09:00:00+01:00", "2027-06-14T08:00:00Z", True),
        ("2027-06-14T09:00:00+01:00", "2027-06-14T09:00:00", False),
        ("2027-06-14T09:00:00", "2027-06-14T10:00:00", False),
        (5, 5.0, True),
        (5, "5", False),
        (0, False, False),
        (False, False, True),
        ("a", "A", False),
        ([{"A": 1}], [{"A": 1, "ID": "x"}], True),
        ([{"A": 1}], [{"A": 2}], False),
        ([1, 2], [1], False),
        ([1], None, False),
        ({"A": 1}, None, False),
        ({"A": 1}, {}, False),
        (float("nan"), float("nan"), True),
        (5, float("nan"), False),
    ],
)
def test_what_came_back_is_the_same(sent: Any, shown: Any, expected: bool) -> None:
    assert same(sent, shown) is expected
