"""The HTML report, also in a real browser: opened, filtered, unfolded; it asks for nothing and runs only its own."""

import base64
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from select import select
from typing import Any, NoReturn, Self

import pytest
from feedproof.ci.examined import of_server
from feedproof.ci.report import Report, merge
from feedproof.ci.reporters import View, reporter
from feedproof.contract_tests.model import Examination, Examined, Failure, Outcome, Result
from feedproof.spec.contract import bundled
from feedproof.validators.model import Finding, Severity

VIEW = View(day=date(2026, 11, 23))
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
PATIENCE = 30
"""Seconds that the browser may take to answer."""
ROOT = Path(__file__).parent.parent
WRITE = "FEEDPROOF_WRITE"
"""Set, the screenshots of the documentation are made anew."""


def finding(number: int, **changes: Any) -> Finding:
    made = Finding(
        rule="unlisted-value",
        severity=Severity.ERROR,
        certainty="stated",
        message=f'Status is "avaliable", not one of 6 values ({number})',
        hint='did you mean "Available"?',
        source="page: Status, a list",
        feed="course-dates",
        record=number,
        id=f"{number + 7000}",
        pointer=f"/results/{number}/Status",
        contract="#/components/schemas/CourseDate/properties/Status/enum",
        path=f"payloads/export-{number % 40}.json",
        line=number + 1,
        column=13,
    )
    return replace(made, **changes)


def varied(number: int) -> Finding:
    rule = ("unlisted-value", "too-long", "looks-like-pounds", "not-a-date")[number % 4]
    severity = (Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.NOTE)[number % 4]
    feed = ("course-dates", "venues", "delegates")[number % 3]
    return finding(number, rule=rule, severity=severity, feed=feed)


def report(*findings: Finding, **changes: Any) -> Report:
    plain = Report("1.0.0", "0" * 64, findings, 40, 3000, (("course-dates", "create"),), {}, {})
    return replace(plain, **changes)


def page(each: Report, view: View = VIEW) -> str:
    return reporter("html")(each, view)


EXAMINATION = Examination(
    url="http://127.0.0.1:8000",
    contract_version="1.0.0",
    profile="quick",
    seed=1,
    writes=True,
    operations=(
        Examined("POST /course-dates", {"coverage": 10}, {201: 5, 400: 5}),
        Examined("PUT /course-dates/{CourseDateID}", {"coverage": 8}, {200: 4, 400: 4}),
        Examined("GET /venues", {"fuzzing": 3}, {200: 2, 500: 1}),
    ),
    outcomes=(
        Outcome("dates-out-of-order", "POST /course-dates", "", Result.ACCEPTED),
        Outcome("dates-out-of-order", "POST /course-dates", "", Result.REFUSED),
        Outcome("too-long", "POST /course-dates", "/Title", Result.ACCEPTED),
        Outcome("too-long", "PUT /course-dates/{CourseDateID}", "/Title", Result.FAILED, "256 characters were taken"),
        Outcome("looks-like-pounds", "POST /course-dates", "/NetCost", Result.NOT_RUN, "advice"),
    ),
    failures=(
        Failure("too-long", "PUT /course-dates/{CourseDateID}", "256 characters were taken", ("curl -X PUT http://x",)),
        Failure("ST101", "GET /venues", "the server answered 500", ("curl http://x/venues",)),
    ),
    not_run=(),
    errors=(),
    advice={},
)
SERVER = of_server("http://127.0.0.1:8000", EXAMINATION, bundled())
EVIL = (
    "<script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>\"'--></script></template>"
)


# What the file says, read without a browser.


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
        (report(finding(0, severity=Severity.WARNING)), replace(VIEW, fail_on=Severity.WARNING), "failed"),
        (report(known=(finding(0),)), VIEW, "passed"),
        (report(unchecked={"gone.json": "No such file"}), VIEW, "incomplete"),
        (report(records=0), VIEW, "incomplete"),
    ],
)
def test_the_verdict_comes_first(each: Report, view: View, word: str) -> None:
    shown = outline(page(each, view)).text
    assert shown.startswith(f"feedproof: {word} Skip to the findings feedproof: {word} ")


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


def test_the_matrix_has_rules_and_operations() -> None:
    shown = outline(page(merge([report(), SERVER]))).text
    assert "Rule POST /course-dates PUT /course-dates/{CourseDateID} GET /venues" in shown
    assert "ST101 - - 1 failure dates-out-of-order 1 accepted 1 refused - -" in shown
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
    assert ("This page has room for " in shown) is (made is not varied)


