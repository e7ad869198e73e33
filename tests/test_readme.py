"""The terminal sessions of the README and of docs/ are real: each is run here and compared, word for word.

`FEEDPROOF_WRITE=1 pytest tests/test_readme.py` writes the commands' current output into the pages.
"""

import os

import pytest
from console import README, ROOT, WRITE, replay, sections, write

BEGIN = "Five minutes"
"""The section that begins in an empty repository, and is played there, by a test of its own."""
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
SESSIONS = [
    (page, session)
    for page in PAGES
    for title, sessions in sections(page).items()
    if (page, title) != (README, BEGIN)
    for session in sessions
]


@pytest.mark.parametrize("number", range(len(SESSIONS)))
def test_session_prints_what_the_page_shows(number: int) -> None:
    page, session = SESSIONS[number]
    actual = replay(session, ROOT)
    if os.environ.get(WRITE):
        write(session, actual, page)
        return
    assert actual == session, f"{page.name} is out of date; {WRITE}=1 pytest tests/test_readme.py writes it anew"


def test_there_are_sessions_and_two_commands_that_install() -> None:
    assert len(SESSIONS) > 3
    installs = [
        line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("python -m pip install ")
    ]
    assert len(installs) == 2
