"""The recipes for build systems: their commands run, green and red, and what they install."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from builds import COURSE, INSTALL, begin, put, sh
from click.testing import CliRunner
from feedproof.ci import origin
from feedproof.ci.cli import commands, run
from feedproof.ci.init.recipes import RECIPES, recipe
from feedproof.ci.origin import UNKNOWN
from feedproof.ci.version import VERSION

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INSTALLS = re.compile(r"^python3? -m (venv|pip install) ")


def load(text: str) -> Any:
    return yaml.safe_load(text)


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and whether it runs after one that failed, too."""

    command: str
    always: bool = False


def of_github(text: str) -> Iterator[Step]:
    for step in load(text)["jobs"]["gate"]["steps"]:
        if "run" in step:
            yield Step(step["run"], "cancelled" in step.get("if", ""))


def of_gitlab(text: str) -> Iterator[Step]:
    yield from map(Step, load(text)["feedproof"]["script"])


def of_azure(text: str) -> Iterator[Step]:
    for step in load(text)["steps"]:
        if "script" in step:
            yield Step(step["script"], "condition" in step)


def of_jenkins(text: str) -> Iterator[Step]:
    yield from (Step(command.replace(".venv/bin/feedproof", "feedproof")) for command in re.findall(r"sh '(.*)'", text))


def of_pre_commit(text: str) -> Iterator[Step]:
    yield from (Step(hook["entry"]) for hook in load(text)["repos"][0]["hooks"])


STEPS: dict[str, Callable[[str], Iterator[Step]]] = {
    "github": of_github,
    "gitlab": of_gitlab,
    "azure": of_azure,
    "jenkins": of_jenkins,
    "pre-commit": of_pre_commit,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return begin(tmp_path, monkeypatch)


def play(steps: Iterator[Step], **environment: str) -> tuple[int, str]:
    """Run the commands but those that install, as a runner does; return the first code that is not 0, and output."""
    code, said = 0, ""
    for step in steps:
        if INSTALLS.match(step.command) or (code and not step.always):
            continue
        done = sh(step.command, **environment)
        assert not done.stderr, done.stderr
        code, said = code or done.returncode, said + done.stdout
    return code, said


@pytest.mark.parametrize("name", RECIPES)
def test_the_commands_of_a_recipe_are_green_and_red(project: Path, name: str) -> None:
    CliRunner().invoke(commands, ["init", "--ci", name], standalone_mode=False)
    text = (project / RECIPES[name].target).read_text(encoding="utf-8")
    environment = {"GITHUB_STEP_SUMMARY": str(project / "summary"), "FEEDPROOF_TOKEN": "$(FEEDPROOF_TOKEN)"}
    environment |= {"github": {"GITHUB_ACTIONS": "true"}, "azure": {"TF_BUILD": "True"}}.get(name, {})
    assert play(STEPS[name](text), **environment)[0] == 0
    put(COURSE | {"Status": "available"})
    code, said = play(STEPS[name](text), **environment)
    assert code == 1
    assert "unlisted-value" in said
    missing = [file for file in re.findall(r"feedproof-[\w-]+\.\w+", text) if not is_there(project, file)]
    assert missing == []
    for report, _ in RECIPES[name].reports:
        assert {"github": "::error file=", "azure": "##vso[task.logissue "}.get(report, "") in said
    if name == "github":
        assert "feedproof: failed" in (project / "summary").read_text(encoding="utf-8")


def is_there(project: Path, file: str) -> bool:
    return (project / file).is_file() or any(file == Path(each.target).name for each in RECIPES.values())


# What they install.


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_installs_what_it_is_told(name: str) -> None:
    text = recipe(RECIPES[name], INSTALL)
    assert f'"{INSTALL}"' in text or f"'{INSTALL}'" in text
    assert "@FEEDPROOF@" not in text


ORIGINS = {
    "a package index": (None, f"feedproof[all]=={VERSION}"),
    "a commit": (
        {"url": "https://host/feedproof.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "feedproof[all] @ git+https://host/feedproof.git@0a1b",
    ),
    "a commit, with a secret": (
        {"url": "https://me:s3cret@host/feedproof.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "feedproof[all] @ git+https://host/feedproof.git@0a1b",
    ),
    "a commit, by SSH": (
        {"url": "ssh://git@host/feedproof.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
        "feedproof[all] @ git+ssh://git@host/feedproof.git@0a1b",
    ),
    "a wheel": (
        {"url": "https://host/feedproof-1-py3-none-any.whl", "archive_info": {}},
        "feedproof[all] @ https://host/feedproof-1-py3-none-any.whl",
    ),
    "a folder": ({"url": "file:///here", "dir_info": {}}, UNKNOWN),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_a_recipe_installs_what_this_feedproof_was_installed_from(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted, expected = ORIGINS[name]
    note = json.dumps(noted) if noted else None
    monkeypatch.setattr(origin, "distribution", lambda _name: SimpleNamespace(read_text=lambda _file: note))
    result = CliRunner().invoke(commands, ["init", "--ci", "gitlab"], standalone_mode=False)
    text = (project / RECIPES["gitlab"].target).read_text(encoding="utf-8")
    assert load(text)["feedproof"]["variables"] == {"FEEDPROOF": expected}
    assert ("then: write into .gitlab/feedproof.yml what pip installs" in result.stdout) is (expected == UNKNOWN)


def test_what_is_installed_can_be_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--ci", "gitlab", "--install", "feedproof[all]==7"]) == 0
    text = (project / RECIPES["gitlab"].target).read_text(encoding="utf-8")
    assert load(text)["feedproof"]["variables"] == {"FEEDPROOF": "feedproof[all]==7"}
    assert run(["init", "--ci", "gitlab", "--install", 'x" && rm y']) == 2
    assert capsys.readouterr().err.startswith("feedproof: Invalid value for '--install': quotes, ")


def test_the_extra_exists_and_the_version_is_this_one() -> None:
    assert "all" in PROJECT["project"]["optional-dependencies"]
    assert version("feedproof") == VERSION
    assert UNKNOWN.endswith(f"@v{VERSION}")
