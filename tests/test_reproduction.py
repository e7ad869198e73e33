"""The requests that show a failure begin with those that create the records they name, and can be sent again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from feedproof.contract_tests.behaviour.behave import behave
from feedproof.contract_tests.reproduction import Birth, Reproduction
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled

from .test_behaviour import BY_NAME, client_of

OPERATION = bundled().operation("course-dates", "create")
SIGNED = {"Authorization": f"Bearer {TOKEN}"}

URL = "http://x/v/7"
FEED = "course-dates"
NEW, OTHER = f"curl -X POST -d '{{\"a\": 1}}' {URL}/coursedates", f"curl -X POST {URL}/coursedates"
BIRTHS = {
    (FEED, "7"): Birth("CourseDateID", NEW),
    (FEED, "8"): Birth("CourseDateID", OTHER),
    (FEED, "a b"): Birth("course-date", NEW),
}
MADE, MADE_TOO = f"CourseDateID=$({NEW} | jq -r .CourseDateID)", f"CourseDateID2=$({OTHER} | jq -r .CourseDateID)"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([f"curl -X GET {URL}/coursedates/9"], [f"curl -X GET {URL}/coursedates/9"]),
        ([f"curl -X GET {URL}/coursedates/77"], [f"curl -X GET {URL}/coursedates/77"]),
        ([f"curl -X GET {URL}/other/7"], [f"curl -X GET {URL}/other/7"]),
        (["curl -X GET http://elsewhere/coursedates/7"], ["curl -X GET http://elsewhere/coursedates/7"]),
        ([f"curl -X PUT -d 7 {URL}/coursedates/9"], [f"curl -X PUT -d 7 {URL}/coursedates/9"]),
        ([f"curl -X GET {URL}/trainers/7"], [f"curl -X GET {URL}/trainers/7"]),
        (
            [f"curl -X GET '{URL}/coursedates?%24top=7&%24skip=8&Name=7'"],
            [f"curl -X GET '{URL}/coursedates?%24top=7&%24skip=8&Name=7'"],
        ),
        ([f"curl -X GET {URL}/coursedates/7"], [MADE, f"curl -X GET {URL}/coursedates/$CourseDateID"]),
        (
            [f"curl -X POST {URL}/coursedates/8/venue/7"],
            [MADE_TOO.replace("ID2", "ID"), f"curl -X POST {URL}/coursedates/$CourseDateID/venue/7"],
        ),
        (
            [f"curl -X GET '{URL}/coursedates?%24top=7&CourseDateID=7'", f"curl -X PUT {URL}/coursedates/8", OTHER],
            [
                MADE,
                MADE_TOO,
                f"curl -X GET '{URL}/coursedates?%24top=7&CourseDateID='\"$CourseDateID\"''",
                f"curl -X PUT {URL}/coursedates/$CourseDateID2",
            ],
        ),
        (
            [f"curl -X GET '{URL}/coursedates/7?a=it'"],
            [MADE, f"curl -X GET '{URL}/coursedates/'\"$CourseDateID\"'?a=it'"],
        ),
        (
            [f"curl -X GET {URL}/coursedates/a%20b"],
            [f"course_date=$({NEW} | jq -r '.[\"course-date\"]')", f"curl -X GET {URL}/coursedates/$course_date"],
        ),
    ],
)
def test_what_is_named_is_made_first(sent: list[str], expected: list[str]) -> None:
    assert Reproduction(bundled(), URL, BIRTHS).commands(tuple(sent)) == tuple(expected)


def test_it_can_be_sent_to_a_server_that_was_started_again(tmp_path: Path, lacking: Callable[[str], Any]) -> None:
    if not shutil.which("curl"):
        lacking("curl is not installed")
    jq = tmp_path / "jq"
    jq.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.load(sys.stdin)[sys.argv[2][1:]])\n")
    jq.chmod(0o755)
    with running(make_app(seed=1, faults=["put-wipes"])) as url:
        client = client_of(url)
        chosen = [BY_NAME["an-update-keeps-what-it-does-not-name"]]
        (failure,) = (failure for _, failure in behave(client, writes=True, only=chosen) if failure)
    with running(make_app(seed=1)) as other:
        requests.post(
            f"{other}/coursedates", json=client.body(OPERATION), headers=SIGNED, timeout=10
        ).raise_for_status()
        script = "\n".join(Reproduction(bundled(), url, client.births).commands(failure.requests)).replace(url, other)
        environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "FEEDPROOF_TOKEN": TOKEN, "no_proxy": "*"}
        sent = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, env=environment, check=True)  # noqa: S603, S607 - what a reader would do
    assert sent.stdout.count('"CourseDateID":') == len(failure.requests) - 1
    assert '"errors"' not in sent.stdout
