"""Whole terminal sessions, exactly as in scenarios/*.txt.

A scenario begins with `$ feedproof …`; then follow standard output unchanged, standard error after `!`, and the exit code
after `->`.
"""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SESSIONS = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))
PROMPT = "$ feedproof "


def _scenarios() -> Iterator[Any]:
    for session in SESSIONS:
        for part in session.read_text(encoding="utf-8").split(PROMPT)[1:]:
            command, _, rest = part.partition("\n")
            expected, _, code = rest.partition("-> ")
            yield pytest.param(command, expected, int(code.split("\n")[0]), id=f"{session.stem}: {command}")


@pytest.mark.parametrize(("command", "expected", "code"), list(_scenarios()))
def test_scenario(command: str, expected: str, code: int, cli: Callable[..., Any]) -> None:
    outcome = cli(*shlex.split(command))
    assert outcome.out + "".join(f"! {line}\n" for line in outcome.err.splitlines()) == expected
    assert outcome.code == code


def test_there_are_scenarios() -> None:
    assert {session.stem for session in SESSIONS} >= {"check", "frame", "rules", "spec"}
