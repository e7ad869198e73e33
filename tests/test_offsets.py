"""Line and column of a finding are those of the value, however the payload is written."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from feedproof.validators import Checker
from feedproof.validators.model import Path
from feedproof.validators.text.document import Text, parse
from hypothesis import given
from hypothesis import strategies as st

SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
RANDOM = st.randoms(use_true_random=False)


def written(value: Any, chance: random.Random, spaces: str) -> str:
    """Return the JSON text of a value, with white space wherever JSON allows it."""

    def space() -> str:
        return "".join(chance.choice(spaces) for _ in range(chance.choice([0, 0, 0, 1, 2])))

    def between(parts: list[str]) -> str:
        return ",".join(f"{space()}{part}{space()}" for part in parts) or space()

    if isinstance(value, list):
        return f"[{between([written(item, chance, spaces) for item in value])}]"
    if isinstance(value, dict):
        pairs = [(written(key, chance, ""), written(member, chance, spaces)) for key, member in value.items()]
        return f"{{{between([f'{key}{space()}:{space()}{member}' for key, member in pairs])}}}"
    return json.dumps(value, ensure_ascii=chance.random() < 0.5)


def places(value: Any, path: Path = ()) -> dict[Path, Any]:
    """Return every value in a value, by its path."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {path: value}
    for key, child in children:
        found |= places(child, (*path, key))
    return found


def begins(document: str, line: int, column: int) -> Any:
    """Return the value that begins at line and column. An editor counts lines by line feeds, columns by characters."""
    rest = "\n".join(document.split("\n")[line - 1 :])[column - 1 :]
    assert rest[:1] not in {" ", "\t", "\r", "\n", ""}
    return json.JSONDecoder().raw_decode(rest)[0]


@given(VALUES, RANDOM)
def test_every_place_is_where_its_value_begins(value: Any, chance: random.Random) -> None:
    document = written(value, chance, " \t\r\n")
    text = Text(document, value=value)
    parse(text)
    assert text.value == value
    assert text.scan.places.keys() == places(value).keys()
    for path, member in places(value).items():
        assert begins(document, *text.locate(path)) == member


def test_a_name_written_with_escapes_is_not_sought_elsewhere() -> None:
    document = r'{"a":{"Status":1},"\u0053tatus":2}'
    assert begins(document, *Text(document, value=json.loads(document)).locate(("Status",))) == 2


ALIKE = st.sampled_from(["a", "b", '"a"', '"a":', 'a":', "a\\", "{", "}", "[", "\\", 'b","a', ""])
CONFUSED = st.recursive(ALIKE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ALIKE, inner, max_size=4))


@given(st.dictionaries(ALIKE, CONFUSED), RANDOM)
def test_no_text_passes_for_a_name(value: Any, chance: random.Random) -> None:
    document = written(value, chance, " ")
    text = Text(document, value=value)
    for path, member in places(value).items():
        assert begins(document, *text.locate(path)) == member
    for path in {(*path, name) for path in places(value) for name in ("a", "b", 'b","a')} - places(value).keys():
        assert begins(document, *text.locate(path)) == around(value, path)


def around(value: Any, path: Path) -> Any:
    """Return the innermost value on a path."""
    for part in path:
        if not isinstance(value, dict if isinstance(part, str) else list) or (
            isinstance(value, dict) and part not in value
        ):
            break
        value = value[part]
    return value


@given(RANDOM)
def test_every_place_in_a_large_object_is_found(chance: random.Random) -> None:
    value = {f"{'' if number % 7 else 'é'}{number}": [number] if number % 3 else {"x": number} for number in range(150)}
    text = Text(written(value, chance, " \t"), value=value)
    expected = text.scan.places
    for path in chance.sample(sorted(expected, key=str), 60):
        assert text.offset(path) == expected[path]
    assert text.offset(("none",)) == expected[()]


@given(st.dictionaries(st.text(), SCALARS), st.text())
def test_what_is_not_there_is_placed_at_what_is_around_it(value: dict[str, Any], missing: str) -> None:
    text = Text(f"\n {json.dumps([value])}", value=[value])
    assert text.locate((0, f"{missing}?", 3)) == (2, 3) or f"{missing}?" in value


GOOD: dict[str, Any] = {
    "CourseDateID": "12086",
    "StartDate": "2027-04-12T09:00:00",
    "EndDate": "2027-04-13T17:00:00",
    "TimeZone": "Europe/London",
    "Status": "Available",
    "MaxPlaces": 12,
    "Sessions": [{"SessionID": "S-1", "StartDate": "2027-04-12T09:00:00", "EndDate": "2027-04-12T17:00:00"}],
}
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "no", "é🚑", "a\u2028b\x85c\x7f", "31/12/2026", [], {}, [0, {"StartDate": "no"}]]
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Return a record with some odd values, in any order, and odd fields beside."""
    odd = draw(st.dictionaries(st.sampled_from([*GOOD, "Name", "NetCost", "AimsText", "Cost", "é"]), ODD, max_size=5))
    record = GOOD | odd
    return {key: record[key] for key in draw(st.permutations(sorted(record)))}


SHAPES: dict[str, Callable[[list[Any]], Any]] = {
    "bare": lambda records: records[0],
    "array": lambda records: records,
    "envelope": lambda records: {"count": len(records), "results": records},
    "inside": lambda records: {"a": [0, {"b": records}]},
}


def check_places(document: str, found: list[Any], values: list[Any]) -> None:
    """Hold each finding against the document: `values` are the texts' values, one a line for NDJSON."""
    for finding in found:
        value = values[finding.record] if len(values) > 1 else values[0]
        parts = [part.replace("~1", "/").replace("~0", "~") for part in finding.pointer.split("/")[1:]]
        for part in parts if finding.rule != "missing-field" else parts[:-1]:
            value = value[int(part)] if isinstance(value, list) else value[part]
        assert begins(document, finding.line, finding.column) == value


@pytest.mark.parametrize("shape", SHAPES)
@given(st.lists(records(), min_size=1, max_size=3), RANDOM)
def test_a_finding_stands_where_its_value_begins(shape: str, items: list[Any], chance: random.Random) -> None:
    value = SHAPES[shape](items)
    document = written(value, chance, " \t\r\n")
    checker = Checker(feed="course-dates", action="read", at="/a/1/b" if shape == "inside" else None)
    check_places(document, checker.check(document.encode(), lines=False).findings, [value])


@given(st.lists(records(), min_size=2, max_size=4), RANDOM)
def test_a_finding_in_lines_stands_where_its_value_begins(items: list[Any], chance: random.Random) -> None:
    document = "".join(written(item, chance, " \t") + chance.choice(["\n", "\r\n", "\n\n"]) for item in items)
    checker = Checker(feed="course-dates", action="read")
    check_places(document, checker.check(document.encode(), lines=True).findings, items)


def test_odd_values_do_give_findings() -> None:
    document = json.dumps(GOOD | {"Status": "no", "é": 1})
    assert len(Checker(feed="course-dates", action="read").check(document.encode()).findings) == 2
