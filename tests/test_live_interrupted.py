"""Records created on a server elsewhere are cancelled however a run ends, and no run writes unless its host is named."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from console import COMMAND
from feedproof.ci.consent import consent
from feedproof.ci.servers import Server, examine_server
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from tenant import HOST, PATIENCE, TOKEN, Tenant, until

RESOLVES = f"""
import socket
former = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: former("127.0.0.1" if host == "{HOST}" else host, *rest, **more)
"""


def writing(url: str) -> tuple[str, ...]:
    return "contract", url, "--allow-writes", "--confirm", HOST, "--rate-limit", "100000/h"


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process that knows the name of the tenant."""
    (tmp_path / "sitecustomize.py").write_text(RESOLVES)
    return os.environ | {"PYTHONPATH": str(tmp_path), "FEEDPROOF_TOKEN": TOKEN}


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda stop: stop.name)
@pytest.mark.parametrize("which", ["contract", "gate"])
def test_what_was_made_is_cancelled_after_an_interruption_too(
    tenant: Tenant, alone: dict[str, str], stop: signal.Signals, which: str, tmp_path: Path
) -> None:
    (tmp_path / "feedproof.toml").write_text(
        f'[[servers]]\nurl = "{tenant.url}"\nallow-writes = true\nconfirm = "{HOST}"\nrate-limit = "100000/h"\n'
    )
    args = writing(tenant.url) if which == "contract" else ("gate",)
    err = stopped([*COMMAND, *args], alone, tmp_path, stop, lambda: len(tenant.own) > 20)
    assert tenant.of_schemathesis == 0, "the probes were interrupted"
    all_cancelled(tenant, err)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
def test_what_was_made_is_cancelled_after_an_interruption_of_schemathesis(
    tenant: Tenant, alone: dict[str, str], stop: signal.Signals, tmp_path: Path
) -> None:
    args = [*COMMAND, *writing(tenant.url)]
    made: list[int] = []
    err = stopped(args, alone, tmp_path, stop, lambda: _makes(tenant, made))
    assert len(tenant.own) > made[0], "some of them were made by schemathesis"
    all_cancelled(tenant, err)


def _makes(tenant: Tenant, made: list[int]) -> bool:
    """Return whether schemathesis has made records; keep how many there were before."""
    if tenant.of_schemathesis and not made:
        made.append(len(tenant.own))
    return bool(made) and len(tenant.own) > made[0] + 5


def stopped(
    args: list[str], environment: dict[str, str], folder: Path, stop: signal.Signals, when: Callable[[], bool]
) -> str:
    """Run a command, send it a signal when something holds, and return what it says on standard error."""
    with subprocess.Popen(args, env=environment, cwd=folder, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        until(when)
        process.send_signal(stop)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + stop
    return str(err)


def all_cancelled(tenant: Tenant, err: str) -> None:
    assert {record["Status"] for record in tenant.own} == {"Cancelled"}
    assert f"feedproof: interrupted; created {len(tenant.own)} records, marked feedproof-" in err
    assert len(err.removeprefix(tenant.unencrypted).strip().splitlines()) == 1, "and no traceback"


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """Yield both ends of a terminal: that of the person, and that of the program."""
    person, program = pty.openpty()
    try:
        yield person, program
    finally:
        os.close(person)
        os.close(program)


@pytest.mark.parametrize(("typed", "code"), [(HOST, 130), ("yes", 2), ("", 2)])
def test_on_a_terminal_the_word_is_asked_for(
    tenant: Tenant, alone: dict[str, str], typed: str, code: int, tmp_path: Path
) -> None:
    args = [*COMMAND, "contract", tenant.url, "--allow-writes"]
    with terminal() as (person, program):
        with subprocess.Popen(args, env=alone, cwd=tmp_path, stdin=program, stderr=program, stdout=program) as process:  # noqa: S603
            shown = b""
            while b"to go on" not in shown:
                shown += os.read(person, 1000)
            os.write(person, f"{typed}\n".encode())
            if code == 130:
                until(lambda: len(tenant.own) > 5)
                process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
        shown += os.read(person, 10_000)
    assert process.returncode == code
    assert f"feedproof will write to {HOST}: it creates some hundred records" in " ".join(shown.decode().split())
    assert bool(tenant.requests) is (code == 130)


@pytest.mark.parametrize("closed", [None, "a file"])
def test_where_nobody_reads_nobody_is_asked_or_told(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, closed: str | None, tmp_path: Path
) -> None:
    """Standard error is None where it was closed (`2>&-`)."""
    with terminal() as (_, program), (tmp_path / "err").open("w") as err, os.fdopen(os.dup(program)) as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        monkeypatch.setattr(sys, "stderr", closed and err)
        with pytest.raises(FeedproofError, match="must be confirmed"):
            consent(tenant.url, None)
        part = bundled().replace(openapi=bundled().openapi | {"paths": {}})
        examination, _ = examine_server(Server(tenant.url, "quick", 0, allow_writes=False), part, None)
    assert "nothing was tested" in examination.errors[0]
