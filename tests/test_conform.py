"""One line says how a value breaks a JSON Schema: it is short enough to read, and has the name that was meant."""

from typing import Any

import pytest
from feedproof.spec.conform import compiled, conform

NAMES = {"property": ["Name", "EndDate"], "source": {"page": "a page"}}
NAME = {"type": "string", "format": "property"}
CASES: dict[str, tuple[dict[str, Any], Any, list[tuple[str, str]]]] = {
    "a name that is known": (NAME, "Name", []),
    "a misspelt name": (
        NAME,
        "EndDat",
        [("/x", "'EndDat' is not a known property (did you mean 'EndDate'?)")],
    ),
    "a name that is no text": (NAME, 7, [("/x", "7 is not text")]),
    "a source up to its colon": ({"format": "source"}, "page: 7", []),
    "another source": ({"format": "source"}, "paper: 7", [("/x", "'paper' is not a known source")]),
    "names of members": (
        {"propertyNames": {"format": "property"}},
        {"Name": 1, "a": 1, "b": 1},
        [("/x/a", "'a' is not a known property"), ("/x/b", "'b' is not a known property")],
    ),
    "one of a list": (
        {"enum": ["Day", 7, None]},
        "day",
        [("/x", "\"day\" is not one of Day, 7, null (did you mean 'Day'?)")],
    ),
    "one of several schemas": (
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"enum": ["a"]}}]},
        ["a", "b"],
        [("/x/1", '"b" is not one of a')],
    ),
    "only the first of a place": ({"minLength": 3, "pattern": "^a"}, "b", [("/x", '"b" is shorter than 3 characters')]),
    "a long value": ({"type": "string"}, ["x" * 200], [("/x", "this value is not text")]),
    "a long one of a list": ({"enum": ["a"]}, "x" * 200, [("/x", "this value is not one of a")]),
    "a bell": ({"type": "integer"}, "\x9b2J", [("/x", '"\\u009b2J" is not a whole number')]),
    "one of two types": ({"type": ["string", "null"]}, 7, [("/x", "7 is not null or text")]),
    "a multiple of nothing": ({"exclusiveMinimum": 0}, 0, [("/x", "0 is not above 0")]),
    "too small": ({"minimum": 0}, -1, [("/x", "-1 is below 0")]),
    "too great": ({"maximum": 0}, 1, [("/x", "1 is above 0")]),
    "not below": ({"exclusiveMaximum": 0}, 0, [("/x", "0 is not below 0")]),
    "no multiple": ({"multipleOf": 2}, 3, [("/x", "3 is not a multiple of 2")]),
    "another constant": ({"const": True}, False, [("/x", "false is not true")]),
    "an item twice": ({"uniqueItems": True}, ["a", "b", "a"], [("/x", '"a" occurs here twice')]),
    "one and true": ({"uniqueItems": True}, [1, True, 1], [("/x", "1 occurs here twice")]),
    "what excludes each other": (
        {"not": {"required": ["a", "b"], "description": "a and b exclude each other"}},
        {"a": 1, "b": 1},
        [("/x", "a and b exclude each other")],
    ),
    "what may not be, and nobody says why": (
        {"not": {"type": "null"}},
        None,
        [("/x", "null is not allowed here")],
    ),
    "a spelling": (
        {"description": "a version, such as 1.0", "pattern": "^[0-9.]+$"},
        "v1",
        [("/x", '"v1" is not right; write a version, such as 1.0')],
    ),
    "a member that is not there": ({"required": ["a"]}, {}, [("/x", "'a' is missing")]),
    "a member that is not there, and is described elsewhere": (
        {
            "required": ["a"],
            "properties": {"a": {"$ref": "#/$defs/a"}},
            "$defs": {"a": {"description": "a name"}},
        },
        {},
        [("/x", "'a' is missing; write a name")],
    ),
    "members that are too many": (
        {"properties": {"target": {}, "update": {}}, "additionalProperties": False},
        {"taget": 1, "z": 2},
        [
            ("/x/taget", "'taget' is not known here (did you mean 'target'?)"),
            ("/x/z", "'z' is not known here; known: target, update"),
        ],
    ),
    "no JSON": ({"type": "string"}, {1: 2}, [("/x", "is not JSON: Dict key must be str or str enum. Got 'int'")]),
}


@pytest.mark.parametrize("name", CASES)
def test_each_issue_is_one_line(name: str) -> None:
    schema, value, issues = CASES[name]
    assert list(conform(compiled(schema, NAMES), value, "/x", NAMES)) == issues


def test_one_reader_serves_any_names() -> None:
    schema = compiled(NAME, ["property"])
    assert [list(conform(schema, "a", "", {"property": known})) for known in (["a"], [], ["a"])] == [
        [],
        [("", "'a' is not a known property")],
        [],
    ]
