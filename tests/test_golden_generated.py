"""The generated golden files are the output of the command beside them in the README, byte for byte.

`FEEDPROOF_WRITE=1 pytest tests/test_golden_generated.py` writes them again.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden"
LINES = (GOLDEN / "README.md").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in LINES if line.startswith("| `generated/")]
WRITE = "FEEDPROOF_WRITE"
SMALL = 50_000


@pytest.mark.parametrize(("name", "command", "purpose"), ROWS, ids=[row[0] for row in ROWS])
def test_the_file_is_what_its_command_writes(name: str, command: str, purpose: str, cli: Callable[..., Any]) -> None:
    outcome = cli(*command.split()[1:])
    assert (outcome.code, outcome.err) == (0, "")
    if os.environ.get(WRITE):
        (GOLDEN / name).write_text(outcome.out, encoding="utf-8", newline="\n")
    text = (GOLDEN / name).read_text(encoding="utf-8")
    assert text == outcome.out, f"the generator writes something else now; {WRITE}=1 writes the files anew"
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    assert len(text) < SMALL
    assert len(purpose) > 10


def test_the_readme_lists_every_generated_file_in_order() -> None:
    assert [row[0] for row in ROWS] == sorted(f"generated/{path.name}" for path in (GOLDEN / "generated").iterdir())
