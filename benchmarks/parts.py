"""Where the time of bulk goes: the parts of the path of a good record, and of a record with findings.

    python benchmarks/parts.py [--rounds N]

Each part is timed separately, on the same records, in turn; the fastest round counts. So the times show how the parts compare. In a
real run each part takes longer, because the other parts have replaced its data in the processor's caches.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import msgspec
import orjson
from dump import FEED, TODAY, write
from feedproof.validators import Checker
from feedproof.validators.bulk.parts import Lines
from feedproof.validators.bulk.quick import read
from feedproof.validators.bulk.typed import TypedValue, typed
from feedproof.validators.bulk.worker import Worker
from feedproof.validators.check import fixes_of
from feedproof.validators.code import CodeBuilder
from feedproof.validators.findings import violation_finding
from feedproof.validators.fixing.records import Fix
from feedproof.validators.judge import Judge
from feedproof.validators.keyword import Violation
from feedproof.validators.text.document import Record, Text
from race import table

COUNT = 3_000


class Part(NamedTuple):
    """A part: its name, the function that runs it, and one that prepares its argument before each round, which is not timed."""

    name: str
    run: Callable[[Any], Any]
    prepare: Callable[[], Any] = list


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    checker = Checker(feed=FEED, action="read", today=TODAY)
    good, broken = made(0.0), [line for line in made(1.0) if is_readable(line)]
    print(timed("a good record", of_good(checker, good), options.rounds, len(good)))
    print()
    print(timed("a record with findings", of_broken(checker, broken), options.rounds, len(broken)))


def made(share: float) -> list[bytes]:
    """Return lines of NDJSON; `share` of them are broken."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "dump.ndjson")
        write(file, COUNT, broken=share)
        return file.read_bytes().splitlines(keepends=True)


def of_good(checker: Checker, lines: list[bytes]) -> list[Part]:
    """Return the parts of the path of a good record; each includes those before it."""
    judge = checker.judge(FEED, "read")
    root = TypedValue(CodeBuilder(), judge.schema, judge.context, "record")
    root.prepare()
    decode = msgspec.json.Decoder(root.type()).decode
    accept = typed(judge.schema, judge.context)
    piece, worker = Lines(b"".join(lines), None, 0, 0), Worker(checker)
    if accept is None:
        raise SystemExit("the contract has no accepting path")
    return [
        Part("orjson.loads, the floor", lambda _: [None for line in lines if not orjson.loads(line)]),
        Part("msgspec reads it into a typed object", lambda _: [None for line in lines if not decode(line)]),
        Part("and its quotes are counted", lambda _: [None for line in lines if decode(line) and not line.count(b'"')]),
        Part("and the compiled rules are applied", lambda _: [None for line in lines if not accept(line)]),
        Part("and it is found among others, and counted", lambda _: worker.work(piece, "dump")),
    ]


def of_broken(checker: Checker, lines: list[bytes]) -> list[Part]:
    """Return the parts of the path of a record with findings, each separately, and then the whole path."""
    judge = checker.judge(FEED, "read")
    accept = typed(judge.schema, judge.context)
    fresh = partial(read_again, lines)
    found = [judge.find_violations(record.value) for record in fresh()]
    fixes = [fixes_of(judge, *pair, [], lambda _rule: True) for pair in zip(fresh(), found, strict=True)]
    piece, worker = Lines(b"".join(lines), None, 0, 0), Worker(checker)
    return [
        Part("the accepting path does not accept it", lambda _: [accept and accept(line) for line in lines]),
        Part("it is read again, into an object", lambda _: fresh()),
        Part(
            "the judge finds what is broken",
            lambda records: [judge.find_violations(each.value) for each in records],
            fresh,
        ),
        Part(
            "certain fixes are tried",
            lambda records: [
                fixes_of(judge, *pair, [], lambda _rule: True) for pair in zip(records, found, strict=True)
            ],
            fresh,
        ),
        Part(
            "findings are made, each with its place and its fix",
            lambda records: words(judge, records, found, fixes),
            fresh,
        ),
        Part("all of it", lambda _: worker.work(piece, "dump")),
    ]


def read_again(lines: list[bytes]) -> list[Record]:
    """Read records as a worker reads those that were not accepted, with new texts that have nothing cached."""
    texts = [Text(line.decode(), 1, 0, (), read(line), is_line=True, is_doubted=True) for line in lines]
    return [Record(text.value, text, (), number) for number, text in enumerate(texts)]


def words(judge: Judge, records: list[Record], found: list[list[Violation]], fixes: list[dict[Any, Fix]]) -> None:
    """Make the findings for the violations in records."""
    for record, violations, fix in zip(records, found, fixes, strict=True):
        for violation in violations:
            violation_finding(judge, record, violation, "dump", fix.get(violation.key))


def is_readable(line: bytes) -> bool:
    """Return whether a line is a course date that can be read quickly; only a few are not."""
    try:
        return "CourseDateID" in read(line)
    except ValueError:
        return False


def timed(what: str, parts: list[Part], rounds: int, count: int) -> str:
    """Return a table of the fewest µs for each part."""
    least = dict.fromkeys([part.name for part in parts], float("inf"))
    for _ in range(rounds):
        for part in parts:
            prepared = part.prepare()
            begun = perf_counter()
            part.run(prepared)
            least[part.name] = min(least[part.name], (perf_counter() - begun) / count * 1e6)
    return table([[what, "µs"], *([name, f"{time:.1f}"] for name, time in least.items())])


if __name__ == "__main__":
    main()
