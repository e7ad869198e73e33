"""Recorded traffic on the command line: with other inputs, in each report, in the gate, against a baseline."""

import gzip
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import harfile
import jsonschema
import pytest
import requests
from feedproof.ci.reporters import formats
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from gating import gate
from recordings import BASE, GOOD, READ, cassette, entry, har, interaction

Cli = Callable[..., Any]
BAD = json.dumps(GOOD | {"Status": "on hold"})
DAY = ("--date", "2026-11-26")
SHAPE = json.loads(files("feedproof.ci").joinpath("report.schema.json").read_bytes())


@pytest.fixture
def traffic(payloads: Path) -> Path:
    """Go into a folder with a payload, a HAR and two cassettes, each with one finding."""
    folder = payloads / "traffic"
    folder.mkdir()
    others = [entry("GET", "/elsewhere"), entry("POST", "/coursedates", BAD, status=400)]
    (folder / "one.har").write_bytes(har(*others, entry("POST", "/coursedates", BAD, status=201)))
    taken = entry("PUT", "/coursedates/7", BAD)
    (folder / "two.json").write_text(json.dumps(cassette([interaction(taken)])))
    (folder / "three.yaml").write_text("interactions:\n- " + json.dumps(interaction(taken)) + "\n")
    (folder / "payload.json").write_text(json.dumps(GOOD))
    return folder


def place(name: str) -> str:
    """Return where the wrong value is written in a file, the last time."""
    text = Path(name).read_text()
    at = text.rindex('\\"on hold\\"')
    return f"{name}:{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


@pytest.mark.usefixtures("traffic")
def test_recordings_are_judged_beside_payloads_and_counted(cli: Cli) -> None:
    outcome = cli("check", "traffic", "traffic/three.yaml", *DAY)
    assert outcome.code == 1
    assert [line.split("  ")[0] for line in outcome.out.splitlines() if "unlisted-value" in line] == [
        place("traffic/one.har"),
        place("traffic/two.json"),
        place("traffic/three.yaml"),
    ]
    assert "entry 2, POST /coursedates: Status is" in outcome.out
    assert (
        "4 files, 5 exchanges (1 not accepted, 1 of no feed), 4 records of course-dates (create), course-dates (update): 3 errors"
    ) in outcome.out
    assert "can be fixed" not in outcome.out
    assert "not run: unknown-reference" in cli("check", "traffic/one.har", "-v", *DAY).out


@pytest.mark.usefixtures("traffic")
def test_a_report_counts_exchanges_and_keeps_its_shape(cli: Cli) -> None:
    document = json.loads(cli("check", "traffic", "--format", "json", *DAY).out)
    jsonschema.validate(document, SHAPE)
    assert document["summary"]["checked"]["exchanges"] == {"of_no_feed": 1, "not_accepted": 1, "judged": 2}
    assert [finding["pointer"] for finding in document["findings"]] == [
        "/log/entries/2/request/postData/text/Status",
        "/interactions/0/request/body/Status",
    ]
    assert [each["exchange"] for each in document["findings"]] == [
        "POST /coursedates",
        "PUT /coursedates/{CourseDateID}",
    ]
    assert "exchanges" not in json.loads(cli("check", "good.json", "--format", "json").out)["summary"]["checked"]


@pytest.mark.parametrize("form", formats())
def test_no_report_repeats_what_was_not_of_the_contract(traffic: Path, cli: Cli, form: str) -> None:
    """URLs, queries, headers, cookies, and what is personal."""
    delegate = json.dumps({"DelegateID": "7", "Forename": "Elizabeth SECRET", "Email": 7})
    each = entry("GET", "/coursedates/7/delegates/8?token=SECRET", answered=delegate)
    each["request"] |= {"headers": [{"name": "Authorization", "value": "SECRET"}], "cookies": [{"value": "SECRET"}]}
    each["request"]["url"] = each["request"]["url"].replace("feeds", "SECRET@SECRET")
    (traffic / "one.har").write_bytes(har(each, entry("POST", "/coursedates?key=SECRET", BAD, status=201)))
    outcome = cli("check", "traffic/one.har", "-v", "--format", form, *DAY)
    assert "SECRET" not in outcome.out + outcome.err
    assert "unlisted-value" in outcome.out


@pytest.mark.usefixtures("traffic")
def test_a_recording_is_known_from_standard_input_and_packed(cli: Cli) -> None:
    for name in ("one.har", "two.json", "three.yaml"):
        data, where = Path("traffic", name).read_bytes(), place(f"traffic/{name}")
        assert where.replace(f"traffic/{name}", "<stdin>") in cli("check", "-", stdin=data).out
        Path(f"{name}.gz").write_bytes(gzip.compress(data))
        assert where.replace(f"traffic/{name}", f"{name}.gz") in cli("check", f"{name}.gz").out
    assert "one.har.gz" in cli("check", ".").out


