"""The token of a server elsewhere is never shown, never sent anywhere else, and never sent to a server that is not trusted."""

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from feedproof.fixtures.sandbox import make_app, running
from parts import send_little
from tenant import HOST, TOKEN, App, Scope, Tenant, until

Cli = Callable[..., Any]


def test_the_token_stands_nowhere(cli: Cli, tenant: Tenant, payloads: Path) -> None:
    """The server shows the token wherever it can; everything that a run writes is searched for the most of it."""
    escaped = f"\\u{ord(TOKEN[0]):04X}{TOKEN[1:]}"

    async def telling(scope: Scope, receive: Any, send: Any) -> None:
        async def tell(message: Any) -> None:
            if message["type"] == "http.response.start":
                names = (b"x-your-token", b"x-you-sent", b"x-you-sent")
                message["headers"] = [*message["headers"], *((name, TOKEN.encode()) for name in names)]
            elif message.get("body", b"").startswith(b'{"errors":['):
                message["body"] = message["body"].replace(b'"message":"', f'"message":"{TOKEN} {escaped} '.encode())
            await send(message)

        own = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await tenant.app(scope | {"headers": own}, receive, tell)

    tenant.instead = lengthless(telling)
    reports = "junit,vcr,har,ndjson,json,wfc,pytest,html"
    files = [part for form in ("json", "html", "junit", "sarif") for part in ("--format", form, "-o", f"own.{form}")]
    args = ("--allow-writes", "--confirm", HOST, "--rate-limit", "100000/h", "--format", "text")
    handed = ("--report", reports, "--report-dir", "reports", "--phases", "examples,coverage")
    outcome = cli("contract", tenant.url, *args, *files, "--", *handed)
    assert outcome.code in {0, 1}
    written = [file for file in payloads.rglob("*") if file.is_file()]
    assert len([file for file in written if "reports" in file.parts]) >= 8
    texts = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in written}
    assert [name for name, text in texts.items() if TOKEN[1:9] in text] == []
    assert TOKEN[1:9] not in outcome.out + outcome.err
    har = next(text for name, text in texts.items() if name.startswith("har"))
    assert "$FEEDPROOF_TOKEN" in har, "the server did show it"
    assert re.search(r'Sessions\\*": ?\[\{', har), "a field of the contract is no secret"


def lengthless(app: App) -> App:
    """Leave out the length of the body, which is not what it was."""

    async def without(scope: Scope, receive: Any, send: Any) -> None:
        async def leave_out(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": kept}
            await send(message)

        await app(scope, receive, leave_out)

    return without


@pytest.mark.parametrize("token", [TOKEN, ""], ids=["a token", "no token"])
def test_a_token_that_is_sent_unencrypted_is_told_once_and_in_no_report(
    cli: Cli, tenant: Tenant, token: str, part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    part("/venues", "/venues/{VenueID}")
    monkeypatch.setenv("FEEDPROOF_TOKEN", token)
    Path("feedproof.toml").write_text(f'[[servers]]\nurl = "{tenant.url}"\n', encoding="utf-8")
    commands = [("contract", tenant.url, "--format", "json"), ("gate",), ("fetch", tenant.url, "venues")]
    for outcome in [cli(*args) for args in commands]:
        told = [line for line in outcome.err.splitlines(keepends=True) if "unencrypted" in line]
        assert told == ([tenant.unencrypted] if token else [])
        assert "unencrypted" not in outcome.out


def test_a_token_that_stays_on_this_machine_is_not_told(cli: Cli) -> None:
    with running(make_app(seed=1)) as url:
        assert "unencrypted" not in cli("fetch", url, "venues").err


def test_no_option_takes_a_token(cli: Cli) -> None:
    assert "--token" not in cli("contract", "--help").out, "the arguments of a process can be read by others"


@pytest.mark.parametrize("good", [0, 40], ids=["at once", "in the middle"])
def test_a_redirect_to_another_host_is_not_followed(
    cli: Cli, tenant: Tenant, good: int, part: Callable[..., Any]
) -> None:
    part("/venues", "/venues/{VenueID}")
    seen: list[Any] = []

    async def stranger(scope: Scope, _receive: Any, send: Any) -> None:
        seen.append(scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    with running(stranger) as elsewhere:

        async def leading_away(scope: Scope, receive: Any, send: Any) -> None:
            if len(tenant.requests) <= good:
                await tenant.app(scope, receive, send)
                return
            headers = [(b"location", elsewhere.encode()), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 307, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

        tenant.instead = leading_away
        outcome = cli("contract", tenant.url)
    assert outcome.code == 2
    assert ("and was not at first" in outcome.err) is (good > 0)
    assert len(tenant.requests) > good
    assert seen == []


def test_a_netrc_file_does_not_take_the_place_of_the_token(
    cli: Cli, tenant: Tenant, payloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (payloads / "netrc").write_text(f"machine {HOST} login somebody password else\n")
    monkeypatch.setenv("NETRC", str(payloads / "netrc"))
    outcome = cli("contract", tenant.url, "--", "--phases", "examples,coverage")
    assert (outcome.code, outcome.err) == (0, tenant.unencrypted)


@pytest.fixture
def secure(tmp_path: Path, lacking: Callable[[str], Any]) -> Iterator[tuple[str, Path]]:
    """Serve the sandbox under a certificate that nobody knows; yield its URL and the certificate."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run(  # noqa: S603 - our own command
            ["openssl", *request, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],  # noqa: S607
            check=True,
            capture_output=True,
        )
    except OSError:
        lacking("openssl is not installed")
    config = uvicorn.Config(make_app(seed=1), log_level="critical", ssl_certfile=cert, ssl_keyfile=key, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", cert
        server.should_exit = True
        thread.join(1)  # TLS waits half a minute for the farewell of a client that has forgotten its connection


def test_a_certificate_that_nobody_knows_is_an_error(
    cli: Cli, secure: tuple[str, Path], payloads: Path, part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    part("/venues", "/venues/{VenueID}")
    monkeypatch.setenv("FEEDPROOF_TOKEN", "sandbox-token")
    send_little(monkeypatch)
    url, cert = secure
    outcome = cli("contract", url)
    assert outcome.code == 2
    assert outcome.err == f"feedproof: {url}: the certificate is not trusted (asked for GET /venues)\n"
    (payloads / "off.toml").write_text("tls-verify = false\n")
    assert "an untrusted certificate is an error" in cli("contract", url, "--schemathesis", "off.toml").err
    (payloads / "ca.toml").write_text(f"tls-verify = {json.dumps(str(cert))}\n")
    assert cli("contract", url, "--schemathesis", "ca.toml").code == 0
