"""The structure of the project: who may import whom, and what the wheel contains."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from feedproof.fixtures.sandbox_token import TOKEN

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ABOUT = f"feedproof-{PROJECT['project']['version']}.dist-info"
LINE = ["spec", "validators", "fixtures", "contract_tests", "ci"]
"""Each may import itself and what stands before it."""
JUDGE = ["text", "rules", "accept", "fixing", "traffic", "bulk", "fixed", "across", "drift", "cluster"]
"""The folders of `validators`, likewise. Of the modules beside them, `text` knows the `model` only."""
SOURCES = sorted(path for package in LINE for path in (ROOT / package).rglob("*.py"))
EVERYWHERE = {
    "click": "click",
    "jsonschema_rs": "jsonschema-rs",
    "jsonpath": "python-jsonpath",
    "orjson": "orjson",
    "yaml": "PyYAML",
}
"""Modules of the base dependencies, with the distribution that brings them."""
ONLY_IN = {
    "distributed": ["validators/cluster"],
    "fsspec": ["validators/cluster"],
    "compression": ["validators/bulk"],  # Python's own, since 3.14
    "msgspec": ["validators/bulk"],
    "zstandard": ["validators/bulk"],
    "hypothesis": ["contract_tests", "fixtures/strategies"],
    "pytest": ["contract_tests", "fixtures/plugin"],
    "requests": ["contract_tests"],
    "schemathesis": ["contract_tests"],
    "starlette": ["fixtures/sandbox"],
    "urllib3": ["contract_tests"],
    "uvicorn": ["fixtures/sandbox"],
    "openapi_spec_validator": ["spec"],
}
"""Modules of the extras, with the only places that may import them."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix(""))


def test_the_token_of_the_sandbox_is_said_once() -> None:
    assert [name_of(path) for path in SOURCES if f'"{TOKEN}"' in path.read_text(encoding="utf-8")] == [
        "fixtures/sandbox_token"
    ]


each_source = pytest.mark.parametrize("path", SOURCES, ids=name_of)


BY_PLACE = {"contract_tests/conftest", "contract_tests/test_server"}
"""Modules that pytest loads by their place, so that they cannot import what stands beside them but by its name."""


