"""The recipes for build systems: what they are called, where they go, which reports they show."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ...spec.text import read_text
from .config import Report, Written, put

_FOLDER = "recipes"
_MARK = "@FEEDPROOF@"
_HTML = ("html", "feedproof-report.html")
_JUNIT = ("junit", "feedproof-report.xml")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The file in this package, the file in the project, the reports that it shows, and what is to be done then."""

    source: str
    target: str
    reports: tuple[Report, ...]
    then: str


RECIPES = {
    "github": Recipe(
        "github.yml",
        ".github/workflows/feedproof.yml",
        (("github", ""), ("markdown", "feedproof-report.md"), _HTML),
        "commit both files; the gate runs on every push and pull request",
    ),
    "gitlab": Recipe(
        "gitlab.yml",
        ".gitlab/feedproof.yml",
        (("gitlab", "feedproof-codequality.json"), _JUNIT, _HTML),
        "write into .gitlab-ci.yml, include: [{local: .gitlab/feedproof.yml}], and commit all",
    ),
    "azure": Recipe(
        "azure.yml",
        "azure-pipelines-feedproof.yml",
        (("azure", ""), _JUNIT, _HTML),
        "commit both files, and make a pipeline of azure-pipelines-feedproof.yml",
    ),
    "jenkins": Recipe(
        "Jenkinsfile",
        "Jenkinsfile.feedproof",
        (_JUNIT, _HTML),
        "commit both files, and make a pipeline job with the script path Jenkinsfile.feedproof",
    ),
    "pre-commit": Recipe(
        "pre-commit.yaml", ".pre-commit-config.yaml", (), "pre-commit install; the gate runs on every commit"
    ),
}


def recipe(which: Recipe, install: str) -> str:
    """Return the text of the recipe; `install` is what pip installs."""
    source = files(__package__.rpartition(".")[0]).joinpath(_FOLDER, which.source)
    return source.read_text(encoding="utf-8").replace(_MARK, install)


def write_recipe(folder: Path, which: Recipe, install: str, *, force: bool) -> Written:
    """Write the recipe unless a file is there. Raises FeedproofError when it cannot be written."""
    target, text = folder / which.target, recipe(which, install)
    if target.exists() and not force:
        same = read_text(target) == text
        return Written(which.target, changed=False, why=_SAME if same else _OTHER, same=same)
    put(target, text)
    return Written(which.target, changed=True)


_SAME = "it is what would be written"
_OTHER = "it is another one; --force writes it anew"