@pytest.mark.usefixtures("traffic")
def test_nothing_of_ours_in_a_recording_is_nothing_checked(cli: Cli) -> None:
    Path("traffic/one.har").write_bytes(har(entry("GET", "/elsewhere"), entry("POST", "/coursedates", BAD, status=400)))
    outcome = cli("check", "traffic/one.har")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "feedproof: nothing was checked: there is no record in 2 exchanges (1 not accepted, 1 of no feed)\n"
    )


def with_file(path: Path) -> None:
    """Write a recording that names a file for one body, keeps the beginning of another and holds two whole ones."""
    named = entry("POST", "/coursedates", answered=json.dumps(READ), status=201)
    named["request"]["postData"] = {"mimeType": "application/json", "_file": "abc.json"}
    cut = entry("GET", "/coursedates", answered='{"results": [')
    cut["response"]["content"]["comment"] = "Body truncated: 13 of 4000 bytes recorded"
    path.write_bytes(har(named, cut, entry("PUT", "/coursedates/7", json.dumps(GOOD))))


@pytest.mark.usefixtures("traffic")
def test_bodies_that_are_there_and_not_judged_are_counted_in_words_and_as_data(cli: Cli) -> None:
    with_file(Path("traffic/one.har"))
    outcome = cli("check", "traffic/one.har", *DAY)
    counted = "1 file, 3 exchanges (1 not judged), 2 bodies not judged (1 cut, 1 in another file), 2 records of "
    assert (outcome.code, outcome.out.startswith(counted)) == (0, True)
    document = json.loads(cli("check", "traffic/one.har", "--format", "json", *DAY).out)
    jsonschema.validate(document, SHAPE)
    assert document["summary"]["checked"]["bodies_not_judged"] == {"cut": 1, "in_another_file": 1}
    for form in ("markdown", "html", "junit"):
        assert "2 bodies not judged (1 cut, 1 in another file)" in cli("check", "traffic/one.har", "--format", form).out


def test_the_gate_says_what_it_did_not_judge_and_is_incomplete_where_that_is_all_that_was_sent(traffic: Path) -> None:
    Path("feedproof.toml").write_text('[[payloads]]\npaths = ["traffic/*.har"]\n')
    with_file(traffic / "one.har")
    outcome = gate(*DAY)
    told = "gate passed: 1 payload file with 2 records: 0 findings, 2 bodies not judged (1 cut, 1 in another file)"
    assert (outcome.return_value, outcome.output.splitlines()[-1]) == (0, told)
    answered = entry("POST", "/coursedates", answered=json.dumps(READ), status=201)
    answered["request"]["postData"] = {"mimeType": "application/json", "_file": "abc.json"}
    (traffic / "two.har").write_bytes(har(answered))
    outcome = gate(*DAY)
    assert outcome.return_value == 2
    assert "traffic/two.har: no body that was sent could be checked (1 in another file)\n" in outcome.output
    assert outcome.output.splitlines()[-1].startswith("gate incomplete: ")


@pytest.mark.usefixtures("traffic")
def test_what_is_wrong_with_a_recording_is_a_line_and_the_rest_is_checked(cli: Cli) -> None:
    Path("traffic/one.har").write_text('{"log": {"entries": {}}}')
    outcome = cli("check", "traffic")
    assert outcome.code == 2
    assert outcome.err == (
        "feedproof: traffic/one.har: log.entries is not a list, so there is nothing to check; is the recording complete?\n"
    )
    assert place("traffic/two.json") in outcome.out


@pytest.mark.usefixtures("traffic")
def test_rules_across_records_leave_recordings_alone(cli: Cli) -> None:
    answered = json.dumps({"results": [READ, READ]})
    Path("traffic/one.har").write_bytes(har(*[entry("GET", "/coursedates", answered=answered)] * 2))
    Path("traffic/list.json").write_text(json.dumps([READ | {"CourseDateID": "8"}]))
    assert cli("check", "traffic/one.har", "traffic/list.json", *DAY).code == 0
    Path("traffic/list.json").write_text(answered)
    assert "repeated-id" in cli("check", "traffic/list.json", *DAY).out


@pytest.mark.parametrize("flag", ["--fix", "--diff"])
@pytest.mark.usefixtures("traffic")
def test_a_recording_is_not_fixed_and_the_others_are(cli: Cli, flag: str) -> None:
    Path("traffic/payload.json").write_text(BAD)
    before = {name: Path("traffic", name).read_bytes() for name in ("one.har", "two.json", "three.yaml")}
    outcome = cli("check", "traffic", "traffic/three.yaml", flag, *DAY)
    assert [line for line in outcome.err.splitlines() if "recording" in line] == [
        f"feedproof: traffic/{name}: it is a recording, so it was not fixed" for name in before
    ]
    assert (json.loads(Path("traffic/payload.json").read_text())["Status"] == "OnHold") is (flag == "--fix")
    assert {name: Path("traffic", name).read_bytes() for name in before} == before
    assert "OnHold" in outcome.out if flag == "--diff" else "fixed 1 finding" in outcome.out


