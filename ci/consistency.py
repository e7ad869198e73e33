"""Problems of a configuration that its JSON Schema cannot find: unknown names, and keys that contradict each other."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown
from ..validators.catalogue import SEE, catalogue
from ..validators.model import Certainty
from .config import Config
from .reporters import reporter


def require_consistent(config: Config) -> None:
    """Raise FeedproofError, with the file and the key, for the first problem."""
    for problem in _problems(config):
        raise FeedproofError(f"{config.source}: {problem}")


def _problems(config: Config) -> Iterator[str]:
    for name in config.ignore:
        yield from _unknown("ignore", "rule", name, catalogue())
    yield from _severity("severity", config.severity, config)
    for number, group in enumerate(config.payloads):
        yield from _severity(f"payloads.{number}.severity", group.severity, config)


def _unknown(key: str, thing: str, name: str, known: Collection[str]) -> Iterator[str]:
    if name not in known:
        yield f"{key}: {unknown(thing, name, known, SEE)}"


def _severity(key: str, severity: Mapping[str, str], config: Config) -> Iterator[str]:
    for name in severity:
        yield from _unknown(key, "rule or certainty", name, [*catalogue(), *map(str, Certainty)])
        if name in config.ignore:
            yield f"{key}.{name}: the rule is in ignore too, so none of its findings is left; keep one of the two"


def refused(config: Config, payloads: Iterable[str]) -> dict[int, str]:
    """Return the numbers of the reports that cannot be written to their place, each with the key and the reason."""
    taken = {os.path.realpath(name): f"is {what}" for name, what in _taken(config, payloads)}
    problems: dict[int, str] = {}
    for number, report in enumerate(config.reports):
        key = f"reports.{number}"
        place = os.path.realpath(report.file) if report.file else f"log {report.format}"
        if report.file is None and not reporter(report.format).runner:
            problems[number] = f"{key}: set file to say where the {report.format} report goes"
        elif place in taken:
            what = f"{key}.file: {os.path.relpath(report.file)!r}" if report.file else f"{key}: the log"
            problems[number] = f"{what} {taken[place]}; write it elsewhere"
        taken.setdefault(place, f"is written by {key}")
    return problems


def _taken(config: Config, payloads: Iterable[str]) -> Iterator[tuple[str | Path, str]]:
    """Yield each file that no report may overwrite, and what it is."""
    yield from ((name, "one of the payloads") for name in payloads)
    named = {"the baseline": config.baseline, "the contract": config.contract, "the configuration": config.source}
    yield from ((file, what) for what, file in named.items() if file)
    settings = (server.schemathesis for server in config.servers if server.schemathesis)
    yield from ((file, "the schemathesis file of a server") for file in settings)
