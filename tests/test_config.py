"""The configuration of the gate: each way to get it wrong is one line with file and key; each value has an origin."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from feedproof.ci.config import load_config
from feedproof.ci.reporters import formats
from feedproof.ci.schemas import schema
from feedproof.contract_tests.profiles import PROFILES
from feedproof.contract_tests.server.terms import LONGEST, TIMEOUT
from feedproof.validators.model import Certainty, Severity

GROUP = '[[payloads]]\npaths = ["good.json"]\nfeed = "course-dates"\noperation = "create"\n'
NOTHING = ".: there is no configuration; feedproof init writes one, into pyproject.toml or feedproof.toml"

PYPROJECT = {
    "no configuration": (None, NOTHING),
    "no table": ("[tool.other]\n", NOTHING),
    "no tools": ("tool = 3\n", NOTHING),
    "a table that is none": ("[tool]\nfeedproof = 3\n", NOTHING),
    "not TOML": (
        "[tool.feedproof\n",
        "pyproject.toml: not TOML: Expected ']' at the end of a table declaration (at line 1, column 16)",
    ),
    "nothing to do": (
        "[tool.feedproof]\n",
        "pyproject.toml: names no payloads and no servers, so there is nothing to check",
    ),
}


@pytest.mark.parametrize("name", PYPROJECT)
def test_no_configuration_is_one_line(name: str, payloads: Path, cli: Callable[..., Any]) -> None:
    text, message = PYPROJECT[name]
    if text is not None:
        (payloads / "pyproject.toml").write_text(text, encoding="utf-8")
    outcome = cli("gate")
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"feedproof: {message}\n")


PROBLEMS: dict[str, tuple[str, str]] = {
    "unknown key": (
        "failon = 'error'\n",
        (
            "unknown key 'failon' (did you mean 'fail-on'?); keys: contract, fail-on, ignore, severity, baseline, "
            "reports, payloads, servers"
        ),
    ),
    "unknown key in a group": (
        GROUP.replace("feed =", "feeds ="),
        "unknown key 'payloads.0.feeds' (did you mean 'feed'?); keys: paths, feed, operation, at, base-url, severity",
    ),
    "unknown key in a report": (
        GROUP + '[[reports]]\nformat = "json"\npath = "a"\n',
        "unknown key 'reports.0.path'; keys: format, file",
    ),
    "wrong value": (
        "fail-on = 'bad'\n" + GROUP,
        'fail-on: "bad" is not one of error, warning, note',
    ),
    "misspelt value": (
        "fail-on = 'Warnings'\n" + GROUP,
        "fail-on: \"Warnings\" is not one of error, warning, note (did you mean 'warning'?)",
    ),
    "wrong type": (
        "baseline = 3\n" + GROUP,
        'baseline: is a whole number, not text; write, say, "feedproof-baseline.json"',
    ),
    "text for a list of tables": (
        'payloads = "a"\n',
        'payloads: is text, not a list; write, say, [{paths = ["payloads/*.json"]}]',
    ),
    "text for a table": (
        'payloads = ["a"]\n',
        'payloads.0: is text, not a table; write, say, {paths = ["payloads/*.json"]}',
    ),
    "a group without paths": (
        '[[payloads]]\nfeed = "venues"\n',
        'payloads.0.paths is missing; write, say, ["payloads/*.json"]',
    ),
    "a report without a format": (
        GROUP + '[[reports]]\nfile = "x"\n',
        'reports.0.format is missing; write, say, "sarif"',
    ),
    "text for severities": (
        'severity = "note"\n' + GROUP,
        'severity: is text, not a table; write, say, {no-offset = "error", assumed = "warning"}',
    ),
    "a rate that is none": (
        '[[servers]]\nrate-limit = "fast"\n',
        'servers.0.rate-limit: not in the expected form; write, say, "5000/h"',
    ),
    "unknown operation": (
        GROUP.replace("create", "creates"),
        "payloads.0.operation: \"creates\" is not one of read, create, update (did you mean 'create'?)",
    ),
    "a null character": (
        GROUP.replace("good.json", "x\\u0000"),
        "payloads.0.paths.0: it has the character U+0000, which no name can have; remove it",
    ),
    "stars beside a name": (
        GROUP.replace("good.json", "a/**b/*.json"),
        "payloads.0.paths: in 'a/**b/*.json', ** must stand alone between slashes; it matches any folders",
    ),
    "unknown feed": (
        GROUP.replace("course-dates", "coursedates"),
        (
            "payloads.0.feed: unknown feed 'coursedates' (did you mean 'course-dates'?); "
            "feeds: course-templates, course-dates, delegates, trainers, venues"
        ),
    ),
    "unknown rule": (
        'ignore = ["unlisted-valu"]\n' + GROUP,
        "ignore: unknown rule 'unlisted-valu' (did you mean 'unlisted-value'?); see feedproof rules",
    ),
    "severity of an unknown rule": (
        'severity = {looks-like-pound = "error"}\n' + GROUP,
        (
            "severity: unknown rule or certainty 'looks-like-pound' (did you mean 'looks-like-pounds'?); "
            "see feedproof rules"
        ),
    ),
    "severity of an unknown certainty": (
        GROUP + 'severity = {assume = "error"}\n',
        ("payloads.0.severity: unknown rule or certainty 'assume' (did you mean 'assumed'?); see feedproof rules"),
    ),
    "unknown severity": (
        'severity = {assumed = "warn"}\n' + GROUP,
        "severity.assumed: \"warn\" is not one of error, warning, note (did you mean 'warning'?)",
    ),
    "severity of an ignored rule": (
        'ignore = ["too-long"]\nseverity = {too-long = "error"}\n' + GROUP,
        "severity.too-long: the rule is in ignore too, so none of its findings is left; keep one of the two",
    ),
    "unknown format": (
        GROUP + '[[reports]]\nformat = "sarf"\nfile = "x"\n',
        "reports.0.format: \"sarf\" is not one of FORMATS (did you mean 'sarif'?)",
    ),
    "a secret in a wrong place": (
        '[[servers]]\ntoken = "s3cret"\n',
        (
            "unknown key 'servers.0.token'; keys: url, profile, seed, allow-writes, read-only, confirm, "
            "rate-limit, timeout, max-time, schemathesis"
        ),
    ),
    "writing that is allowed and forbidden": (
        "[[servers]]\nallow-writes = true\nread-only = true\n",
        "servers.0: allow-writes and read-only cannot be combined; remove one of them",
    ),
    "writing to a server that is only read": (
        '[[servers]]\n[[servers]]\nurl = "http://127.0.0.1:9"\nread-only = true\nallow-writes = true\n',
        "servers.1: allow-writes and read-only cannot be combined; remove one of them",
    ),
    "a time limit for ever": (
        "[[servers]]\ntimeout = 1e300\n",
        "servers.0.timeout: 1e+300 is above 86400; write, say, 30",
    ),
    "a time limit that is no number": (
        "[[servers]]\ntimeout = nan\n",
        "servers.0.timeout: nan and inf are not allowed here; write a number",
    ),
    "a number without end": (
        GROUP + "base-url = -inf\n",
        "payloads.0.base-url: nan and inf are not allowed here; write a number",
    ),
    "a date": ("baseline = 2027-01-02\n" + GROUP, "baseline: a date or a time is not allowed here; put it in quotes"),
    "a time in a list": (
        "ignore = [07:32:00]\n" + GROUP,
        "ignore.0: a date or a time is not allowed here; put it in quotes",
    ),
    "an operation that the feed does not have": (
        GROUP.replace("course-dates", "venues"),
        "payloads.0.operation: the contract has no 'create' for venues; it has: read",
    ),
    "a pointer that is none": (
        GROUP + 'at = "results"\n',
        "payloads.0.at: 'results' is not a JSON Pointer: it must be empty or begin with /",
    ),
    "a payload that is judged twice": (
        GROUP + GROUP.replace('"good.json"', '"tree", "good.json"'),
        "payloads.1: 'good.json' is in payloads.0 already, to be checked the same way; keep one of the two",
    ),
    "a payload of two feeds": (
        GROUP.replace("create", "read") + GROUP.replace("create", "read").replace("course-dates", "venues"),
        "payloads.1: 'good.json' is in payloads.0 already, as course-dates; keep one of the two",
    ),
    "a contract that is not there": ('contract = "c.yaml"\n' + GROUP, "contract: c.yaml: No such file or directory"),
    "a single table for a list of them": (
        '[payloads]\npaths = ["good.json"]\n',
        'payloads: is a table, not a list; put its name in double brackets; write, say, [{paths = ["payloads/*.json"]}]',
    ),
    "a password in a single table": (
        '[servers]\nurl = "https://me:s3cret@host"\n',
        (
            "servers: is a table, not a list; put its name in double brackets; write, say, "
            '[{url = "https://api.example.com/v1"}]'
        ),
    ),
    "a password in a list of texts": (
        'servers = ["https://me:s3cret@host"]\n',
        'servers.0: is text, not a table; write, say, {url = "https://api.example.com/v1"}',
    ),
    "no URL": (
        '[[servers]]\nurl = "ftp://me:s3cret@host"\n',
        'servers.0.url: not in the expected form; write, say, "https://api.example.com/v1"',
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_wrong_configuration_is_one_line(name: str, payloads: Path, cli: Callable[..., Any]) -> None:
    text, message = PROBLEMS[name]
    (payloads / "feedproof.toml").write_text(text, encoding="utf-8")
    outcome = cli("gate")
    named = schema("config")["properties"]["reports"]["items"]["properties"]["format"]["enum"]
    message = message.replace("FORMATS", ", ".join(named))
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"feedproof: feedproof.toml: {message}\n")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("contract", "contract = 'URL'\nGROUP"), ("baseline", "baseline = 'URL'\nGROUP"),
        ("reports.0.file", "GROUP[[reports]]\nformat = 'json'\nfile = 'URL'\n"),
        ("servers.0.schemathesis", "[[servers]]\nschemathesis = 'URL'\n"),
    ],
)  # fmt: skip
def test_a_url_is_no_file_and_is_not_shown(key: str, text: str, payloads: Path, cli: Callable[..., Any]) -> None:
    written = text.replace("URL", "https://user:SECRET@h.invalid/x?sig=SECRET").replace("GROUP", GROUP)
    (payloads / "feedproof.toml").write_text(written, encoding="utf-8")
    for arguments in ([], ["--explain-config"]):
        outcome = cli("gate", *arguments)
        assert (outcome.code, outcome.err) == (2, f"feedproof: feedproof.toml: {key}: this is a URL; name a file\n")
        assert "SECRET" not in outcome.out


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            'url = "https://me:s3cret@host/x"',
            "url: the URL has a user name or a password; remove them, a token goes into a header",
        ),
        (
            'url = "https://host/x?key=s3cret"',
            "url: the URL has a ? or a #; give the prefix of the feeds' paths",
        ),
        (
            'url = "https://me:s3cret@host:99999"',
            "url: the URL is not that of a server; write it as https://host/path",
        ),
        ('schemathesis = "s.toml"', "schemathesis: s.toml: No such file or directory"),
    ],
)
def test_a_server_that_cannot_be_examined_is_told_by_its_key(
    written: str, message: str, payloads: Path, cli: Callable[..., Any]
) -> None:
    (payloads / "feedproof.toml").write_text(f"{GROUP}[[servers]]\n{written}\n", encoding="utf-8")
    outcome = cli("gate")
    assert (outcome.code, outcome.err) == (2, f"feedproof: feedproof.toml: servers.0.{message}\n")
    assert "1 record of course-dates (create)" in outcome.out
    assert "s3cret" not in outcome.out


@pytest.mark.parametrize(
    "url", ["https://me:s3cret@host/x?key=s3cret", "https://me:s3cret@[/x", "https://host/x#s3cret"]
)
def test_what_a_url_of_the_configuration_may_hold_is_shown_nowhere(
    url: str, payloads: Path, cli: Callable[..., Any]
) -> None:
    reports = "".join(f'[[reports]]\nformat = "{name}"\nfile = "r.{name}"\n' for name in formats())
    own = f'[[payloads]]\npaths = ["{url}.json"]\n[[servers]]\nurl = "{url}"\n'
    (payloads / "feedproof.toml").write_text(own + reports, encoding="utf-8")
    outcomes = cli("gate"), cli("gate", "--explain-config")
    assert [outcome.code for outcome in outcomes] == [2, 2]
    written = [file.read_text(encoding="utf-8") for file in payloads.glob("r.*")]
    assert len(written) == len(formats())
    assert not [text for text in (*map(str, outcomes), *written) if "s3cret" in text]


def test_a_baseline_to_update_has_to_be_named(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "feedproof.toml").write_text(GROUP, encoding="utf-8")
    outcome = cli("gate", "--update-baseline")
    message = "names no baseline; set the key baseline, or pass --baseline FILE"
    assert (outcome.code, outcome.err) == (2, f"feedproof: feedproof.toml: {message}\n")


def test_quiet_and_verbose_contradict_each_other(cli: Callable[..., Any]) -> None:
    for command in (["gate"], ["check", "good.json"]):
        outcome = cli(*command, "-q", "-v")
        assert outcome.code == 2
        assert (
            outcome.err == f"feedproof: --quiet and --verbose: give one of them (see feedproof {command[0]} --help)\n"
        )


def enums(node: Any) -> Iterator[list[str]]:
    if isinstance(node, dict):
        yield from ([node["enum"]] if "enum" in node else [])
        for child in node.values():
            yield from enums(child)


def test_the_schema_names_what_there_is() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("config"))
    found = list(enums(schema("config")))
    assert list(PROFILES) in found
    assert found.count([str(severity) for severity in reversed(Severity)]) == 2
    named = schema("config")["properties"]["reports"]["items"]["properties"]["format"]["enum"]
    assert set(named) - {"html"} == set(formats()) - {"html"}
    description = schema("config")["$defs"]["severity"]["description"]
    assert f"({', '.join(Certainty)})" in description


def test_every_key_is_read(payloads: Path) -> None:
    """Every property of the schema has a place in the configuration, and keeps its value."""
    everything = {
        "contract": "c.yaml",
        "fail-on": "note",
        "ignore": ["too-long"],
        "severity": {"assumed": "error"},
        "baseline": "b.json",
        "reports": [{"format": "json", "file": "r.json"}],
        "payloads": [
            {
                "paths": ["a"],
                "feed": "f",
                "operation": "read",
                "at": "/x",
                "base-url": "https://y",
                "severity": {"too-short": "note"},
            },
        ],
        "servers": [
            {
                "url": "http://x",
                "profile": "full",
                "seed": 3,
                "allow-writes": True,
                "read-only": False,
                "confirm": "x",
                "rate-limit": "9/m",
                "timeout": 0.5,
                "max-time": 60,
                "schemathesis": "s.toml",
            },
            {"read-only": True},
        ],
    }
    assert everything.keys() == schema("config")["properties"].keys()
    for name in ("payloads", "servers", "reports"):
        assert everything[name][0].keys() == schema("config")["properties"][name]["items"]["properties"].keys()  # type: ignore[attr-defined]
    text = "".join(f"{key} = {toml(value)}\n" for key, value in everything.items())
    (payloads / "feedproof.toml").write_text(text, encoding="utf-8")
    config = load_config(Path("feedproof.toml"))
    assert (config.contract, config.fail_on, config.ignore) == (Path("c.yaml"), "note", ["too-long"])
    assert (config.severity, config.baseline) == ({"assumed": "error"}, Path("b.json"))
    assert [(each.format, each.file) for each in config.reports] == [("json", "r.json")]
    (group,), (server, read) = config.payloads, config.servers
    assert (group.paths, group.feed, group.operation, group.at) == (["a"], "f", "read", "/x")
    assert (group.base_url, group.severity) == ("https://y", {"too-short": "note"})
    assert (server.url, server.profile, server.seed, server.allow_writes) == ("http://x", "full", 3, True)
    assert (server.read_only, read.read_only) == (False, True)
    assert (server.confirm, server.rate_limit, server.timeout, server.max_time) == ("x", "9/m", 0.5, 60)
    assert server.schemathesis == "s.toml"


def test_a_time_limit_is_the_same_as_on_the_command_line() -> None:
    limit = schema("config")["properties"]["servers"]["items"]["properties"]["timeout"]
    assert (limit["exclusiveMinimum"], limit["maximum"], limit["default"]) == (0, LONGEST, TIMEOUT)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(child)}" for key, child in value.items()) + "}"
    return f"[{', '.join(map(toml, value))}]" if isinstance(value, list) else json.dumps(value)


EXPLAINED = """\
key                        value                         from
configuration              feedproof.toml                flag --config
contract                   the bundled one, VERSION        default
fail-on                    note                          environment FEEDPROOF_FAIL_ON
ignore                     too-long                      feedproof.toml
severity.assumed           error                         feedproof.toml
baseline                   none                          default
date                       2026-11-23                    flag --date
colour                     no                            not a terminal
payloads.0.paths           good.json (1 found)           feedproof.toml
payloads.0.feed            decided by each payload       default
payloads.0.operation       create                        feedproof.toml
payloads.0.at              the whole document            default
payloads.0.severity.no-offset  note                      feedproof.toml
servers.0.url              https://host/api              feedproof.toml
servers.0.profile          full                          feedproof.toml
servers.0.seed             0                             default
servers.0.allow-writes     no                            default
servers.0.read-only        no                            default
servers.0.confirm          not set                      default
servers.0.rate-limit       the vendor's, if it is not on this machine  default
servers.0.timeout          15                            default
servers.0.max-time         the profile's                 default
servers.0.schemathesis     none                          default
servers.0.token            set, not shown                environment FEEDPROOF_TOKEN
servers.1.url              the sandbox                   default
servers.1.profile          quick                         default
servers.1.seed             0                             default
servers.1.allow-writes     no                            default
servers.1.read-only        no                            default
servers.1.confirm          not set                      default
servers.1.rate-limit       the vendor's, if it is not on this machine  default
servers.1.timeout          15                            default
servers.1.max-time         the profile's                 default
servers.1.schemathesis     none                          default
servers.1.token            the sandbox's own             default
reports.0                  sarif to out.sarif            feedproof.toml
reports.1   github to the log, where GITHUB_ACTIONS is set    feedproof.toml
reports.2                  azure to the log              feedproof.toml
"""


def test_explain_config_says_what_counts_and_why(
    payloads: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (payloads / "feedproof.toml").write_text(
        'ignore = ["too-long"]\nfail-on = "warning"\nseverity = {assumed = "error"}\n'
        'reports = [{format = "sarif", file = "out.sarif"}, {format = "github"}, {format = "azure"}]\n'
        '[[payloads]]\npaths = ["good.json"]\noperation = "create"\nseverity = {no-offset = "note"}\n'
        '[[servers]]\nurl = "https://me:s3cret@host/api"\nprofile = "full"\n[[servers]]\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("FEEDPROOF_TOKEN", "t0ken")
    monkeypatch.setenv("FEEDPROOF_FAIL_ON", "note")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("TF_BUILD", "True")
    outcome = cli("gate", "--config", "feedproof.toml", "--explain-config", "--date", "2026-11-23")
    assert (outcome.code, outcome.err) == (0, "")
    shown = [" ".join(line.split()) for line in outcome.out.splitlines()]
    expected = EXPLAINED.replace("VERSION", shown[2].split()[4])
    assert shown == [" ".join(line.split()) for line in expected.splitlines()]
    assert not (payloads / "out.sarif").exists()
    for secret in ("s3cret", "t0ken"):
        assert secret not in outcome.out


@pytest.mark.parametrize(
    ("flags", "environment", "origin"),
    [
        (["--fail-on", "note"], {"FEEDPROOF_FAIL_ON": "warning"}, "fail-on note flag --fail-on"),
        ([], {"FEEDPROOF_FAIL_ON": "warning"}, "fail-on warning environment FEEDPROOF_FAIL_ON"),
        ([], {"FEEDPROOF_FAIL_ON": ""}, "fail-on error default"),
        ([], {"FEEDPROOF_CONFIG": "feedproof.toml"}, "configuration feedproof.toml environment FEEDPROOF_CONFIG"),
        ([], {}, "configuration feedproof.toml found in this folder"),
        ([], {"NO_COLOR": "1"}, "colour no environment NO_COLOR"),
        (["--baseline", "b.json", "--update-baseline"], {}, "baseline b.json flag --baseline"),
    ],
)
@pytest.mark.usefixtures("payloads")
def test_a_flag_counts_before_the_environment_before_the_file(
    flags: list[str], environment: dict[str, str], origin: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("feedproof.toml").write_text(GROUP, encoding="utf-8")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    outcome = cli("gate", "--explain-config", *flags)
    assert origin in [" ".join(line.split()) for line in outcome.out.splitlines()]


@pytest.mark.parametrize("name", ["feedproof.toml", "other.toml", "pyproject.toml"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_tables_of_pyproject_may_stand_in_any_file(
    name: str, mark: str, payloads: Path, cli: Callable[..., Any]
) -> None:
    text = GROUP.replace("[[payloads]]", "[[tool.feedproof.payloads]]")
    (payloads / name).write_text(f"{mark}{text}", encoding="utf-8")
    outcome = cli("gate", "--config", name)
    assert (outcome.code, outcome.err) == (0, "")


def test_tables_of_both_kinds_are_not_mixed(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "feedproof.toml").write_text(f"{GROUP}[tool.feedproof]\nfail-on = 'note'\n", encoding="utf-8")
    outcome = cli("gate")
    assert (outcome.code, outcome.out) == (2, "")
    assert "unknown key 'tool'" in outcome.err


def test_a_byte_order_mark_before_the_own_file_is_no_mistake(payloads: Path, cli: Callable[..., Any]) -> None:
    (payloads / "feedproof.toml").write_text(f"\ufeff{GROUP}", encoding="utf-8")
    assert cli("gate").code == 0
