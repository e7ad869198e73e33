"""Where the time of bulk goes: the parts of the path of a good record, and of a record with findings.

    python benchmarks/parts.py [--rounds N]

Each part is timed on its own, over the same records, in turn; the least of the rounds counts. So it tells how the parts compare,
and is less than what they take among each other, where none finds what it needs at hand.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import msgspec
import orjson
from dump import FEED, TODAY, write
from feedproof.validators import Checker, Context
from feedproof.validators.bulk.parts import Lines
from feedproof.validators.bulk.quick import read
from feedproof.validators.bulk.typed import TypedValue, typed
from feedproof.validators.bulk.worker import Worker
from feedproof.validators.check import fixes_of
from feedproof.validators.code import CodeBuilder
from feedproof.validators.findings import violation_finding
from feedproof.validators.text.document import Record, Text
from race import table

COUNT = 3_000
Part = tuple[str, Callable[[], Any]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    checker = Checker(feed=FEED, action="read", context=Context("read", TODAY))
    good, broken = made(0.0), [line for line in made(1.0) if b'"CourseDateID"' in line]
    print(timed("a good record", of_good(checker, good), options.rounds, len(good)))
    print()
    print(timed("a record with findings", of_broken(checker, broken), options.rounds, len(broken)))


def made(share: float) -> list[bytes]:
    """Return lines, of which this share is broken."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "dump.ndjson")
        write(file, COUNT, broken=share)
        return file.read_bytes().splitlines(keepends=True)


def of_good(checker: Checker, lines: list[bytes]) -> list[Part]:
    """Return the parts of the path of a good record, each with those before it."""
    judge = checker.judge(FEED, "read")
    root = TypedValue(CodeBuilder(), judge.schema, judge.context, "record")
    root.prepare()
    decode = msgspec.json.Decoder(root.type()).decode
    accept = typed(judge.schema, judge.context)
    piece, worker = Lines(b"".join(lines), None, 0, 0), Worker(checker)
    if accept is None:
        raise SystemExit("the contract has no accepting path")
    return [
        ("orjson.loads, the floor", lambda: [None for line in lines if not orjson.loads(line)]),
        ("msgspec reads it into a typed object", lambda: [None for line in lines if not decode(line)]),
        ("and its quotes are counted", lambda: [None for line in lines if decode(line) and not line.count(b'"')]),
        ("and the compiled rules are asked", lambda: [None for line in lines if not accept(line)]),
        ("and it is found among others, and counted", lambda: worker.work(piece, "dump")),
    ]


def of_broken(checker: Checker, lines: list[bytes]) -> list[Part]:
    """Return the parts of the path of a record with findings, each by itself, and all of it."""
    judge = checker.judge(FEED, "read")
    accept = typed(judge.schema, judge.context)
    texts = [Text(line.decode(), 1, 0, (), json.loads(line), is_line=True, is_doubted=True) for line in lines]
    records = [Record(text.value, text, (), number) for number, text in enumerate(texts)]
    found = [judge.find_violations(record.value) for record in records]
    pairs = list(zip(records, found, strict=True))
    fixes = [fixes_of(judge, record, violations, []) for record, violations in pairs]
    piece, worker = Lines(b"".join(lines), None, 0, 0), Worker(checker)
    return [
        ("the accepting path doubts it", lambda: [accept and accept(line) for line in lines]),
        ("it is read again, into an object", lambda: [_or_none(line) for line in lines]),
        ("the judge finds what is broken", lambda: [judge.find_violations(record.value) for record in records]),
        ("what can be fixed is tried", lambda: [fixes_of(judge, *pair, []) for pair in pairs]),
        (
            "it is put into words, with its place and its fix",
            lambda: [
                violation_finding(judge, record, violation, "dump", fix.get(violation.key))
                for (record, violations), fix in zip(pairs, fixes, strict=True)
                for violation in violations
            ],
        ),
        ("all of it", lambda: worker.work(piece, "dump")),
    ]


def _or_none(line: bytes) -> Any:
    try:
        return read(line)
    except ValueError:
        return None


def timed(what: str, parts: list[Part], rounds: int, count: int) -> str:
    """Return the table of the least µs of each part."""
    least = dict.fromkeys([name for name, _ in parts], float("inf"))
    for _ in range(rounds):
        for name, part in parts:
            begun = perf_counter()
            part()
            least[name] = min(least[name], (perf_counter() - begun) / count * 1e6)
    return table([[what, "µs"], *([name, f"{time:.1f}"] for name, time in least.items())])


if __name__ == "__main__":
    main()
