"""What is printed on a terminal or in a build log cannot be taken for a command by either."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.errors import printable

EVIL = "##vso[task.prependpath]/tmp"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe, 5 € and ✓", "Größe, 5 € and ✓"),
        ("\x1b[2J", "\\u001b[2J"),
        (f"is {EVIL}", "is \\u0023#vso[task.prependpath]/tmp"),
        ("###[debug]", "#\\u0023#[debug]"),
        ("## a title, #1 [x]", "## a title, #1 [x]"),
        ("::error::x", "\\u003a:error::x"),
        ("  ::error::x", "\\u0020 ::error::x"),
        ("std::string", "std::string"),
    ],
)
def test_a_text_gives_no_command(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("form", ["text", "markdown", "github", "azure"])
def test_a_payload_gives_the_build_no_command(cli: Callable[..., Any], form: str) -> None:
    names = ("::stop-commands::x.json", "::add-mask::y.json")
    Path(names[0]).write_text(f'{{"Status": "{EVIL}", "{EVIL}": 1}}', encoding="utf-8")
    Path(names[1]).write_text("{", encoding="utf-8")
    result = cli("check", *names, "::none.json", "--feed", "course-dates", "--operation", "create", "--format", form)
    own = ("::error ", "::warning ", "::notice ", "##vso[task.logissue ")
    lines = [line for line in f"{result.out}\n{result.err}".splitlines() if not line.startswith(own)]
    assert result.code == 2
    assert "task.prependpath" in result.out
    assert not [line for line in lines if line.lstrip().startswith("::") or EVIL in line]
