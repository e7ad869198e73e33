"""What users pass on to schemathesis is accepted and has its effect, or is refused with a reason."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from feedproof.contract_tests.engine.collect import Listener
from feedproof.contract_tests.engine.options import KEYS, OF_SOME, OPTIONS, RUN, WAY, read_options
from feedproof.contract_tests.engine.settings import markers, merged
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from parts import send_little
from schemathesis.checks import CHECKS
from schemathesis.config._validator import CONFIG_SCHEMA
from schemathesis.engine.events import NonFatalError

Cli = Callable[..., Any]
FAULT = "created-with-another-status"
ROOT = Path(__file__).parent.parent
SOME = '[[operations]]\ninclude-path = "/trainers"\nenabled = true\n[[operations]]\ninclude-path = "/venues"\n'
NUMBER = "operations, number 2:"


@pytest.fixture(autouse=True)
def tiny(part: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    part("/venues", "/venues/{VenueID}")
    send_little(monkeypatch)
    monkeypatch.setenv("FEEDPROOF_TOKEN", TOKEN)
    monkeypatch.setenv("NAME_OF_A_HEADER", "authorization")


@pytest.fixture(scope="module")
def good() -> Iterator[str]:
    with running(make_app(seed=1)) as url:
        yield url


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('base-url = "http://x"', "base-url: remove it; the URL is the argument of feedproof contract"),
        ("seed = 3", "seed: remove it; use feedproof's --seed"),
        ('rate-limit = "1/s"', "rate-limit: remove it; use feedproof's --rate-limit"),
        ("max-redirects = 3", "max-redirects: remove it; redirects are not followed"),
        ("tls-verify = false", "tls-verify: remove it; an untrusted certificate is an error"),
        ('headers = {authorization = "Bearer x"}', "headers.Authorization: remove it; the token comes from"),
        ("output.sanitization.enabled = false", "output.sanitization: remove it; it would show the token in"),
        ("reports.preserve-bytes = true", "reports.preserve-bytes: remove it; it would show the token in"),
        ('auth.basic = {username = "x", password = "y"}', "auth: remove it; the token comes from FEEDPROOF_TOKEN"),
        ('headers = {"${NAME_OF_A_HEADER}" = "Bearer x"}', "headers.Authorization: remove it; the token comes from"),
        ("request-retries = 3", "request-retries: remove it; repeated requests would ignore the rate limit"),
        (f"{SOME}headers = {{X-A = 'b'}}", f"{NUMBER} headers: remove it; the connection is the same for all"),
        (f"{SOME}tls-verify = false", f"{NUMBER} tls-verify: remove it; the connection is the same for all"),
        (f"{SOME}proxy = 'http://p'", f"{NUMBER} proxy: remove it; the connection is the same for all"),
        (f"{SOME}request-cert = 'c'", f"{NUMBER} request-cert: remove it; the connection is the same"),
        (f"{SOME}rate-limit = '9/s'", f"{NUMBER} rate-limit: remove it; use feedproof's --rate-limit"),
        (f"{SOME}request-timeout = 9", f"{NUMBER} request-timeout: remove it; use feedproof's --timeout"),
        (f"{SOME}request-retries = 9", f"{NUMBER} request-retries: remove it; repeated requests would ignore"),
        (f"{SOME}max-redirects = 3", f"{NUMBER} max-redirects: remove it; redirects are not followed"),
        (f"{SOME}auth.basic = {{}}", f"{NUMBER} auth: remove it; the token comes from FEEDPROOF_TOKEN"),
        (f"{SOME}servers = {{}}", f"{NUMBER} servers: remove it; the URL is the argument of feedproof contract"),
        (f"{SOME}anything-new = 1", f"{NUMBER} anything-new: remove it; feedproof does not support it here"),
        ("operations = 3", "operations"),
        ("output = 3", "output: remove it; it is not a table"),
        ("workers = ", "not TOML"),
        ("wrokers = 2", "wrokers"),
        ("workers = 0", "workers: remove it; one worker sends, so that the same seed sends the same requests"),
        (f"{SOME}workers = 2", f"{NUMBER} workers: remove it; one worker sends"),
        ("max-failures = 0", "max-failures"),
        ('hooks = "no_such_module"', "no_such_module"),
    ],
)
def test_what_a_file_may_not_say(cli: Cli, payloads: Path, text: str, says: str, good: str) -> None:
    (payloads / "own.toml").write_text(text)
    outcome = cli("contract", good, "--schemathesis", "own.toml")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert outcome.err.startswith("feedproof: own.toml: ")
    assert says in outcome.err


def test_a_file_that_is_not_there(cli: Cli) -> None:
    outcome = cli("contract", "--schemathesis", "none.toml")
    assert (outcome.code, outcome.err) == (2, "feedproof: none.toml: No such file or directory\n")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--url", "http://x"), "--url after --: remove it; the URL is the argument of feedproof contract"),
        (("--url", "y"), "--url after --: remove it; the URL is the argument of feedproof contract"),
        (("--rate-limit", "many"), "--rate-limit after --: remove it; use feedproof's --rate-limit"),
        (("--report", "word", "--url", "y"), "--url after --: remove it"),
        (("--seed", "0"), "--seed after --: remove it; use feedproof's --seed"),
        (("-H", "X-Tenant: 7"), "--header after --: remove it; set it in the file of --schemathesis"),
        (("--tls-verify", "false"), "--tls-verify after --: remove it; set it in the file"),
        (("--auth", "me:secret"), "--auth after --: remove it; the token comes from FEEDPROOF_TOKEN"),
        (("--output-sanitize", "false"), "--output-sanitize after --: remove it; it would show the token"),
        (("--max-redirects", "2"), "--max-redirects after --: remove it; redirects are not followed"),
        (("--workers", "4"), "--workers after --: remove it; one worker sends, so that the same seed"),
        (("--reprot", "junit"), "No such option"),
        (("--report", "word"), "word"),
        (("openapi.json",), "unexpected extra argument"),
    ],
)
def test_what_cannot_stand_after_the_dashes(cli: Cli, options: tuple[str, ...], says: str, good: str) -> None:
    outcome = cli("contract", good, "--", *options)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
    assert "secret" not in outcome.err


def test_every_key_and_option_that_is_refused_is_one() -> None:
    assert KEYS.keys() | WAY.keys() <= CONFIG_SCHEMA["properties"].keys()
    assert OPTIONS.keys() <= {parameter.name for parameter in RUN.params}
    assert CONFIG_SCHEMA["$defs"]["OperationConfig"]["properties"].keys() >= OF_SOME


HARMLESS = {
    "": "color suppress-health-check max-failures max-time reports cache output baseline parameters dictionaries "
    "generation checks phases fuzz operations headers hooks proxy wait-for-schema continue-on-failure "
    "tls-verify max-stream-events request-cert request-cert-key warnings analysis",
    "PhasesConfig": "enabled examples coverage fuzzing stateful",
    "ExamplesPhaseConfig": "enabled extra-data-sources fill-missing generation checks operation-ordering",
    "CoveragePhaseConfig": "enabled extra-data-sources generate-duplicate-query-parameters unexpected-methods "
    "generation checks operation-ordering",
    "FuzzingPhaseConfig": "enabled generation checks operation-ordering extra-data-sources error-feedback",
    "StatefulPhaseConfig": "enabled max-steps inference generation checks link-calibration",
    "GenerationConfig": "mode max-examples no-shrink deterministic allow-x00 allow-extra-parameters codec "
    "exclude-header-characters maximize with-security-parameters graphql-allow-null database unique-inputs dictionaries",
    "OutputConfig": "sanitization truncation",
    "ReportConfig": "enabled path",
}
"""What schemathesis can be told at each level and somebody has looked at: it is harmless, or dealt with by a test here."""


@pytest.mark.parametrize("level", HARMLESS)
def test_no_new_setting_of_schemathesis_goes_unseen(level: str) -> None:
    """What a setting does to the safety of a live tenant has to be known before it is handed on."""
    node = CONFIG_SCHEMA["$defs"][level] if level else CONFIG_SCHEMA
    assert set(node["properties"]) - KEYS.keys() == set(HARMLESS[level].split())
    assert node["additionalProperties"] is False


def test_no_new_setting_of_some_operations_goes_unseen() -> None:
    keys = set(CONFIG_SCHEMA["$defs"]["OperationConfig"]["properties"])
    filters = {key for key in keys if key.startswith(("include-", "exclude-"))}
    assert keys - filters == OF_SOME | {key for key in keys if key in KEYS or key in WAY}


def test_tables_are_merged_and_the_second_counts() -> None:
    first, second = {"a": {"b": 1, "c": 2}, "d": 3, "e": [1]}, {"a": {"c": 4}, "d": {"f": 5}, "e": [2]}
    assert merged(first, second) == {"a": {"b": 1, "c": 4}, "d": {"f": 5}, "e": [2]}


OWN = """
import schemathesis

