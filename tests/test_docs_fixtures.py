"""The examples of docs/fixtures.md work: each is run as a test file of a user, and each command unchanged."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parent.parent / "docs" / "fixtures.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"`feedproof (generate [^`]*)`", PAGE)))


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_passes(number: int, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(EXAMPLES[number])
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=EXAMPLES[number].count("def test_"))


def test_the_property_fails_without_what_the_page_says_it_needs(pytester: pytest.Pytester) -> None:
    [example] = [text for text in EXAMPLES if "@given" in text]
    pytester.makepyfile(example.replace('.strip() or "Course"', ""))
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*'CourseDateID': '0'*"])
    result.stdout.no_fnmatch_line("*'NetCost'*")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works(command: str, cli: Callable[..., Any]) -> None:
    outcome = cli(*command.split())
    assert (outcome.code, outcome.err) == (0, "")


def test_there_are_examples_and_commands() -> None:
    assert len(EXAMPLES) == 3
    assert len(COMMANDS) >= 4
