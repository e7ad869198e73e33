"""Read a contract from a file: a whole document, or an overlay with the contract that it extends."""

from pathlib import Path

from . import overlay
from .build import CONTRACT_FILE
from .pointer import join
from .problem import Problem, problems
from .text import read_text
from .yaml_document import YamlDocument, read

_REMOTE = "://"


def compose(path: Path, around: frozenset[Path] = frozenset()) -> tuple[YamlDocument, list[Problem]]:
    """Return the contract of a file, and the problems of its overlays; with a problem, the contract cannot be judged yet.

    `around` are overlays that extend this file. Raises FeedproofError for a file that cannot be read, or is not YAML.
    """
    source = read(read_text(path), CONTRACT_FILE.name if path == CONTRACT_FILE else str(path))
    if source.issues or not overlay.is_overlay(source.data):
        return source, []
    if issues := overlay.shape(source.data):
        return source, problems(source, issues)
    extends = source.data.get("extends")
    base = path.parent / extends if extends else CONTRACT_FILE
    if why := _why_not(base, extends or "", around | {path.resolve()}):
        return source, problems(source, [(join("", "extends"), why)])
    extended, wrong = compose(base, around | {path.resolve()})
    if wrong or extended.issues:
        return extended, wrong
    applied, issues = overlay.apply(extended, source)
    return applied, problems(source, issues)


def chain(path: Path) -> list[Path]:
    """Return the file of a contract that can be composed, followed by every file that it extends."""
    data = read(read_text(path), str(path)).data
    extends = data.get("extends") if overlay.is_overlay(data) else None
    return [path, *(chain(path.parent / extends) if extends else [])]


def _why_not(base: Path, extends: str, around: frozenset[Path]) -> str:
    """Return why a file cannot be extended; empty if it can."""
    if _REMOTE in extends:
        return "only a file can be extended; download it"
    if base.is_dir() or not base.exists():
        return f"there is no file {base}"
    return "this overlay extends itself" if base.resolve() in around else ""
