"""A value is compared with the listed ones by the equality of JSON, and every way to judge does the same."""

from typing import Any

import pytest
from engines import Reports, jsonschema_reports, jsonschema_rs_reports
from feedproof.validators.accept import accepting
from feedproof.validators.accept.suspect import suspecting
from feedproof.validators.kinds import is_listed
from feedproof.validators.model import Context
from feedproof.validators.walk import walk

CASES: list[tuple[list[Any], Any, bool]] = [
    ([1, 2], 1, True),
    ([1, 2], 1.0, True),
    ([1.5], 1.5, True),
    ([0], -0.0, True),
    ([2**53 + 1], float(2**53), False),
    ([1, 2], True, False),
    ([0], False, False),
    ([True], 1, False),
    ([False], 0.0, False),
    ([True, 1], 1, True),
    ([None], None, True),
    ([None], False, False),
    (["1"], 1, False),
    (["Day"], "Day", True),
    ([[1]], [1.0], True),
    ([[1]], [True], False),
    ([[1]], [1, 1], False),
    ([{"a": {"b": [0]}}], {"a": {"b": [0.0]}}, True),
    ([{"a": {"b": [0]}}], {"a": {"b": [False]}}, False),
    ([{"a": 1}], {"b": 1}, False),
    ([{}], [], False),
]


def flat(listed: list[Any]) -> dict[str, Any]:
    return {"enum": listed, "x-evidence": {"enum": ["stated", "page: list", "#/enum"]}}


@pytest.mark.parametrize("reports", [jsonschema_rs_reports, jsonschema_reports])
@pytest.mark.parametrize(("listed", "value", "is_good"), CASES)
def test_the_engines_compare_as_the_rule_does(
    listed: list[Any], value: Any, *, is_good: bool, reports: Reports
) -> None:
    assert is_listed(value, listed) is is_good
    assert (not list(reports(flat(listed), Context())(value))) is is_good


@pytest.mark.parametrize(("listed", "value", "is_good"), CASES)
def test_no_quicker_path_lets_through_what_is_not_listed(listed: list[Any], value: Any, *, is_good: bool) -> None:
    schema = flat(listed)
    for asked in (walk(schema, value), suspecting(schema, Context())(value)):
        breaches = [
            breach for keyword, _, it in asked or [] for breach in keyword.rule.check(keyword.entry, it, Context())
        ]
        assert asked is None or (not breaches) is is_good
    assert is_good or not accepting(schema, Context())(value)
