"""The recipes for build systems: their commands run, with a green and a red result, and what they install."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from builds import COURSE, INSTALL, begin, put, sh
from click.testing import CliRunner, Result
from feedproof.ci import requirement
from feedproof.ci.cli import commands, run
from feedproof.ci.config import OWN, PYPROJECT
from feedproof.ci.init.recipes import RECIPES, recipe
from feedproof.ci.requirement import UNKNOWN
from feedproof.ci.version import VERSION
from feedproof.spec.errors import printable

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INSTALLS = re.compile(r"^python3? -m (venv|pip install) ")


def load(text: str) -> Any:
    return yaml.safe_load(text)


@dataclass(frozen=True, slots=True)
class Step:
    """A command, the folder it runs in, and whether it runs after one that failed, too."""

    command: str
    folder: str = "."
    always: bool = False


def of_github(text: str) -> Iterator[Step]:
    for step in load(text)["jobs"]["gate"]["steps"]:
        if "run" in step:
            yield Step(step["run"], step.get("working-directory", "."), "cancelled" in step.get("if", ""))


def of_gitlab(text: str) -> Iterator[Step]:
    """Yield one step: a runner gives all lines to one shell."""
    (job,) = load(text).values()
    yield Step("\n".join(line for line in job["script"] if not INSTALLS.match(line)))


def of_azure(text: str) -> Iterator[Step]:
    for step in load(text)["steps"]:
        if "script" in step:
            yield Step(step["script"], step.get("workingDirectory", "."), "condition" in step)


def of_jenkins(text: str) -> Iterator[Step]:
    """Yield what comes after the step that installs, with the feedproof of these tests."""
    _, *scripts = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
    yield from (Step(script.replace(".venv/bin/feedproof", "feedproof")) for script in scripts)


def of_pre_commit(text: str) -> Iterator[Step]:
    for hook in load(text)["repos"][0]["hooks"]:
        yield Step(shlex.join([*shlex.split(hook["entry"]), *hook.get("args", [])]))


STEPS: dict[str, Callable[[str], Iterator[Step]]] = {
    "github": of_github,
    "gitlab": of_gitlab,
    "azure": of_azure,
    "jenkins": of_jenkins,
    "pre-commit": of_pre_commit,
}


def kept_by_gitlab(text: str) -> list[str]:
    (job,) = load(text).values()
    artifacts = job["artifacts"]
    return [*artifacts["paths"], *artifacts["reports"].values()]


KEPT: dict[str, Callable[[str], list[str]]] = {
    "github": lambda text: [load(text)["jobs"]["gate"]["steps"][-1]["with"]["path"]],
    "gitlab": kept_by_gitlab,
    "azure": lambda text: [
        step["inputs"]["testResultsFiles"] for step in load(text)["steps"] if "Publish" in step.get("task", "")
    ],
    "jenkins": lambda text: re.findall(r"(?:testResults|artifacts): '(.+?)'", text),
    "pre-commit": lambda _text: [],
}
"""What a build shows of the reports: their files, from the root of the repository."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return begin(tmp_path, monkeypatch)


def init(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["init", *arguments], standalone_mode=False)


def play(steps: Iterator[Step], **environment: str) -> tuple[int, str]:
    """Run the commands but those that install, as a runner does; return the first code that is not 0, and output."""
    code, said = 0, ""
    for step in steps:
        if INSTALLS.match(step.command) or (code and not step.always):
            continue
        done = sh(f"cd {shlex.quote(step.folder)}\n{step.command}", **environment)
        assert not done.stderr, done.stderr
        code, said = code or done.returncode, said + done.stdout
    return code, said


@pytest.mark.parametrize("name", RECIPES)
def test_the_commands_of_a_recipe_are_green_and_red(project: Path, name: str) -> None:
    init("--ci", name)
    goes_green_and_red(name, project, RECIPES[name].target)


