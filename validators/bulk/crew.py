"""Judge pieces on several processes, each at the other end of a pipe; what comes back is put in order."""

import pickle
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from threading import Thread

from ...spec.errors import FeedproofError
from ..check import Checked
from ..child import begin, starting
from .cut import Piece
from .parts import Around
from .worker import Worker

_AHEAD = 2
"""So many pieces are with each process: the one in work and the next."""
_APART = 4
"""So many pieces for each process are between the oldest without an answer and the newest; more would only take memory."""

Task = tuple[Piece, str]
"""A piece, and the name of its document."""


@dataclass(slots=True)
class Crew:
    """So many processes, as far as there is work for them; they begin with what the worker learned of the first piece."""

    worker: Worker
    jobs: int
    _processes: list[Process] = field(default_factory=list)
    _owes: "dict[Connection[bytes, bytes], deque[int]]" = field(default_factory=dict)
    _answers: dict[int, Checked | Exception] = field(default_factory=dict)
    _given: int = 0

    def work(self, cut: Iterator[Piece], path: str) -> Iterator[Checked]:
        """Yield what came of the pieces of a document, in order.

        Raises what was raised while one was judged, and FeedproofError when a process is gone.
        """
        if not self._processes:
            yield from (self.worker.work(piece, path) for piece in _first(cut))
        self._answers.clear()  # of a document that was left
        waiting: deque[int] = deque()
        for piece in cut:
            waiting.append(self._give((piece, path)))
            while waiting and (waiting[0] in self._answers or len(waiting) > self.jobs * _APART):
                yield self._answer(waiting.popleft())
        yield from map(self._answer, waiting)

    def _give(self, task: Task) -> int:
        """Give a piece to the process that has the fewest, to a new one while none is without work; return its number."""
        if len(self._processes) < self.jobs and all(self._owes.values()):
            self._start()
        while min(map(len, self._owes.values())) >= _AHEAD:
            self._listen()
        pipe, owes = min(self._owes.items(), key=lambda item: len(item[1]))
        with _all_there():
            pipe.send_bytes(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
        self._given += 1
        owes.append(self._given)
        return self._given

    def _answer(self, number: int) -> Checked:
        """Wait for what came of a piece."""
        while number not in self._answers:
            self._listen()
        answer = self._answers.pop(number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _listen(self) -> None:
        """Wait until a process answers, or is gone."""
        with _all_there():
            ready = wait(list(self._owes))
            for pipe, owes in self._owes.items():
                if pipe in ready:
                    self._answers[owes.popleft()] = pickle.loads(pipe.recv_bytes())  # noqa: S301 - of our own process

    def _start(self) -> None:
        """Start one process more. Raises FeedproofError when the system has no room for it."""
        with starting():
            try:
                here, there = Pipe()
                process = Process(target=_serve, args=(self.worker, there), daemon=True)
                process.start()
            except OSError as error:
                why = f"a process that judges cannot be started: {error.strerror}"
                raise FeedproofError(f"{why}; try fewer --jobs") from None
            there.close()  # or nobody would see that the process is gone
            self._processes.append(process)
            self._owes[here] = deque()

    def end(self) -> None:
        """End the processes, whatever they do."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()


def _first(cut: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces up to the first that has records."""
    for piece in cut:
        yield piece
        if not isinstance(piece, Around):
            return


@contextmanager
def _all_there() -> Iterator[None]:
    """Say so when a process is not there any more."""
    try:
        yield
    except (EOFError, OSError):
        raise FeedproofError(
            "a process that judged was ended from outside, or ran out of memory; try fewer --jobs"
        ) from None


def _serve(worker: Worker, pipe: "Connection[bytes, bytes]") -> None:
    """Judge what comes through the pipe, until the process is ended."""
    begin()
    tasks: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_take_in, args=(pipe, tasks), daemon=True).start()
    with suppress(OSError):  # nobody listens any more
        while True:
            pipe.send_bytes(_judged(worker, *pickle.loads(tasks.get())))  # noqa: S301 - of the process that started this one


def _take_in(pipe: "Connection[bytes, bytes]", tasks: "SimpleQueue[bytes]") -> None:
    """Take what is given at once: whoever gives a large piece cannot hear the answer to the last one meanwhile."""
    with suppress(EOFError, OSError):
        while True:
            tasks.put(pipe.recv_bytes())


def _judged(worker: Worker, piece: Piece, path: str) -> bytes:
    """Return what came of a piece, or what was raised, for the pipe."""
    try:
        return pickle.dumps(worker.work(piece, path), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - the process that asked raises it
        return _raised(error)


def _raised(error: Exception) -> bytes:
    """Return an error for the pipe, at least what it says: not each can be sent."""
    try:
        sent = pickle.dumps(error)
        pickle.loads(sent)  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - what an exception of somebody else does when it is packed
        sent = pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return sent
