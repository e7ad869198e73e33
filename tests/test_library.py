"""What programs import: each exported name exists, has a docstring, is documented, and costs nothing until it is used."""

import inspect
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from feedproof.contract_tests import examine
from feedproof.fixtures import boundaries, broken, make_app, record, records, world
from feedproof.fixtures.strategies import venues
from feedproof.spec import FeedproofError, bundled, load
from feedproof.validators import Certainty, Checker, Preflight, Severity, check, fix
from feedproof.validators.model import Context

ROOT = Path(__file__).parent.parent
PACKAGES = ["spec", "validators", "fixtures", "contract_tests"]
DOTTED = [f"feedproof.{package}" for package in PACKAGES]
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
EXPORTED = [(package, name) for package in PACKAGES for name in import_module(f"feedproof.{package}").__all__]
KINDS = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]


def row(package: str) -> str:
    return next(line for line in PAGE.splitlines() if line.startswith(f"| `feedproof.{package}` |"))


@pytest.mark.parametrize(("package", "name"), EXPORTED)
def test_each_exported_name_is_there_and_documented(package: str, name: str) -> None:
    value = getattr(import_module(f"feedproof.{package}"), name)
    assert not inspect.ismodule(value)
    assert not callable(value) or value.__doc__
    assert re.search(rf"`(\w+\()?{name}\b", row(package)), f"{name} does not stand in the row of {package}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_name_is_documented(package: str) -> None:
    told = set(re.findall(r"`(\w+)(?:\([^`]*)?`", row(package)))
    assert told - {name for own, name in EXPORTED if own == package} == set()


def test_what_is_exported_can_be_completed_before_it_is_loaded() -> None:
    """As a REPL does; here in a process of its own, in which nothing was asked for."""
    code = f"import {', '.join(DOTTED)}; print(*map(dir, map(eval, {DOTTED})))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    for package in PACKAGES:
        assert str(sorted(import_module(f"feedproof.{package}").__all__)) in done.stdout


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_that_is_not_exported_is_said_as_python_says_it(package: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'feedproof.{package}' has no attribute 'nothing'"):
        import_module(f"feedproof.{package}").nothing  # noqa: B018 - to look it up is all


def test_the_packages_load_nothing_that_takes_time() -> None:
    code = f"import sys; {'; '.join(f'import feedproof.{package}' for package in PACKAGES)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    foreign = {name.partition(".")[0] for name in done.stdout.split()}
    assert not foreign & {"schemathesis", "hypothesis", "starlette", "requests", "jsonschema", "jsonschema_rs", "yaml"}
    assert "feedproof.fixtures.library" not in done.stdout.split()


def test_the_names_can_be_imported_with_a_star() -> None:
    names: dict[str, Any] = {}
    for package in PACKAGES:
        exec(f"from feedproof.{package} import *", names)  # noqa: S102 - our own line
    assert {name for _, name in EXPORTED} <= names.keys()


@pytest.mark.parametrize(("feed", "operation"), KINDS)
def test_what_is_made_has_no_finding(feed: str, operation: str) -> None:
    made = [record(feed, operation), record(feed, operation, seed=1, full=False), *records(feed, operation, count=3)]
    for payload in [*made, *(edge.record for edge in boundaries(feed, operation))]:
        assert [found for found in check(payload, feed=feed, operation=operation) if found.severity > 1] == []


def test_what_is_broken_has_its_finding() -> None:
    made = list(broken("course-dates", "create", rule="too-long"))
    assert made
    for payload, finding in made:
        assert check(payload, feed="course-dates", operation="create") == [finding]
        assert finding.rule == "too-long"
    with pytest.raises(FeedproofError, match=r"unknown rule 'too-lang' \(did you mean 'too-long'\?\)"):
        broken("course-dates", rule="too-lang")


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda: records("course-dates", count=-1), "count"),
        (lambda: world(-1), "count"),
        (lambda: world(evolve=-1), "evolve"),
    ],
)
def test_a_number_below_0_is_one_clear_line(made: Any, name: str) -> None:
    with pytest.raises(FeedproofError, match=f"^{name} is -1, and must be 0 or more$"):
        made()
    assert list(records("course-dates", count=0)) == []


