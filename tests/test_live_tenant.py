"""A server elsewhere is only read unless writing is allowed; after a run that writes, its records are as before."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from feedproof.contract_tests.engine.guard import guarded
from feedproof.contract_tests.server.pace import Pace
from feedproof.contract_tests.server.target import Target
from schemathesis.checks import CHECKS
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.transport.requests import REQUESTS_TRANSPORT
from tenant import FEED, HOST, Scope, Tenant

Cli = Callable[..., Any]
TO_READ_AND_KEEP = ("--format", "text", "--format", "json", "-o", "kept.json")


def test_it_is_only_read_by_default(cli: Cli, tenant: Tenant, payloads: Path) -> None:
    outcome = cli("contract", tenant.url, *TO_READ_AND_KEEP)
    assert (outcome.code, outcome.err) == (0, tenant.unencrypted)
    assert {method for method, _ in tenant.requests} == {"GET"}
    assert "reading only" in outcome.out.splitlines()[0]
    assert "it needs writing, which --allow-writes permits" in outcome.out
    assert tenant.own == []
    report = json.loads((payloads / "kept.json").read_bytes())
    assert [entry["what"] for entry in report["not_run"]] == [
        "POST /coursedates",
        "PUT /coursedates/{CourseDateID}",
        "the rules for written records",
        "methods that the contract does not have",
    ]
    assert report["outcomes"] == []


@pytest.mark.parametrize(
    ("given", "word", "says"),
    [
        ("", "", f"writing to {HOST} must be confirmed: --confirm {HOST}, confirm = '{HOST}'"),
        ("another.example.org", "", f"the host name is {HOST}, not 'another.example.org'"),
        ("", "yes", f"nothing was sent: the host name is {HOST}, not 'yes'"),
        ("", "tenant", f"nothing was sent: the host name is {HOST}, not 'tenant'"),
        ("example.org", "", f"nothing was sent: the host name is {HOST}, not 'example.org'"),
        (HOST + ".uk", "", f"nothing was sent: the host name is {HOST}, not '{HOST}.uk'"),
    ],
)
def test_without_the_word_nothing_is_sent(cli: Cli, tenant: Tenant, given: str, word: str, says: str) -> None:
    os.environ["FEEDPROOF_CONFIRM"] = word
    outcome = cli("contract", tenant.url, "--allow-writes", *(["--confirm", given] if given else []))
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
    assert tenant.requests == []


def test_with_the_word_it_is_written_to_in_turn_and_cleared(
    cli: Cli, tenant: Tenant, payloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[str] = []
    former = Pace.wait

    def counted(self: Pace, path: str) -> None:
        turns.append(path)
        former(self, path)

    monkeypatch.setattr(Pace, "wait", counted)
    args = ("--allow-writes", "--confirm", HOST.upper(), "--rate-limit", "100000/h")
    outcome = cli("contract", tenant.url, *args, *TO_READ_AND_KEEP)
    assert (outcome.code, outcome.err) == (0, tenant.unencrypted)
    assert {method for method, _ in tenant.requests} == {"GET", "POST", "PUT"}
    assert json.loads((payloads / "kept.json").read_bytes())["summary"]["probes"]["refused"] > 100
    assert len(tenant.own) > 100
    assert {record["Status"] for record in tenant.own} == {"Cancelled"}
    assert all(record["ExternalID"].startswith("feedproof-") for record in tenant.own)
    assert f"created {len(tenant.own)} records, marked feedproof-" in outcome.out
    to_feeds = [path for _, path in tenant.requests if path != "/"]
    assert len(tenant.requests) - len(to_feeds) <= 3, "schemathesis asks what the server can, of the root"
    assert len(turns) >= len(to_feeds) - 1, "the others could not be sent, as no header can hold what they should"


@pytest.mark.usefixtures("few_probes")
@pytest.mark.parametrize("broken", ["run.collect", "prober.plan", "client.Client.part_of"])
def test_an_error_of_our_own_loses_no_failure_and_no_report_and_hides_nothing_that_was_made(
    cli: Cli, tenant: Tenant, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_args: Any) -> None:
        raise ZeroDivisionError

    async def without_updates(scope: Scope, receive: Any, send: Any) -> None:
        changed = scope | {"method": "PATCH"} if scope["method"] == "PUT" else scope
        await tenant.app(changed, receive, send)

    tenant.instead = without_updates
    monkeypatch.setattr(f"feedproof.contract_tests.{broken}", break_down)
    args = ("--allow-writes", "--confirm", HOST, "--rate-limit", "100000/h", "--format", "json", "-o", "report.json")
    outcome = cli("contract", tenant.url, *args)
    assert outcome.code == 2
    report = json.loads(Path("report.json").read_bytes())
    assert "PUT /coursedates/{CourseDateID}" in {failure["operation"] for failure in report["failures"]}
    assert len(tenant.own) == report["made"]["created"]
    (own,) = [error for error in report["errors"] if "cancelled" not in error]
    assert own.startswith("internal error: ZeroDivisionError: ")
    assert own.endswith("; please report it")
    assert f"feedproof: {own}" in outcome.err.splitlines()
    parts = report["outcomes"] + report["behaviours"] + report["not_run"]
    assert own in {part["reason"] for part in parts}


def test_the_gate_asks_for_the_word_too(cli: Cli, tenant: Tenant, payloads: Path) -> None:
    (payloads / "feedproof.toml").write_text(f'[[servers]]\nurl = "{tenant.url}"\nallow-writes = true\n')
    outcome = cli("gate")
    assert outcome.code == 2
    assert f"confirm = '{HOST}' in the configuration" in outcome.err
    assert tenant.requests == []


# --------------------------------------------------------------------------------------- what schemathesis is told
UNEXPECTED = 'phases.coverage.unexpected-methods = ["DELETE"]'
ASKING = """
import schemathesis

