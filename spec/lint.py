"""Check a contract: everything that would make the judge blind, or wrong, or fall over.

A misspelt key is a rule that never runs, so nothing here is a matter of taste: every problem has to be mended.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import lint_dialect, lint_evidence, lint_feeds, lint_operations, lint_references
from .conform import Fault, conform
from .dialect import shipped
from .pointer import join
from .source import read


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a contract, at a pointer into it and the line where that stands, from 1."""

    path: str
    line: int
    pointer: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: "
        return f"{where}{self.pointer}: {self.message}" if self.pointer else f"{where}{self.message}"


def lint_text(text: str, name: str) -> list[Problem]:
    """Return the problems of a contract (YAML or JSON) in the order of its lines.

    Raises FeedproofError with the line when the text is not YAML at all.
    """
    source = read(text, name)
    faults = list(source.faults)
    for stage in _STAGES:
        faults = faults or [fault for check in stage for fault in check(source.data)]
    problems = {Problem(name, source.line(at), at, message) for at, message in faults}
    return sorted(problems, key=lambda problem: (problem.line, problem.pointer, problem.message))


def not_run() -> dict[str, str]:
    """Return the checks that cannot run here, each with the reason."""
    try:
        import openapi_spec_validator  # noqa: F401, PLC0415 - it comes with an extra
    except ImportError:
        return {"openapi-spec-validator": "it is not installed; it comes with feedproof[contract]"}
    return {}


def _shape(document: Any) -> Iterator[Fault]:
    return conform(shipped("shape.yaml"), document, "")


def _openapi(document: dict[str, Any]) -> Iterator[Fault]:
    """Say what openapi-spec-validator finds first, where it is installed: after that it may fall over what it found."""
    if not_run():
        return
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415 - it comes with an extra

    errors = OpenAPIV31SpecValidator(document).iter_errors()
    try:
        first = next(errors, None)
    except Exception as error:  # noqa: BLE001 - a library must not take lint down with it
        yield "", f"openapi-spec-validator cannot read it: {type(error).__name__}: {error}"
        return
    if first:
        yield join("", *first.absolute_path), first.message.partition("\n")[0]


Check = Callable[[Any], Iterator[Fault]]

_STAGES: tuple[tuple[Check, ...], ...] = (
    (_shape,),
    (lint_references.references,),
    (lint_references.loops,),
    (*lint_dialect.CHECKS, *lint_evidence.CHECKS, *lint_operations.CHECKS),
    (*lint_feeds.CHECKS,),
    (_openapi,),
)
"""Each stage may rely on what the stages before it have found in order."""
