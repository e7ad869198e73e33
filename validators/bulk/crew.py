"""Judge pieces on several processes, this one and others at the other end of a pipe; what comes of them is put in order."""

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
from ..checked import Checked
from ..child import begin, starting
from .cut import Piece
from .parts import Around
from .worker import Worker

_AHEAD = 3
"""Pieces that each other process has: the one in work, and what keeps it busy while this process judges one."""
_APART = 4
"""Pieces for each process between the oldest without an answer and the newest; more would only take memory."""

Task = tuple[Piece, str]
"""A piece, and the name of its document."""


@dataclass(slots=True)
class Crew:
    """The `jobs` processes that judge: this one and, as far as there is work for them, others.

    The others begin with what the worker learned of the first piece. This one cuts the document, and judges what none of the
    others is free for.
    """

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
        """Give a piece to another process or, while all of them have enough, judge it here; return its number."""
        self._given += 1
        pipe = self._free()
        if pipe is None:
            self._answers[self._given] = _judged(self.worker, *task)
        else:
            with _all_there():
                pipe.send_bytes(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
            self._owes[pipe].append(self._given)
        return self._given

    def _free(self) -> "Connection[bytes, bytes] | None":
        """Return the pipe to the process with the fewest pieces, a new one while none is without; None while all have enough."""
        if len(self._processes) < self.jobs - 1 and all(self._owes.values()):
            self._start()
        if min(map(len, self._owes.values())) >= _AHEAD:
            self._listen(timeout=0)
        pipe, owes = min(self._owes.items(), key=lambda item: len(item[1]))
        return pipe if len(owes) < _AHEAD else None

    def _answer(self, number: int) -> Checked:
        """Wait for what came of a piece."""
        while number not in self._answers:
            self._listen()
        answer = self._answers.pop(number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _listen(self, timeout: float | None = None) -> None:
        """Wait until a process answers, or is gone, at most so many seconds."""
        with _all_there():
            ready = wait(list(self._owes), timeout)
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
                why = f"a worker process cannot be started: {error.strerror}"
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
        raise FeedproofError("a worker process was killed, or ran out of memory; try fewer --jobs") from None


def _serve(worker: Worker, pipe: "Connection[bytes, bytes]") -> None:
    """Judge what comes through the pipe, until the process is ended."""
    begin()
    tasks: SimpleQueue[bytes] = SimpleQueue()
    answers: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_take_in, args=(pipe, tasks), daemon=True).start()
    Thread(target=_give_out, args=(pipe, answers), daemon=True).start()
    while True:
        task: Task = pickle.loads(tasks.get())  # noqa: S301 - of the process that started this one
        answers.put(_packed(_judged(worker, *task)))


def _take_in(pipe: "Connection[bytes, bytes]", tasks: "SimpleQueue[bytes]") -> None:
    """Take what is given at once: whoever gives a large piece cannot hear the answer to the last one meanwhile."""
    with suppress(EOFError, OSError):
        while True:
            tasks.put(pipe.recv_bytes())


def _give_out(pipe: "Connection[bytes, bytes]", answers: "SimpleQueue[bytes]") -> None:
    """Give out answers: nobody listens to a large one while they judge a piece themselves, and the next need not wait for that."""
    with suppress(OSError):  # nobody listens any more
        while True:
            pipe.send_bytes(answers.get())


def _judged(worker: Worker, piece: Piece, path: str) -> Checked | Exception:
    """Return what came of a piece, or what was raised: whoever asked raises it, when it is its turn."""
    try:
        return worker.work(piece, path)
    except Exception as error:  # noqa: BLE001 - of whatever kind
        return error


def _packed(answer: Checked | Exception) -> bytes:
    """Return an answer for the pipe; of an error that cannot be sent, what it says."""
    try:
        sent = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        if isinstance(answer, Exception):
            pickle.loads(sent)  # noqa: S301 - our own
    except Exception as error:  # noqa: BLE001 - what an exception of somebody else does when it is packed
        said = answer if isinstance(answer, Exception) else error
        sent = pickle.dumps(RuntimeError(f"{type(said).__name__}: {said}"))
    return sent
