"""The rules by which the answers of each operation were judged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ..fixtures.spoil import sites
from ..spec.contract import Contract
from ..validators.judge import Judge
from ..validators.model import Context
from .model import Failure, Judged


def judged(contract: Contract, answers: Mapping[str, int], failures: Iterable[Failure]) -> Iterator[Judged]:
    """Yield each rule for the answers of an operation, with the numbers of answers judged by it and of failures."""
    broken = Counter((failure.rule, failure.operation) for failure in failures)
    rules = {feed: _rules(contract, feed) for feed in contract.feeds}
    for operation in contract.operations:
        for rule in rules[operation.feed]:
            yield Judged(rule, operation.label, answers.get(operation.label, 0), broken[rule, operation.label])


def _rules(contract: Contract, feed: str) -> list[str]:
    return sorted({site.rule.id for site in sites(Judge(feed, Context(action="read"), contract))})
