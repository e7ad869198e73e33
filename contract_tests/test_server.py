"""The contract suite as tests of pytest: one for each operation, rule and behaviour. What was not run is skipped."""

from collections.abc import Iterator

import pytest
from feedproof.contract_tests.behaviour import behaviours
from feedproof.contract_tests.model import Examination, Failure, Result
from feedproof.fixtures.spoil import sites
from feedproof.spec.contract import bundled
from feedproof.spec.operations import Operation, operations
from feedproof.validators.engine import Judge
from feedproof.validators.model import Context

OPERATIONS = operations(bundled().openapi)
WRITTEN = {"create", "update"}


def _rules() -> Iterator[tuple[str, str]]:
    for operation in OPERATIONS:
        if operation.action in WRITTEN:
            yield from ((rule, operation.label) for rule in _of(operation))


def _of(operation: Operation) -> list[str]:
    judge = Judge(operation.feed, Context(action=operation.action), bundled())
    return sorted({site.rule.id for site in sites(judge)})


RULES = list(_rules())
BEHAVIOURS = [(each.name, op.label) for each in behaviours() for op in OPERATIONS if op.action in each.actions]


@pytest.mark.parametrize("operation", [operation.label for operation in OPERATIONS])
def test_operation(examination: Examination, operation: str) -> None:
    """What the operation answers keeps the contract, whatever it is asked."""
    told = {*RULES, *BEHAVIOURS}
    _tell([each for each in _failures(examination, operation) if (each.rule, operation) not in told])
    if operation not in {examined.operation for examined in examination.operations}:
        pytest.skip(next((each.reason for each in examination.not_run if each.what == operation), "not run"))


@pytest.mark.parametrize(("rule", "operation"), RULES)
def test_rule(examination: Examination, rule: str, operation: str) -> None:
    """Bodies on the boundary of the rule are accepted, bodies beyond it refused."""
    _tell([each for each in _failures(examination, operation) if each.rule == rule])
    seen = [each for each in examination.outcomes if (each.rule, each.operation) == (rule, operation)]
    if all(each.result is Result.NOT_RUN for each in seen):
        pytest.skip(next((each.reason for each in seen), "nothing was written"))


@pytest.mark.parametrize(("behaviour", "operation"), BEHAVIOURS)
def test_behaviour(examination: Examination, behaviour: str, operation: str) -> None:
    """The operation behaves as it should, beyond the shape of what it takes and answers."""
    _tell([each for each in _failures(examination, operation) if each.rule == behaviour])
    seen = [each for each in examination.behaviours if (each.behaviour, each.operation) == (behaviour, operation)]
    if not seen:
        pytest.skip("the contract gives the operation no such thing")
    if seen[0].result is Result.NOT_RUN:
        pytest.skip(seen[0].reason)


def test_all_of_it_could_be_examined(examination: Examination) -> None:
    """No part of the job could not be done."""
    if examination.errors:
        pytest.fail("\n".join(examination.errors), pytrace=False)


def _failures(examination: Examination, operation: str) -> list[Failure]:
    return [failure for failure in examination.failures if failure.operation == operation]


def _tell(failures: list[Failure]) -> None:
    """Fail with what went wrong, and with the requests that show it."""
    if failures:
        told = ["\n".join([f"{each.rule}: {each.message}", *each.requests]) for each in failures]
        pytest.fail("\n\n".join(told), pytrace=False)
