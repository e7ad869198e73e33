"""`feedproof contract --self-test` as its users see it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from feedproof.ci import self_test_report
from feedproof.ci.schemas import schema
from feedproof.contract_tests import strength as measuring
from feedproof.contract_tests.model import Finder
from feedproof.contract_tests.strength import SelfTest
from feedproof.contract_tests.strength.trial import Alarm, Noticed, Trial, TrialJob
from feedproof.spec.contract import bundled

from .conftest import Outcome

Cli = Callable[..., Outcome]
SHAPE = jsonschema.Draft202012Validator(schema("self-test"))
FALSE = Alarm(Finder.CHECK, "ST202", "POST /coursedates")
LONG = tuple(Alarm(Finder.PROBE, rule, "POST /coursedates") for rule in ("too-long", "too-short", "wrong-type"))
SERVER = Alarm(Finder.CHECK, "ST101", "POST /coursedates")
WIPED = Alarm(Finder.BEHAVIOUR, "an-update-keeps-what-it-does-not-name", "PUT /coursedates/{CourseDateID}")


def noticed(*alarms: Alarm, seconds: float = 10, is_whole: bool = True, troubles: tuple[str, ...] = ()) -> Noticed:
    return Noticed(frozenset(alarms), 1200, seconds, is_whole, troubles)


TRIALS = {
    "": Trial("", noticed(), noticed(FALSE)),
    "fails-on-long-text": Trial("fails-on-long-text", noticed(*LONG, SERVER, seconds=12.34), noticed(FALSE, SERVER)),
    "put-wipes": Trial("put-wipes", noticed(WIPED, is_whole=False), noticed(FALSE)),
    "create-lost": Trial("create-lost", noticed(troubles=("it broke",)), noticed(FALSE)),
}

REPORT = """\
fault               probes of rules  behaviours                             answers judged  checks  s     plain st  s
fails-on-long-text  too-long +2      -                                      -               ST101   12.3  ST101     10.0
put-wipes           -                an-update-keeps-what-it-does-not-name  -                       10.0  -         10.0
create-lost         -                -                                      -               -       10.0  -         10.0

                      feedproof, quick  plain st
faults caught         2 of 3 (66%)      1 of 3 (33%)
  by probes of rules  1                 -
  by behaviours       1                 -
  by answers judged   -                 -
  by checks           1                 1
false alarms          0                 1
requests, no fault    1,200             1,200
CPU s, no fault       10.0              10.0
CPU s, until caught   42                40

false alarms of plain st: ST202 POST /coursedates
NOT CAUGHT: create-lost
create-lost: it broke
a trial ends with what catches the fault, the cheapest parts first; empty: not run (--thorough runs all)
caught: a rule or check fails on an operation where it holds for the sandbox without a fault
plain st: st run --continue-on-failure with all its checks and phases, on the same contract with the same seed and
  budget (10 random requests for each operation, 10 random sequences), without our hooks and checks
