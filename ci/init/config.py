"""The configuration that `feedproof init` writes: at the end of pyproject.toml, or as feedproof.toml."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...fixtures.sandbox_token import TOKEN_VARIABLE
from ...spec.errors import FeedproofError
from ...spec.text import read_text
from ..config import OWN, PYPROJECT, config_table
from ..outputs import write
from .survey import PayloadFiles

ReportFile = tuple[str, str]
"""Format and file; no file where it goes to the log."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and whether it was written; if not, the reason, and the text that would have been written."""

    file: str
    changed: bool
    why: str = ""
    wanted: str = ""


def write_config(
    folder: Path, groups: Sequence[PayloadFiles], reports: Sequence[ReportFile], *, force: bool
) -> Written:
    """Write the configuration, unless there is one already; one that `init` wrote when it found no files is replaced.

    Raises FeedproofError if it cannot be added to the file.
    """
    own, pyproject = folder / OWN, folder / PYPROJECT
    if not force and own.exists() and read_text(own) != "\n".join(_lines("", (), reports)):
        return Written(OWN, changed=False, why=f"{_says(own)}; --force overwrites it")
    if own.exists() or not pyproject.exists():
        put(own, "\n".join(_lines("", groups, reports)))
        return Written(OWN, changed=True)
    if config_table(pyproject) is not None:
        return Written(PYPROJECT, changed=False, why="it has [tool.feedproof]; change that by hand")
    put(pyproject, _appended(pyproject, "\n".join(_lines("tool.feedproof", groups, reports))))
    return Written(PYPROJECT, changed=True)


def _says(own: Path) -> str:
    names = {"payloads", "servers"} & (config_table(own) or {}).keys()
    return "it says what to examine" if names else "it names no payloads and no servers yet"


def lacking(file: Path, reports: Sequence[ReportFile]) -> list[ReportFile]:
    """Return the reports that a configuration does not have. Raises FeedproofError if it is not TOML."""
    asked = [(one.get("format"), one.get("file", "")) for one in (config_table(file) or {}).get("reports", [])]
    return [report for report in reports if report not in asked]


def put(file: Path, text: str) -> None:
    """Write a file. Raises FeedproofError if it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(str(file), text, flag="")
    except OSError as error:
        raise FeedproofError(f"{file}: {error.strerror or error}") from None


def _appended(file: Path, lines: str) -> str:
    """Return the text of a file with lines appended, which get its line ends; the rest stays as it is."""
    before = file.read_bytes().decode()
    end = "\r\n" if before.partition("\n")[0].endswith("\r") else "\n"
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    after = before + (gap + lines).replace("\n", end)
    try:
        tool = tomllib.loads(after.removeprefix("\ufeff"))["tool"]
        tool.pop("feedproof")
    except (tomllib.TOMLDecodeError, AttributeError):
        raise FeedproofError(f"{file}: [tool.feedproof] cannot be added at its end; write {OWN} instead") from None
    return after


def _lines(prefix: str, groups: Sequence[PayloadFiles], reports: Sequence[ReportFile]) -> Iterator[str]:
    yield "# What `feedproof gate` checks. `feedproof gate --explain-config` shows the effective settings."
    if prefix:
        yield f"[{prefix}]"
    yield from _HEAD
    yield from ("", *_PAYLOADS)
    for group in groups:
        yield from _group(_name(prefix, "payloads"), group)
    if not groups:
        yield from (f"# [[{_name(prefix, 'payloads')}]]", '# paths = ["payloads/*.json"]', '# operation = "create"')
    yield from ("", *_SERVERS, f"# [[{_name(prefix, 'servers')}]]", *_SERVER)
    yield from ("", *_REPORTS)
    for form, file in reports or [("html", "feedproof-report.html")]:
        yield f"[[{_name(prefix, 'reports')}]]"
        yield f"format = {_quoted(form)}"
        yield from ([f"file = {_quoted(file)}"] if file else [])
    yield ""


_HEAD = (
    "# The lowest severity that fails the gate: error, warning or note.",
    'fail-on = "error"',
    "# Known findings, which do not fail the gate. `feedproof gate --update-baseline` writes the file.",
    '# baseline = "feedproof-baseline.json"',
)
_PAYLOADS = (
    "# Payload files, in groups that are checked the same way. operation is create (a POST body), update (a PUT body) or",
    "# read (what the feed returned); init assumes create where there is no id and no list answer, and read for the rest.",
)
_SERVERS = (
    "# A server to test; without url it is a sandbox. It is only read, unless it is on this machine or allow-writes",
    f"# is set. The token comes from the environment, {TOKEN_VARIABLE}.",
)
_REPORTS = ("# Reports to write, besides what is shown. Each run overwrites them: keep them out of the repository.",)
_SERVER = ('# url = "http://127.0.0.1:8000"', '# profile = "quick"')


def _name(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def _group(name: str, group: PayloadFiles) -> Iterator[str]:
    yield from (
        ["# Recorded traffic (HAR, cassettes, Postman collections): its requests say what each body is."]
        if group.is_recorded
        else []
    )
    yield f"[[{name}]]"
    yield f"paths = [{', '.join(map(_quoted, group.paths))}]"
    if group.feed:
        yield f"feed = {_quoted(group.feed)}"
        yield f"operation = {_quoted(group.operation)}"


def _quoted(text: str) -> str:
    """Return the text as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
