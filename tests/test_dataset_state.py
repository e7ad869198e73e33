"""The state of a dataset: the values that a record shows of another record, and those that belong to them."""

from typing import Any

import pytest
from feedproof.fixtures.dataset.state import fitting_texts

SCHEMA = {
    "x-together": [["Label", "Town"]],
    "properties": {"Label": {"examples": ["a"]}, "Town": {"examples": ["A", "B", "C"]}},
}


@pytest.mark.parametrize(("label", "expected"), [("a", {"Town": "A"}), ("of nobody", {})])
def test_a_text_goes_with_the_example_that_is_shown_and_with_no_other(label: str, expected: dict[str, Any]) -> None:
    assert fitting_texts(SCHEMA, {"Town": "mine"}, {"Label": label}) == expected
