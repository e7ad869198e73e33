"""The overlay that feedproof drift writes: for a tenant to review, and to give to --contract."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...spec.compose import chain, compose
from ...spec.draft import Draft, Wish, draft
from ...spec.errors import FeedproofError
from ...spec.text import counted
from ...spec.yaml_write import to_yaml
from ...validators.drift import ContractChange, Difference
from ..inputs import find
from ..outputs import is_screen, write_all
from ..relative import seen_from
from .report import Drift

FLAG = "--write-overlay"
_HEAD = """\
# What feedproof drift saw in samples, as changes of the contract. Read each one, and take out what is only so in the samples.
# Then: feedproof check FILE --contract THIS, or contract = "THIS" in the configuration.
"""


def refuse(file: str, samples: Iterable[str], contract_file: str | None, *, force: bool) -> None:
    """Raise FeedproofError where the overlay may not be written: over a file, a sample, or the contract that it changes."""
    if is_screen(file):
        raise FeedproofError(f"{FLAG} {file}: name a file; the report goes to standard output")
    own = os.path.realpath(file)
    if contract_file and own in map(os.path.realpath, chain(Path(contract_file))):
        raise FeedproofError(
            f"{FLAG} {file}: this is the contract that it would change, or a part of it; write it beside it"
        )
    if own in {os.path.realpath(document.file) for document in find(samples)[0] if document.file}:
        raise FeedproofError(f"{FLAG} {file}: it is a sample")
    if Path(file).exists() and not force:
        raise FeedproofError(f"{FLAG} {file}: it is there already; --force writes it anew")


def write_overlay(drift: Drift, file: str, contract_file: str | None) -> Iterator[str]:
    """Write the overlay, and yield what to say about it. Raises FeedproofError when it cannot be written."""
    wishes = [_wish(difference, difference.change) for difference in drift.differences if difference.change]
    if not wishes:
        yield f"left {file} alone: there is nothing that an overlay could take up"
        return
    made = draft(_written(drift, contract_file), wishes)
    write_all(file, [f"{_HEAD}{to_yaml(_document(drift, made, _extends(file, contract_file)))}".encode()], FLAG)
    taken = counted(len(wishes) - len(made.refused), "difference")
    yield f"wrote {file}: {taken} taken up{_but(drift)}; read it, then use --contract {file}"
    yield from (f"left out, as the contract would not hold together: {wish.why} ({why})" for wish, why in made.refused)


def _but(drift: Drift) -> str:
    """Say what an overlay may lack, as it was not looked at."""
    missed = [counted(counts.total(), one.what) for one, counts in drift.left_out.items()]
    missed += [counted(len(drift.unread), "file")] if drift.unread else []
    return f", though not all was seen ({', '.join(missed)} left out)" if missed else ""


def _written(drift: Drift, contract_file: str | None) -> dict[str, Any]:
    """Return the contract that an overlay is applied to: as it is written, without what is credited when it is read."""
    document: dict[str, Any] = compose(Path(contract_file))[0].data if contract_file else drift.contract.openapi
    return document


def _wish(one: Difference, change: ContractChange) -> Wish:
    return Wish(
        change.does,
        change.at,
        change.argument,
        f"{one.message} (what the contract says is {one.certainty})",
        one.times,
    )


def _document(drift: Drift, made: Draft, extends: str | None) -> dict[str, Any]:
    feeds = ", ".join(f"{counted(part.seen.records, 'record')} of {part.seen.feed}" for part in drift.parts)
    info = {
        "title": "What our tenant has otherwise",
        "version": "1.0.0",
        "description": f"Made of {feeds} by feedproof drift.",
    }
    return {"overlay": "1.0.0", "info": info} | ({"extends": extends} if extends else {}) | {"actions": made.actions}


def _extends(file: str, contract_file: str | None) -> str | None:
    """Return the path from the overlay to the contract that it changes; none to the bundled one."""
    if not contract_file:
        return None
    return seen_from(Path(os.path.realpath(file)).parent, os.path.realpath(contract_file))
