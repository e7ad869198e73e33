"""The contract suite as tests of pytest: one for each operation, rule and behaviour. What was not run is skipped."""

from collections.abc import Iterator

import pytest
from feedproof.contract_tests.behaviour import behaviours
from feedproof.contract_tests.model import Examination, Failure, Result
from feedproof.fixtures.plugin import contract_of
from feedproof.fixtures.spoil import sites
from feedproof.spec.contract import Contract, bundled
from feedproof.spec.operations import SENT
from feedproof.validators.judge import Judge
from feedproof.validators.model import Context


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test for each operation of the contract, and for each of its rules and behaviours."""
    contract = contract_of(metafunc.config) or bundled()
    if "rule" in metafunc.fixturenames:
        metafunc.parametrize(("rule", "operation"), list(_rules(contract)))
    elif "behaviour" in metafunc.fixturenames:
        metafunc.parametrize(("behaviour", "operation"), list(_behaviours(contract)))
    elif "operation" in metafunc.fixturenames:
        metafunc.parametrize("operation", [*contract.labelled])


def _rules(contract: Contract) -> Iterator[tuple[str, str]]:
    for operation in contract.operations:
        if operation.action in SENT:
            judge = Judge(operation.feed, Context(action=operation.action), contract)
            yield from ((rule, operation.label) for rule in sorted({site.rule.id for site in sites(judge)}))


def _behaviours(contract: Contract) -> Iterator[tuple[str, str]]:
    every = contract.operations
    return ((each.name, op.label) for each in behaviours() for op in every if op.action in each.actions)


def test_operation(examination: Examination, operation: str) -> None:
    """The answers of the operation keep the contract, whatever the request."""
    seen = {each.rule for each in examination.outcomes if each.operation == operation}
    seen |= {each.behaviour for each in examination.behaviours if each.operation == operation}
    _fail([each for each in _failures(examination, operation) if each.rule not in seen])
    if operation not in {examined.operation for examined in examination.operations}:
        pytest.skip(next((each.reason for each in examination.not_run if each.what == operation), "not run"))


def test_rule(examination: Examination, rule: str, operation: str) -> None:
    """Bodies on the boundary of the rule are accepted, bodies beyond it refused."""
    _fail([each for each in _failures(examination, operation) if each.rule == rule])
    seen = [each for each in examination.outcomes if (each.rule, each.operation) == (rule, operation)]
    if any(each.result is Result.FAILED for each in seen):
        pytest.skip("refused like other bodies: one failure reports all of them")
    if all(each.result is Result.NOT_RUN for each in seen):
        pytest.skip(next((each.reason for each in seen), "nothing was written"))


def test_behaviour(examination: Examination, behaviour: str, operation: str) -> None:
    """The operation behaves as it should, beyond the shape of its requests and answers."""
    _fail([each for each in _failures(examination, operation) if each.rule == behaviour])
    seen = [each for each in examination.behaviours if (each.behaviour, each.operation) == (behaviour, operation)]
    if not seen:
        pytest.skip("the operation has no such thing in the contract")
    if seen[0].result is Result.NOT_RUN:
        pytest.skip(seen[0].reason)


def test_all_of_it_could_be_examined(examination: Examination) -> None:
    """Every part of the job could be done."""
    if examination.errors:
        pytest.fail("\n".join(examination.errors), pytrace=False)


def _failures(examination: Examination, operation: str) -> list[Failure]:
    return [failure for failure in examination.failures if failure.operation == operation]


def _fail(failures: list[Failure]) -> None:
    """Fail with the messages of the failures, and the requests that show them."""
    if failures:
        texts = [
            "\n".join(filter(None, [f"{each.rule}: {each.message}", each.how_sure(), *each.requests]))
            for each in failures
        ]
        pytest.fail("\n\n".join(texts), pytrace=False)