@schemathesis.hook
def before_call(context, case, kwargs):
    case.method = "DELETE"
"""
LEADING = """
import schemathesis

@schemathesis.check
def leads_elsewhere(ctx, response, case):
    if case.method == "PUT":
        case.path_parameters = {name: "12086" for name in case.path_parameters}
        case.operation.schema.transport.send(case)
"""


@pytest.mark.parametrize("text", [UNEXPECTED, f'[[operations]]\ninclude-path = "/coursedates"\n{UNEXPECTED}'])
def test_methods_that_the_contract_does_not_have_cannot_be_asked_for(
    cli: Cli, tenant: Tenant, payloads: Path, text: str
) -> None:
    (payloads / "own.toml").write_text(text)
    outcome = cli("contract", tenant.url, "--schemathesis", "own.toml")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.removeprefix(tenant.unencrypted).count("\n") == 1
    assert "own.toml: phases.coverage.unexpected-methods: remove it; methods that the contract does" in outcome.err
    assert tenant.requests == []


@pytest.mark.usefixtures("_hooks_end", "few_probes")
@pytest.mark.parametrize(
    ("hook", "writes", "refused"),
    [
        (ASKING, (), "DELETE /coursedates"),
        (ASKING, ("--allow-writes", "--confirm", HOST), "DELETE /coursedates"),
        (LEADING, ("--allow-writes", "--confirm", HOST), "PUT /coursedates/{CourseDateID}"),
    ],
)
def test_no_hook_of_a_user_gets_past_the_guard(  # noqa: PLR0913 - a table, and what it is tried on
    cli: Cli, tenant: Tenant, payloads: Path, hook: str, *, writes: tuple[str, ...], refused: str
) -> None:
    before = {identity: dict(stored.record) for identity, stored in tenant.app.state.store.records[FEED].items()}
    (payloads / "own_hooks.py").write_text(hook)
    (payloads / "own.toml").write_text('hooks = "own_hooks.py"\n')
    outcome = cli("contract", tenant.url, *writes, "--schemathesis", "own.toml", "--rate-limit", "100000/h")
    assert outcome.code == 2
    assert f"{refused} was not sent: settings or hooks of schemathesis may not ask for it" in outcome.err
    assert {method for method, _ in tenant.requests} <= {"GET", *(["POST", "PUT"] if writes else [])}
    after = tenant.app.state.store.records[FEED]
    assert {identity: after[identity].record for identity in before} == before
    assert {record["Status"] for record in tenant.own} <= {"Cancelled"}


def test_the_first_request_that_is_refused_is_named_though_another_begins_while_the_run_ends() -> None:
    target = Target("http://127.0.0.1:1")
    with guarded(target, lambda *_request: False):
        for path in ("/first", "/second"):
            operation = SimpleNamespace(path=path)
            case = SimpleNamespace(method="delete", path=path, path_parameters=None, operation=operation)
            with pytest.raises(KeyboardInterrupt):
                REQUESTS_TRANSPORT.send(case)  # type: ignore[arg-type]
    assert target.trouble.startswith("http://127.0.0.1:1: DELETE /first was not sent: ")


@pytest.fixture
def _hooks_end() -> Iterator[None]:
    """Take back what schemathesis keeps for the whole process."""
    yield
    GLOBAL_HOOK_DISPATCHER.unregister_all()
    if "leads_elsewhere" in CHECKS.get_all_names():
        CHECKS.unregister("leads_elsewhere")
