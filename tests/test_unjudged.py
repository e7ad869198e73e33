"""One record that cannot be judged is a finding at its place, and the rest of its document is judged."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec import FeedproofError, bundled
from feedproof.validators import Checker
from feedproof.validators.check import Checked
from feedproof.validators.fixed.documents import DocumentFixer

Cli = Callable[..., Any]
WRONG = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Open", "MaxPlaces": 12}
GOOD = WRONG | {"Status": "Available"}
VENUE = {"VenueID": "V-1", "Label": "Hall"}
TRAINER = {"TrainerID": "T-1"}
OUT = "exclude it from the check"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(values: list[Any]) -> bytes:
    return "\n".join(map(json.dumps, values)).encode()


def array(values: list[Any]) -> bytes:
    return json.dumps(values, indent=0).encode()


def told(cli: Cli, *arguments: str) -> tuple[dict[str, int], list[tuple[int, str, str]]]:
    """Return how many findings of each rule a check has, and record, message and hint of those that are not judged."""
    report = json.loads(cli("check", *arguments, "--format", "json").out)
    unjudged = [each for each in report["findings"] if each["rule"] == "unknown-feed"]
    by_rule = dict(report["summary"]["by_rule"])
    return by_rule, [(each["record"], each["message"], each["hint"]) for each in unjudged]


@pytest.mark.parametrize(("jobs", "copies"), [("1", 1), ("1", 4000), ("2", 4000)])
@pytest.mark.parametrize("written", [lines, array])
def test_a_record_of_a_feed_without_the_action(
    written: Callable[[list[Any]], bytes], jobs: str, copies: int, cli: Cli
) -> None:
    Path("dump.json").write_bytes(written([WRONG, *[GOOD] * copies, VENUE, *[GOOD] * copies, WRONG]))
    by_rule, unjudged = told(cli, "dump.json", "--operation", "create", "--jobs", jobs)
    assert by_rule == {"unlisted-value": 2, "unknown-feed": 1}
    ((number, message, hint),) = unjudged
    assert number == 1 + copies
    assert message.endswith(" is of venues, for which the contract has no 'create'")
    assert hint == f"{OUT}, or pass --operation read"


def test_a_record_of_all_feeds_that_have_the_action() -> None:
    feeds = {name: bundled().feeds[name] for name in ("trainers", "venues")}
    checker = Checker(bundled().replace(feeds=feeds), action="read")
    (found,) = checker.check(json.dumps(VENUE | TRAINER).encode()).findings
    assert found.message == "the payload is of trainers or venues; its fields fit equally well"


def test_a_gate_judges_the_others(cli: Cli) -> None:
    Path("dump.ndjson").write_bytes(lines([WRONG, VENUE, WRONG]))
    Path("feedproof.toml").write_text('[[payloads]]\npaths = ["dump.ndjson"]\noperation = "create"\n', encoding="utf-8")
    outcome = cli("gate")
    assert (outcome.code, outcome.out.count("  unlisted-value  "), outcome.out.count("  unknown-feed  ")) == (1, 2, 1)


@pytest.mark.parametrize(("jobs", "copies"), [("1", 1), ("1", 4000), ("2", 4000)])
def test_a_line_without_what_the_pointer_leads_to(jobs: str, copies: int, cli: Cli) -> None:
    good = [{"body": GOOD}] * copies
    values = [{"body": WRONG}, *good, {"none": 1}, *good, {"body": WRONG}]
    Path("log.ndjson").write_bytes(lines(values))
    by_rule, unjudged = told(cli, "log.ndjson", "--operation", "create", "--at", "/body", "--jobs", jobs)
    assert by_rule == {"unlisted-value": 2, "unknown-feed": 1}
    says = "the payload has nothing at /body", f"{OUT}, or pass the place of its record as --at"
    assert unjudged == [(1 + copies, *says)]


def test_drift_leaves_out_a_line_without_what_the_pointer_leads_to(cli: Cli) -> None:
    Path("log.ndjson").write_bytes(lines([{"body": WRONG}, {"none": 1}, {"body": WRONG}]))
    outcome = cli("drift", "log.ndjson", "--operation", "create", "--at", "/body")
    assert "course-dates (create): 2 records\n" in outcome.out
    assert "left out 1 record in log.ndjson: it has nothing at /body" in outcome.err


def test_a_whole_document_without_it_is_no_payload(cli: Cli) -> None:
    Path("one.json").write_bytes(array([WRONG]))
    outcome = cli("check", "one.json", "--at", "/body")
    assert (outcome.code, outcome.err) == (
        2,
        "feedproof: one.json: the pointer /body leads nowhere: there is no /body\n",
    )


def test_what_can_be_fixed_beside_it_is_fixed() -> None:
    file = Path("dump.ndjson")
    quoted = WRONG | {"Status": "available"}
    for values, checker in (
        ([quoted, VENUE, quoted], Checker(action="create")),
        ([{"body": quoted}, {"none": 1}, {"body": quoted}], Checker(action="create", at="/body")),
    ):
        file.write_bytes(lines(values))
        with file.open("rb") as opened:
            pieces = list(DocumentFixer(checker).pieces(opened, "dump.ndjson", is_lines=True))
        assert [len(piece.fixes) for piece in pieces] == [1, 0, 1]


@pytest.mark.parametrize(
    ("value", "action", "hint"),
    [
        (
            {"colour": "blue"},
            None,
            "pass --feed with one of course-templates, course-dates, delegates, trainers, venues",
        ),
        ({"colour": "blue"}, "create", "pass --feed course-dates"),
        ({"Name": "x"}, None, "pass --feed with one of course-templates, course-dates, trainers"),
        ({"StartDate": "x", "EndDate": "y"}, None, "pass --feed with one of course-dates, delegates"),
        (VENUE | TRAINER, "update", f"{OUT}, or pass --operation read"),
        ([VENUE, 1], "read", f"send an object, or {OUT}"),
        (None, "create", f"send an object, or {OUT}"),
    ],
)
def test_what_is_proposed_is_possible(value: Any, action: str | None, hint: str) -> None:
    found = Checker(action=action).check(json.dumps(value).encode()).findings
    assert [finding.hint for finding in found if finding.rule == "unknown-feed"] == [hint]
    for feed in hint.removeprefix("pass --feed ").removeprefix("with one of ").split(", ") if "--feed" in hint else ():
        assert isinstance(Checker(action=action, feed=feed).check(json.dumps(value).encode()), Checked)


def test_an_action_that_no_feed_has_is_said_before_anything_is_judged(cli: Cli) -> None:
    feeds = {name: feed for name, feed in bundled().feeds.items() if "create" not in feed.actions}
    reads = bundled().replace(feeds=feeds)
    with pytest.raises(FeedproofError, match=r"^the contract has no 'create' for any feed$"):
        Checker(reads, action="create").check(lines([VENUE, TRAINER]))
    with pytest.raises(FeedproofError, match=r"^unknown feed 'venue'"):
        reads.require("venue", None)
    reads.require("venues", None)
    reads.require(None, None)
    assert cli("check", "x", "--feed", "venues", "--operation", "create").code == 2
