"""Every reporter gets the same findings: each report is read as by its own program, and no finding is lost."""

import json
import re
from collections import Counter

import pytest
from feedproof.ci.report import merge
from feedproof.ci.reporters import formats
from feedproof.validators.model import Finding
from findings import ALL_NASTY, KNOWN, SERVER, VIEW, finding, report
from readers import READERS, commands
from rendered import rendered


def test_every_format_is_read_here() -> None:
    assert set(formats()) == READERS.keys()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("known", [(), KNOWN], ids=["no baseline", "with a baseline"])
def test_no_finding_is_lost(name: str, known: tuple[Finding, ...]) -> None:
    read, said = READERS[name]
    text = rendered(name, report(ALL_NASTY, known=known), VIEW)
    found = sorted(read(text), key=lambda carried: carried[1])
    assert [severity for severity, _ in found] == [str(each.severity) for each in ALL_NASTY]
    for (_, carried), each in zip(found, ALL_NASTY, strict=True):
        assert carried.startswith(said(each.message))


MANY = tuple(finding(number, path=f"posts/{number % 40}.json") for number in range(10_000))


@pytest.mark.parametrize("name", sorted(READERS.keys() - {"github"}))
def test_of_ten_thousand_none_is_lost(name: str) -> None:
    read, _ = READERS[name]
    found = Counter(severity for severity, _ in read(rendered(name, report(MANY), VIEW)))
    assert found == Counter(str(each.severity) for each in MANY)


def test_of_ten_thousand_github_counts_what_it_does_not_show() -> None:
    *shown, (_, _, rest) = commands(rendered("github", report(MANY), VIEW))
    assert len(shown) == 29
    assert sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) \w+s", rest)) == 10_000 - 29


@pytest.mark.parametrize("name", READERS)
def test_any_text_can_be_written_as_utf_8(name: str) -> None:
    rendered(name, report(ALL_NASTY, known=KNOWN), VIEW._replace(verbose=True)).encode()


@pytest.mark.parametrize("name", READERS)
def test_what_was_not_checked_is_in_every_report(name: str) -> None:
    text = rendered(name, report((), unchecked={"gone.json": "No such file"}), VIEW)
    assert ("gone.json" in text and "No such file" in text) or (name == "text" and "1 input could not" in text)


@pytest.mark.parametrize("name", READERS)
def test_failures_of_a_server_are_in_every_report(name: str) -> None:
    text = rendered(name, merge([report(ALL_NASTY[:1]), SERVER]), VIEW)
    for part in ("the server took 0", "ST101", "POST /paints"):
        assert part in text or (name == "sarif" and part in json.dumps(json.loads(text)))
    if name in {"gitlab", "azure", "github"}:
        assert "GET /shops: broken; GET /cans: broken" in text


@pytest.mark.parametrize("name", ["json", "ndjson", "gitlab", "sarif"])
def test_json_is_ascii(name: str) -> None:
    assert rendered(name, report(ALL_NASTY, known=KNOWN), VIEW).isascii()
