"""Print the digests of what the maker makes from boats.yaml, as the JSON that digests.json records.

    python tests/digests.py            print them
    python tests/digests.py --check    compare them with the record: exit code 1, and the names, where they differ

Needs feedproof and its base dependencies only, so that it can run under any Python.
"""

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from feedproof.fixtures.build import records
from feedproof.fixtures.dataset.line import dump
from feedproof.fixtures.dataset.timeline import after, dump_change, in_order, lives
from feedproof.fixtures.dataset.world import World
from feedproof.fixtures.edges import edges
from feedproof.fixtures.plan import FULL, MINIMAL, TODAY, Plan
from feedproof.fixtures.spoil import breakable, sound, spoil
from feedproof.spec.build import build
from feedproof.spec.contract import Contract, Feed
from feedproof.spec.yaml_document import read
from feedproof.validators import Judge
from feedproof.validators.model import Context

HERE = Path(__file__).parent
SEED = 7

PLANS = {"about half": Plan(), "minimal": MINIMAL, "full": FULL, "another day": Plan(day=date(2031, 5, 20))}


def main() -> int:
    """Print or compare."""
    found = dict(digests())
    if "--check" not in sys.argv:
        print(json.dumps(found, indent=2))  # noqa: T201 - it is a script
        return 0
    recorded = json.loads((HERE / "digests.json").read_text(encoding="utf-8"))
    wrong = sorted(name for name in {*found, *recorded} if found.get(name) != recorded.get(name))
    told = f"other bytes: {', '.join(wrong)}" if wrong else f"the recorded bytes, {len(found)} digests"
    print(f"Python {platform.python_version()}: {told}")  # noqa: T201 - it is a script
    return 1 if wrong else 0


def digests() -> Iterator[tuple[str, str]]:
    """Yield the name and the digest of everything that is made from a seed."""
    contract = boats()
    for feed in contract.feeds:
        judge = Judge(feed, Context(today=TODAY), contract)
        for name, plan in PLANS.items():
            yield f"{feed}, {name}", digest(texts(records(judge, SEED, 200, plan)))
        yield f"{feed}, edge", digest(texts(edge.record for edge in edges(judge, SEED)))
        yield f"{feed}, broken", digest(texts(spoil(judge, s, sound(judge, s, SEED)) for s in breakable(judge)))
    yield "dataset", digest(map(dump, World(40, SEED, contract).lines()))
    yield "dataset after 30 days", digest(map(dump, after(30, 40, SEED, contract=contract)))
    lived = lives(30, 40, SEED, contract=contract)
    yield "changes in 30 days", digest(map(dump_change, in_order(change for life in lived for change in life.changes)))


def texts(values: Iterable[Any]) -> Iterator[str]:
    """Write values as the command line does."""
    return (json.dumps(value, ensure_ascii=False) for value in values)


def digest(found: Iterable[str]) -> str:
    """Return the digest of some lines."""
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]


def boats() -> Contract:
    """Return the contract."""
    compiled = build(read((HERE / "boats.yaml").read_text(encoding="utf-8"), "boats.yaml").data)
    feeds = {name: Feed(name, **feed) for name, feed in compiled["feeds"].items()}
    return Contract(compiled["version"], compiled["sha256"], compiled["openapi"], feeds)


if __name__ == "__main__":
    sys.exit(main())