def test_one_long_text_is_cut_and_says_so() -> None:
    text = page(report(finding(0, message="m" * 3_000_000, path="p" * 3_000_000)))
    assert len(text.encode()) < 500_000
    assert "… (2,999,000 more characters; the JSON report has all)" in text


# The same in a browser.


@dataclass
class Browser:
    """A headless Chromium that is steered over a pipe, and all that its pages asked for or complained about."""

    process: subprocess.Popen[bytes]
    to: int
    back: int
    session: str = ""
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _rest: bytes = b""
    _number: int = 0

    @classmethod
    def start(cls, program: str, profile: Path) -> Self:
        """Start it with a profile of its own."""
        (read, to), (back, write) = os.pipe(), os.pipe()
        steered = f'exec "$@" 3</dev/fd/{read} 4>/dev/fd/{write}'
        command = ["sh", "-c", steered, "sh", program, *FLAGS, f"--user-data-dir={profile}"]
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, pass_fds=(read, write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(read)
        os.close(write)
        return cls(process, to, back)

    def stop(self) -> None:
        """End it; it ends itself when nobody holds the pipe."""
        os.close(self.to)
        os.close(self.back)
        self.process.terminate()
        self.process.wait(PATIENCE)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol; note the events that come before its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self._note(answer)
        assert "error" not in answer, (method, answer)
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select([self.back], [], [], PATIENCE)[0], "the browser does not answer"
            data = os.read(self.back, 1 << 20)
            assert data, "the browser ended"
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        parsed: dict[str, Any] = json.loads(line)
        return parsed

    def _note(self, event: dict[str, Any]) -> None:
        method, values = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(values["request"]["url"])
        elif method in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}:
            self.complaints.append(json.dumps(values))

    def open(self, file: Path, *, script: bool = True, width: int = 1200) -> None:
        """Open a file in a new page and wait until it is there."""
        self.session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.requests.clear()
        self.complaints.clear()
        self.call("Page.navigate", url=file.as_uri())
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        for _ in range(500):
            if self.run(f"Boolean({condition})"):
                return
            time.sleep(0.02)
        pytest.fail(f"{condition} did not become true")

    def media(self, medium: str = "", scheme: str = "light") -> None:
        """Show the page as in print, or in the dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=medium, features=features)

    def key(self, name: str, code: int, text: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            shown = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **shown)

    def picture(self, file: Path, *, whole: bool = False) -> bytes:
        """Write a screenshot."""
        data = base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"])
        file.write_bytes(data)
        return data


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser | None]:
    program = shutil.which("chromium")
    if program is None:
        yield None
        return
    browser = Browser.start(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.stop()


@pytest.fixture
def browser(started: Browser | None, lacking: Callable[[str], NoReturn]) -> Browser:
    return started or lacking("chromium is not installed")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Return what opens a report; whatever a page asked for or complained about fails the test."""
    file = tmp_path / "report.html"

    def show(each: Report, **options: Any) -> Browser:
        file.write_text(page(each), encoding="utf-8")
        browser.open(file, **options)
        if options.get("script", True) and (each.findings or each.known):
            browser.wait("document.documentElement.dataset.ready")
        return browser

    yield show
    browser.run("1")
    assert browser.requests == [file.as_uri()]
    assert browser.complaints == []


MANY = tuple(map(varied, range(10_000)))
COUNT = "document.getElementById('count').textContent"
SHOWN = "document.querySelectorAll('#list > li').length"


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


def test_the_policy_of_the_page_stops_what_is_not_its_own(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "spoilt.html"
    planted = "<script>document.title='owned'</script><img src='http://127.0.0.1:9/x'>"
    file.write_text(page(report(finding(0))).replace("</main>", f"{planted}</main>"), encoding="utf-8")
    browser.open(file)
    assert browser.run("document.title") == "feedproof: failed"
    assert len([text for text in browser.complaints if "Content Security Policy" in text]) == 2


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
def test_it_can_be_read(opened: Callable[..., Browser], tmp_path: Path, look: Look) -> None:
    browser = opened(merge([report(*MANY[:300], known=MANY[:5]), SERVER]), width=look.width)
    browser.media(look.medium, look.scheme)
    browser.run("document.querySelector('#list summary').click()")
    browser.wait("document.querySelector('#list .why')")
    target = ROOT / "docs" if os.environ.get(WRITE) else tmp_path
    target.mkdir(exist_ok=True)
    assert browser.picture(target / f"report-{look.name}.png").startswith(b"\x89PNG")
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
