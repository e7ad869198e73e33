"""The README's terminal sessions are real: each is run here and compared, word for word.

`FEEDPROOF_WRITE=1 pytest tests/test_readme.py` writes what the commands print now into the README.
"""

import os

import pytest
from console import README, WRITE, replay, sections, write

BEGIN = "Five minutes"
"""The section that begins in an empty repository, and is played there, by a test of its own."""
SESSIONS = [session for title, sessions in sections().items() if title != BEGIN for session in sessions]


@pytest.mark.parametrize("number", range(len(SESSIONS)))
def test_session_prints_what_the_readme_shows(number: int) -> None:
    session = SESSIONS[number]
    actual = replay(session, README.parent)
    if os.environ.get(WRITE):
        write(session, actual)
        return
    assert actual == session, f"the README is out of date; {WRITE}=1 pytest tests/test_readme.py writes it anew"


def test_there_are_sessions_and_two_commands_that_install() -> None:
    assert len(SESSIONS) > 3
    installs = [
        line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("python -m pip install ")
    ]
    assert len(installs) == 2
