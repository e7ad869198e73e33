"""The requests that show a failure begin with the making of the records that they name, and can be sent again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from feedproof.contract_tests.behave import behave
from feedproof.contract_tests.start import Birth, from_the_start
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled

from .test_behaviour import BY_NAME, client_of

OPERATION = bundled().operation("course-dates", "create")
SIGNED = {"Authorization": f"Bearer {TOKEN}"}

NEW, OTHER = "curl -X POST -d '{\"a\": 1}' http://x/things", "curl -X POST http://x/things"
BIRTHS = {"7": Birth("ThingID", NEW), "8": Birth("ThingID", OTHER), "a b": Birth("thing-id", NEW)}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (["curl http://x/things/9"], ["curl http://x/things/9"]),
        (["curl http://x/things/77"], ["curl http://x/things/77"]),
        (["curl -d 7 http://x/7s"], ["curl -d 7 http://x/7s"]),
        (
            ["curl http://x/things/7"],
            [f"ThingID=$({NEW} | jq -r .ThingID)", "curl http://x/things/$ThingID"],
        ),
        (
            ["curl 'http://x/things?ThingID=7&a=7'", "curl http://x/things/7/venue/8", OTHER],
            [
                f"ThingID=$({NEW} | jq -r .ThingID)",
                f"ThingID2=$({OTHER} | jq -r .ThingID)",
                "curl 'http://x/things?ThingID='\"$ThingID\"'&a='\"$ThingID\"''",
                "curl http://x/things/$ThingID/venue/$ThingID2",
            ],
        ),
        (
            ["curl http://x/things/a%20b"],
            [f"thing_id=$({NEW} | jq -r '.[\"thing-id\"]')", "curl http://x/things/$thing_id"],
        ),
    ],
)
def test_what_is_named_is_made_first(sent: list[str], expected: list[str]) -> None:
    assert from_the_start(tuple(sent), BIRTHS) == tuple(expected)


def test_it_can_be_sent_to_a_server_that_was_started_again(tmp_path: Path, lacking: Callable[[str], Any]) -> None:
    if not shutil.which("curl"):
        lacking("curl is not installed")
    jq = tmp_path / "jq"
    jq.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.load(sys.stdin)[sys.argv[2][1:]])\n")
    jq.chmod(0o755)
    with running(make_app(seed=1, faults=["put-wipes"])) as url:
        client = client_of(url)
        chosen = [BY_NAME["an-update-keeps-what-it-does-not-name"]]
        (failure,) = (failure for _, failure in behave(client, writes=True, chosen=chosen) if failure)
    with running(make_app(seed=1)) as other:
        requests.post(
            f"{other}/coursedates", json=client.body(OPERATION), headers=SIGNED, timeout=10
        ).raise_for_status()
        script = "\n".join(from_the_start(failure.requests, client.births)).replace(url, other)
        environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "FEEDPROOF_TOKEN": TOKEN, "no_proxy": "*"}
        sent = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, env=environment, check=True)  # noqa: S603, S607 - what a reader would do
    assert sent.stdout.count('"CourseDateID":') == len(failure.requests) - 1
    assert '"errors"' not in sent.stdout