@schemathesis.check
def names_are_polite(ctx, response, case):
    if "venues" in case.path and response.status_code == 200:
        raise AssertionError("a venue should say please")
"""


@pytest.fixture
def _own_checks_end() -> Iterator[None]:
    """Take back what schemathesis keeps for the whole process."""
    yield
    CHECKS.unregister("names_are_polite")


@pytest.mark.usefixtures("_own_checks_end")
def test_own_checks_reports_and_a_baseline(cli: Cli, payloads: Path, good: str) -> None:
    """All in one run, which is what takes its time: then again, with what the first one wrote."""
    (payloads / "my_checks.py").write_text(OWN)
    (payloads / "own.toml").write_text(
        'hooks = "my_checks.py"\nbaseline = "known.json"\n[phases]\nstateful.enabled = false\n'
        '[reports]\njunit.path = "out/junit.xml"\nhar.path = "out/har.json"\n'
    )
    args = ("contract", good, "--schemathesis", "own.toml")
    first = cli(*args)
    assert first.code == 1
    assert "a venue should say please" in first.out
    assert "stateful phase (disabled)" in first.out
    assert "schemathesis wrote JUnit: out/junit.xml" in first.out
    assert "a venue should say please" in Path("out/junit.xml").read_text(encoding="utf-8")
    assert json.loads(Path("out/har.json").read_text(encoding="utf-8"))["log"]["entries"]
    assert Path("known.json").is_file()
    again = cli(*args, "--", "--include-path-regex", "venues", "--baseline-update")
    assert (again.code, again.err) == (0, ""), "what the baseline knows does not count"
    assert again.out.splitlines()[-2].endswith(
        "--schemathesis own.toml -- --include-path-regex venues --baseline-update"
    )


def test_headers_and_the_hosts_of_the_file_are_those_of_our_own_requests(cli: Cli, payloads: Path) -> None:
    seen: list[bytes | None] = []
    app = make_app(seed=1)

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        seen.append(dict(scope["headers"]).get(b"x-tenant"))
        await app(scope, receive, send)

    (payloads / "own.toml").write_text('[headers]\nX-Tenant = "${TENANT_NAME}"\n')
    os.environ["TENANT_NAME"] = "seven"
    try:
        with running(noting) as url:
            cli("contract", url, "--schemathesis", "own.toml", "--", "--phases", "examples")
    finally:
        del os.environ["TENANT_NAME"]
    assert seen.count(b"seven") == len([value for value in seen if value is not None])
    assert seen.count(None) <= 3, "schemathesis asks what the server can, of the root"


SECRETS = {
    "X-Session": "geheim-session-4711",
    "X-Note": 'it"s geheim ü 4712',
    "X-Tenant": "tenant-of-4713",
    "X-Short": "s7",
}
OPEN = {"Accept-Language": "en-GB, de", "X-Number": "12345678"}


def test_values_of_headers_stand_nowhere_and_commands_repeat_the_request(
    cli: Cli, payloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server shows them wherever it can; everything that a run writes is searched for them."""
    app = make_app(seed=1)

    async def showing(scope: Any, receive: Any, send: Any) -> None:
        sent = dict(scope["headers"])
        shown = [sent.get(name.lower().encode(), b"") for name in (*SECRETS, *OPEN) if name != "X-Short"]
        if scope["path"] == "/venues" or b"x-session" not in sent:
            await app(scope, receive, send)
            return
        body = json.dumps({"errors": [{"message": each.decode("latin-1")} for each in shown], "n": 12345678}).encode()
        headers = [(b"content-type", b"application/json"), (b"x-was", shown[0])]
        await send({"type": "http.response.start", "status": 500, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    monkeypatch.setenv("TENANT", SECRETS["X-Tenant"])
    headers = SECRETS | OPEN | {"X-Tenant": "${TENANT}", "X-Note": SECRETS["X-Note"].encode().decode("latin-1")}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in headers.items())
    (payloads / "own.toml").write_text(f"[cache]\nenabled = true\n[headers]\n{text}")
    reports = "junit,vcr,har,ndjson,json,wfc,pytest,html"
    files = [part for form in ("json", "html", "junit", "sarif") for part in ("--format", form, "-o", f"own.{form}")]
    handed = ("--report", reports, "--report-dir", "reports", "--phases", "examples,coverage")
    with running(showing) as url:
        outcome = cli("contract", url, "--schemathesis", "own.toml", "--format", "text", *files, "--", *handed)
    assert outcome.code == 1, outcome.err
    written = {file.name: file for file in payloads.rglob("*") if file.is_file() and file.name != "own.toml"}
    texts = {name: file.read_text(encoding="utf-8", errors="replace") for name, file in written.items()}
    assert len([file for file in written.values() if "reports" in file.parts]) >= 8
    assert [file for file in written.values() if ".schemathesis" in file.parts], "the cache"
    for secret in ("geheim", SECRETS["X-Tenant"], "X-Short: s7"):
        assert [name for name, text in texts.items() if secret in text] == []
        assert secret not in outcome.out + outcome.err
    commands = [line for line in outcome.out.splitlines() if line.strip().startswith("curl ")]
    assert commands
    for command in commands:
        assert {'-H "X-Session: $X_SESSION"', '-H "X-Tenant: $TENANT"', '-H "X-Short: $X_SHORT"'} <= {
            f"-H {each.partition(' -')[0].strip()}" for each in command.split("-H ")[1:]
        }, command


def test_what_failed_can_be_replayed(cli: Cli, payloads: Path, part: Callable[..., Any]) -> None:
    part("/coursedates")
    (payloads / "own.toml").write_text(
        'cache = {enabled = true, directory = "kept"}\n[phases]\nstateful.enabled = false\n'
    )
    with running(make_app(seed=1, faults=(FAULT,))) as url:
        outcome = cli("contract", url, "--schemathesis", "own.toml")
        assert outcome.code == 1
        cli("spec", "bundle", "-o", "openapi.json")
        st = [str(Path(sys.executable).parent / "st"), "replay", "kept/crashes", "--keep", "--url", url]
        args = [*st, "--schema-location", "openapi.json", "-H", f"Authorization: Bearer {TOKEN}"]
        done = subprocess.run(args, capture_output=True, text=True, check=False, cwd=payloads)  # noqa: S603 - our own command
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout


def test_what_is_handed_on_by_default_is_nothing() -> None:
    assert read_options(None).settings == {}
    with pytest.raises(FeedproofError, match="not TOML"):
        read_options(str(ROOT / "README.md"))


def test_the_page_hides_in_a_replay_what_a_run_hides() -> None:
    page = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    written = tomllib.loads(page.rpartition("```toml\n")[2].partition("```")[0])
    assert written["output"]["sanitization"]["sensitive-markers"] == markers(bundled())


def test_the_own_check_of_the_page_holds_for_what_has_no_town() -> None:
    page = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    code = page.partition("## Your own checks")[2].partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own page
    CHECKS.unregister("venues_have_a_town")
    case = SimpleNamespace(path="/venues/{VenueID}")
    for town in ({}, {"Town": ""}):
        response = SimpleNamespace(status_code=200, json=lambda town=town: {"VenueID": "1", "Label": "Hall"} | town)
        with pytest.raises(AssertionError, match="a venue without a town"):
            names["venues_have_a_town"](None, response, case)


def test_an_error_in_an_own_check_is_said_with_its_kind_and_place(tmp_path: Path) -> None:
    file = tmp_path / "my_checks.py"
    file.write_text("import json\n\n\ndef town(text):\n    return json.loads(text)['Town']\n", encoding="utf-8")
    names: dict[str, Any] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)  # noqa: S102 - ours
    for text, says in {
        "{}": "KeyError: 'Town' (my_checks.py:5)",
        "": "JSONDecodeError: Expecting value: line 1",
    }.items():
        with pytest.raises((KeyError, ValueError)) as raised:
            names["town"](text)
        error = NonFatalError(error=raised.value, phase=None, label="GET /venues", related_to_operation=True)
        listener = Listener(bundled(), lambda: None)
        listener.handle_event(None, error)
        (said,) = listener.collected.errors
        assert said.startswith(f"GET /venues: {says}")
        assert said.endswith(" (my_checks.py:5)")
