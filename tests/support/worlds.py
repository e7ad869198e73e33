"""The laws of a world; its records may be lines of a dataset, or read over HTTP."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

Records = Iterable[dict[str, Any]]

COPIES = {"CourseOrAliasName": "Name", "StartDate": "StartDate", "EndDate": "EndDate"}
FARED = {"Attended", "Completed", "Failed", "NoAttend"}
TAKES_NO_PLACE = {"Cancelled", "WaitingList", "Transferred", "Deferred"}


def of_delegates(delegates: Records, dates: Records, today: date) -> Iterator[str]:
    """Yield what is wrong with the delegates, compared with their course dates and with each other."""
    by_id = {record["CourseDateID"]: record for record in dates}
    people: dict[tuple[str, str], str] = {}
    for record in delegates:
        course = by_id[record["CourseDateID"]]
        if record["DelegateID"] != f"{record['UserID']}~{record['CourseDateID']}":
            yield "id"
        if record.get("Status") in FARED and course["EndDate"][:10] >= today.isoformat():
            yield "fared too early"
        if "Score" in record and record["Status"] not in FARED - {"NoAttend"}:
            yield "result"
        yield from (f"copy of {name}" for name, own in COPIES.items() if name in record and record[name] != course[own])
        same = [(name, record["UserID"]) for name in ("UserFullName", "CompanyName") if name in record]
        yield from (f"another {who[0]}" for who in same if people.setdefault(who, record[who[0]]) != record[who[0]])


def of_places(dates: Records, delegates: Records) -> Iterator[str]:
    """Yield what is wrong with the places of course dates, compared with the delegates who take them."""
    taken = Counter(record["CourseDateID"] for record in delegates if record.get("Status") not in TAKES_NO_PLACE)
    for record in dates:
        left = record["MaxPlaces"] - taken[record["CourseDateID"]]
        if record.get("PlacesRemaining", left) != left or left < 0:
            yield "places"
        if record["Status"] == "FullyBooked" and left:
            yield "full"
