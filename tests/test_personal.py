"""One module decides which values may be shown; these are its decisions."""

import ast
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.flat import children, descend, inside, places, schema_at, schemas
from feedproof.validators.personal import (
    holds_personal,
    is_personal,
    is_public,
    may_be_personal,
    nameable,
    public_names,
)

ROOT = Path(__file__).parent.parent
TEXT: dict[str, Any] = {"type": "string"}
SECRET = TEXT | {"x-personal": True}
RECORD: dict[str, Any] = {
    "properties": {
        "Code": TEXT,
        "Email": SECRET,
        "Open": TEXT | {"x-personal": False},
        "Home": {"x-personal": True, "properties": {"Town": TEXT, "Code": TEXT}},
        "Staff": {"items": {"properties": {"Role": TEXT, "Name": SECRET}}},
        "Rooms": {"items": TEXT},
        "Diary": {"x-personal": True, "items": {"properties": {"Entry": TEXT}}},
        "Anything": {},
    }
}
CASES: list[tuple[tuple[str | int, ...], bool, bool, bool]] = [
    ((), False, True, True),
    (("Code",), False, False, True),
    (("Email",), True, True, False),
    (("Open",), False, False, True),
    (("Home",), True, True, False),
    (("Home", "Town"), True, True, False),
    (("Home", "nowhere"), True, True, False),
    (("Staff",), False, True, True),
    (("Staff", 0), False, True, True),
    (("Staff", 7, "Role"), False, False, True),
    (("Staff", 7, "Name"), True, True, False),
    (("Staff", "Name"), False, False, False),
    (("Rooms", 3), False, False, True),
    (("Rooms", 3, 0), False, False, False),
    (("Diary", 0, "Entry"), True, True, False),
    (("Anything",), False, False, False),
    (("Anything", "at", "all"), False, False, False),
    (("unlisted",), False, False, False),
    (("Code", 0), False, False, False),
]
"""A place; is it, or what is around it, personal; may anything in it be, too; is it public."""


@pytest.mark.parametrize(("path", "personal", "may_be", "public"), CASES)
def test_what_may_be_shown(path: tuple[str | int, ...], *, personal: bool, may_be: bool, public: bool) -> None:
    assert (is_personal(RECORD, path), may_be_personal(RECORD, path), is_public(RECORD, path)) == (
        personal,
        may_be,
        public,
    )


@pytest.mark.parametrize(("path", "personal", "may_be", "public"), CASES)
def test_nothing_is_shown_of_a_record_that_is_personal_itself(
    path: tuple[str | int, ...], *, personal: bool, may_be: bool, public: bool
) -> None:
    whole = RECORD | {"x-personal": True}
    assert (is_personal(whole, path), may_be_personal(whole, path), is_public(whole, path)) == (True, True, False)
    assert may_be or not personal
    assert not (personal and public)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ((), 0), (("Code",), 1), (("Email",), 1), (("Email", "x"), 1), (("Home", "Town"), 2), (("Home", "x"), 1),
        (("Diary", 0, "Entry"), 3), (("Diary", 7, "x", "y"), 2), (("Anything", "at", "all"), 3), (("unlisted", "x"), 2),
        (("Staff", 0, "Name", "x"), 3),
    ],
)  # fmt: skip
def test_which_names_may_be_told(path: tuple[str | int, ...], told: int) -> None:
    assert nameable(RECORD, path) == path[:told]


@pytest.mark.parametrize(
    ("schema", "holds"),
    [({}, False), (TEXT, False), (SECRET, True), (RECORD, True), ({"items": {"items": SECRET}}, True)],
)
def test_what_a_value_may_hold(schema: dict[str, Any], *, holds: bool) -> None:
    assert holds_personal(schema) is holds


def test_a_name_is_public_that_is_so_wherever_it_stands() -> None:
    other = {"properties": {"Role": SECRET, "More": TEXT}}
    assert public_names([RECORD]) == {"Open", "Staff", "Role", "Rooms", "Anything"}
    assert public_names([RECORD, other]) == {"Open", "Staff", "Rooms", "Anything", "More"}
    assert public_names([RECORD | {"x-personal": True}]) == set()
    assert public_names([]) == set()


def reads_the_mark(path: Path) -> bool:
    """Return whether a file has the mark as a value of its own, and not in a text."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return any(isinstance(node, ast.Constant) and node.value == "x-personal" for node in nodes)


def test_the_mark_is_read_in_one_place() -> None:
    folders = ["spec", "validators", "fixtures", "contract_tests", "ci"]
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if reads_the_mark(path)]
    names = {str(path.relative_to(ROOT).with_suffix("")) for path in files}
    assert names == {"validators/personal", "spec/loosen"}, "spec/loosen only writes it"


# ------------------------------------------------------------------------------------------------ the way through a schema
def test_every_place_of_a_schema_is_walked_once_and_can_be_found() -> None:
    found = dict(places(RECORD))
    assert len(found) == len(list(places(RECORD))) == 17
    assert list(found.values()) == list(schemas(RECORD))
    assert all(schema_at(RECORD, path) is schema for path, schema in found.items())
    assert [step for step, _ in children(RECORD)] == list(RECORD["properties"])


def test_what_is_not_known_is_empty() -> None:
    assert descend(RECORD, ("Staff", "Name", 0)) == [RECORD, RECORD["properties"]["Staff"], {}, {}]
    value = {"Code": "x", "other": 1, "Staff": [{"Role": 1}], "Rooms": 7}
    assert [(step, inner) for step, _, inner in inside(RECORD, value)] == [
        ("Code", "x"),
        ("Staff", [{"Role": 1}]),
        ("Rooms", 7),
    ]
    assert list(inside(RECORD, [value])) == []
