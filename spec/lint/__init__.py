"""Check a contract: everything that would make the judge blind, or wrong, or fall over.

A misspelt key is a rule that never runs, so nothing here is a matter of taste: every problem has to be mended.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..cause import Causes, cause_text
from ..compose import compose
from ..conform import Issue, compiled, conform
from ..credit import credit
from ..dialect import shipped
from ..pointer import join
from ..problem import Problem, problems
from ..yaml_document import YamlDocument
from . import dialect as lint_dialect
from . import evidence as lint_evidence
from . import feeds as lint_feeds
from . import operations as lint_operations
from . import references as lint_references
from . import values as lint_values


def lint_file(path: Path, *, is_thorough: bool = True) -> tuple[YamlDocument, list[Problem]]:
    """Return the contract of a file, overlays applied, and its problems in the order of its lines.

    `is_thorough`: ask openapi-spec-validator too. Raises FeedproofError when the file cannot be read, or is not YAML at all.
    """
    source, wrong = compose(path)
    wrong = wrong or lint(source, is_thorough=is_thorough)
    if source.grafts and not wrong:
        credit(source)
    return source, wrong


def lint(source: YamlDocument, *, is_thorough: bool = True) -> list[Problem]:
    """Return the problems of a contract that was read, in the order of its lines."""
    look = partial(_first, [*_STAGES, *([(_openapi,)] if is_thorough else [])])
    stage, found = look(source)
    causes = Causes(source, stage, look)
    return problems(source, ((at, f"{message}{cause_text(source, at, causes.of(at))}") for at, message in found))


def issues(document: Any) -> list[Issue]:
    """Return the issues of a contract that is no file, as far as openapi-spec-validator is not needed for them."""
    return _first(_STAGES, YamlDocument("", document, {}))[1]


def _first(stages: "Sequence[Stage]", source: YamlDocument) -> tuple[int, list[Issue]]:
    """Return the number of the first stage that finds issues, from 1, and these; 0 for issues of the syntax."""
    if source.issues:
        return 0, source.issues
    for number, stage in enumerate(stages, 1):
        if found := [issue for check in stage for issue in check(source.data)]:
            return number, found
    return len(stages) + 1, []


def not_run() -> dict[str, str]:
    """Return the checks that cannot run here, each with the reason."""
    try:
        import openapi_spec_validator  # noqa: F401 - it comes with an extra
    except ImportError:
        return {"openapi-spec-validator": "it is not installed; it comes with feedproof[contract]"}
    return {}


def _shape(document: Any) -> Iterator[Issue]:
    shape = shipped("shape.yaml")
    if document is None:
        return iter([("", f"there is nothing in it; write {shape['description']}")])
    return conform(compiled(shape), document, "")


def _openapi(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield the first issue that openapi-spec-validator finds, if it is installed; it may fail on a document with issues."""
    if not_run():
        return
    from openapi_spec_validator import OpenAPIV31SpecValidator  # it comes with an extra

    errors = OpenAPIV31SpecValidator(document).iter_errors()
    try:
        first = next(errors, None)
    except Exception as error:  # noqa: BLE001 - a library must not take lint down with it
        yield "", f"openapi-spec-validator cannot read it: {type(error).__name__}: {error}"
        return
    if first:
        yield join("", *first.absolute_path), first.message.partition("\n")[0]


Stage = tuple[Callable[[Any], Iterator[Issue]], ...]

_STAGES: tuple[Stage, ...] = (
    (_shape,),
    (lint_references.references,),
    (lint_references.loops,),
    (*lint_dialect.CHECKS, *lint_evidence.CHECKS, *lint_operations.CHECKS),
    (*lint_feeds.CHECKS,),
    (*lint_values.CHECKS,),
)
"""Each stage may rely on what the stages before it have found in order."""