IN_FOLDER = {
    "github": ".github/workflows/feedproof-services-x-y.yml",
    "gitlab": ".gitlab/feedproof-services-x-y.yml",
    "azure": "azure-pipelines-feedproof-services-x-y.yml",
    "jenkins": "Jenkinsfile.feedproof-services-x-y",
    "pre-commit": ".pre-commit-config.yaml",
}


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into one of the projects of a repository."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "services" / "x y"
    folder.mkdir(parents=True)
    return begin(folder, monkeypatch)


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("configuration", [OWN, PYPROJECT])
def test_the_recipe_of_a_project_in_a_folder_stands_where_the_forge_reads_it(
    part: Path, name: str, configuration: str
) -> None:
    (part / configuration).write_text("", encoding="utf-8")
    said = init("--ci", name, "--force").stdout
    assert f"wrote ../../{IN_FOLDER[name]}\n" in said
    assert not (part / IN_FOLDER[name]).exists()
    goes_green_and_red(name, part.parent.parent, IN_FOLDER[name])


@pytest.mark.parametrize("name", [name for name in RECIPES if name != "pre-commit"])
def test_each_project_of_a_repository_has_a_recipe_of_its_own(part: Path, name: str) -> None:
    root = part.parent.parent
    for folder in (part, root):
        with chdir(folder):
            said = init("--ci", name, "--force").stdout
        if "feedproof" in RECIPES[name].then:
            assert (IN_FOLDER[name] if folder == part else RECIPES[name].target) in said.partition("next:")[2]
    own, other = ((root / file).read_text(encoding="utf-8") for file in (IN_FOLDER[name], RECIPES[name].target))
    goes_green_and_red(name, root, IN_FOLDER[name])
    if name == "github":
        assert load(own)["name"] != load(other)["name"]
        assert load(own)["concurrency"]["group"] != load(other)["concurrency"]["group"]
    if name == "gitlab":
        assert load(own).keys().isdisjoint(load(other))


@pytest.mark.parametrize("name", ["a'b", "$(x)", "*", "-x", "caf\udce9"])
def test_a_folder_that_no_recipe_can_name_is_one_line_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / name
    folder.mkdir()
    begin(folder, monkeypatch)
    assert run(["init", "--ci", "github"]) == 2
    assert capsys.readouterr().err == (
        f"feedproof: {printable(name)}: a recipe can name a folder with letters, digits, spaces, dots, - and _ only\n"
    )
    assert not (tmp_path / ".github").exists()
    assert not Path(OWN).exists()
    assert run(["init"]) == 0


def goes_green_and_red(name: str, root: Path, target: str) -> None:
    """Run the commands of a recipe from the root of the repository, wherever in there the project lies that we are in."""
    text = (root / target).read_text(encoding="utf-8")
    environment = {"GITHUB_STEP_SUMMARY": str(root / "summary"), "FEEDPROOF_TOKEN": "$(FEEDPROOF_TOKEN)"}
    environment |= {"github": {"GITHUB_ACTIONS": "true"}, "azure": {"TF_BUILD": "True"}}.get(name, {})
    with chdir(root):
        assert play(STEPS[name](text), **environment)[0] == 0
    put(COURSE | {"Status": "available"})
    with chdir(root):
        code, said = play(STEPS[name](text), **environment)
    assert code == 1
    assert "unlisted-value" in said
    kept = [root / file for file in KEPT[name](text)]
    assert kept or name == "pre-commit"
    assert [file for file in kept if not file.is_file()] == []
    for report, _ in RECIPES[name].reports:
        assert {"github": "::error file=", "azure": "##vso[task.logissue "}.get(report, "") in said
    if name == "github":
        assert "feedproof: failed" in (root / "summary").read_text(encoding="utf-8")
    if name == "azure":
        assert Path(re.findall(r"##vso\[artifact\.upload artifactname=feedproof-report\](.+)", said)[0]).is_file()


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
    monkeypatch.setattr(requirement, "distribution", lambda _name: SimpleNamespace(read_text=lambda _file: note))
    result = init("--ci", "gitlab")
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


def test_no_secret_is_given_to_the_branch_of_a_stranger() -> None:
    """On pull_request_target it would be; docs/gate.md says so."""
    text = (ROOT / "ci" / "recipes" / "github.yml").read_text(encoding="utf-8")
    assert re.findall(r"pull_request\w*(?=:)", text) == ["pull_request"]
