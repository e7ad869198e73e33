"""The feeds of a running sandbox are one world: read over HTTP, their records are consistent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests
from feedproof.fixtures.plan import TODAY
from feedproof.fixtures.sandbox import TOKEN, make_app, running
from feedproof.fixtures.sandbox.store import seeded
from feedproof.spec.contract import bundled
from worlds import of_delegates, of_places

SIGNED = {"Authorization": f"Bearer {TOKEN}"}
each_seed = pytest.mark.parametrize("seed", range(8))


@dataclass
class Shown:
    """What the feeds of a sandbox show."""

    url: str
    session: requests.Session

    def records(self, path: str) -> list[dict[str, Any]]:
        answer = self.session.get(self.url + path, timeout=10)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    def dates(self) -> list[dict[str, Any]]:
        return self.records("/coursedates")

    def delegates(self) -> list[dict[str, Any]]:
        ids = [date["CourseDateID"] for date in self.dates()]
        return [record for identity in ids for record in self.records(f"/coursedates/{identity}/delegates")]

    def wrong(self) -> list[str]:
        dates, delegates = self.dates(), self.delegates()
        return [*of_delegates(delegates, dates, TODAY), *of_places(dates, delegates)]


@contextmanager
def served(app: Any) -> Iterator[Shown]:
    with running(app) as url, requests.Session() as session:
        session.headers.update(SIGNED)
        yield Shown(url, session)


def names(venue: dict[str, Any]) -> set[str]:
    return {venue[name] for name in ("Label", "Alias") if venue.get(name)}


@each_seed
def test_it_hangs_together(seed: int) -> None:
    with served(make_app(seed=seed)) as shown:
        assert shown.wrong() == []
        delegates = shown.delegates()
        assert len(delegates) >= 12
        assert {name for record in delegates for name in record} == bundled().schema("delegates", "read")[
            "properties"
        ].keys()


@each_seed
def test_venues_are_apart_and_a_location_is_one_of_them(seed: int) -> None:
    with served(make_app(seed=seed)) as shown:
        venues, dates = shown.records("/venues"), shown.dates()
    found = [name for venue in venues for name in names(venue)]
    assert len(found) == len(set(found)), "two venues have a name in common"
    assert {date["Location"] for date in dates if "Location" in date} <= {v.get("Alias") or v["Label"] for v in venues}
    assert {"Location" in date for date in dates} == {True, False}


def test_two_providers_have_templates_and_no_two_templates_one_name() -> None:
    with served(make_app(seed=1)) as shown:
        found = [shown.records(f"/companies/{company}/courses") for company in ("ACADEM7T1Q", "NORTHB4Y2K")]
    labels = [template["Name"] for templates in found for template in templates]
    assert all(found)
    assert len(set(labels)) == len(labels)


def test_what_does_not_hang_together_is_seen() -> None:
    """The laws would see a sandbox that shows copies of another record, or counts no places."""

    def moved(feed: str, record: dict[str, Any]) -> dict[str, Any]:
        return record | ({"StartDate": "2025-01-01T09:00:00"} if feed == "delegates" else {"PlacesRemaining": 1_000})

    lines = [replace(line, record=moved(line.feed, line.record)) for line in seeded(bundled(), 1)]
    with served(make_app(lines=lines)) as shown:
        assert {"places", "copy of StartDate"} <= set(shown.wrong())
