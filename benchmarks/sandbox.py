"""The sandbox compared with Prism on the same contract, in one run: the start, and validated POSTs a second.

    python benchmarks/sandbox.py [--requests N] [--rounds N]

Prism comes from npm; without npm the sandbox is measured alone. Rounds of both take turns, so that any other load on the
machine affects both; the ratio is that of the medians. The client's own CPU time is printed, too, because a client that is
slower than a server would hide how fast the server is. `soak.py` measures how memory grows.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from os import sysconf
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from socket import create_connection, socket
from statistics import median
from tempfile import TemporaryDirectory

from feedproof.fixtures.sandbox import TOKEN
from feedproof.spec.contract import bundled
from feedproof.spec.operations import JSON, Operation

CONNECTIONS = 8
STARTS = 7
PRISM = "@stoplight/prism-cli"


@dataclass
class Server:
    """A running server, and the results of its rounds: requests a second, and CPU seconds per request, its own and the client's."""

    name: str
    port: int
    pid: int
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=3_000, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    waits, costs = zip(*(start() for _ in range(STARTS)), strict=True)
    print(
        f"start until the first answer: {median(waits):.2f} s, {median(costs):.2f} s of CPU time (medians of {STARTS})"
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        servers = [stack.enter_context(sandbox()), *stack.enter_context(prism(folder))]
        race(servers, wanted.requests, wanted.rounds)
        report(servers)


def start() -> tuple[float, float]:
    """Return the seconds from the start of the program to its first answer, as wall time and as CPU time."""
    begun = time.perf_counter()
    with sandbox() as server:
        speed(server.port, get("/trainers"), 1)
        return time.perf_counter() - begun, cpu(server.pid)


@contextmanager
def sandbox() -> Iterator[Server]:
    """Start the program, and yield it as soon as it has printed its address."""
    command = [sys.executable, "-P", "-c", "from feedproof.ci.cli import main; main()", "sandbox", "--token", TOKEN]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            yield Server("sandbox", int(said.rpartition(":")[2]), process.pid)
        finally:
            process.kill()


@contextmanager
def prism(folder: Path) -> Iterator[list[Server]]:
    """Install Prism into the folder, start it, and yield it in a list; the list is empty if there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not installed: no Prism to compare with")
        yield []
        return
    install = [npm, "install", "--silent", "--prefix", str(folder), PRISM]
    subprocess.run(install, check=True, capture_output=True)  # noqa: S603 - our own command
    port = free_port()
    contract = folder / "contract.json"
    contract.write_text(json.dumps(bundled().openapi), encoding="utf-8")
    program = folder / "node_modules" / ".bin" / "prism"
    command = [str(program), "mock", "--port", str(port), "--errors", "--verboseLevel", "silent", str(contract)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            await_port(port)
            yield [Server("Prism", port, process.pid)]
        finally:
            process.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def await_port(port: int, patience: float = 60) -> None:
    """Wait until somebody listens on the port."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"nobody listens on port {port}")


HEAD = f" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nAccept: {JSON}\r\n".encode()


def creating() -> Operation:
    """Return the first operation that creates a record."""
    return next(op for op in bundled().operations if op.action == "create")


def get(path: str) -> bytes:
    """Return a request that reads."""
    return f"GET {path}".encode() + HEAD + b"\r\n"


def post(body: bytes) -> bytes:
    """Return a request that creates a record of this body."""
    return sending("POST", creating().path, body)


def put(path: str, body: bytes) -> bytes:
    """Return a request that updates a record."""
    return sending("PUT", path, body)


def sending(method: str, path: str, body: bytes) -> bytes:
    """Return a request with a body."""
    own = f"Content-Type: {JSON}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return f"{method} {path}".encode() + HEAD + own + body


def good() -> bytes:
    """Return a body that both must accept: the example of the contract."""
    return json.dumps(creating().node["requestBody"]["content"][JSON]["example"]).encode()


def wrong() -> bytes:
    """Return a body that both must refuse: a required field has another name."""
    schema = bundled().schema(creating().feed, "create")
    return good().replace(f'"{schema["required"][-1]}"'.encode(), b'"Absent"')


def speed(port: int, request: bytes, count: int) -> tuple[float, Counter[bytes]]:
    """Send the request `count` times over some connections; return the requests a second, and how often each status came."""
    statuses: Counter[bytes] = Counter()
    with ExitStack() as stack:
        selector = stack.enter_context(DefaultSelector())
        for _ in range(min(CONNECTIONS, count)):
            connection = stack.enter_context(create_connection(("127.0.0.1", port)))
            selector.register(connection, EVENT_READ, bytearray())
        begun = time.perf_counter()
        for key in selector.get_map().values():
            key.fileobj.sendall(request)  # type: ignore[union-attr]
        left = count - min(CONNECTIONS, count)
        while statuses.total() < count:
            for key, _ in selector.select():
                key.data.extend(key.fileobj.recv(65_536))  # type: ignore[union-attr]
                if is_whole(key.data):
                    statuses[bytes(key.data.split(maxsplit=2)[1])] += 1
                    key.data.clear()
                    if left:
                        left -= 1
                        key.fileobj.sendall(request)  # type: ignore[union-attr]
        return count / (time.perf_counter() - begun), statuses


def is_whole(answer: bytearray) -> bool:
    """Return whether an answer with a Content-Length has arrived completely."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b"")
    return bool(end) and len(body) >= int(length.partition(b":")[2] or 0)


def race(servers: list[Server], count: int, rounds: int) -> None:
    """Measure the servers in turn; first, print how each of them answers good and wrong bodies."""
    for server in servers:
        _, created = speed(server.port, post(good()), 500)
        _, statuses = speed(server.port, post(wrong()), 10)
        print(f"{server.name}: good bodies {told(created)}; bodies without a required field {told(statuses)}")
        if (set(created), set(statuses)) != ({b"201"}, {b"400"}):
            sys.exit(
                f"{server.name} must answer them with 201 and 400: otherwise it is not validation that is measured"
            )
    for _ in range(rounds):
        for server in servers:
            before, own = cpu(server.pid), time.process_time()
            server.rates.append(speed(server.port, post(good()), count)[0])
            server.costs.append((cpu(server.pid) - before) / count)
            server.asking.append((time.process_time() - own) / count)


def told(statuses: Counter[bytes]) -> str:
    """Return as text how often each status occurred."""
    return ", ".join(f"{status.decode()}: {number:,}" for status, number in statuses.items())


def report(servers: list[Server]) -> None:
    """Print the rates and the ratio."""
    for server in servers:
        rate, cost, own = median(server.rates), median(server.costs) * 1e6, median(server.asking) * 1e6
        print(
            f"{server.name}: {rate:,.0f} validated POSTs a second; {cost:.0f} µs of CPU time each, the client's {own:.0f}"
        )
    if len(servers) > 1:
        one, other = servers
        print(f"ratio: {median(one.rates) / median(other.rates):.1f}", end="; ")
        print(f"by CPU time, whatever else is running: {median(other.costs) / median(one.costs):.1f}")


def cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used, with all its threads."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
