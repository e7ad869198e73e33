"""The HTML report, read without a browser: the content of the file, and that nothing of a payload becomes markup."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from feedproof.ci.report import Report, merge
from feedproof.ci.view import View
from feedproof.spec.contract import bundled
from feedproof.validators.model import Finding, Severity
from reported import EVIL, SERVER, VIEW, finding, page, report, varied


@dataclass
class Outline(HTMLParser):
    """All the text and elements of a page."""

    words: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, _tag: str) -> None:
        """Leave it."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note a text that is shown."""
        if self._inside not in {"script", "style"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is shown, with single spaces."""
        return " ".join(" ".join(self.words).split())


def outline(text: str) -> Outline:
    parsed = Outline()
    parsed.feed(text)
    return parsed


@pytest.mark.parametrize(
    ("each", "view", "word"),
    [
        (report(), VIEW, "passed"),
        (report(finding(0)), VIEW, "failed"),
        (report(finding(0, severity=Severity.WARNING)), VIEW, "passed"),
        (report(finding(0, severity=Severity.WARNING)), VIEW._replace(fail_on=Severity.WARNING), "failed"),
        (report(known=(finding(0),)), VIEW, "passed"),
        (report(unchecked={"gone.json": "No such file"}), VIEW, "incomplete"),
        (report(records=0), VIEW, "incomplete"),
    ],
)
def test_the_verdict_comes_first(each: Report, view: View, word: str) -> None:
    shown = outline(page(each, view)).text
    assert shown.startswith(f"feedproof: {word} Skip to the findings feedproof: {word} ")


def test_the_numbers_follow_the_verdict() -> None:
    shown = outline(page(report(finding(0), unchecked={"gone.json": "No such file"}))).text
    assert " 1 error 0 warnings 0 notes 0 known 40 files 3,000 records 1 not checked " in shown
    assert "In numbers Findings Rules Not checked" in shown


def test_the_files_are_counted_beside_servers_but_not_where_there_are_none() -> None:
    shown = outline(page(merge([report(), SERVER]))).text
    assert " 0 known 40 files 3,000 records " in shown
    assert " files " not in outline(page(SERVER)).text.partition("In numbers")[0]


def test_the_charts_name_what_they_count() -> None:
    shown = outline(page(report(finding(0), finding(1)))).text
    row = finding(0).rule
    assert f"{row} " in shown.partition("by rule")[2].partition("by feed")[0], shown


def test_a_finding_is_there_without_a_script() -> None:
    shown = outline(page(report(finding(3)))).text
    for part in (
        'error unlisted-value Status is "avaliable", not one of 6 values (3) payloads/export-3.json:4:13',
        'What to do did you mean "Available"?',
        "Record number 4, id 7003",
        "Pointer /results/3/Status",
        "Evidence stated: page: Status, a list",
        "In the contract #/components/schemas/CourseDate/properties/Status/enum",
        "Fix: ",
        "feedproof rules unlisted-value",
    ):
        assert part in shown


def test_what_was_not_checked_is_listed_and_counted() -> None:
    shown = outline(page(report(unchecked={f"{n}.json": "No such file" for n in range(130)}))).text
    assert "99.json No such file … and 30 more" in shown
    assert "100.json" not in shown


def test_behaviours_and_judged_answers_stand_by_operation() -> None:
    shown = outline(page(merge([report(), SERVER]))).text
    assert "each operation has a number: GET /venues POST /course-dates Behaviours and operations of" in shown
    assert "Behaviour 1 2 created-equals-read - failed ids-are-unique held - reading-changes-nothing not run -" in shown
    assert "Rule 1 2 too-long 2 5, 1 failed" in shown
    assert "reading-changes-nothing no record is known" in shown, "the reason stands among what was not run"


def test_the_matrix_has_rules_and_operations() -> None:
    shown = outline(page(merge([report(), SERVER]))).text
    assert "Rule POST /course-dates PUT /course-dates/{CourseDateID} GET /venues" in shown
    assert "ST101 - - 1 failure dates-out-of-order 1 accepted, 1 refused - -" in shown
    assert "looks-like-pounds 1 not run - - too-long 1 accepted 1 failed -" in shown
    assert "GET /venues 3 200 (2), 500 (1)" in shown


def spoken(text: str) -> Report:
    """Return a report in which every text is this one."""
    names = ("rule", "message", "hint", "source", "feed", "id", "pointer", "contract", "path")
    each = finding(0, **dict.fromkeys(names, text))
    return report(each, known=(each,), unchecked={text: text}, not_run={text: text}, judged_as=((text, text),))


def test_nothing_of_a_payload_is_markup() -> None:
    found, plain = outline(page(spoken(EVIL))), outline(page(spoken("plain")))
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in plain.elements]
    assert [list(attributes) for _, attributes in found.elements] == [
        list(attributes) for _, attributes in plain.elements
    ]
    assert EVIL in found.text


def test_what_hides_text_is_shown_and_any_text_can_be_written() -> None:
    text = page(report(finding(0, message="a\u202eb \ud83d \x00 \u2028")))
    text.encode()
    assert "a\\u202eb \\ud83d \\u0000 \\u2028" in text


def random(number: int) -> Finding:
    return finding(number, message=os.urandom(40).hex(), id=os.urandom(16).hex())


@pytest.mark.parametrize("made", [varied, random])
def test_ten_thousand_findings_go_into_a_page(made: Callable[[int], Finding]) -> None:
    text = page(report(*map(made, range(10_000))))
    assert len(text.encode()) < 500_000
    shown = outline(text).text
    assert "10,000 findings, the first 50 shown" in shown
    assert ("This page shows " in shown) is (made is not varied)


def test_ten_thousand_excerpts_go_into_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    records = [{"Name": f"Course {number}", "Status": "avaliable", "MaxPlaces": number} for number in range(10_000)]
    Path("a.json").write_text(json.dumps(records), encoding="utf-8")
    made = (finding(number, path="a.json", pointer=f"/{number}/Status") for number in range(10_000))
    text = page(report(*made, contract=bundled()))
    assert len(text.encode()) < 500_000
    assert "This page shows" not in text
    assert outline(text).text.count('"Course 9"') == 1


def test_one_long_text_is_cut_and_says_so() -> None:
    text = page(report(finding(0, message="m" * 3_000_000, path="p" * 3_000_000)))
    assert len(text.encode()) < 500_000
    assert "… (2,999,000 more characters; the JSON report has all)" in text
