"""JSON Pointers, as in RFC 6901."""

from typing import Any

import pytest
from feedproof.spec.pointer import join, pointer, resolve, split
from hypothesis import given
from hypothesis import strategies as st

RFC = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", RFC),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_the_examples_of_the_rfc(text: str, value: Any) -> None:
    assert resolve(RFC, text) == value


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("/bar", "bar"),
        ("/foo/2", "2"),
        ("/foo/-", "-"),
        ("/foo/01", "01"),
        ("/foo/-1", "-1"),
        ("/foo/\u0663", "\u0663"),
        ("/foo/²", "²"),
        pytest.param("/foo/" + "9" * 5000, "9" * 5000, id="many digits"),
        ("//0", "0"),
    ],
)
def test_what_is_not_there_is_named(text: str, missing: str) -> None:
    with pytest.raises(LookupError) as caught:
        resolve(RFC, text)
    assert caught.value.args == (missing,)


def test_a_tilde_before_a_one_is_no_slash() -> None:
    assert split("/~01") == ["~1"]


@pytest.mark.parametrize("text", ["foo", "#/foo", " /foo"])
def test_what_is_no_pointer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a JSON Pointer: it must be empty or begin with /"):
        split(text)


@pytest.mark.parametrize("text", ["/~", "/~2", "/a~b/c", "/~~01", "/~0~"])
def test_an_escape_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a JSON Pointer: ~ is written ~0, and / in a name ~1"):
        split(text)


def test_joining_escapes_and_counts() -> None:
    assert join("/paths", "/a~b", 0) == "/paths/~1a~0b/0"


@given(st.lists(st.text()))
def test_splitting_undoes_making(parts: list[str]) -> None:
    assert split(pointer(parts)) == parts
