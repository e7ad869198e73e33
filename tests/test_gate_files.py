"""Which files the gate takes as payloads: those that its patterns name, without hidden files and feedproof's own."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gating import BAD, GOOD, configured, gate, report

TREE = (
    "posts/one.json",
    "posts/._one.json",
    "posts/.draft/two.json",
    "posts/deep/three.ndjson",
    "posts/deep/.x.json",
    ".hidden/four.json",
    ".hidden/.five.json",
)
"""One of each; in all of them something is wrong."""

TAKEN = {
    "posts/*.json": ["posts/one.json"],
    "posts/*": ["posts/deep/three.ndjson", "posts/one.json"],
    "posts/**": ["posts/deep/three.ndjson", "posts/one.json"],
    "posts/**/*.json": ["posts/one.json"],
    "**/*.*json": ["posts/deep/three.ndjson", "posts/one.json"],
    "*/*.json": ["posts/one.json"],
    "posts/.*.json": ["posts/._one.json"],
    "posts/.*/*.json": ["posts/.draft/two.json"],
    "**/.x.json": ["posts/deep/.x.json"],
    ".hidden/*.json": [".hidden/four.json"],
    ".hidden/.*.json": [".hidden/.five.json"],
    ".*/**/*.json": [".hidden/four.json"],
    "*": ["posts/deep/three.ndjson", "posts/one.json"],
    "../PROJECT/posts/*.json": ["posts/one.json"],
    "posts": ["posts/deep/three.ndjson", "posts/one.json"],
    ".hidden": [".hidden/four.json"],
    "posts/._one.json": ["posts/._one.json"],
}
"""A pattern, and the files that are judged."""


def group(*paths: str) -> str:
    return f'[[tool.feedproof.payloads]]\npaths = {json.dumps(paths)}\nfeed = "course-dates"\noperation = "create"\n'


@pytest.fixture
def tree(project: Path) -> Path:
    for name in TREE:
        file = project / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(BAD), encoding="utf-8")
    return project


@pytest.mark.parametrize("pattern", TAKEN)
def test_a_pattern_takes_what_is_hidden_only_where_it_says_so(pattern: str, tree: Path) -> None:
    out = tree.parent / f"{tree.name}.json"
    named = group(pattern.replace("PROJECT", tree.name))
    configured(tree, f'reports = [{{format = "json", file = "../{out.name}"}}]', groups=named)
    assert gate().return_value == 1
    assert sorted(finding["path"] for finding in report(tree, f"../{out.name}")["findings"]) == TAKEN[pattern]


def test_an_absolute_pattern_takes_the_same(tree: Path) -> None:
    for pattern in ("posts/*.json", "posts/**/*.json", ".*/**/*.json"):
        configured(tree, 'reports = [{format = "json", file = "r.json"}]', groups=group(f"{tree}/{pattern}"))
        assert gate().return_value == 1
        assert sorted(finding["path"] for finding in report(tree, "r.json")["findings"]) == TAKEN[pattern]


def test_an_absolute_pattern_that_matches_nothing_does_not_stop_the_rest(tree: Path) -> None:
    configured(
        tree, 'reports = [{format = "json", file = "r.json"}]', groups=group("/nowhere/*.json", "posts/one.json")
    )
    result = gate()
    assert result.return_value == 2
    assert result.stderr == "feedproof: pyproject.toml: payloads.0.paths: nothing matches '/nowhere/*.json'\n"
    assert [finding["path"] for finding in report(tree, "r.json")["findings"]] == ["posts/one.json"]


def test_what_only_hidden_files_match_matches_nothing(tree: Path) -> None:
    (tree / "posts" / "one.json").unlink()
    configured(tree, groups=group("posts/*.json"))
    result = gate()
    assert result.return_value == 2
    assert result.stderr == "feedproof: pyproject.toml: payloads.0.paths: nothing matches 'posts/*.json'\n"


@pytest.mark.parametrize("pattern", ["posts/*.json", "posts/*", "**/*.json"])
def test_a_pipe_is_read_only_where_it_is_named(project: Path, pattern: str) -> None:
    os.mkfifo(project / "posts" / "pipe.json")
    configured(project, 'reports = [{format = "json", file = "report.json"}]', groups=group(pattern))
    with filling("posts/pipe.json"):
        assert gate().return_value == 0
    assert report(project)["summary"]["checked"]["files"] == 1
    configured(project, 'reports = [{format = "json", file = "report.json"}]', groups=group("posts/pipe.json"))
    with filling("posts/pipe.json"):
        assert gate().return_value == 0
    assert report(project)["summary"]["checked"]["files"] == 1


@contextmanager
def filling(pipe: str) -> Iterator[None]:
    """Hold a payload ready for whoever reads a pipe in here."""
    with subprocess.Popen(["/bin/sh", "-c", 'exec cp posts/one.json "$0"', pipe]) as writer:  # noqa: S603 - our own command
        try:
            yield
        finally:
            writer.kill()


OWN = ("json", "ndjson", "sarif", "gitlab", "junit", "markdown", "html")


def test_a_pattern_for_everything_takes_no_file_of_feedproof_itself(project: Path) -> None:
    """Run it twice: the second time its reports and its baseline lie there."""
    (project / "one.json").write_text(json.dumps(GOOD | {"Status": "no"}), encoding="utf-8")
    reports = ", ".join(f'{{format = "{name}", file = "report.{name}"}}' for name in OWN)
    configured(project, 'baseline = "known.json"', f"reports = [{reports}]", groups=group("*"))
    assert gate("--update-baseline").return_value == 0
    first = report(project)["summary"]
    again = gate()
    assert (again.return_value, again.stderr) == (0, "")
    assert report(project)["summary"] == first
    assert (first["checked"]["files"], first["known"]) == (2, 1)


def test_a_file_may_be_a_body_to_create_and_one_to_update(project: Path) -> None:
    both = group("posts/*.json"), group("posts/one.json").replace("create", "update")
    configured(project, 'reports = [{format = "json", file = "report.json"}]', groups="".join(both))
    result = gate()
    assert (result.return_value, result.stderr) == (0, "")
    assert report(project)["summary"]["checked"] == {
        "files": 2,
        "records": 2,
        "judged_as": [{"feed": "course-dates", "operation": name} for name in ("create", "update")],
    }