s: CPU seconds, those of the sandbox included
again: feedproof contract --self-test --profile quick --seed 3 --fault fails-on-long-text --fault put-wipes --fault create-lost
feedproof 0.1.0, Python 3.11.7; 2026-12-01
"""


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[TrialJob]:
    """Let trials end at once, each as the table has it, and return the jobs."""
    jobs: list[TrialJob] = []

    def trial(job: TrialJob) -> Trial:
        jobs.append(job)
        return TRIALS[job.fault]

    monkeypatch.setattr(measuring, "run_trial", trial)
    monkeypatch.setattr(self_test_report, "today", lambda: date(2026, 12, 1))
    monkeypatch.setattr(self_test_report, "_versions", lambda _contract: {"feedproof": "0.1.0", "Python": "3.11.7"})
    return jobs


def faulty(*names: str) -> list[str]:
    return ["contract", "--self-test", "--jobs", "1", *(word for name in names for word in ("--fault", name))]


def test_the_report_as_text(cli: Cli, tried: list[TrialJob]) -> None:
    done = cli(*faulty("fails-on-long-text", "put-wipes", "create-lost"), "--seed", "3")
    assert (done.code, done.err) == (1, "")
    assert done.out == REPORT
    assert {(job.profile, job.seed) for job in tried} == {("quick", 3)}


def test_the_report_as_json_has_all(cli: Cli, tried: list[TrialJob]) -> None:
    done = cli(*faulty("fails-on-long-text", "put-wipes"), "--format", "json", "--profile", "full")
    report = json.loads(done.out)
    assert (done.code, report["version"], report["profile"], report["date"]) == (0, 1, "full", "2026-12-01")
    assert report["budget"] == {"fuzzing": 100, "stateful": 50, "seconds": 0}
    assert report["summary"] == {
        "faults": 2,
        "caught": 2,
        "caught_by_plain_schemathesis": 1,
        "false_alarms": 0,
        "false_alarms_of_plain_schemathesis": 1,
        "missed": [],
    }
    found = {"found_by": "behaviour", "rule": WIPED.rule, "operation": WIPED.operation}
    assert report["faults"][1]["suite"]["alarms"] == [found]
    assert report["without_fault"]["plain"]["alarms"][0]["rule"] == "ST202"
    assert len(tried) == 3, "the sandbox without a fault is examined too"


def test_a_false_alarm_fails(cli: Cli, tried: list[TrialJob], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRIALS, "", Trial("", noticed(FALSE), noticed()))
    done = cli(*faulty("put-wipes"))
    assert (done.code, len(tried)) == (1, 2)
    assert "false alarms of feedproof: ST202 POST /coursedates\n" in done.out


@pytest.mark.usefixtures("tried")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (
            ("contract", "--self-test", "--fault", "put-wipe"),
            "unknown fault 'put-wipe' (did you mean 'put-wipes'?)",
        ),
        (("contract", "--fault", "put-wipes"), "--fault needs --self-test"),
        (("contract", "--self-test", "http://127.0.0.1:1"), "--self-test takes no URL"),
        (("contract", "--self-test", "--allow-writes"), "--self-test takes no --allow-writes"),
        (("contract", "--self-test", "--jobs", "0"), "--jobs"),
        (("contract", "--jobs", "2"), "--jobs needs --self-test"),
        (("contract", "--self-test", "-o", "no/such/folder"), "no/such/folder"),
    ],
)
def test_wrong_usage_is_one_line(cli: Cli, args: tuple[str, ...], words: str) -> None:
    done = cli(*args)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err


def test_an_interrupted_self_test_says_nothing_more(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_job: TrialJob) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(measuring, "run_trial", stop)
    done = cli(*faulty("put-wipes"))
    assert (done.code, done.out, done.err.strip()) == (130, "", "")


PROGRAM = """
import os, signal, time
from feedproof.contract_tests.strength import trial
from feedproof.contract_tests.model import Finder

def suite(job):
    {suite}
    return trial.Noticed(frozenset([trial.Alarm(Finder.ANSWER, "too-long", "GET /")] if job.fault else []))

trial._suite = suite
trial._plain = lambda job: trial.Noticed(requests=os.getppid())

if __name__ == "__main__":
    from feedproof.ci.cli import main
    main()
"""
"""Processes that are started anew import the program, so that in them, too, a trial does what the test wants."""


def program(folder: Path, suite: str) -> list[str]:
    file = folder / "program.py"
    file.write_text(PROGRAM.replace("{suite}", suite), encoding="utf-8")
    return [sys.executable, str(file), *faulty("put-wipes", "create-lost"), "--jobs", "2"]


def test_two_processes_try_what_one_does(tmp_path: Path) -> None:
    command = program(tmp_path, "pass")
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    SHAPE.validate(report)
    assert [entry["fault"] for entry in report["faults"]] == ["put-wipes", "create-lost"]
    assert report["summary"]["caught"] == 2
    sides = [report["without_fault"], *report["faults"]]
    assert all(side["plain"]["requests"] != os.getpid() for side in sides), "other processes have done it"


def test_a_process_that_is_ended_from_outside_is_told(tmp_path: Path) -> None:
    command = program(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    said = "feedproof: a process was killed, or ran out of memory; try fewer --jobs\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_an_order_to_end_ends_every_process(tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    command = program(tmp_path, f"open({str(mark)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(100)")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603
        while running.poll() is None and not mark.exists():
            time.sleep(0.05)
        running.terminate()
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err.strip()) == (128 + signal.SIGTERM, "", "")
    for process in mark.read_text(encoding="utf-8").split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(process), 0)


def test_the_score_is_whole_when_nothing_is_missed() -> None:
    tested = SelfTest("quick", 0, TRIALS[""], (TRIALS["put-wipes"],))
    document: dict[str, Any] = json.loads(self_test_report.render_self_test("json", tested, bundled(), None))
    SHAPE.validate(document)
    assert document["summary"]["missed"] == []
