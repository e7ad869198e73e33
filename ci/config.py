"""The configuration of the gate: `[tool.feedproof]` of pyproject.toml, or feedproof.toml."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from math import isfinite
from pathlib import Path
from typing import Any

import jsonschema_rs

from ..spec.errors import FeedproofError
from ..spec.nearest import did_you_mean
from ..spec.text import TYPES, read_text
from ..spec.wording import schema_around, such_as, words
from ..validators.kinds import kind_of
from .outputs import Output
from .repository import above
from .schemas import schema
from .servers import Server

PYPROJECT = "pyproject.toml"
OWN = "feedproof.toml"
_TYPES = TYPES | {"object": "a table"}
"""The types as TOML calls them."""


@dataclass(frozen=True, slots=True)
class Payloads:
    """A group of payload files that are judged alike."""

    paths: list[str]
    feed: str | None = None
    operation: str | None = None
    at: str | None = None
    base_url: str = ""
    severity: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration of the gate: what it examines and writes. Paths start from `folder`."""

    source: Path
    contract: Path | None
    fail_on: str
    ignore: list[str]
    severity: dict[str, str]
    baseline: Path | None
    reports: list[Output]
    payloads: list[Payloads]
    servers: list[Server]

    @property
    def folder(self) -> Path:
        """The folder of the configuration."""
        return self.source.parent


def find_config(folder: Path) -> Path:
    """Return the nearest configuration file: in the folder, or in a folder above it in the same git repository.

    Raises FeedproofError if there is none, or there are two in one folder.
    """
    for place in (folder, *_around(folder)):
        own, pyproject = place / OWN, place / PYPROJECT
        has_table = pyproject.is_file() and config_table(pyproject) is not None
        if has_table and own.is_file():
            raise FeedproofError(f"{own}: {pyproject} has [tool.feedproof], too; keep one of them")
        if has_table or own.is_file():
            return pyproject if has_table else own
    raise FeedproofError(f"{folder}: there is no configuration; feedproof init writes one, into {PYPROJECT} or {OWN}")


def _around(folder: Path) -> Iterator[Path]:
    """Yield the folders above a folder, as relative paths, up to the root of the repository; none outside a repository."""
    yield from (folder.joinpath(*[".."] * depth) for depth in range(1, (above(folder) or 0) + 1))


def load_config(path: Path) -> Config:
    """Read a configuration. Raises FeedproofError, with the file and the key, if it is not valid."""
    written = config_table(path)
    if written is None:
        raise FeedproofError(f"{path}: has no table [tool.feedproof]")
    for key, why in _strange(written):
        raise FeedproofError(f"{path}: {key}: {why}")
    for error in jsonschema_rs.Draft202012Validator(schema("config")).iter_errors(written):
        raise FeedproofError(f"{path}: {_explain(error)}")
    if not written.get("payloads") and not written.get("servers"):
        raise FeedproofError(f"{path}: names no payloads and no servers, so there is nothing to check")
    return _config(path, written)


def config_table(path: Path) -> dict[str, Any] | None:
    """Return the table as it is written, or None if the file has none. Raises FeedproofError if the file is not TOML.

    A file other than pyproject.toml may have its keys at the top level, or in the same table as pyproject.toml; not in both,
    because one of them would be overlooked.
    """
    try:
        document = tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FeedproofError(f"{path}: not TOML: {error}") from None
    if path.name != PYPROJECT and document.keys() != {"tool"}:
        return document
    tool = document.get("tool")
    found = tool.get("feedproof") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def _strange(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield the key of each value that TOML allows but no setting can have, and what to write instead."""
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for name, member in members:
            yield from _strange(member, f"{at}.{name}" if at else str(name))
    elif isinstance(value, date | time):
        yield at, "a date or a time is not allowed here; put it in quotes"
    elif isinstance(value, float) and not isfinite(value):
        yield at, "nan and inf are not allowed here; write a number"
    elif isinstance(value, str) and "\0" in value:
        yield at, "it has the character U+0000, which no name can have; remove it"


def _explain(error: jsonschema_rs.ValidationError) -> str:
    at = ".".join(str(part) for part in error.instance_path)
    kind, owner = error.kind, schema_around(schema("config"), error.schema_path)
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        key = ".".join(filter(None, [at, kind.unexpected[0]]))
        known = list(owner["properties"])
        near = did_you_mean(kind.unexpected[0], known)
        return f"unknown key {key!r}{near}; keys: {', '.join(known)}"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        at = ".".join(filter(None, [at, kind.property]))
        return f"{at} is missing{such_as(owner['properties'][kind.property], _toml)}"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Pattern):  # the value may be a URL that holds a password
        return f"{at}: not in the expected form{such_as(owner, _toml)}"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Type):  # likewise
        return f"{at}: {_mistyped(error.instance, kind.types)}{such_as(owner, _toml)}"
    example = "" if kind.name in {"enum", "not"} else such_as(owner, _toml)  # their words say it all
    return f"{at}: {words(error, {})}{example}"


def _mistyped(value: Any, types: list[str]) -> str:
    """Return in words what the value is, in place of what is expected."""
    found, wanted = kind_of(value), " or ".join(_TYPES[name] for name in types)
    hint = "; put its name in double brackets" if (found, types) == ("object", ["array"]) else ""
    return f"is {_TYPES[found]}, not {wanted}{hint}"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml(member)}' for key, member in value.items())}}}"
    return f"[{', '.join(map(_toml, value))}]" if isinstance(value, list) else json.dumps(value)


def _config(path: Path, written: dict[str, Any]) -> Config:
    return Config(
        source=path,
        contract=path.parent / written["contract"] if "contract" in written else None,
        fail_on=written.get("fail-on", "error"),
        ignore=written.get("ignore", []),
        severity=written.get("severity", {}),
        baseline=path.parent / written["baseline"] if "baseline" in written else None,
        reports=[_output(path.parent, report) for report in written.get("reports", [])],
        payloads=[_payloads(group) for group in written.get("payloads", [])],
        servers=[_server(path.parent, server) for server in written.get("servers", [])],
    )


def _payloads(written: dict[str, Any]) -> Payloads:
    return Payloads(**_by_name(written))


def _output(folder: Path, written: dict[str, Any]) -> Output:
    return Output(written["format"], str(folder / written["file"]) if "file" in written else None)


def _server(folder: Path, written: dict[str, Any]) -> Server:
    server = Server(**_by_name(written))
    return replace(server, schemathesis=str(folder / server.schemathesis)) if server.schemathesis else server


def _by_name(written: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("-", "_"): value for key, value in written.items()}
