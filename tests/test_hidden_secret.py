"""A secret that a server echoes is hidden, however the server, or a program before it, encodes its answer."""

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
import requests
from feedproof.contract_tests.redact import redactor
from feedproof.contract_tests.server.intake import scrub
from feedproof.contract_tests.server.target import Target
from feedproof.fixtures.sandbox import running
from feedproof.spec.contract import bundled
from paged import FEED, Server
from schemathesis.config import SchemathesisConfig
from urllib3 import HTTPHeaderDict, HTTPResponse

Cli = Callable[..., Any]
SECRET = "prodtok+abcdef/0123456789=='\"\\é"  # noqa: S105 - made up
TOKEN = "prodtok+abcdef/0123456789=="  # noqa: S105 - made up
LONG = 300_000


def dotnet(text: str) -> str:
    """Return a text in JSON as .NET writes it."""
    return "".join(
        f"\\u{ord(c):04X}" if c in "+'\"<>&`" or not c.isascii() else f"\\{c}" if c == "\\" else c for c in text
    )


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with all letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON of PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON of .NET": dotnet,
    "JSON of .NET in JSON": lambda text: json.dumps(dotnet(text))[1:-1],
    "JSON of .NET in JSON in JSON": lambda text: json.dumps(json.dumps(dotnet(text))[1:-1])[1:-1],
    "JSON of escapes only": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "a URL": lambda text: quote(text, safe=""),
    "a URL in small letters": lambda text: "".join(f"%{octet:02x}" for octet in text.encode()),
    "a URL in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "HTML": lambda text: escape(text).replace("&quot;", "&#34;"),
    "HTML of .NET": lambda text: "".join(c if c.isalnum() else f"&#x{ord(c):X};" for c in text),
    "HTML of escapes only": lambda text: "".join(f"&#{ord(c)};" for c in text),
}


def answer(body: str, reason: str = "", location: str = "") -> requests.Response:
    made = requests.Response()
    made._content, made.reason = body.encode(), reason  # noqa: SLF001
    made.headers["Location"] = location
    made.raw = HTTPResponse(headers=HTTPHeaderDict({"Location": location}))
    return made


def test_the_password_of_a_proxy_is_a_secret() -> None:
    target = Target("http://127.0.0.1:9")
    settings = SchemathesisConfig.from_dict({"proxy": "http://me:p%40ss-word-1@127.0.0.1:8"})
    target.equip(settings.projects.default, {})
    assert target.secrets == {"p@ss-word-1": "proxy"}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_hidden_however_it_is_written(form: str) -> None:
    said = f'"you sent {FORMS[form](SECRET)}."'
    target = Target("https://h", TOKEN)
    target.secrets = {SECRET: "X-Key"}
    response = answer(said)
    scrub(response, target.secrets)
    assert response.text == redactor(bundled(), target)(said) == '"you sent X-Key."'


@pytest.mark.parametrize("form", FORMS)
def test_so_it_is_in_the_head_of_an_answer(form: str) -> None:
    said = FORMS[form](TOKEN)
    response = answer("", f"No {said}", f"/login?{said}")
    scrub(response, {TOKEN: "$T"})
    assert (response.reason, response.headers["Location"]) == ("No $T", "/login?$T")
    assert response.raw.headers["Location"] == "/login?$T"


@pytest.mark.parametrize("form", ["as it is", "JSON of .NET", "a URL", "HTML"])
@pytest.mark.parametrize(
    ("charset", "declared"),
    [("utf-16", "UTF-16"), ("utf-16-be", None), ("utf-32", None), ("cp500", "cp500"), ("utf-7", "utf-7"),
     ("latin-1", "no-such-charset"), ("latin-1", "idna")],
)  # fmt: skip
def test_so_it_is_in_any_charset(form: str, charset: str, declared: str | None) -> None:
    response = answer("")
    response._content, response.encoding = f'"é {FORMS[form](TOKEN)}."'.encode(charset), declared  # noqa: SLF001
    scrub(response, {TOKEN: "$T"})
    assert response.content.decode(charset) == '"é $T."'


@pytest.mark.parametrize(
    "text", [TOKEN.upper(), TOKEN[:-1], TOKEN.replace("+", "-"), TOKEN.replace("+", "\\u002C"), "é%&\\"]
)
def test_nothing_else_is(text: str) -> None:
    response = answer(text)
    scrub(response, {TOKEN: "$T"})
    assert response.text == text


def test_what_holds_no_secret_stays_as_it_is_where_its_charset_cannot_be_right() -> None:
    response = answer("")
    response._content, response.encoding = b"caf\xe9", "ascii"  # noqa: SLF001
    scrub(response, {TOKEN: "$T"})
    assert response.content == b"caf\xe9"


def test_of_a_secret_that_is_a_part_of_another_the_rest_is_not_left() -> None:
    response = answer(f"{TOKEN} {TOKEN}-2")
    scrub(response, {TOKEN: "$T", f"{TOKEN}-2": "X-Key"})
    assert response.text == "$T X-Key"


@pytest.mark.parametrize("text", ["\\" * LONG, "%25" * LONG, "%" + "25" * LONG, "&#x" + "0" * LONG, "p\\" * LONG])
def test_no_answer_holds_a_program_up(text: str) -> None:
    response = answer(text)
    scrub(response, {TOKEN: "$T"})
    assert response.text == text


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, str]]:
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    server = Server()
    with running(server) as url:
        yield server, url


@pytest.mark.parametrize("form", [form for form in FORMS if "JSON" in form])
def test_fetch_does_not_show_the_token_of_a_refusal(cli: Cli, telling: tuple[Server, str], form: str) -> None:
    server, url = telling
    server.instead = lambda _query: (400, f'{{"why": "{FORMS[form](TOKEN)} is bad"}}'.encode(), {})
    outcome = cli("fetch", url, FEED)
    assert 'the answer was 400: {"why": "$FEEDPROOF_TOKEN is bad"}' in outcome.err


def test_nor_that_of_a_refusal_in_another_charset(cli: Cli, telling: tuple[Server, str]) -> None:
    server, url = telling
    server.instead = lambda _query: (400, f'{{"why": "{TOKEN} is bad"}}'.encode("utf-16"), {})
    outcome = cli("fetch", url, FEED)
    assert 'the answer was 400: {"why": "$FEEDPROOF_TOKEN is bad"}' in outcome.err


@pytest.mark.parametrize("form", ["a URL", "a URL in small letters", "a URL in a URL"])
def test_fetch_does_not_show_the_token_in_a_redirect(cli: Cli, telling: tuple[Server, str], form: str) -> None:
    server, url = telling
    server.instead = lambda _query: (302, b"", {"location": f"/login/{FORMS[form](TOKEN)}"})
    assert 'is redirected (302) to "/login/$FEEDPROOF_TOKEN"' in cli("fetch", url, FEED).err
