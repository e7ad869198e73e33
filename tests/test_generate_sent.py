"""The output of --format curl and http can be sent unchanged: through a shell, and through a bare socket."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.spec.contract import bundled

Cli = Callable[..., Any]
SIGNED = {"Authorization": f"Bearer {TOKEN}"}
WRITES = ["create", "update"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(make_app(seed=0)) as served:
        yield served


def stored(url: str) -> dict[str, dict[str, Any]]:
    key = bundled().feed("course-dates").key
    answer = requests.get(f"{url}/coursedates", headers=SIGNED, params={"$top": 1000}, timeout=30)
    return {record[key]: record for record in answer.json()["results"]}


def written(cli: Cli, form: str, action: str, *more: str) -> str:
    outcome = cli("generate", "course-dates", "--operation", action, "--format", form, *more)
    assert (outcome.code, outcome.err) == (0, "")
    return str(outcome.out)


def payloads(cli: Cli, action: str, *more: str) -> list[Any]:
    return [json.loads(line) for line in written(cli, "ndjson", action, *more).splitlines()]


@pytest.mark.parametrize(("action", "more"), [("create", ["--edge"]), ("update", ["--full", "-n", "8"])])
def test_a_shell_sends_what_curl_is_told(
    action: str, more: list[str], cli: Cli, url: str, lacking: Callable[[str], Any]
) -> None:
    if not shutil.which("curl"):
        lacking("curl is not installed")
    text = written(cli, "curl", action, *more)
    bodies = payloads(cli, action, *more)
    environment = os.environ | {"FEEDPROOF_TOKEN": TOKEN, "FEEDPROOF_URL": url}
    script = text.replace("curl -X", "curl -sS -w '\\n%{http_code}\\n' -X")
    done = subprocess.run(["sh", "-eu"], input=script.encode(), capture_output=True, env=environment, check=True)  # noqa: S607 - a shell is the point
    assert done.stderr == b""
    answers = done.stdout.decode().splitlines()
    for answer, status, body in zip(answers[::2], answers[1::2], bodies, strict=True):
        if is_a_strangers(body):
            assert (status, "unknown-reference" in answer) == ("400", True)
        else:
            assert status == {"create": "201", "update": "200"}[action]
            assert body.items() <= json.loads(answer).items()


def is_a_strangers(body: dict[str, Any]) -> bool:
    """Return whether the body names a training provider that the sandbox does not have: the shortest of all ids."""
    return len(body.get("CompanyID", "long enough")) == 1


@pytest.mark.parametrize("action", WRITES)
def test_a_socket_sends_the_http_message(action: str, cli: Cli, url: str) -> None:
    more = ["-n", "5", "--seed", "3"]
    messages = [part.strip("\n") for part in written(cli, "http", action, *more).split("\n###\n") if part.strip("\n")]
    bodies = payloads(cli, action, *more)
    assert len(messages) == len(bodies)
    for message, body in zip(messages, bodies, strict=True):
        status, answer = sent(message, url)
        assert status == {"create": 201, "update": 200}[action]
        assert body.items() <= answer.items()


def sent(message: str, url: str) -> tuple[int, Any]:
    """Send a message of an .http file as its clients do: they put in the variable, the host and the length."""
    host, _, port = url.removeprefix("http://").partition(":")
    head, _, body = message.replace("{{$processEnv FEEDPROOF_TOKEN}}", TOKEN).partition("\n\n")
    data = body.encode()
    first, *headers = head.splitlines()
    method, target, version = first.split(" ")
    path = "/" + target.partition("://")[2].partition("/")[2]
    extra = [f"Host: {host}:{port}", f"Content-Length: {len(data)}", "Connection: close"]
    head = "\r\n".join([f"{method} {path} {version}", *headers, *extra])
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(head.encode("ascii") + b"\r\n\r\n" + data)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    top, _, content = answer.partition(b"\r\n\r\n")
    return int(top.split(b" ")[1]), json.loads(content)


def test_what_is_broken_is_refused_and_says_what_the_comment_says(cli: Cli, url: str) -> None:
    before = stored(url)
    text = written(cli, "http", "create", "--broken", "dates-out-of-order")
    messages = [part for part in text.split("\n###\n") if part.strip("\n")]
    assert len(messages) == 3
    for message in messages:
        comment, _, request = message.strip("\n").removeprefix("###").lstrip().partition("\n")
        status, answer = sent(request, url)
        assert status == 400
        assert comment.partition(": ")[2] in json.dumps(answer, ensure_ascii=False).replace('\\"', '"')
    assert stored(url) == before


def test_a_get_asks_for_the_record(cli: Cli, url: str) -> None:
    [message] = [part for part in written(cli, "http", "read").split("\n###\n") if part.strip("\n")]
    status, answer = sent(message.strip("\n") + "\n\n", url)
    assert status == 200
    assert answer["CourseDateID"] == json.loads(written(cli, "json", "read"))["CourseDateID"]


def test_a_get_asks_for_an_id_that_is_a_number(cli: Cli, tmp_path: Path) -> None:
    action = {"target": "$.components.schemas.Venue.properties.VenueID", "update": {"type": "integer"}}
    lengths = {"target": f"{action['target']}.minLength", "remove": True}
    overlay = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [action, lengths]}
    (tmp_path / "numbers.yaml").write_text(json.dumps(overlay))
    of = ["generate", "venues", "-n", "2", "--contract", str(tmp_path / "numbers.yaml"), "--format"]
    ids = [record["VenueID"] for record in json.loads(cli(*of, "json").out)]
    asked = [line.split()[1] for line in cli(*of, "http").out.splitlines() if line.startswith("GET ")]
    assert [path.rpartition("/")[2] for path in asked] == [str(identity) for identity in ids]


def test_files_of_requests_are_scripts_of_their_own(cli: Cli, url: str, lacking: Callable[[str], Any]) -> None:
    if not shutil.which("curl"):
        lacking("curl is not installed")
    args = ["--operation", "create", "-n", "2", "--format", "curl", "--split", "requests"]
    assert cli("generate", "course-dates", *args).code == 0
    environment = os.environ | {"FEEDPROOF_TOKEN": TOKEN, "FEEDPROOF_URL": url}
    count = len(stored(url))
    for script in sorted(Path("requests").iterdir()):
        subprocess.run(["sh", "-eu", script], capture_output=True, env=environment, check=True)  # noqa: S603, S607 - a shell is the point
    assert len(stored(url)) == count + 2