def test_a_world_is_another_one_later() -> None:
    first, later = world(3, seed=1), world(3, seed=1, evolve=9)
    assert first.records.keys() == set(bundled().feeds)
    assert first.records != later.records


@pytest.mark.parametrize("payload", [{}, b"{", {"MaxPlaces": 0, "Sessional": "x", "NetCost": 19.5}, *[[{}] * 40]])
def test_a_finding_has_the_members_that_its_type_says(payload: Any) -> None:
    """Of the contract and of the text, of records that are walked and of those for which it is compiled what to ask."""
    found = check(payload, feed="course-dates", operation="create" if isinstance(payload, dict) else "read")
    assert found
    assert {(type(each.severity), type(each.certainty)) for each in found} == {(Severity, Certainty)}


RECORDED = json.dumps({"log": {"version": "1.2", "entries": []}}), "interactions:\n- request: {}\nversion: 1\n"


@pytest.mark.parametrize(
    "payload", [kind for text in RECORDED for kind in (text, text.encode(), bytearray(text.encode()))]
)
def test_recorded_traffic_is_no_payload(payload: Any) -> None:
    """As little as for `fix`: what was posted in it would not be judged as what was read."""
    with pytest.raises(
        FeedproofError, match="the payload is recorded traffic, whose requests say what is judged as what"
    ):
        check(payload, feed="course-dates")
    with pytest.raises(FeedproofError, match="recording"):
        fix(payload, feed="course-dates")


NO_CONTRACT = "contract is a str, not a Contract; pass what feedproof.spec.load(path) returns"


@pytest.mark.parametrize(
    "call",
    [
        lambda wrong: check({}, feed="venues", operation="read", contract=wrong),
        lambda wrong: fix({}, feed="venues", operation="read", contract=wrong),
        lambda wrong: Preflight("https://a.example", contract=wrong),
        Checker,
        lambda wrong: record("venues", contract=wrong),
        lambda wrong: list(broken("venues", rule="too-short", contract=wrong)),
        lambda wrong: world(1, contract=wrong),
        lambda wrong: make_app(contract=wrong),
        lambda wrong: venues(contract=wrong).example(),
        lambda wrong: examine("http://127.0.0.1:1", contract=wrong),
    ],
)
@pytest.mark.parametrize("wrong", ["tenant.yaml", ""])
def test_the_name_of_a_file_is_no_contract(call: Any, wrong: str) -> None:
    with pytest.raises(FeedproofError) as caught:
        call(wrong)
    assert str(caught.value) == NO_CONTRACT


@pytest.mark.parametrize("feed", [None, 5])
def test_what_is_no_name_is_no_feed(feed: Any) -> None:
    with pytest.raises(FeedproofError, match=f"unknown feed {feed}; feeds: "):
        record(feed)


def test_a_day_is_no_text() -> None:
    with pytest.raises(FeedproofError, match=r"^today is a str, not a date; pass a datetime\.date$"):
        check({}, today="2027-01-11")  # type: ignore[arg-type]


def test_the_contract_is_ours_to_choose() -> None:
    tenant = load(ROOT / "docs" / "overlay.yaml")
    assert tenant.sha256 != bundled().sha256
    made = record("course-dates", contract=tenant)
    assert made.keys() - record("course-dates").keys()
    assert check(made, feed="course-dates", contract=tenant, today=Context().today) == []


def test_without_the_extra_the_sandbox_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("feedproof.fixtures.sandbox.", "uvicorn"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "feedproof.fixtures.sandbox", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    fixtures = import_module("feedproof.fixtures")
    assert fixtures.TOKEN == "sandbox-token"  # noqa: S105 - it is public
    with pytest.raises(
        ImportError, match=r"^feedproof.fixtures.running needs uvicorn: pip install 'feedproof\[all\]'$"
    ):
        fixtures.running  # noqa: B018 - to look it up is all
