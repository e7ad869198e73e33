"""The HTML report in a real browser: paged, filtered, unfolded; it requests nothing and runs only its own script."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Browser
from feedproof.spec.contract import bundled
from feedproof.validators.model import Finding, Severity
from reported import COUNT, EVIL, MANY, SHOWN, finding, page, report


def choose(name: str, value: str) -> str:
    return (
        f"(() => {{ const field = document.getElementById({json.dumps(name)}); field.value = {json.dumps(value)};"
        " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def test_ten_thousand_findings_are_shown_in_pages(opened: Callable[..., Browser]) -> None:
    browser = opened(report(*MANY))
    assert (browser.run(COUNT), browser.run(SHOWN)) == ("10,000 findings", 50)
    assert browser.run("document.getElementById('page').textContent") == "1 to 50 of 10,000"
    browser.run("document.getElementById('next').click()")
    assert browser.run("document.getElementById('page').textContent") == "51 to 100 of 10,000"
    assert browser.run("document.activeElement.id") == "findings"
    first = browser.run("document.querySelector('#list .place').textContent")
    worst = sorted(MANY, key=lambda each: -each.severity)[50]
    assert first == f"{worst.path}:{worst.line}:{worst.column}"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("severity", "warning", lambda each: each.severity is Severity.WARNING),
        ("rule", "too-long", lambda each: each.rule == "too-long"),
        ("feed", "venues", lambda each: each.feed == "venues"),
        ("search", "/results/12/ STATUS", lambda each: "/results/12/" in each.pointer),
        ("search", "export-39.json venues", lambda each: "export-39.json" in each.path and each.feed == "venues"),
        ("search", "nothing like it", lambda _: False),
    ],
)
def test_findings_are_filtered(
    opened: Callable[..., Browser], name: str, value: str, kept: Callable[[Finding], bool]
) -> None:
    browser = opened(report(*MANY))
    browser.run(choose(name, value))
    number = sum(map(kept, MANY))
    assert browser.run(COUNT) == f"{number:,} finding{'' if number == 1 else 's'} of 10,000"
    assert browser.run(SHOWN) == min(50, number)
    browser.run("document.querySelector('#filter button').click()")
    browser.wait(f"{COUNT} === '10,000 findings'")


def test_known_findings_are_listed_apart(opened: Callable[..., Browser]) -> None:
    browser = opened(report(*MANY[:3], known=MANY[3:5]))
    assert (browser.run(COUNT), browser.run(SHOWN)) == ("3 findings", 3)
    browser.run("document.getElementById('known').click()")
    assert (browser.run(COUNT), browser.run(SHOWN)) == ("5 findings", 5)


def test_a_course_called_script_is_text(opened: Callable[..., Browser]) -> None:
    browser = opened(report(finding(0, message=EVIL, hint=EVIL, pointer=EVIL, path=EVIL, id=EVIL, source=EVIL)))
    assert browser.run("document.querySelector('#list .message').textContent") == EVIL
    assert browser.run("document.title") == "feedproof: failed"
    assert browser.run("document.images.length") == 0
    assert browser.run("document.scripts.length") == 2


def test_a_finding_is_shown_in_its_payload(
    opened: Callable[..., Browser], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines that the script builds are those that stand in the file; the name of the course is text in both."""
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps({"Name": EVIL[:50], "Status": "available"}), encoding="utf-8")
    each = report(finding(0, path="a.json", pointer="/Status"), contract=bundled())
    lines = "[...document.querySelectorAll('#list pre > *')].map((line) => line.localName + line.textContent)"
    expected = [
        "span  the record: {",
        f'span    "Name": "{EVIL[:50]}",',
        'mark>   "Status": "available",',
        "span  }",
    ]
    assert opened(each, script=False).run(lines) == expected
    assert opened(each).run(lines) == expected


def test_the_policy_of_the_page_stops_what_is_not_its_own(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "spoilt.html"
    planted = "<script>document.title='owned'</script><img src='http://127.0.0.1:9/x'>"
    file.write_text(page(report(finding(0))).replace("</main>", f"{planted}</main>"), encoding="utf-8")
    browser.open(file)
    assert browser.run("document.title") == "feedproof: failed"
    assert len([text for text in browser.complaints if "Content Security Policy" in text]) == 2