def imports(source: str, name: str) -> Iterator[str]:
    """Yield what a module imports: feedproof's own as a path in the tree, others as the name of the top module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            folder = name.split("/")[: -node.level]
            module = node.module.split(".") if node.module else []
            yield from ("/".join([".", *folder, *(module or [alias.name])]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and name in BY_PLACE and node.module[:10] == "feedproof.":
            yield "/".join([".", *node.module.split(".")[1:]])
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def breaches(source: str, name: str) -> list[str]:
    """Return the imports of a module that are not allowed."""
    return [module for module in imports(source, name) if not allowed(module, name)]


def allowed(module: str, name: str) -> bool:
    if module.startswith("./"):
        own, other = name.partition("/")[0], module.split("/")[1]
        return other in LINE and LINE.index(other) <= LINE.index(own) and keeps_line_of_judge(module, name)
    if module in ONLY_IN:
        return name.startswith(tuple(ONLY_IN[module]))
    return module in EVERYWHERE or module in sys.stdlib_module_names


def keeps_line_of_judge(module: str, name: str) -> bool:
    own, other = part_of_judge(name), part_of_judge(module.removeprefix("./"))
    if own not in JUDGE or not other:
        return True
    return JUDGE.index(other) <= JUDGE.index(own) if other in JUDGE else own != "text" or other == "model"


def part_of_judge(name: str) -> str:
    """Return which folder or module of the judge it is in; nothing for what stands elsewhere."""
    package, _, rest = name.partition("/")
    return rest.partition("/")[0] if package == "validators" else ""


@each_source
def test_imports_keep_the_line(path: Path) -> None:
    assert breaches(path.read_text(encoding="utf-8"), name_of(path)) == []


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("spec/a", "from ..validators.model import Path", ["./validators/model"]),
        ("spec/a", "from .. import validators", ["./validators"]),
        ("validators/rules/a", "def f():\n    from ...fixtures import build", ["./fixtures"]),
        ("validators/rules/a", "from ...spec import errors\nfrom ..model import Path\nfrom .type import is_type", []),
        ("validators/text/a", "from ..fixing.edits import Edit", ["./validators/fixing/edits"]),
        ("validators/text/a", "from ..judge import Judge", ["./validators/judge"]),
        ("validators/text/a", "from ..model import Path\nfrom .strict import Flaw", []),
        ("validators/traffic/a", "def f():\n    from ..bulk import stream", ["./validators/bulk"]),
        ("validators/bulk/a", "from ..traffic import syntax\nfrom ..judge import Judge\nfrom ...spec import flat", []),
        ("fixtures/a", "import starlette.app", ["starlette"]),
        ("fixtures/sandbox/a", "from starlette.app import A\nimport uvicorn", []),
        ("validators/a", "import json, requests", ["requests"]),
        ("ci/a", "import hypothesis", ["hypothesis"]),
        ("ci/a", "import feedproof.spec", ["feedproof"]),
        ("ci/a", "from ..contract_tests import run", []),
        ("contract_tests/conftest", "from feedproof.fixtures import build", []),
        ("contract_tests/conftest", "from feedproof.ci import cli", ["./ci"]),
        ("contract_tests/a", "from ..ci.codes import FOUND", ["./ci/codes"]),
        ("ci/a", "import numpy", ["numpy"]),
    ],
)
def test_a_breach_of_the_line_is_seen(name: str, source: str, expected: list[str]) -> None:
    assert breaches(source, name) == expected


def test_every_folder_of_the_judge_stands_in_line() -> None:
    assert sorted(JUDGE) == sorted(path.parent.name for path in (ROOT / "validators").glob("*/__init__.py"))


Graph = dict[str, set[str]]
"""What imports what."""


def graph_of(sources: dict[str, str]) -> Graph:
    return {f"./{name.removesuffix('/__init__')}": set(imports(source, name)) for name, source in sources.items()}


def between_folders(graph: Graph) -> Graph:
    """Return what the folders and the modules of each package import of each other; a package itself hands on only."""
    rooms: Graph = {}
    for name, modules in graph.items():
        own = room(name)
        rooms.setdefault(own, set()).update({room(each) for each in modules if each.startswith("./")} - {own})
    return {name: others for name, others in rooms.items() if name.count("/") > 1}


def room(name: str) -> str:
    return "/".join(name.split("/")[:3])


def test_no_modules_and_no_folders_import_each_other_not_even_for_types() -> None:
    graph = graph_of({name_of(path): path.read_text(encoding="utf-8") for path in SOURCES})
    for each in (graph, between_folders(graph)):
        TopologicalSorter(each).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    "sources",
    [
        {"validators/a": "from .b import f", "validators/b": "def f():\n    from . import a"},
        {"validators/a/b": "from ..c.d import f", "validators/c/e": "from ..a.g import h"},
        {"ci/a": "from .b.c import d", "ci/b/e": "from ..a import f"},
    ],
)
def test_a_circle_is_seen(sources: dict[str, str]) -> None:
    with pytest.raises(CycleError):
        TopologicalSorter(between_folders(graph_of(sources))).prepare()


def test_base_modules_are_base_dependencies() -> None:
    names = [re.split(r"[<>=!~; ]", line)[0] for line in PROJECT["project"]["dependencies"]]
    assert sorted(names) == sorted(EVERYWHERE.values())


def python(*arguments: str, cwd: Path) -> str:
    """Run this Python, without the current folder on its path, and return what it prints."""
    command = [sys.executable, "-P", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)  # noqa: S603 - our own command
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("module", ["spec.contract", "validators", "fixtures.build", "fixtures.spoil", "ci.check"])
def test_what_judges_loads_nothing_heavy(module: str, tmp_path: Path) -> None:
    script = f"import sys, feedproof.{module}; print(*sys.modules)"
    assert sorted(ONLY_IN.keys() & set(python("-c", script, cwd=tmp_path).split())) == []


def test_every_folder_with_code_is_a_package_that_is_shipped() -> None:
    folders = {path.parent.relative_to(ROOT) for path in SOURCES}
    expected = {"feedproof"} | {".".join(["feedproof", *folder.parts]) for folder in folders}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == expected
    assert {name for name in in_tree(ROOT) if name.endswith("py.typed")} == {
        f"feedproof/{name}/py.typed" for name in LINE
    }
    assert [folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()] == []


def test_the_versions_agree() -> None:
    assert version("feedproof") == PROJECT["project"]["version"]


def in_tree(root: Path) -> set[str]:
    """Return all files of the five packages, and what runs them, by the names that they have in a wheel."""
    paths = [path for package in LINE for path in (root / package).rglob("*") if path.is_file()]
    return {
        f"feedproof/{path.relative_to(root)}"
        for path in [*paths, root / "__init__.py", root / "__main__.py"]
        if "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what a wheel is built from, and what it must not carry, so that building leaves nothing behind."""
    copy = tmp_path_factory.mktemp("tree")
    for package in LINE:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "__init__.py", "__main__.py"):
        shutil.copy(ROOT / name, copy / name)
    for name in ("tests", "benchmarks", "docs"):
        (copy / name).mkdir()
        (copy / name / "__init__.py").touch()
    return copy


@pytest.fixture(scope="module")
def built(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and return where it is unpacked, which is what an installation is."""
    target = tmp_path_factory.mktemp("wheel")
    python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(tree), cwd=target)
    (wheel,) = target.glob("*.whl")
    ZipFile(wheel).extractall(target / "site")
    return target / "site"


@pytest.fixture(scope="module")
def wheel(built: Path) -> set[str]:
    """Return the names of the files in the wheel."""
    return {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}


def test_the_wheel_carries_the_tree_and_nothing_else(tree: Path, wheel: set[str]) -> None:
    assert {name for name in wheel if not name.startswith(ABOUT)} == in_tree(tree)


def test_the_wheel_owns_one_name(wheel: set[str]) -> None:
    assert {name.partition("/")[0] for name in wheel} == {"feedproof", ABOUT}


def test_pytest_is_as_strict_as_before_where_the_wheel_is_installed(built: Path, tmp_path: Path) -> None:
    (tmp_path / "test_of_a_user.py").write_text("def test_it():\n    pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    begin = f"import sys; sys.path.insert(0, {str(built)!r}); import pytest; sys.exit(pytest.main(['-p', 'no:cacheprovider']))"
    assert "1 passed in" in python("-c", begin, cwd=tmp_path)
