"""Large documents: judged in pieces, they give the same findings as in one; broken ones are reported in bounded memory."""

import gzip
import io
import json
import random
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker, Finding
from feedproof.validators.bulk import Bulk, cursor, items, stream, worker
from feedproof.validators.bulk.names import ending
from feedproof.validators.bulk.parts import Lines
from feedproof.validators.bulk.pieces import pieces
from feedproof.validators.bulk.recognise import is_chosen
from feedproof.validators.bulk.stream import Stream, opened
from feedproof.validators.checked import Checked

FULL = json.loads(Path(__file__).parent.parent.joinpath("fixtures/golden/course-dates/full.json").read_bytes())
BLOCK = 3000
Result = tuple[list[Finding], int, set[tuple[str, str]]]


@pytest.fixture(params=["with the extra", "without"])
def extra(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with msgspec, where it is installed, and as without it."""
    if request.param == "without":
        monkeypatch.setattr(worker, "typed", None)
        monkeypatch.setattr(items, "FRAME", None)
    else:
        pytest.importorskip("msgspec")


def records() -> list[Any]:
    """Return records, half of them wrong, each in another way."""
    wrong: list[dict[str, Any]] = [
        *({"Status": "no"}, {"EndDate": "2020-01-01T00:00:00Z"}, {"MaxPlaces": "7"}, {"NetCost": 1.5}, {"Cost": 1}),
        *({"Name": "é🚑" * 200}, {"AimsText": "two  spaces"}, {"Sessions": [{"SessionID": "", "StartDate": "x"}]}),
        *({"CF_own": [1, {"a": 2}]}, {"CourseDateID": ""}, {"Name": 'a "quoted" text: "x"'}),
    ]
    found: list[Any] = [FULL | {"CourseDateID": str(number)} for number in range(2 * len(wrong))]
    for number, change in zip(random.Random(1).sample(range(len(found)), len(wrong)), wrong, strict=True):
        found[number] |= change
    found[3] = {name: value for name, value in FULL.items() if name != "CourseDateID"}
    return found


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


R = records()
LINES = "\n".join(map(compact, R))
PRETTY = json.dumps(R, indent=2, ensure_ascii=False)
DOCUMENTS: dict[str, tuple[str, bool | None]] = {
    "lines": (LINES, True),
    "lines, recognised": (LINES + "\n", None),
    "lines with spaces": ("\n".join(map(json.dumps, R)), True),
    "lines with carriage returns": (LINES.replace("\n", "\r\n") + "\r\n", True),
    "lines, blank ones between": (LINES.replace("\n", "\n\n \t\n"), True),
    "lines, mixed endings": (
        "\n".join(line + "\r" * (number % 2) for number, line in enumerate(LINES.split("\n"))),
        True,
    ),
    "lines behind a mark": ("\ufeff" + LINES, True),
    "lines with a mark before the third": (LINES.replace("\n", "\n\ufeff", 2), True),
    "lines, the last cut off": (LINES[:-20], True),
    "lines with a NUL": (LINES.replace('"7"', '"7\0"') + "\n\0\n" + LINES, True),
    "lines, some no JSON": (LINES.replace("\n", "\nnonsense\n[1,\n"), True),
    "lines with a field twice": (LINES.replace('"Status"', '"Status":"Available","Status"'), True),
    "lines with NaN": (LINES.replace('"Duration":', '"Tax":NaN,"Duration":'), True),
    "lines that are arrays": ("\n".join(compact(R[n : n + 3]) for n in range(0, 21, 3)), True),
    "lines of two feeds": (LINES + '\n{"TrainerID": "1", "Name": "x", "Email": 5}' * 30 + "\n" + LINES, True),
    "an array": (PRETTY, None),
    "an array in one line": (compact(R), None),
    "an array, a record a line": ("[" + ",\n".join(map(compact, R)) + "\n]\n", None),
    "an array behind a mark": ("\ufeff " + PRETTY, None),
    "an array with odd items": (compact([*R[:11], 5, None, "x", [], {}, [R[0]], *R[11:]]), None),
    "an array with NaN": (compact(R).replace('"Duration":', '"Tax":NaN,"Duration":'), None),
    "an array with large integers": (compact(R).replace('"Duration":', f'"Tax":{"9" * 5000},"Duration":', 3), None),
    "an array with halves": (compact(R).replace('"Name":"', r'"Name":"\ud83d'), None),
    "an array with a field twice": (compact(R).replace('"Status"', '"Status":"Available","Status"'), None),
    "an array like none": ("[" + " , ".join(json.dumps(r, indent=1).replace("{", "{ \n\t") for r in R) + " ]", None),
    "an envelope": ('{"count": 40, "results": ' + PRETTY + "}", None),
    "an envelope with a field of its records": ('{"Name": "all", "results": ' + PRETTY + "}", None),
    "an envelope with much around": (
        '{"a": {"results": [1]}, "é": "[", "results" : [' + compact(R)[1:] + ', "b": [{}]}\n ',
        None,
    ),
    "an envelope with faults around": (
        '{"a": NaN, "a": 1, "results":' + compact(R) + ',"b": 1e999,\n"b": "\\ud800"}',
        None,
    ),
    "a record": (compact(FULL | {"AimsText": "x" * 9000, "Status": "no"}), None),
}


SENT = {"feed": "course-dates", "action": "create"}


def checking(**options: Any) -> Checker:
    return Checker(today=date(2026, 12, 1), **options)


def in_pieces(checker: Checker, data: bytes, *, is_lines: bool | None, block: int = BLOCK) -> Result:
    total = Checked()
    with Bulk(checker) as bulk:
        for checked in bulk.check(Stream(io.BytesIO(data), block=block), "x", is_lines=is_lines):
            total.findings += sorted(checked.findings, key=lambda finding: (finding.line, finding.column))
            total.records += checked.records
            total.judged_as |= checked.judged_as
    return total.findings, total.records, total.judged_as


@cache
def whole(data: bytes, *, is_lines: bool | None, **options: Any) -> Result:
    checked = checking(**options).check(data, "x", lines=is_lines)
    return checked.findings, checked.records, checked.judged_as


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize(
    "options", [{}, {"feed": "course-dates"}, {"feed": "course-dates", "action": "read"}, SENT], ids=str
)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_pieces_give_what_the_whole_gives(name: str, options: dict[str, Any]) -> None:
    text, is_lines = DOCUMENTS[name]
    if "odd items" in name and not options:
        return  # nothing tells the feed of 5
    expected, checker = whole(text.encode(), is_lines=is_lines, **options), checking(**options)
    assert expected[0]
    for block in (700, BLOCK, len(text) // 2):
        assert in_pieces(checker, text.encode(), is_lines=is_lines, block=block) == expected


FATAL = {
    "cut off in a record": PRETTY[:-300],
    "cut off in a text": compact(R)[:-7],
    "cut off behind a comma": "[" + LINES.replace("\n", ",\n") + ",",
    "cut off behind a record": "[" + LINES.replace("\n", ",\n"),
    "a comma too many": "[" + LINES.replace("\n", ",\n") + ",]",
    "no comma": "[" + LINES.replace("\n", ",\n", 18) + "]",
    "a quote in a text": compact(R).replace('"21"', '"2"1"'),
    "something behind it": compact(R) + " []",
    "something behind an envelope": '{"results":' + compact(R) + "}}",
    "an envelope not closed": '{"results":' + compact(R),
    "a name without quotes": '{"results":' + compact(R) + ", b: 1}",
    "no comma before a number": compact(R)[:-1] + "7]",
    "no comma before a fraction": compact(R)[:-1] + ".5]",
    "a mark before a record": compact(R)[:-1] + ",\ufeff" + compact(R[0]) + "]",
    "a wrong bracket": compact(R)[:-1] + "}",
    "too deep": compact([*R, 5])[:-2] + "[" * 5000 + "]" * 5000 + "]",
    "a little too deep": compact([*R, 5])[:-2] + "[" * 128 + "]" * 128 + "]",
    "a little too deep in an envelope": '{"results":' + compact([*R, 5])[:-2] + "[" * 127 + "]" * 127 + "]}",
}


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize("name", FATAL)
def test_a_broken_array_is_judged_up_to_the_fault(name: str) -> None:
    """As a whole it gives the fault alone; in pieces, the records before it count too."""
    (fault,) = whole(FATAL[name].encode(), is_lines=None)[0]
    found, judged, _ = in_pieces(checking(), FATAL[name].encode(), is_lines=None)
    assert found[-1] == fault
    good = whole(PRETTY.encode(), is_lines=None)[0]
    known = [(f.rule, f.pointer, f.message) for f in good if (f.record or 0) < judged]
    assert judged >= 18
    assert [(f.rule, f.pointer.removeprefix("/results"), f.message) for f in found[:-1]] == known


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "behind a mark"])
def test_a_byte_that_is_not_utf_8_behind_the_records_is_told_where_it_is_in_the_document(mark: bytes) -> None:
    data = mark + compact(R).encode()[:-1] + b" \x0b, \xff]"
    (*_, fault) = whole(data, is_lines=None)[0]
    found = in_pieces(checking(), data, is_lines=None)[0]
    assert found[-1] == fault
    assert fault.message.endswith(f"at byte {len(data) - 2}")
    assert [f.rule for f in found].count("not-json") == 0


def test_bytes_that_are_not_utf_8_are_told_line_by_line() -> None:
    data = LINES.replace("\n", '\n{"Name": "é"}\n').encode("latin-1", "replace")
    assert in_pieces(checking(), data, is_lines=True) == whole(data, is_lines=True)
    assert {f.rule for f in whole(data, is_lines=True)[0]} >= {"not-utf-8"}


@pytest.mark.parametrize("feed", bundled().feeds)
def test_records_of_every_feed_are_judged_in_pieces_as_in_one(feed: str) -> None:
    golden = Path(__file__).parent.parent / "fixtures" / "golden" / feed / "full.json"
    record = json.loads(golden.read_bytes())
    names = list(record)
    lines = "\n".join(
        compact(record | {names[number % len(names)]: value}) for number in range(99) for value in ("", 5, None)
    )
    for options in ({}, {"feed": feed}):
        expected = whole(lines.encode(), is_lines=True, **options)
        assert in_pieces(checking(**options), lines.encode(), is_lines=True) == expected
        assert expected[0]


def at_most(data: bytes, longest: int, *, is_lines: bool | None) -> str:
    stream = Stream(io.BytesIO(data), block=1000, longest=longest)
    with Bulk(Checker()) as bulk, pytest.raises(FeedproofError) as error:
        list(bulk.check(stream, "x", is_lines=is_lines))
    assert stream.at < longest + 5000
    return str(error.value)


def test_no_line_and_no_record_is_read_beyond_the_limit() -> None:
    line = LINES.encode()[:2000].partition(b"\n")[0] + b"\n"
    text = b'{"Name": "' + b"x" * 100_000
    begins = f"begins at byte {len(line):,} is longer than 20,000 bytes; the rest was not read"
    assert at_most(line + text, 20_000, is_lines=True) == f"the line that {begins}"
    assert at_most(b"[" + line[:-1] + b"," + text, 20_000, is_lines=None).startswith("the record that begins at byte")
    assert at_most(b"[" + line[:-1] + b"]" + b" " * 99_999, 20_000, is_lines=None).startswith(
        "the text behind the records"
    )
    assert at_most(b"\0" * 100_000, 20_000, is_lines=True).startswith("the line that begins at byte 0")


@pytest.mark.parametrize("behind", [b"\n", b""])
def test_what_is_just_too_long_is_not_read_either(tmp_path: Path, behind: bytes) -> None:
    """It ends in the block in which it gets too long."""
    first = LINES.encode()[:2000].partition(b"\n")[0]
    long = b'{"Name": "' + b"x" * 20_000 + b'"}'
    lines = first + b"\n" + long + behind
    begins = f"begins at byte {len(first) + 1:,} is longer than 20,000 bytes; the rest was not read"
    assert at_most(lines + (first if behind else b""), 20_000, is_lines=True) == f"the line that {begins}"
    array = b"[" + first + b"," + long + b"," + first + b"]"
    assert at_most(array, 20_000, is_lines=None).startswith("the record that begins at byte")
    plain = tmp_path / "x.ndjson"
    plain.write_bytes(lines * 2)
    with plain.open("rb") as file, Bulk(Checker()) as bulk:
        stream = Stream(file, str(plain), len(lines * 2), block=1000, longest=20_000)
        with pytest.raises(FeedproofError) as error:
            list(bulk.check(stream, "x", is_lines=True))
    assert str(error.value) == f"the line that {begins}"


def test_all_records_of_a_packed_file_are_judged(tmp_path: Path) -> None:
    file = tmp_path / "x.ndjson.gz"
    file.write_bytes(gzip.compress(LINES.encode()))
    with opened(file) as stream, Bulk(Checker()) as bulk:
        stream.block = BLOCK
        assert sum(checked.records for checked in bulk.check(stream, "x", is_lines=True)) == len(R)


def read(file: Path) -> bytes:
    with opened(file) as stream:
        return b"".join(iter(stream.read, b""))


@pytest.mark.parametrize(
    ("name", "kind", "packed"),
    [
        ("a.json", ".json", ""),
        ("a.b/A.JSON.GZ", ".json", ".gz"),
        ("a.ndjson.zst", ".ndjson", ".zst"),
        ("a.har.gz.zst", ".gz", ".zst"),
        ("a.gz", "", ".gz"),
        (".har", "", ""),
        ("a.json/b", "", ""),
        ("a.", ".", ""),
    ],
)
def test_a_name_says_what_a_document_holds_and_how_it_is_packed(name: str, kind: str, packed: str) -> None:
    assert ending(name) == ending(Path(name)) == (kind, packed)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_what_cannot_be_unpacked_is_told(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else pytest.importorskip("zstandard").compress
    data = random.Random(1).randbytes(100_000)
    file = tmp_path / f"x{suffix}"
    file.write_bytes(pack(data) + pack(b"more"))
    assert read(file) == data + b"more"
    file.write_bytes(pack(data)[:50_000])
    with pytest.raises(FeedproofError, match="ends early; is it truncated"):
        read(file)
    file.write_bytes(b"no such thing" * 100)
    with pytest.raises(FeedproofError, match="cannot be decompressed"):
        read(file)


@pytest.mark.parametrize(("suffix", "name"), [(".gz", "gzip"), (".zst", "zstd")])
@pytest.mark.parametrize("data", [b'{"Name": "Ada"}', b"\x1f", b"P"])
def test_what_is_not_packed_is_told_and_not_shown(tmp_path: Path, suffix: str, name: str, data: bytes) -> None:
    file = tmp_path / f"x{suffix}"
    file.write_bytes(data)
    with pytest.raises(FeedproofError) as refused:
        read(file)
    assert str(refused.value) == f"cannot be decompressed: it is not {name}, despite its name"


def test_what_stands_behind_what_is_packed_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "x.gz"
    file.write_bytes(gzip.compress(b"[]") + b'{"Name": "Ada"}')
    with pytest.raises(
        FeedproofError, match="cannot be decompressed: it is damaged, or other data follows it"
    ) as refused:
        read(file)
    assert '{"' not in str(refused.value)


def test_a_frame_of_zstd_that_is_skipped_may_come_first(tmp_path: Path) -> None:
    file = tmp_path / "x.zst"
    file.write_bytes(b"\x50\x2a\x4d\x18\x02\x00\x00\x00ab" + pytest.importorskip("zstandard").compress(b"[]"))
    assert read(file) == b"[]"


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_bomb_takes_no_memory(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else pytest.importorskip("zstandard").compress
    file = tmp_path / f"bomb{suffix}"
    file.write_bytes(pack(bytes(50_000_000)))
    with opened(file) as stream:
        stream.longest = 3_000_000
        with Bulk(Checker()) as bulk, pytest.raises(FeedproofError, match="is longer than 3,000,000 bytes"):
            list(bulk.check(stream, "bomb", is_lines=True))
    assert stream.at < 6_000_000


def test_a_file_that_shrinks_is_told_and_one_that_grows_is_read_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "x.ndjson"
    file.write_bytes(b"x" * 5000)
    with opened(file) as stream:
        stream.block = 1000
        stream.read()
        with file.open("ab") as more:
            more.write(b"y" * 5000)
        assert b"".join(iter(stream.read, b"")) == b"x" * 4000
    with opened(file) as stream:
        stream.block = 1000
        stream.read()
        file.write_bytes(b"x" * 2500)
        with pytest.raises(FeedproofError, match="became shorter while it was read, from 10,000 to 2,500 bytes"):
            list(iter(stream.read, b""))


def cut(file: Path, block: int, *, reads: bool) -> list[tuple[int, int, bytes, bool] | str]:
    """Return the pieces of a file of lines, of which all is read or only what tells where they end."""
    found: list[tuple[int, int, bytes, bool] | str] = []
    with opened(file) as stream:
        stream.block, stream.longest = block, 100
        stream.plain = None if reads else stream.plain
        try:
            for piece in pieces(stream, stream.read(), (), "", is_lines=True):
                assert isinstance(piece, Lines)
                found.append((piece.start, piece.stop, piece.bytes(), piece.is_first))
        except FeedproofError as error:
            found.append(str(error))
    return found


def test_places_of_lines_are_the_same_whether_all_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_PROBE", 3)
    chance, file = random.Random(5), tmp_path / "x.ndjson"
    kinds = {0: lambda: b"\n", 1: lambda: b"a" * chance.randrange(30) + b"\n", 2: lambda: b"b" * chance.randrange(60)}
    seen = 0
    for _ in range(1000):
        file.write_bytes(b"".join(kinds[chance.randrange(3)]() for _ in range(chance.randrange(40))))
        block = chance.choice([5, 16, 33, 64])
        expected = cut(file, block, reads=True)
        assert cut(file, block, reads=False) == expected
        seen += len(expected)
    assert seen > 1000


KINDS = [(feed, action) for feed, parts in bundled().feeds.items() for action in parts.actions]


def is_certain(checker: Checker, feed: str, action: str) -> bool:
    return is_chosen(checker, checker.judge(feed, action))


def test_which_records_need_not_be_recognised_one_by_one() -> None:
    assert {kind for kind in KINDS if is_certain(Checker(), *kind)} == {
        ("course-dates", "read"),
        ("course-dates", "create"),
        ("course-templates", "read"),
        ("delegates", "read"),
        ("trainers", "read"),
        ("venues", "read"),
    }
    assert all(is_certain(Checker(feed=feed, action=action), feed, action) for feed, action in KINDS)
    assert not is_certain(Checker(feed="course-dates"), "course-dates", "update")


def test_feeds_that_are_alike_are_recognised_record_by_record() -> None:
    feed = bundled().feed("course-dates")
    alike = bundled().replace(feeds={"course-dates": feed, "others": feed._replace(name="others")})
    assert not is_certain(Checker(alike), "course-dates", "read")
    other = feed._replace(name="others", key="ExternalID")
    assert not is_certain(Checker(alike.replace(feeds={"course-dates": feed, "others": other})), "course-dates", "read")
    wraps = feed._replace(envelope="Sessions")
    assert not is_certain(Checker(alike.replace(feeds={"course-dates": wraps})), "course-dates", "read")


def test_places_are_those_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "_LARGE", 8)
    chance = random.Random(4)
    kinds = [b",", b"a", b"\n", "é".encode(), "🚑".encode(), b"\xff", b"\xe2\x82", b"\r\n"]
    for _ in range(3000):
        parts = chance.choices(kinds, [9, 9, chance.randrange(4), *[1] * 5], k=60)
        data, at = b"".join(parts), cursor.Cursor(b"".join(parts), 5)
        for to in sorted(len(b"".join(parts[:end])) for end in chance.sample(range(60), 3)):
            lines = data[:to].decode(errors="replace").split("\n")
            assert at.move(to) == (len(lines), len(lines[-1]) + (5 if len(lines) == 1 else 0))
        assert at.lines() == data.count(b"\n")


@pytest.mark.parametrize("gap", [",", " ,\n ", "\n,"])
def test_items_stand_where_they_are_whatever_is_between_them(gap: str) -> None:
    pytest.importorskip("msgspec")
    chance = random.Random(6)
    for _ in range(300):
        values = ['{"a":1}', *chance.choices(['{"a":"}, {"}', "[]", '"é,"', " 5", '{"a":[{"a":2},{"a":3}]}'], k=8)]
        text = "".join(value + (gap if chance.random() < 0.8 else ", ") for value in values) + '{"a":4}'
        found = items.frame(text.encode())
        expected = items.walk(text.encode(), is_last=True)
        assert found
        assert list(found.items) == list(expected.items)[:-1]
        assert text.encode()[found.end - 1 : found.end] == b","


@pytest.mark.parametrize("size", [BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1])
def test_what_cannot_be_cut_is_read_up_to_a_limit(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps({"a": "x" * size})[: size - 2].encode() + b'"}'
    monkeypatch.setattr("feedproof.validators.bulk.pieces.LARGEST", len(data))
    assert [checked.records for checked in judged_whole(data)] == [1]
    monkeypatch.setattr("feedproof.validators.bulk.pieces.LARGEST", len(data) - 1)
    with pytest.raises(FeedproofError, match="larger than 0 MB and neither an array, nor a list answer, nor NDJSON"):
        judged_whole(data)


def judged_whole(data: bytes) -> list[Checked]:
    with Bulk(Checker(bundled())) as bulk:
        return list(bulk.check(Stream(io.BytesIO(data), block=BLOCK), "one.json"))
