"""How the memory of the sandbox grows under load: with requests that create nothing, and with requests that create records.

    python benchmarks/soak.py [--seconds N]

Half of the time goes to requests that do not change the number of records: refused ones, unknown ids, lists, updates of one record.
The other half goes to requests that create a record each. The memory is measured again and again; its growth is the slope of the
line through the measurements, without the first quarter. The memory of the records themselves is measured in a process that stores
as many of them without HTTP; for requests that create records, the growth beyond that is printed.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from os import getpid
from pathlib import Path
from statistics import linear_regression

from feedproof.fixtures.sandbox.store import Store, Write, seeded
from feedproof.spec.contract import bundled
from feedproof.spec.operations import Operation
from sandbox import creating, get, good, post, put, sandbox, speed, told, wrong

EACH = 2_000
"""How many requests of one kind are sent in succession."""
LEAST = 4
"""How many measurements a useful slope needs at least."""
SHOWN = 100_000
Look = tuple[int, int]
"""A measurement: the number of requests before it, and the bytes of memory in use."""


def main() -> None:
    """Measure and print; as a child process, print the memory that a number of records takes without HTTP."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--records", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.records:
        print(json.dumps(stored(wanted.records)))
        return
    with sandbox() as server:
        calm = soak(server.port, server.pid, harmless(), wanted.seconds / 2)
        busy = soak(server.port, server.pid, [post(good())], wanted.seconds / 2)
    report("requests that create nothing", calm)
    report("requests that create a record each", busy)
    beyond(busy)


def harmless() -> list[bytes]:
    """Return requests that do not change the number of records."""
    listing = action("list", lambda operation: not operation.path_names)
    reading, updating = (
        action(kind, lambda operation: operation.feed == creating().feed) for kind in ("read", "update")
    )
    known = next(iter(Store(bundled(), seeded(bundled(), 0)).records[creating().feed]))
    return [
        post(wrong()),
        get(listing.path),
        get(filled(reading, known)),
        get(filled(reading, "none")),
        put(filled(updating, known), good()),
    ]


def action(name: str, fits: Callable[[Operation], bool]) -> Operation:
    """Return the first operation of this action for which `fits` is true."""
    return next(operation for operation in bundled().operations if operation.action == name and fits(operation))


def filled(operation: Operation, identity: str) -> str:
    """Return the path to a record."""
    return operation.path.replace(f"{{{operation.path_names[-1]}}}", identity)


def soak(port: int, pid: int, requests: Sequence[bytes], seconds: float) -> list[Look]:
    """Send the requests in turn for this many seconds, and measure the memory after each turn."""
    looks, sent, end = [], 0, time.monotonic() + seconds
    statuses: Counter[bytes] = Counter()
    while time.monotonic() < end or len(looks) < LEAST:
        for request in requests:
            statuses += speed(port, request, EACH)[1]
        sent = statuses.total()
        looks.append((sent, memory(pid)))
    print(f"{sent:,} requests, answered with {told(statuses)}")
    if not any(status.startswith(b"2") for status in statuses):
        sys.exit("the sandbox accepts none of them")
    return looks


def memory(pid: int) -> int:
    """Return the resident bytes of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def slope(looks: list[Look]) -> float:
    """Return the bytes that each request adds; the first quarter of the measurements is left out."""
    return linear_regression(*zip(*looks[len(looks) // 4 :], strict=True)).slope


def report(what: str, looks: list[Look]) -> None:
    """Print how the memory has grown."""
    first, last = looks[len(looks) // 4][1], looks[-1][1]
    print(f"{SHOWN:,} {what}: {slope(looks) * SHOWN / 1024:+,.0f} kB (from {first >> 20} MB to {last >> 20} MB)")


def beyond(busy: list[Look]) -> None:
    """Print the memory that each created record adds, and how much more that is than in a process that only stores it."""
    command = [sys.executable, __file__, "--records", str(busy[-1][0])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    each, data = slope(busy), slope(json.loads(done.stdout))
    print(f"each created record adds {each:,.0f} bytes; stored without HTTP it takes {data:,.0f}", end="; ")
    print(f"beyond data: {(each - data) * SHOWN / 1024:+,.0f} kB in {SHOWN:,} requests")


def stored(count: int) -> list[Look]:
    """Store this many records, and return measurements of this process's memory."""
    store, operation, body = Store(bundled(), seeded(bundled(), 0)), creating(), good()
    looks = []
    for number in range(1, count + 1):
        store.write(Write(operation, "", json.loads(body)))
        if not number % EACH:
            looks.append((number, memory(getpid())))
    return looks


if __name__ == "__main__":
    main()
