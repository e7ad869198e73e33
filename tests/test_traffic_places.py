"""A body in a recording is judged like a body in a file, and each finding has the place where its value is written."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import yaml
from feedproof.validators.bulk import Bulk
from feedproof.validators.bulk.stream import Stream
from feedproof.validators.check import Checker
from feedproof.validators.model import Finding
from feedproof.validators.traffic.json_recording import JsonRecording
from feedproof.validators.traffic.spread import Spread
from feedproof.validators.traffic.yaml_recording import YamlRecording
from hypothesis import example, given, settings
from hypothesis import strategies as st
from recordings import GOOD, cassette, entry, har, interaction

TODAY = date(2026, 11, 26)
ODD = st.sampled_from("ab\"'\\ \t\n\r/é漢🎓:#{}[],|>-&*!%@\x00\x1f\x7f\x85\xa0\u2028\ufeff")
TEXTS = st.text(ODD | st.characters(exclude_categories=["Cs"]), max_size=9)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.just(2**60) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from([*GOOD, "Name", "CourseDateID", "Sessions", "nonsense", "é 🎓"])
RECORDS = st.dictionaries(NAMES, VALUES, max_size=5).map(lambda changes: GOOD | changes)
BODIES = st.builds(
    lambda record, indent, ascii_only: json.dumps(record, indent=indent, ensure_ascii=ascii_only),
    RECORDS,
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
BROKEN = st.builds(lambda text, end: text[:end], BODIES, st.integers(1, 90))
HAR, CASSETTE = "/log/entries/1/request/postData/text", "/interactions/1/request/body"


def entries(body: str) -> list[Any]:
    return [entry("GET", "/elsewhere"), entry("PUT", "/coursedates/7", body)]


def interactions(body: str) -> Any:
    return cassette(map(interaction, entries(body)))


WAYS: dict[str, tuple[str, Callable[[str], str]]] = {
    "HAR": (HAR, lambda body: har(*entries(body)).decode()),
    "HAR, one line": (HAR, lambda body: json.dumps(json.loads(har(*entries(body))), ensure_ascii=False)),
    "vcrpy, JSON": (CASSETTE, lambda body: json.dumps(interactions(body), indent=4)),
    "vcrpy, YAML": (CASSETTE, lambda body: yaml.dump(interactions(body))),
    "YAML, quoted": (CASSETTE, lambda body: yaml.dump(interactions(body), default_style='"', allow_unicode=True)),
    "YAML, block": (CASSETTE, lambda body: yaml.dump(interactions(body), default_style="|")),
}
"""Ways to keep a body that is sent: the pointer to it, and what writes the recording."""


def found(data: bytes) -> list[Finding]:
    with Bulk(Checker(today=TODAY)) as bulk:
        (checked,) = bulk.check(Stream(BytesIO(data)), "x" if data.startswith(b"{") else "x.yaml")
    return checked.findings


def judged(body: str) -> list[Finding]:
    return Checker(today=TODAY, feed="course-dates", action="update", is_body=True).check(body.encode(), "x").findings


def told(finding: Finding, pointer: str = "", begin: str = "") -> tuple[Any, ...]:
    return (
        (finding.rule, pointer + finding.pointer, begin + finding.message, finding.hint),
        (
            finding.severity,
            finding.certainty,
            finding.source,
            finding.contract,
            finding.feed,
            finding.id,
            finding.record,
        ),
    )


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=40)
@given(BODIES | BROKEN)
@example(json.dumps(GOOD | {"MaxPlaces": 0, "NetCost": -1, "Status": 'a "b" \\ \n é 🎓'}, indent=2))
def test_a_body_in_a_recording_is_judged_like_the_body_in_a_file(way: str, body: str) -> None:
    pointer, writes = WAYS[way]
    recording = writes(body)
    begin = f"{'entry' if pointer == HAR else 'interaction'} 1, PUT /coursedates/{{CourseDateID}}: "
    here, there = sorted(found(recording.encode()), key=told), sorted(judged(body), key=told)
    assert list(map(told, here)) == [told(each, pointer, begin) for each in there]
    for one, other in zip(here, there, strict=True):
        written, meant = after(recording, one).removeprefix("\\"), after(body, other)[:1]
        assert meant not in set('"{[-0123456789tfn') or written.startswith(meant)


def after(text: str, finding: Finding) -> str:
    """Return what stands from the place of a finding on."""
    return text.split("\n")[finding.line - 1][finding.column - 1 :]


WRITERS: dict[str, Callable[[str], str]] = {
    "JSON": lambda text: json.dumps([text]),
    "JSON, not only ASCII": lambda text: json.dumps([text], ensure_ascii=False),
    "YAML": lambda text: yaml.dump([text]),
    "YAML, not only ASCII": lambda text: yaml.dump([text], allow_unicode=True, width=20),
    "YAML in '": lambda text: yaml.dump([text], default_style="'", width=20),
    'YAML in "': lambda text: yaml.dump([text], default_style='"', width=20),
    "YAML after |": lambda text: yaml.dump([{"a": text}], default_style="|"),
    "YAML after >": lambda text: yaml.dump([{"a": text}], default_style=">", width=20),
}


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=40)
@given(st.lists(TEXTS | st.just(" "), min_size=1, max_size=20))
def test_each_word_of_a_text_is_found_where_it_is_written(writer: str, gaps: list[str]) -> None:
    body = "".join(f"{gap}w{number};" for number, gap in enumerate(gaps))
    written = WRITERS[writer](body)
    recording = (YamlRecording if writer.startswith("YAML") else JsonRecording)(written.encode())
    path = (0,) if isinstance(recording.value[0], str) else (0, "a")
    spread = Spread(body, recording.token(path))
    for number in range(len(gaps)):
        assert spread.place(*position(body, f"w{number};")) == position(written, f"w{number};")


def position(text: str, word: str) -> tuple[int, int]:
    at = text.index(word)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
