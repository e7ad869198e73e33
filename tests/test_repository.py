"""The paths in reports: for a forge, from the root of the repository, wherever feedproof runs; for people, from their folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from feedproof.ci.repository import root
from gating import BAD, GROUP, SERVER, configured, gate

FORMATS = ("github", "azure", "gitlab", "sarif", "junit", "json")
VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")


@pytest.fixture(autouse=True)
def no_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into one of the projects of a repository; its payload is broken, as is one beside the project."""
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "shared").mkdir()
    folder = tmp_path / "repo" / "services" / "x y"
    (folder / "posts").mkdir(parents=True)
    for file in (folder / "posts" / "a.json", tmp_path / "repo" / "shared" / "b.json"):
        file.write_text(json.dumps(BAD))
    reports = ", ".join(f'{{format = "{name}", file = "out/{name}"}}' for name in FORMATS)
    configured(folder, f"reports = [{reports}]", groups=GROUP.replace('"]', '", "../../shared/*.json"]'))
    (folder / "out").mkdir()
    monkeypatch.chdir(folder)
    return folder


def places(folder: Path) -> dict[str, Any]:
    """Return where each report that a forge reads has its two findings."""
    written = {name: (folder / "out" / name).read_text(encoding="utf-8") for name in FORMATS}
    (run,) = json.loads(written["sarif"])["runs"]
    return {
        "github": [line.partition("file=")[2].partition(",")[0] for line in written["github"].splitlines()],
        "azure": [line.partition("sourcepath=")[2].partition(";")[0] for line in written["azure"].splitlines()],
        "gitlab": [issue["location"]["path"] for issue in json.loads(written["gitlab"])],
        "sarif": [
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].replace("%20", " ")
            for result in run["results"]
        ],
    }


def prints(folder: Path) -> list[str]:
    return [issue["fingerprint"] for issue in json.loads((folder / "out" / "gitlab").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("where", [".", "posts", "../.."])
def test_forges_have_paths_from_the_root_of_the_repository(
    where: str, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(where)
    assert gate("--config", str(part / "pyproject.toml")).return_value == 1
    expected = ["services/x y/posts/a.json", "shared/b.json"]
    assert places(part) == dict.fromkeys(("github", "azure", "gitlab", "sarif"), expected)


def test_gitlab_has_a_file_that_could_not_be_read_at_its_place_and_a_server_as_it_is_called(part: Path) -> None:
    (part / "posts" / "c.json").symlink_to("gone.json")
    with (part / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f'{SERVER}url = "http://127.0.0.1:9"\n')
    assert gate().return_value == 2
    assert places(part)["gitlab"][2:] == ["services/x y/posts/c.json", "http://127.0.0.1:9"]


def test_people_have_paths_from_where_they_stand(part: Path) -> None:
    shown = gate().stdout
    assert "\nposts/a.json:1:" in f"\n{shown}"
    assert "\n../../shared/b.json:1:" in shown
    found = json.loads((part / "out" / "json").read_text(encoding="utf-8"))["findings"]
    assert [finding["path"] for finding in found] == ["posts/a.json", "../../shared/b.json"]


def test_a_finding_is_the_same_from_every_folder(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate()
    before = prints(part)
    monkeypatch.chdir("posts")
    gate()
    assert prints(part) == before
    assert len(set(before)) == 2


@pytest.mark.parametrize("name", VARIABLES)
def test_without_git_the_runner_knows_the_root(name: str, part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = part.parent.parent
    (repo / ".git").rmdir()
    assert root() == part
    monkeypatch.setenv(name, str(repo))
    assert root() == repo
    gate()
    assert places(part)["gitlab"] == ["services/x y/posts/a.json", "shared/b.json"]


def test_a_runner_that_means_another_place_is_not_asked(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (part.parent.parent / ".git").rmdir()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(part / "posts"))
    assert root() == part


def test_git_is_asked_before_the_runner(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout may lie deeper than the folder of the job."""
    repo = part.parent.parent
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repo.parent))
    assert root() == repo


def test_what_lies_outside_of_the_repository_has_its_whole_address_in_sarif(part: Path) -> None:
    repo = part.parent.parent
    (repo / ".git").rmdir()
    (part / ".git").mkdir()
    gate()
    found = places(part)
    assert found["sarif"] == ["posts/a.json", (repo / "shared" / "b.json").as_uri().replace("%20", " ")]
    assert found["github"] == ["posts/a.json", "../../shared/b.json"]


def test_a_file_that_could_not_be_checked_has_its_place_too(part: Path) -> None:
    (part / "posts" / "a.json").unlink()
    (part / "posts" / "a.json").mkdir()
    (part / "posts" / "gone.json").symlink_to("nowhere.json")
    gate()
    issues = json.loads((part / "out" / "gitlab").read_text(encoding="utf-8"))
    lost = [issue["location"]["path"] for issue in issues if issue["check_name"] == "unchecked"]
    assert lost == ["services/x y/posts/a.json", "services/x y/posts/gone.json"]
