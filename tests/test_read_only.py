"""`--read-only`: a server on this machine is only read, whichever command, setting or check asks for more."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feedproof.contract_tests.run import examine
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.errors import FeedproofError
from parts import send_little
from schemathesis.checks import CHECKS

Cli = Callable[..., Any]
Seen = tuple[str, list[str]]
POSTS = """
import schemathesis

@schemathesis.check
def writes_as_well(ctx, response, case):
    case.method = "POST"
    case.operation.schema.transport.send(case)
"""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """Yield the URL of a sandbox, and the methods with which it was asked."""
    send_little(monkeypatch, 2)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    app, methods = make_app(seed=1), list[str]()

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            methods.append(scope["method"])
        await app(scope, receive, send)

    with running(noting) as url:  # type: ignore[arg-type] # whatever serves
        yield url, methods
    if "writes_as_well" in CHECKS.get_all_names():
        CHECKS.unregister("writes_as_well")


def test_the_command_sends_nothing_but_get(cli: Cli, seen: Seen) -> None:
    url, methods = seen
    outcome = cli("contract", url, "--read-only")
    assert (outcome.code, outcome.err) == (0, "")
    assert {*methods} == {"GET"}
    assert "reading only" in outcome.out.splitlines()[0]
    assert "it needs writing, which --read-only forbids" in outcome.out
    assert "--allow-writes" not in outcome.out, "which is for other servers"
    assert f"again: feedproof contract {url} --profile quick --seed 0 --read-only\n" in outcome.out


def test_the_gate_sends_nothing_but_get(cli: Cli, seen: Seen, payloads: Path) -> None:
    url, methods = seen
    (payloads / "feedproof.toml").write_text(f'[[servers]]\nurl = "{url}"\nread-only = true\n')
    outcome = cli("gate")
    assert (outcome.code, {*methods}) == (0, {"GET"}), outcome.err


def test_no_check_of_a_user_writes(cli: Cli, seen: Seen, payloads: Path) -> None:
    url, methods = seen
    (payloads / "own_writes.py").write_text(POSTS)
    (payloads / "own.toml").write_text('hooks = "own_writes.py"\n')
    outcome = cli("contract", url, "--read-only", "--schemathesis", "own.toml")
    assert outcome.code == 2
    assert " was not sent: settings or hooks of schemathesis may not ask for it" in outcome.err
    assert {*methods} == {"GET"}


def test_no_setting_asks_for_other_methods(cli: Cli, seen: Seen, payloads: Path) -> None:
    url, methods = seen
    (payloads / "own.toml").write_text('phases.coverage.unexpected-methods = ["DELETE"]\n')
    outcome = cli("contract", url, "--read-only", "--schemathesis", "own.toml")
    assert (outcome.code, methods) == (2, [])
    assert "own.toml: phases.coverage.unexpected-methods: remove it; methods that the contract does" in outcome.err


def test_who_wants_both_is_told(cli: Cli, seen: Seen) -> None:
    url, methods = seen
    outcome = cli("contract", url, "--read-only", "--allow-writes")
    says = "--allow-writes and --read-only cannot be combined; remove one of them"
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"feedproof: {says} (see feedproof contract --help)\n")
    with pytest.raises(FeedproofError, match="cannot be combined"):
        examine(url, read_only=True, allow_writes=True)
    assert methods == []
