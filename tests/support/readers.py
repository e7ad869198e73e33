"""What the reader of each report gets of a finding: a format is read as its own program reads it."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from html import unescape
from xml.etree import ElementTree as ET
from zlib import decompress

from feedproof.spec.errors import printable
from markdown_it import MarkdownIt

Carried = Iterator[tuple[str, str]]
"""What a reader gets of each finding: the severity and the text."""


def from_json(text: str) -> Carried:
    document = json.loads(text)
    yield from ((item["severity"], item["message"]) for item in document["findings"])


def from_ndjson(text: str) -> Carried:
    items = [json.loads(line) for line in text.split("\n")]
    yield from ((item["severity"], item["message"]) for item in items if "rule" in item and "known" not in item)


def from_sarif(text: str) -> Carried:
    (run,) = json.loads(text)["runs"]
    for result in run["results"]:
        if "suppressions" not in result:
            yield result["level"], result["message"]["text"]


def from_gitlab(text: str) -> Carried:
    names = {"major": "error", "minor": "warning", "info": "note"}
    for issue in json.loads(text):
        if issue["check_name"] != "unchecked":
            yield names[issue["severity"]], issue["description"]


def from_junit(text: str) -> Carried:
    for case in ET.fromstring(text).iter("testcase"):  # noqa: S314 - our own
        for result in case.findall("failure"):
            yield "error", result.attrib["message"]
        for result in case.findall("skipped"):
            severity, _, message = result.attrib["message"].partition(": ")
            if severity in {"warning", "note"}:
                yield severity, message


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does."""
    for line in text.split("\n"):
        match = re.fullmatch(r"::(\w+) ((?:(?!::).)*)::(.*)", line)
        assert match, line
        pairs = (pair.partition("=") for pair in match[2].split(","))
        properties = {key: unescaped(unescaped(value, "%3A:", "%2C,"), *DATA) for key, _, value in pairs}
        yield match[1], properties, unescaped(match[3], *DATA)


DATA = ("%0D\r", "%0A\n", "%25%")


def unescaped(text: str, *codes: str) -> str:
    for code in codes:
        text = text.replace(code[:-1], code[-1])
    return text


def from_github(text: str) -> Carried:
    for kind, properties, message in commands(text):
        if properties["title"] not in {"feedproof", "not checked"}:
            yield kind.replace("notice", "note"), message


def issues(text: str) -> Iterator[tuple[dict[str, str], str]]:
    """Read logging commands as the agent of Azure Pipelines does: anywhere in a line; anything else is plain."""
    codes = ("%3B;", "%0D\r", "%0A\n", "%5D]", "%AZP25%")
    for line in text.split("\n"):
        assert "##" not in line[1:].partition("]")[0] or line.startswith("##vso[")
        start = line.find("##vso[")
        if start < 0:
            yield {}, line
            continue
        head, _, data = line[start + 6 :].partition("]")
        name, _, listed = head.partition(" ")
        assert name == "task.logissue"
        pairs = (pair.partition("=") for pair in listed.split(";") if pair)
        yield {key: unescaped(value, *codes) for key, _, value in pairs}, unescaped(data, *codes)


def from_azure(text: str) -> Carried:
    for properties, message in issues(text):
        if properties and properties["code"] != "unchecked":
            yield properties["type"], message
        elif "  note  " in message:
            yield "note", message.partition("unlisted-value  ")[2].replace("#\u200b#", "##")


def from_text(text: str) -> Carried:
    for line in text.split("\n"):
        if match := re.search(r"  (error|warning|note)  [\w-]+  (.*)$", line):
            yield match[1], match[2]


def from_html(text: str) -> Carried:
    """Read the data that the page's own script unpacks."""
    match = re.search(r'id="packed">([^<]*)<', text)
    assert match
    columns = json.loads(decompress(b64decode(match[1])))
    rows = zip(columns["severity"], columns["message"], columns["known"], strict=True)
    yield from ((severity, message) for severity, message, known in rows if not known)


def from_markdown(text: str) -> Carried:
    """Read the rows of the tables into which a forge renders the Markdown."""
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
        cells = [unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        if len(cells) == ROW:
            yield cells[1], cells[3]


ROW = 5
"""Cells of a finding in a table."""


READERS: dict[str, tuple[Callable[[str], Carried], Callable[[str], str]]] = {
    "azure": (from_azure, printable),
    "github": (from_github, lambda text: "\n".join(map(printable, text.split("\n")))),
    "gitlab": (from_gitlab, str),
    "html": (from_html, printable),
    "json": (from_json, str),
    "junit": (from_junit, printable),
    "markdown": (from_markdown, printable),
    "ndjson": (from_ndjson, str),
    "sarif": (from_sarif, str),
    "text": (from_text, printable),
}
"""For each format, the function that reads it, and the function that changes a message as the format does."""