@pytest.mark.usefixtures("traffic")
def test_a_recording_without_a_finding_is_not_spoken_of_when_others_are_fixed(cli: Cli) -> None:
    Path("traffic/one.har").write_bytes(har(entry("POST", "/coursedates", json.dumps(GOOD), status=201)))
    outcome = cli("check", "traffic/one.har", "--fix", *DAY)
    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.usefixtures("traffic")
def test_standard_input_that_is_a_recording_comes_out_as_it_was(cli: Cli) -> None:
    data = Path("traffic/one.har").read_bytes()
    outcome = cli("check", "-", "--fix", stdin=data)
    assert (outcome.code, outcome.out.encode()) == (1, data)
    assert "it is a recording, so it was not fixed" in outcome.err


@pytest.mark.usefixtures("traffic")
def test_a_baseline_knows_a_finding_again_when_exchanges_come_before_it(cli: Cli) -> None:
    baseline = ("--baseline", "known.json", *DAY)
    assert cli("check", "traffic/one.har", *baseline, "--update-baseline").code == 0
    taken = entry("POST", "/coursedates", BAD, status=201)
    others = [entry("GET", "/elsewhere"), entry("GET", "/coursedates", answered='{"results": []}')]
    Path("traffic/one.har").write_bytes(har(*others, *others, taken))
    assert cli("check", "traffic/one.har", *baseline).code == 0
    Path("traffic/one.har").write_bytes(har(taken, taken))
    assert "1 error" in cli("check", "traffic/one.har", *baseline).out


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize(
    "other",
    [entry("PUT", "/coursedates/7", BAD), entry("POST", "/coursedates", answered=json.dumps([{}]))],
    ids=["sent by another operation", "answered"],
)
def test_a_baseline_knows_no_finding_of_another_operation(cli: Cli, other: Any) -> None:
    baseline = ("--baseline", "known.json", "--fail-on", "note", *DAY)
    assert cli("check", "traffic/one.har", *baseline, "--update-baseline").code == 0
    assert json.loads(Path("known.json").read_text())["entries"][0]["pointer"].startswith("POST /coursedates /log/")
    Path("traffic/one.har").write_bytes(har(*[entry("GET", "/elsewhere")] * 2, other))
    outcome = cli("check", "traffic/one.har", *baseline)
    assert (outcome.code, "not counted" in outcome.out) == (1, False)


def test_the_gate_judges_recordings_by_pattern(traffic: Path) -> None:
    Path("feedproof.toml").write_text('[[payloads]]\npaths = ["traffic/*.yaml", "traffic/*.har"]\n')
    assert traffic.is_dir()
    outcome = gate(*DAY)
    assert outcome.return_value == 1
    assert "2 files, 4 exchanges (1 not accepted, 1 of no feed), 2 records" in outcome.output


@pytest.mark.usefixtures("traffic")
def test_check_takes_the_base_url_and_refuses_what_is_none(cli: Cli) -> None:
    assert cli("check", "traffic/one.har", "--base-url", BASE, *DAY).code == 1
    outcome = cli("check", "traffic/one.har", "--base-url", "https://elsewhere.example.com", *DAY)
    assert (outcome.code, "1 exchange" in outcome.out, "3 of no feed" in outcome.err) == (2, False, True)
    outcome = cli("check", "traffic/one.har", "--base-url", "elsewhere SECRET", *DAY)
    told = "feedproof: the base URL is not that of a server; write it as https://host/path\n"
    assert (outcome.code, outcome.err) == (2, told)
    outcome = cli("check", "traffic/one.har", "--base-url", "https://user:SECRET@elsewhere.example.com", *DAY)
    told = "feedproof: the base URL has a user name or a password; remove them, a token goes into a header\n"
    assert (outcome.code, outcome.err) == (2, told)


