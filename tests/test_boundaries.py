"""Every stated rule of the contract: a value on its boundary is accepted, one just beyond it is refused.

The values of the tables are the vendor's words, written down a second time on purpose: if the contract changes silently, these
tests fail. Values that can be derived from the contract are (listed values, mandatory and read-only fields).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Finding, Judge, Severity, check
from feedproof.validators.across import Across
from feedproof.validators.keyword import Violation, keywords_of
from feedproof.validators.model import Context
from feedproof.validators.rules import rules

FEED = "course-dates"
WRITES = ("create", "update")
GOOD: dict[str, Any] = {
    "StartDate": "2027-04-12T09:00:00",
    "EndDate": "2027-04-13T17:00:00",
    "Status": "Available",
    "MaxPlaces": 12,
}
ADVERTISED = {"AdvertisedStartDate": "2027-01-04T08:00:00", "AdvertisedEndDate": "2027-03-26T18:00:00"}

Row = tuple[str, str, str]
"""Rule, pointer and message of an error."""


def record(**changes: Any) -> dict[str, Any]:
    return GOOD | changes


def errors(body: Any, operation: str) -> list[Row]:
    found = check(body, feed=FEED, operation=operation)
    return [(finding.rule, finding.pointer, finding.message) for finding in found if finding.severity is Severity.ERROR]


def findings(body: Any, operation: str) -> list[Finding]:
    return check(body, feed=FEED, operation=operation)


# ------------------------------------------------------------------------------------------------ on the boundary
ACCEPTED = {
    "nothing but the mandatory fields": record(),
    "it ends a second after it starts": record(EndDate="2027-04-12T09:00:01"),
    "it ends a microsecond after it starts": record(EndDate="2027-04-12T09:00:00.000001"),
    "it ends less than a microsecond after it starts": record(EndDate="2027-04-12T09:00:00.0000001"),
    "it ends later, by the offset": record(StartDate="2027-04-12T09:00:00+02:00", EndDate="2027-04-12T08:00:01+01:00"),
    "it is advertised until a second before it ends": record(AdvertisedStartDate="2027-04-13T16:59:59"),
    "advertised for a second": record(
        AdvertisedStartDate="2027-01-04T08:00:00", AdvertisedEndDate="2027-01-04T08:00:01"
    ),
    "advertising goes on when it is over": record(AdvertisedEndDate="2028-01-01T00:00:00"),
    "one place": record(MaxPlaces=1),
    "one place is the fewest": record(MinPlaces=1),
    "the fewest are the most": record(MinPlaces=12),
    "255 characters in the external id": record(ExternalID="x" * 255),
    "255 characters in the name": record(Name="x" * 255),
    "255 emoji in the name": record(Name="🚑" * 255),
    "no character in the external id": record(ExternalID=""),
    "a cost of nothing": record(NetCost=0),
    "a whole cost": record(NetCost=19500),
    "a duration in halves": record(Duration=0.5),
    "an id of one character": record(CompanyID="A"),
    "charged for each delegate": record(ChargePerDelegate=True),
    "charged for each session": record(ChargePerDelegate=False),
    "advertised": record(CourseIsAdvertised=True),
    "not advertised": record(CourseIsAdvertised=False),
}


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_on_the_boundary_nothing_is_found(body: dict[str, Any], operation: str) -> None:
    assert findings(body, operation) == []


# ------------------------------------------------------------------------------------------------ just beyond it
def late(later: str, at: str, earlier: str, before: str) -> Row:
    message = f'{later} is "{at}", not after {earlier} "{before}"'
    return "dates-out-of-order", f"/{later}", message


START, ONE_SECOND = GOOD["StartDate"], "2027-04-12T09:00:01"
REFUSED: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "it ends when it starts": (record(EndDate=START), [late("EndDate", START, "StartDate", START)]),
    "it ends a second before it starts": (
        record(StartDate=ONE_SECOND, EndDate=START),
        [late("EndDate", START, "StartDate", ONE_SECOND)],
    ),
    "it ends a hair before it starts": (
        record(StartDate=f"{START}.0000001", EndDate=START),
        [late("EndDate", START, "StartDate", f"{START}.0000001")],
    ),
    "it ends at the same moment, elsewhere": (
        record(StartDate="2027-04-12T09:00:00+02:00", EndDate="2027-04-12T08:00:00+01:00"),
        [late("EndDate", "2027-04-12T08:00:00+01:00", "StartDate", "2027-04-12T09:00:00+02:00")],
    ),
    "it is advertised when it ends": (
        record(AdvertisedStartDate=GOOD["EndDate"]),
        [late("EndDate", GOOD["EndDate"], "AdvertisedStartDate", GOOD["EndDate"])],
    ),
    "it is advertised after it ends": (
        record(AdvertisedStartDate="2027-04-13T17:00:01"),
        [late("EndDate", GOOD["EndDate"], "AdvertisedStartDate", "2027-04-13T17:00:01")],
    ),
    "advertising ends when it begins": (
        record(AdvertisedStartDate="2027-01-04T08:00:00", AdvertisedEndDate="2027-01-04T08:00:00"),
        [late("AdvertisedEndDate", "2027-01-04T08:00:00", "AdvertisedStartDate", "2027-01-04T08:00:00")],
    ),
    "advertising ends before it begins": (
        record(AdvertisedStartDate="2027-01-04T08:00:00", AdvertisedEndDate="2027-01-04T07:59:59"),
        [late("AdvertisedEndDate", "2027-01-04T07:59:59", "AdvertisedStartDate", "2027-01-04T08:00:00")],
    ),
    "no place": (record(MaxPlaces=0), [("not-positive", "/MaxPlaces", "MaxPlaces is 0, not above 0")]),
    "less than no place": (record(MaxPlaces=-1), [("not-positive", "/MaxPlaces", "MaxPlaces is -1, not above 0")]),
    "none is the fewest": (record(MinPlaces=0), [("not-positive", "/MinPlaces", "MinPlaces is 0, not above 0")]),
    "the fewest are more than the most": (
        record(MinPlaces=13),
        [("numbers-out-of-order", "/MinPlaces", "MinPlaces is 13, above MaxPlaces 12")],
    ),
    "256 characters in the external id": (
        record(ExternalID="x" * 256),
        [("too-long", "/ExternalID", f'ExternalID has 256 characters, not at most 255: "{"x" * 78}…')],
    ),
    "256 emoji in the name": (
        record(Name="🚑" * 256),
        [("too-long", "/Name", f'Name has 256 characters, not at most 255: "{"🚑" * 78}…')],
    ),
    "an empty id": (record(CompanyID=""), [("too-short", "/CompanyID", "CompanyID is empty")]),
    "a cost in quotes": (record(NetCost="19500"), [("wrong-type", "/NetCost", 'NetCost is "19500", not a number')]),
    "a cost of yes": (record(NetCost=True), [("wrong-type", "/NetCost", "NetCost is true, not a number")]),
    "a duration in quotes": (record(Duration="2"), [("wrong-type", "/Duration", 'Duration is "2", not a number')]),
    "places in quotes": (record(MaxPlaces="12"), [("wrong-type", "/MaxPlaces", 'MaxPlaces is "12", not a number')]),
    "fewest in quotes": (record(MinPlaces="1"), [("wrong-type", "/MinPlaces", 'MinPlaces is "1", not a number')]),
    "charged for each, as text": (
        record(ChargePerDelegate="True"),
        [("wrong-type", "/ChargePerDelegate", 'ChargePerDelegate is "True", not true or false')],
    ),
    "advertised, as a number": (
        record(CourseIsAdvertised=1),
        [("wrong-type", "/CourseIsAdvertised", "CourseIsAdvertised is 1, not true or false")],
    ),
    "not advertised, as a number": (
        record(CourseIsAdvertised=0),
        [("wrong-type", "/CourseIsAdvertised", "CourseIsAdvertised is 0, not true or false")],
    ),
    "nothing for a date": (record(EndDate=None), [("wrong-type", "/EndDate", "EndDate is null, not text")]),
    "a date that does not exist": (
        record(EndDate="2027-04-31T09:00:00"),
        [("unreadable-text", "/EndDate", 'EndDate is "2027-04-31T09:00:00", not a date and time of the calendar')],
    ),
}


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize(("body", "rows"), REFUSED.values(), ids=REFUSED)
def test_just_beyond_the_boundary_is_one_error(body: dict[str, Any], rows: list[Row], operation: str) -> None:
    assert errors(body, operation) == rows
    assert len(findings(body, operation)) == len(rows)


def schema(operation: str) -> dict[str, Any]:
    return bundled().schema(FEED, operation)


def writable(operation: str) -> dict[str, dict[str, Any]]:
    return {name: field for name, field in schema(operation)["properties"].items() if not field.get("readOnly")}


def wrongly_typed(operation: str) -> dict[str, Any]:
    """Return for each writable field a body that holds an array there, and for the record an array in its place."""
    return {name: record(**{name: []}) for name in writable(operation)} | {"": [["a row of a table"]]}


def wrongly_dated(operation: str) -> dict[str, Any]:
    dates = [name for name, field in writable(operation).items() if "format" in field]
    return {name: record(**{name: "31/12/2027"}) for name in dates}


@pytest.mark.parametrize("operation", WRITES)
def test_an_array_for_a_value_is_one_finding_of_type(operation: str) -> None:
    for name, body in wrongly_typed(operation).items():
        (finding,) = findings(body, operation)
        assert (finding.rule, finding.pointer) == ("wrong-type", f"/{name}" if name else "/0")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/12/2027", "the year comes first"),
        ("12/31/2027 09:00", "the year comes first"),
        ("03/03/2027", "the year comes first"),
        ("03/04/2027 09:00", "either number may be the month"),
        ("3.4.2027", "either number may be the month"),
        ("3-4-27", "either number may be the month"),
    ],
)
def test_a_date_of_numbers_says_what_cannot_be_told(text: str, why: str) -> None:
    messages = [message for rule, _, message in errors({"EndDate": text}, "update") if rule == "unreadable-text"]
    assert messages == [f'EndDate is "{text}", not a date and time: {why}']


@pytest.mark.parametrize("operation", WRITES)
def test_a_date_with_the_day_first_is_one_error(operation: str) -> None:
    assert len(wrongly_dated(operation)) == 4
    for name, body in wrongly_dated(operation).items():
        message = f'{name} is "31/12/2027", not a date and time: the year comes first'
        assert errors(body, operation) == [("unreadable-text", f"/{name}", message)]
        assert len(findings(body, operation)) == 1


# ------------------------------------------------------------------------------------------------ listed values
LISTED = {
    "Status": "Available Cancelled Completed Failed FullyBooked InProgress OnHold Provisional Unknown",
    "SessionalCostType": (
        "CourseDateCost CourseDateCostPlusOptionalSessions CourseDateCostPlusSessions SumOfSessions Unknown"
    ),
    "DurationType": "Day Hour Minute",
}
VALUES = [(name, value) for name, values in LISTED.items() for value in values.split()]


@pytest.mark.parametrize("operation", WRITES)
def test_the_contract_lists_the_values_that_the_vendor_lists(operation: str) -> None:
    fields = schema(operation)["properties"].items()
    listed = {name: field["enum"] for name, field in fields if "enum" in field and not field.get("readOnly")}
    assert listed == {name: values.split() for name, values in LISTED.items()}


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_listed_value_is_accepted(name: str, value: str, operation: str) -> None:
    assert errors(record(**{name: value}), operation) == []


def variants(value: str) -> Iterator[str]:
    """Yield the value in small and in capital letters, and with a space after it."""
    yield from (value.lower(), value.upper(), f"{value} ")


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize(("name", "value"), VALUES)
def test_another_spelling_is_refused_and_the_right_one_named(name: str, value: str, operation: str) -> None:
    for spelling in variants(value):
        (finding,) = findings(record(**{name: spelling}), operation)
        listed = ", ".join(LISTED[name].split())
        assert finding.message == f'{name} is "{spelling}", not one of {listed}'
        assert (finding.rule, finding.severity, finding.pointer) == ("unlisted-value", Severity.ERROR, f"/{name}")
        assert finding.hint == f"write {value!r}"


# ------------------------------------------------------------------------------- mandatory and read-only fields
@pytest.mark.parametrize("operation", WRITES)
def test_the_mandatory_fields_are_the_four_that_the_vendor_marks(operation: str) -> None:
    assert set(schema(operation)["required"]) == {"StartDate", "EndDate", "Status", "MaxPlaces"} == GOOD.keys()


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("name", GOOD)
def test_without_a_mandatory_field_that_is_missing(name: str, operation: str) -> None:
    body = {key: value for key, value in GOOD.items() if key != name}
    assert errors(body, operation) == [("missing-field", f"/{name}", f"{name} is missing")]
    assert len(findings(body, operation)) == 1


READ_ONLY = [name for name, field in schema("create")["properties"].items() if field.get("readOnly")]


def test_fields_are_read_only_in_both_writes_or_in_none() -> None:
    assert [name for name, field in schema("update")["properties"].items() if field.get("readOnly")] == READ_ONLY
    assert len(READ_ONLY) == 13
    assert not GOOD.keys() & set(READ_ONLY)


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("name", READ_ONLY)
@pytest.mark.parametrize("value", ["x", 1, None, True, [], {}, -1, "31/12/2026"], ids=repr)
def test_a_read_only_field_is_found_whatever_it_holds(name: str, value: Any, operation: str) -> None:
    (finding,) = findings(record(**{name: value}), operation)
    assert finding.message == f"{name} is read-only and cannot be sent to {operation} a record"
    assert (finding.rule, finding.pointer, finding.hint) == ("read-only-field", f"/{name}", "leave the field out")
    assert finding.severity is Severity.WARNING


def test_a_read_only_field_can_be_read() -> None:
    body = record(CourseDateID="12086", TimeZone="Europe/London", Location="The Old Library")
    assert findings(body, "read") == []


# ------------------------------------------------------------------------------------------------ references
KNOWN = {"training-providers": frozenset({"NORTHB4Y2K"})}


def referenced(company: str, operation: str, known: dict[str, frozenset[str]]) -> list[Violation]:
    return Judge(FEED, Context(action=operation, known=known)).violations(record(CompanyID=company))


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize(
    ("company", "known", "found"),
    [
        ("NORTHB4Y2K", KNOWN, []),
        ("northb4y2k", KNOWN, ["unknown-reference"]),
        ("NORTHB4Y2K ", KNOWN, ["unknown-reference"]),
        ("NORTHB4Y2K", {"training-providers": frozenset()}, ["unknown-reference"]),
        ("ANYTHING", {}, []),
        ("ANYTHING", {"other": frozenset()}, []),
    ],
)
def test_a_training_provider_is_one_of_the_known(
    company: str, known: dict[str, frozenset[str]], found: list[str], operation: str
) -> None:
    assert [violation.rule.id for violation in referenced(company, operation, known)] == found


def test_an_unknown_training_provider_is_a_stated_fault_at_its_place() -> None:
    (violation,) = referenced("northb4y2k", "create", KNOWN)
    assert (violation.place, violation.evidence[0]) == (("CompanyID",), "stated")


def test_the_rule_says_that_it_did_not_run_where_no_id_is_known() -> None:
    def not_run(checker: Checker) -> dict[str, str]:
        return Across(checker, lambda _rule: True).not_run([(FEED, "create")])

    assert not_run(Checker()) == {"unknown-reference": "the ids of training-providers are not known here"}
    assert not_run(Checker(known=KNOWN)) == {}


# ------------------------------------------------------------------------------------------------ nothing forgotten
def stated(operation: str) -> set[str]:
    """Return the contract's pointer to every stated keyword that can judge a body of the operation."""
    found = set()
    top = schema(operation)
    for part in (top, *(field for field in top["properties"].values() if not field.get("readOnly"))):
        for rule in rules().values():
            proofs = [keyword.evidence for keyword in keywords_of(part, rule)]
            found |= {at for certainty, _source, at in proofs if certainty == "stated"}
    return found


def refused(operation: str) -> Iterator[Any]:
    """Yield every refused body of the tables above."""
    yield from (body for body, _rows in REFUSED.values())
    yield from (record(**{name: value.lower()}) for name, value in VALUES)
    yield from (record(**{name: "x"}) for name in READ_ONLY)
    yield from wrongly_typed(operation).values()
    yield from wrongly_dated(operation).values()
    yield {}


@pytest.mark.parametrize("operation", WRITES)
def test_every_stated_keyword_of_the_contract_is_broken_by_a_row(operation: str) -> None:
    judge = Judge(FEED, Context(action=operation, known={"training-providers": frozenset()}))
    bodies = [*refused(operation), record(CompanyID="NORTHB4Y2K")]
    broken = {violation.evidence[2] for body in bodies for violation in judge.violations(body)}
    assert stated(operation) - broken == set()
    assert len(stated(operation)) > 30
