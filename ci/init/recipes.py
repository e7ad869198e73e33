"""The recipes for build systems: their names, their files, and the reports that they show."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from ...spec.errors import FeedproofError
from ...spec.text import read_text
from ...validators.bulk.names import PACKINGS, RECORDINGS
from ..config import OWN
from ..inputs import PAYLOADS
from ..repository import root
from .config import ReportFile, Written, put

_SOURCES = "recipes"
_TOP, _OURS = ".", "feedproof"
_MARK = re.compile("@([A-Z]+)@")
_FOLDER = "@FOLDER@"
_PLAIN = re.compile(r"[\w.][\w./ -]*")
"""A folder that YAML, Groovy, shells and the patterns of artifacts take as it is."""
_HTML = ("html", "feedproof-report.html")
_JUNIT = ("junit", "feedproof-report.xml")


def named(kinds: Iterable[str]) -> str:
    """Return a pattern for how the names of files of these kinds end, packed or not."""
    plain, packed = ("|".join(sorted(kind[1:] for kind in each)) for each in (kinds, PACKINGS))
    return rf"\.({plain})(\.({packed}))?"


READ_BY_THE_GATE = rf"(?i)(\.toml|{named(PAYLOADS.union(RECORDINGS))})$"
"""Pattern of pre-commit: which files the gate may read; its configuration is one of them."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: its file in this package, its file in the project, the reports that it shows, and what to do next."""

    source: str
    target: str
    reports: tuple[ReportFile, ...]
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
        "add to .gitlab-ci.yml, include: [{local: .gitlab/feedproof.yml}], and commit all",
    ),
    "azure": Recipe(
        "azure.yml",
        "azure-pipelines-feedproof.yml",
        (("azure", ""), _JUNIT, _HTML),
        "commit both files, and create a pipeline from azure-pipelines-feedproof.yml",
    ),
    "jenkins": Recipe(
        "Jenkinsfile",
        "Jenkinsfile.feedproof",
        (_JUNIT, _HTML),
        "commit both files, and create a pipeline job with the script path Jenkinsfile.feedproof",
    ),
    "pre-commit": Recipe(
        "pre-commit.yaml", ".pre-commit-config.yaml", (), "pre-commit install; the gate runs on every commit"
    ),
}


def project_folder() -> str:
    """Return the folder of the project, relative to the root of its repository, where a build starts.

    Raises FeedproofError if its name has a special meaning in a recipe.
    """
    folder = Path.cwd().relative_to(root()).as_posix()
    if not _PLAIN.fullmatch(folder):
        raise FeedproofError(f"{folder}: a recipe can name a folder with letters, digits, spaces, dots, - and _ only")
    return folder


def located(which: Recipe, folder: str) -> Recipe:
    """Return the recipe for the project in a folder; several projects of a repository have a file each."""
    name = _name(folder)
    return replace(which, target=which.target.replace(_OURS, name), then=which.then.replace(_OURS, name))


def _name(folder: str) -> str:
    return _OURS if folder == _TOP else f"{_OURS}-{re.sub('[/ ]', '-', folder)}"


def recipe(which: Recipe, install: str, folder: str = _TOP, configuration: str = OWN) -> str:
    """Return the text of the recipe; `install` is the requirement for pip.

    Lines marked for the folder are only for a project that is not at the root of its repository.
    """
    source = files(__package__.rpartition(".")[0]).joinpath(_SOURCES, which.source).read_text(encoding="utf-8")
    is_top = folder == _TOP
    values = {
        "NAME": _name(folder),
        "FEEDPROOF": install,
        "FOLDER": folder,
        "IN": "" if is_top else f"{folder}/",
        "CONFIGURATION": configuration,
        "READ": READ_BY_THE_GATE,
    }
    lines = (line for line in source.splitlines(keepends=True) if not (is_top and _FOLDER in line))
    return _MARK.sub(lambda mark: values[mark[1]], "".join(lines))


def write_recipe(which: Recipe, text: str, *, force: bool) -> Written:
    """Write the recipe to its place, unless a file is there. Raises FeedproofError if it cannot be written."""
    target = Path(os.path.relpath(root() / which.target))
    if target.exists() and not force:
        wanted = "" if read_text(target) == text else text
        return Written(str(target), changed=False, why=_OTHER if wanted else _SAME, wanted=wanted)
    put(target, text)
    return Written(str(target), changed=True)


_SAME = "it has what would be written"
_OTHER = "it differs; --force overwrites it"
