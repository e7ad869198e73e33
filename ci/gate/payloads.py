"""The payload files of the gate: the groups of the configuration, each with its checker and its files."""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from glob import has_magic
from pathlib import Path, PurePath

from ...spec.contract import Contract
from ...spec.errors import FeedproofError
from ...spec.pointer import split
from ...validators.bulk.names import is_url
from ...validators.check import Checker
from ...validators.routes import routes_below
from ..config import Config, Payloads
from ..inputs import find_documents, is_special, without_own


@dataclass(frozen=True, slots=True)
class PayloadGroup:
    """A group of payloads that are judged alike, its checker, its files and folders, and the patterns that match nothing."""

    payloads: Payloads
    checker: Checker
    names: list[str]
    unmatched: list[str]


def groups(config: Config, contract: Contract, today: date) -> list[PayloadGroup]:
    """Return the groups. Raises FeedproofError, with the file and the key, for values that are invalid or contradict each other."""
    found = [_group(config, number, contract, today) for number in range(len(config.payloads))]
    for problem in _twice(found) if len(found) > 1 else ():
        raise FeedproofError(f"{config.source}: {problem}")
    return found


def files(found: Iterable[PayloadGroup], own: Collection[Path] = ()) -> Iterator[str]:
    """Yield the file of every payload, without feedproof's own files."""
    for group in found:
        yield from (document.file for document in without_own(find_documents(group.names)[0], own) if document.file)


@contextmanager
def blaming(config: Config, key: str) -> Iterator[None]:
    """Put the file and the key of the configuration before the message of an error that is raised in the block."""
    try:
        yield
    except (FeedproofError, ValueError) as error:
        raise FeedproofError(f"{config.source}: {key}: {error}") from None


def _group(config: Config, number: int, contract: Contract, today: date) -> PayloadGroup:
    group, key = config.payloads[number], f"payloads.{number}"
    with blaming(config, f"{key}.feed"):
        contract.require(group.feed, None)
    with blaming(config, f"{key}.operation"):
        contract.require(group.feed, group.operation)
    with blaming(config, f"{key}.at"):
        split(group.at or "")
    with blaming(config, f"{key}.base-url"):
        if group.base_url:
            routes_below(contract, group.base_url)
    with blaming(config, f"{key}.paths"):
        matches = {pattern: list(_matches(config.folder, pattern)) for pattern in group.paths}
    checker = Checker(
        contract,
        group.feed,
        group.operation,
        group.at,
        today=today,
        ignored=frozenset(config.ignore),
        base_url=group.base_url,
    )
    names = [os.path.relpath(path) for paths in matches.values() for path in paths]
    return PayloadGroup(group, checker, names, [pattern for pattern, paths in matches.items() if not paths])


def _matches(folder: Path, pattern: str) -> list[Path]:
    """Return the paths that a pattern matches. As in a shell, it matches hidden names only where it has the dot itself."""
    if is_url(pattern):
        return []
    if not has_magic(pattern):
        return [folder / pattern]
    anchor = PurePath(pattern).anchor
    folder, pattern = Path(anchor) if anchor else folder, pattern[len(anchor) :]
    parts = PurePath(pattern).parts
    _refuse(pattern)
    found = (path for path in folder.glob(pattern) if _is_named(path.relative_to(folder).parts, parts))
    return sorted(path for path in found if path.is_dir() or not (parts[-1] == "**" or is_special(str(path))))


def _refuse(pattern: str) -> None:
    """Raise FeedproofError for a pattern that versions of Python interpret differently."""
    if any("**" in part and part != "**" for part in PurePath(pattern).parts):
        raise FeedproofError(f"in {pattern!r}, ** must stand alone between slashes; it matches any folders")


def _is_named(names: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Return whether a pattern names every hidden part of a path that it matches: only a part with a leading dot matches one."""
    hidden, dotted = (sum(part.startswith(".") for part in each) for each in (names, parts))
    return hidden == dotted


def _twice(found: list[PayloadGroup]) -> Iterator[str]:
    """Yield a problem for each file that would be judged twice in the same way, or as records of two feeds."""
    seen: dict[tuple[str, str, str], list[tuple[int, PayloadGroup]]] = {}
    for number, group in enumerate(found):
        for name in files([group]):
            before = seen.setdefault((os.path.realpath(name), group.payloads.at or "", group.payloads.base_url), [])
            for other, earlier in before:
                if why := _contradiction(earlier.payloads, group.payloads):
                    yield f"payloads.{number}: {name!r} is in payloads.{other} already, {why}; keep one of the two"
            before.append((number, group))


def _contradiction(one: Payloads, other: Payloads) -> str:
    if one.operation != other.operation:
        return ""
    return "to be checked the same way" if one.feed == other.feed else f"as {one.feed or 'whatever feed it is'}"