@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        (BASE, 1, "1 error"),
        ("https://elsewhere.example.com", 2, "payloads.0.base-url: no request for a feed begins with it"),
        (
            "https://me:SECRET@elsewhere.example.com",
            2,
            "payloads.0.base-url: the base URL has a user name or a password",
        ),
        ("https://x:SECRET/", 2, "payloads.0.base-url: the base URL is not that of a server"),
        ("elsewhere", 2, 'payloads.0.base-url: not in the expected form; write, say, "https://api.example.com/v1"'),
    ],
)
def test_the_gate_takes_a_base_url(traffic: Path, url: str, code: int, told: str, cli: Cli) -> None:
    Path("feedproof.toml").write_text(f'[[payloads]]\npaths = ["{traffic.name}/one.har"]\nbase-url = "{url}"\n')
    outcome = cli("gate", *DAY)
    assert (outcome.code, told in outcome.out + outcome.err) == (code, True)
    explained = cli("gate", "--explain-config", *DAY)
    assert ("payloads.0.base-url   https://" in explained.out) is (explained.code == 0)
    assert "SECRET" not in outcome.out + outcome.err + explained.out + explained.err


def test_traffic_with_the_sandbox_that_a_program_recorded_keeps_the_contract(tmp_path: Path, cli: Cli) -> None:
    record = tmp_path / "sandbox.har"
    with running(make_app(seed=1)) as url, harfile.open(record) as log:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        session.hooks["response"].append(lambda answer, **_options: _keep(log, answer))
        made = session.post(f"{url}/coursedates", json=GOOD).json()
        (key,) = (name for name in made if name.endswith("DateID"))
        session.put(f"{url}/coursedates/{made[key]}", json=GOOD)
        for path in ("coursedates", f"coursedates/{made[key]}", "venues", "trainers", "coursedates/none"):
            session.get(f"{url}/{path}")
        session.post(f"{url}/coursedates", json={})
    outcome = cli("check", str(record), "--fail-on", "warning", *DAY)
    assert outcome.code == 0, outcome.out
    assert "8 exchanges (2 not accepted)" in outcome.out
    assert (
        "course-dates (create), course-dates (read), course-dates (update), trainers (read), venues (read)"
        in outcome.out
    )
    record.write_bytes(record.read_bytes().replace(b"OnHold", b"Onhold"))
    assert "answer to GET /coursedates/{CourseDateID}: Status" in cli("check", str(record), *DAY).out


def _keep(log: harfile.HarFile, answer: requests.Response) -> None:
    sent = answer.request
    body = (
        harfile.PostData(mimeType="application/json", text=sent.body.decode()) if isinstance(sent.body, bytes) else None
    )
    log.add_entry(
        startedDateTime="2026-11-26T10:00:00Z",
        time=1,
        request=harfile.Request(method=str(sent.method), url=str(sent.url), httpVersion="HTTP/1.1", postData=body),
        response=harfile.Response(
            status=answer.status_code,
            statusText=answer.reason,
            httpVersion="HTTP/1.1",
            content=harfile.Content(
                size=len(answer.content), mimeType=answer.headers["Content-Type"], text=answer.text
            ),
        ),
        timings=harfile.Timings(send=0, wait=0, receive=1),
    )


TYPO = "https://tenent.example.com/api"
BESIDE = "no request for a feed begins with it: there is no record in 3 exchanges (3 of no feed)"


@pytest.mark.usefixtures("traffic")
def test_a_base_url_that_no_request_begins_with_is_incomplete_whatever_else_was_checked(cli: Cli) -> None:
    outcome = cli("check", "traffic/one.har", "traffic/payload.json", "--base-url", TYPO, *DAY)
    assert (outcome.code, outcome.err) == (2, f"feedproof: --base-url: {BESIDE}\n")
    assert cli("check", "traffic/one.har", "--base-url", TYPO, *DAY).err == f"feedproof: --base-url: {BESIDE}\n"
    assert cli("check", "traffic/payload.json", "--base-url", TYPO, *DAY).code == 0


@pytest.mark.usefixtures("traffic")
def test_a_group_of_the_gate_with_a_base_url_that_no_request_begins_with_is_incomplete(cli: Cli) -> None:
    group = f'[[payloads]]\npaths = ["traffic/PATHS"]\nbase-url = "{TYPO}"\n'
    reports = 'reports = [{format = "junit", file = "report.xml"}]\n'
    files = group.replace("PATHS", "one.har") + group.replace("PATHS", "payload.json")
    Path("feedproof.toml").write_text(reports + files)
    outcome = cli("gate", *DAY)
    assert (outcome.code, outcome.err) == (2, f"feedproof: feedproof.toml: payloads.0.base-url: {BESIDE}\n")
    assert "gate incomplete: 2 payload files with 1 record: 0 findings, 1 not checked" in outcome.out
    assert BESIDE in Path("report.xml").read_text()


@pytest.mark.usefixtures("traffic")
def test_of_the_recordings_of_a_group_one_below_the_base_url_is_enough(cli: Cli) -> None:
    Path("traffic/other.har").write_bytes(har(entry("GET", "/elsewhere")))
    Path("feedproof.toml").write_text(f'[[payloads]]\npaths = ["traffic/o*.har"]\nbase-url = "{BASE}"\n')
    assert cli("gate", *DAY).code == 1
