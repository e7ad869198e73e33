"""The recipes, the action, the hooks and the image, each checked by its own linter; each lint can fail."""

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from builds import INSTALL
from feedproof.ci.init.recipes import RECIPES, recipe

ROOT = Path(__file__).parent.parent
FILES = {name: each.target for name, each in RECIPES.items()}
OWN = {"action": "action.yml", "hooks": ".pre-commit-hooks.yaml", "image": "Dockerfile"}
YAML = "{extends: default, rules: {document-start: disable, line-length: {max: 132}, truthy: {check-keys: false}}}"
SCHEMA = ["check-jsonschema", "--regex-variant", "nonunicode", "--builtin-schema"]
ACTIONS = [
    "jactionlint",
    "--strict-exit",
    "--ignore",
    "unpinned-uses",
]  # GitHub's own actions are followed by their major
NO_KEY = (r"\b(runs-on|script|steps|using|hooks|id):", r"not-\1:")
"""What is replaced, by what, to spoil a file for a linter."""

LINTS: dict[str, tuple[str, list[str], tuple[str, str]]] = {
    "github": ("github", [*SCHEMA, "vendor.github-workflows"], NO_KEY),
    "github, its own checks": ("github", ACTIONS, ("github.ref ", "github.reef ")),
    "gitlab": ("gitlab", [*SCHEMA, "vendor.gitlab-ci"], NO_KEY),
    "azure": ("azure", [*SCHEMA, "vendor.azure-pipelines"], NO_KEY),
    "pre-commit": ("pre-commit", ["pre-commit", "validate-config"], NO_KEY),
    "action": ("action", [*SCHEMA, "vendor.github-actions"], ("using:", "usin:")),
    "action, its own checks": ("action", ACTIONS, ("inputs.config", "inputs.confg")),
    "hooks": ("hooks", ["pre-commit", "validate-manifest"], NO_KEY),
    "image": ("image", ["hadolint", "--failure-threshold", "style"], (":3.12.11-slim-bookworm", "")),
} | {
    f"{name}, as YAML": (name, ["yamllint", "--strict", "-d", YAML], (r"\n\Z", "  \n"))
    for name in ("github", "gitlab", "azure", "pre-commit", "action", "hooks")
}
"""What is linted, the command, and what spoils the file."""


@pytest.fixture
def tool(lacking: Callable[[str], NoReturn]) -> Callable[[str], str]:
    def find(name: str) -> str:
        return shutil.which(name, path=sysconfig.get_path("scripts")) or lacking(f"{name} is not installed")

    return find


def text_of(name: str) -> str:
    return (ROOT / OWN[name]).read_text(encoding="utf-8") if name in OWN else recipe(RECIPES[name], INSTALL)


@pytest.mark.parametrize("name", LINTS)
def test_it_is_clean_and_a_fault_is_seen(name: str, tmp_path: Path, tool: Callable[[str], str]) -> None:
    what, (program, *arguments), (old, new) = LINTS[name]
    file = tmp_path / (OWN | FILES)[what]
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [tool(program), *arguments, str(file)]
    file.write_text(text_of(what), encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a linter
    assert done.returncode == 0, done.stdout + done.stderr
    spoilt = re.sub(old, new, text_of(what))
    assert spoilt != text_of(what)
    file.write_text(spoilt, encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1  # noqa: S603 - a linter


def test_what_can_be_linted_is() -> None:
    """Jenkins has a linter of its own only in a running server; its recipe is run all the same."""
    assert {what for what, _, _ in LINTS.values()} == {*RECIPES, *OWN} - {"jenkins"}
