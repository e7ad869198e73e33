"""JSON on one line: the same value, whatever its size, and no unnecessary escapes."""

import json
from typing import Any

import pytest
from feedproof.fixtures.compact import compact


@pytest.mark.parametrize(
    "value", [{"é": [1, 2.5, True, None, "丸の内"]}, {"n": 10**30, "é": ["a", {}]}, 2**64, {}, "", 0]
)
def test_it_is_the_value_on_one_line_without_spaces(value: Any) -> None:
    assert json.loads(compact(value)) == value
    assert compact(value).decode() == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
