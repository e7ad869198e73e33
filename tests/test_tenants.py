"""A tenant's contract works as well as the bundled one: its data is made, judged, broken and served."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from acid import TAKEN, examine, known
from feedproof.ci.run import check_all
from feedproof.fixtures import strategies
from feedproof.fixtures.build import records
from feedproof.fixtures.dataset.line import dump, read
from feedproof.fixtures.plan import FULL, TODAY
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.store import Store
from feedproof.fixtures.spoil import sites
from feedproof.spec.contract import Contract, bundled, load
from feedproof.validators import Checker, Judge
from feedproof.validators.model import Context, Severity
from hypothesis import find
from timelines import lines

TENANTS: dict[str, list[Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
EARLY = date(2026, 1, 1)
"""A day before all dates that the builder gives, so that nothing is over yet."""
SOURCE = {"target": "$['x-sources']", "update": {"tenant": "What the server of this tenant does"}}
Loads = Callable[[str], Contract]
each_tenant = pytest.mark.parametrize("name", TENANTS)


@pytest.fixture(name="tenant", scope="module")
def _tenant(tmp_path_factory: pytest.TempPathFactory) -> Loads:
    """Return what gives the contract of a tenant, by its name."""
    folder, made = tmp_path_factory.mktemp("tenants"), dict[str, Contract]()

    def tenant(name: str) -> Contract:
        if name not in made:
            overlay = {"overlay": "1.0.0", "info": {"title": name, "version": "1"}, "actions": [SOURCE, *TENANTS[name]]}
            file = folder / f"{name}.yaml"
            file.write_text(yaml.safe_dump(overlay), encoding="utf-8")
            made[name] = load(file)
        return made[name]

    return tenant


def kinds(contract: Contract) -> list[tuple[str, str]]:
    """Return what the contract says otherwise than the bundled one."""
    every = [(feed.name, action) for feed in contract.feeds.values() for action in feed.actions]
    return [kind for kind in every if contract.schema(*kind) != bundled().schema(*kind)]


def serious(judge: Judge, record: Any) -> list[tuple[str, Any]]:
    return [(found.rule.id, found.place) for found in judge.violations(record) if found.severity > Severity.NOTE]


@each_tenant
def test_each_keyword_passes_the_acid_test(tenant: Loads, name: str) -> None:
    contract = tenant(name)
    assert kinds(contract)
    for feed, action in kinds(contract):
        judge = Judge(feed, Context(action, EARLY, known(contract), TAKEN), contract)
        for site in sites(judge):
            examine(judge, site)


@each_tenant
def test_what_is_made_is_valid_and_each_record_another(tenant: Loads, name: str) -> None:
    contract = tenant(name)
    for feed, action in kinds(contract):
        judge = Judge(feed, Context(action, TODAY), contract)
        made = list(records(judge, 1, 40, FULL))
        assert [serious(judge, record) for record in made] == [[]] * len(made)
        ids = Counter(record.get(judge.key) for record in made)
        assert action != "read" or len(ids) == len(made)


@each_tenant
def test_a_world_holds_together(tenant: Loads, name: str, tmp_path: Path) -> None:
    contract = tenant(name)
    world: dict[str, list[Any]] = {}
    for line in lines(20, 1, contract=contract):
        world.setdefault(line.feed, []).append(line.record)
    for feed, made in world.items():
        (tmp_path / f"{feed}.json").write_text(json.dumps({contract.feeds[feed].envelope: made}), encoding="utf-8")
    report = check_all(Checker(contract, today=TODAY, collects_keys=True), [str(tmp_path)], lambda _rule: True, [])
    assert report.records == sum(map(len, world.values())) > 100
    assert {finding.rule for finding in report.findings if finding.severity > Severity.NOTE} == set()
    assert "unknown-reference" not in report.not_run or "training-providers" in report.not_run["unknown-reference"]


@each_tenant
def test_a_world_is_read_back_and_served(tenant: Loads, name: str, tmp_path: Path) -> None:
    contract, file = tenant(name), tmp_path / "world.ndjson"
    made = list(lines(3, 1, contract=contract))
    file.write_text("".join(f"{dump(line)}\n" for line in made), encoding="utf-8")
    store = Store(contract, lines=read(file, contract))
    shown = {feed: [store.view(feed, identity) for identity in stored] for feed, stored in store.records.items()}
    assert shown == {feed: [line.record for line in made if line.feed == feed] for feed in contract.feeds}


@each_tenant
def test_hypothesis_draws_valid_records(tenant: Loads, name: str) -> None:
    contract = tenant(name)
    for feed, action in kinds(contract):
        judge = Judge(feed, Context(action), contract)
        least = find(strategies.records(feed, operation=action, contract=contract), lambda _record: True)
        assert serious(judge, least) == []


@each_tenant
def test_the_sandbox_serves_it(tenant: Loads, name: str) -> None:
    contract = tenant(name)
    judge = Judge("course-dates", Context("create", TODAY), contract)
    body = next(iter(records(judge, 5, 1, FULL)))
    with running(make_app(contract, seed=1)) as url, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        made = session.post(f"{url}/coursedates", json=body).json()
        identity = made[judge.key]
        assert session.get(f"{url}/coursedates/{identity}").json() == made
        listed = session.get(f"{url}/coursedates", params={"CourseDateID": identity}).json()
        assert listed == {contract.feeds[judge.feed].envelope: [made]}
        changed = session.put(f"{url}/coursedates/{identity}", json=body | {"MaxPlaces": 19})
        assert (changed.status_code, changed.json()["MaxPlaces"]) == (200, 19)
        venue, other = (one[contract.feeds["venues"].key] for one in session.get(f"{url}/venues").json()["results"][:2])
        assert [session.post(f"{url}/coursedates/{identity}/venue/{one}").status_code for one in (venue, other)] == [
            200
        ] * 2
        assert session.get(f"{url}/venues/{identity}").status_code == 404
        guests = session.get(f"{url}/coursedates/{identity}/delegates")
        assert (guests.status_code, guests.json()) == (200, {contract.feeds["delegates"].envelope: []})
        found = Checker(contract, today=TODAY, feed=judge.feed).check(json.dumps(made).encode()).findings
        assert [finding.rule for finding in found if finding.severity > Severity.NOTE] == []


@each_tenant
def test_an_id_that_stands_twice_is_found(tenant: Loads, name: str, tmp_path: Path) -> None:
    contract = tenant(name)
    judge = Judge("course-dates", Context("read", TODAY), contract)
    made = list(records(judge, 1, 3_000, FULL))
    made[-1] = made[0]
    file = tmp_path / "dump.ndjson"
    file.write_text("".join(json.dumps(record) + "\n" for record in made), encoding="utf-8")
    checker = Checker(contract, today=TODAY, feed=judge.feed, action="read", collects_keys=True)
    report = check_all(checker, [str(file)], lambda _rule: True, [])
    assert [(finding.rule, finding.line) for finding in report.findings] == [("repeated-id", len(made))]
