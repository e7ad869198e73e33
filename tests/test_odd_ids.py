"""Ids with characters that a path encodes: a record is found, changed and cancelled by its id as the server shows it."""

from collections.abc import Callable

import pytest
from feedproof.contract_tests.run import examine
from feedproof.fixtures.sandbox import TOKEN, make_app, running, store
from parts import part, send_little
from tenant import HOST, Tenant

from .conftest import Outcome

Cli = Callable[..., Outcome]
COURSES = ("/coursedates", "/coursedates/{CourseDateID}")


def odd(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """Let the id of each new record end with this text."""
    monkeypatch.setattr(store, "numbered", lambda _first, number: f"{number}{end}")


def test_a_right_server_has_no_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    odd(monkeypatch, "~ä+ %?")
    send_little(monkeypatch, 5)
    with running(make_app(seed=1)) as url:
        found = examine(url, token=TOKEN, contract=part(*COURSES), seed=1, disposable=True)
    assert [(failure.rule, failure.message) for failure in found.failures] == []


def made(tenant: Tenant) -> set[str]:
    return {record["CourseDateID"] for record in tenant.own}


def test_a_live_tenant_is_only_changed_where_the_run_has_created(
    cli: Cli, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`%41` is a part of the id here, and not an encoded letter."""
    odd(monkeypatch, "%41")
    outcome = cli("contract", tenant.url, "--allow-writes", "--confirm", HOST, "--seed", "1")
    assert outcome.code == 0, outcome.out + outcome.err
    assert tenant.own
    assert {record["Status"] for record in tenant.own} == {"Cancelled"}
    changed = {path.rpartition("/")[2] for method, path in tenant.requests if method == "PUT"}
    assert changed & made(tenant)
    assert not {identity for identity in changed if identity.endswith("A")}, "that is another record"
