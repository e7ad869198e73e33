"""YAML is read as JSON: only JSON's types, every place with its line, and nothing that would never end."""

import json
import math
from typing import Any

import pytest
from feedproof.spec.errors import FeedproofError
from feedproof.spec.yaml_document import MAX_DEPTH, read
from hypothesis import given
from hypothesis import strategies as st

OLD_YAML = ("on", "no", "Yes", "True", "~", "2024-01-01", "12:30", "010", "0x1F", "1_000", ".5", "+1")
"""What YAML 1.1 would turn into something else."""

WORD = st.text(st.characters(categories=["L", "N", "P"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        *((word, word) for word in OLD_YAML),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!int 12", 12),
    ],
)
def test_only_the_types_of_json_are_seen(written: str, value: Any) -> None:
    found = read(f"key: {written}\n", "a.yaml").data["key"]
    assert (type(found), found) == (type(value), value)


def test_keys_are_texts_as_written() -> None:
    assert read("200: ok\non: ok\n? x\n: ok\n", "a.yaml").data == {"200": "ok", "on": "ok", "x": "ok"}


def test_every_place_has_the_line_of_its_key_or_item() -> None:
    source = read("a:\n  b/c: 1\n  d:\n    - x\n    - {e: y,\n       f: z}\n", "a.yaml")
    assert source.lines == {
        "": 1,
        "/a": 1,
        "/a/b~1c": 2,
        "/a/d": 3,
        "/a/d/0": 4,
        "/a/d/1": 5,
        "/a/d/1/e": 5,
        "/a/d/1/f": 6,
    }


def test_the_line_of_what_is_not_there_is_that_of_what_is_around_it() -> None:
    source = read("a:\n  b: 1\n", "a.yaml")
    assert [source.place(at)[1] for at in ("/a/b/c/d", "/a/x", "/x", "")] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, ("/a", "the key 'a' occurs here twice")),
        ("b:\n  '1': x\n  1: y\n", 3, ("/b/1", "the key '1' occurs here twice")),
        ("a: 1\n? [x]\n: y\n", 2, ("/?", "a list or an object is used as a key here; write a name")),
        ("a: 1\nb: 1e999\n", 2, ("/b", "the number is too large")),
        pytest.param("a: " + "9" * 5000, 1, ("/a", "the number is too large"), id="5000 digits"),
    ],
)
def test_a_fault_of_the_syntax_has_a_place(text: str, line: int, fault: tuple[str, str]) -> None:
    source = read(text, "a.yaml")
    assert source.issues == [fault]
    assert source.place(fault[0])[1] == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1,\nb: }", "a.yaml:2:4: not YAML: did not find expected node content"),
        ("a: 1\n\tb: 2\n", "a.yaml:2:1: not YAML: found a tab character that violates indentation"),
        ("a:\n\t- b\n", "a.yaml:2:1: not YAML: found a tab; indent with spaces"),
        ("a: @b\n", "a.yaml:1:4: not YAML: found character that cannot start any token"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: not YAML: but found another document"),
        ("a: \x01", "a.yaml: not YAML: unacceptable character #x0001: control characters are not allowed"),
        ("a: &x 1\nb: *x\n", "a.yaml:2: *x is an alias; write the value out"),
        ("&x [*x]", "a.yaml:1: *x is an alias; write the value out"),
        pytest.param("[\n" * 100_000, f"a.yaml:101: nested deeper than {MAX_DEPTH} levels", id="100,000 levels"),
        ("", None),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(text: str, message: str | None) -> None:
    if message is None:
        assert read(text, "a.yaml").data is None
        return
    with pytest.raises(FeedproofError) as caught:
        read(text, "a.yaml")
    assert str(caught.value) == message


@given(JSON)
def test_json_is_read_as_json(value: Any) -> None:
    source = read(json.dumps(value, ensure_ascii=False), "a.json")
    assert source.data == value
    assert source.issues == []
    assert not isinstance(source.data, float) or math.isfinite(source.data)
