"""The HTML report for everybody: by keyboard, with a screen reader, without scripts, in dark mode, on a phone, on paper."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from browser import Browser
from feedproof.ci.report import merge
from reported import COUNT, MANY, SERVER, SHOWN, report


def test_the_keyboard_is_enough(opened: Callable[..., Browser]) -> None:
    browser = opened(report(*MANY))
    browser.key("Tab", 9)
    assert browser.run("document.activeElement.className") == "skip"
    browser.run("document.querySelector('#list summary').focus()")
    browser.key("Enter", 13, "\r")
    browser.wait("document.querySelector('#list details').open")
    browser.wait("document.querySelector('#list .why')")
    shown = browser.run("document.querySelector('#list details').innerText")
    for part in ("did you mean", "/results/0/Status", "page: Status, a list", "Fix:", "feedproof rules unlisted-value"):
        assert part in shown
    browser.run("document.getElementById('search').focus()")
    for letter in "too-long":
        browser.call("Input.insertText", text=letter)
    browser.wait(f"{COUNT} === '2,500 findings of 10,000'")


def test_a_screen_reader_finds_its_way(opened: Callable[..., Browser]) -> None:
    browser = opened(merge([report(*MANY[:60]), SERVER]))
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    named = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]}
    roles = {role for role, _ in named}
    assert {"main", "search", "navigation", "status", "list", "table", "columnheader", "rowheader"} <= roles
    assert ("heading", "feedproof: failed") in named
    fields = {(role, name) for role, name in named if role in {"searchbox", "combobox", "button", "checkbox"}}
    assert {("searchbox", "Search"), ("combobox", "Severity"), ("combobox", "Rule"), ("combobox", "Feed")} <= fields
    assert {role for role, name in named if not name} & {"searchbox", "combobox", "button", "region", "table"} == set()


def test_without_a_script_there_are_verdict_and_first_findings(opened: Callable[..., Browser]) -> None:
    browser = opened(report(*MANY), script=False)
    text = browser.run("document.body.innerText")
    assert text.index("feedproof: failed") < text.index("10,000 findings, the first 50 shown")
    assert browser.run(SHOWN) == 50
    assert "Without JavaScript" in text
    assert browser.run("getComputedStyle(document.getElementById('filter')).display") == "none"


CONTRAST = """
(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const light = (colour) => {
    const [red, green, blue] = parse(colour).map((part) => linear(part / 255));
    return .2126 * red + .7152 * green + .0722 * blue;
  };
  const back = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (parse(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const says = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const ratio = (node) => {
    const [low, high] = [light(getComputedStyle(node).color), light(back(node))].sort((x, y) => x - y);
    return (high + .05) / (low + .05);
  };
  return [...document.querySelectorAll("main *, footer *")]
    .filter((node) => node.checkVisibility() && says(node) && !node.disabled && ratio(node) < 4.5)
    .map((node) => node.tagName + "." + node.className + " " + ratio(node).toFixed(2));
})()
"""


@dataclass(frozen=True, slots=True)
class Look:
    """A way to look at the page."""

    name: str
    width: int = 1200
    medium: str = ""
    scheme: str = "light"


LOOKS = [Look("light"), Look("dark", scheme="dark"), Look("print", 800, "print"), Look("narrow", 360)]


@pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
def test_it_can_be_read(opened: Callable[..., Browser], look: Look) -> None:
    browser = opened(merge([report(*MANY[:300], known=MANY[:5]), SERVER]), width=look.width)
    browser.media(look.medium, look.scheme)
    browser.run("document.querySelector('#list summary').click()")
    browser.wait("document.querySelector('#list .why')")
    assert browser.run(CONTRAST) == []
    assert browser.run("document.documentElement.scrollWidth") <= look.width
    browser.media()


def test_it_prints_what_is_shown_unfolded(opened: Callable[..., Browser]) -> None:
    browser = opened(report(*MANY[:60]))
    browser.media("print")
    assert browser.run("document.querySelector('#list dl').checkVisibility()")
    assert not browser.run("document.getElementById('filter').checkVisibility()")
    pdf = base64.b64decode(browser.call("Page.printToPDF")["data"])
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 5 <= pages <= 30
    browser.media()
