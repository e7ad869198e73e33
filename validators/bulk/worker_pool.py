"""Judge pieces on several processes: this one, and others connected by pipes. The results are put in order."""

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
from .parts import Around
from .pieces import Piece
from .worker import Worker

_AHEAD = 3
"""How many pieces each other process holds: the one it judges, and more to keep it busy while this process judges one."""
_APART = 4
"""How many pieces per process may lie between the oldest unanswered piece and the newest; more would only take memory."""

Task = tuple[Piece, str]
"""A piece, and the name of its document."""


@dataclass(slots=True)
class WorkerPool:
    """Up to `jobs` processes, including this one; others are started as there is work for them.

    The others start with what the worker learned from the first piece. This process cuts the document, and judges the pieces for
    which no other process is free. `_unanswered` holds the numbers of the pieces that each process has not answered yet.
    """

    worker: Worker
    jobs: int
    _processes: list[Process] = field(default_factory=list)
    _unanswered: "dict[Connection[bytes, bytes], deque[int]]" = field(default_factory=dict)
    _answers: dict[int, Checked | Exception] = field(default_factory=dict)
    _assigned: int = 0

    def work(self, cut: Iterator[Piece], path: str) -> Iterator[Checked]:
        """Yield the results of the pieces of a document, in order.

        Raises any exception that was raised while a piece was judged, and FeedproofError if a process is gone.
        """
        if not self._processes:
            yield from (self.worker.work(piece, path) for piece in _first(cut))
        self._answers.clear()  # of a document that was abandoned
        waiting: deque[int] = deque()
        for piece in cut:
            waiting.append(self._assign((piece, path)))
            while waiting and (waiting[0] in self._answers or len(waiting) > self.jobs * _APART):
                yield self._answer(waiting.popleft())
        yield from map(self._answer, waiting)

    def _assign(self, task: Task) -> int:
        """Give a piece to another process, or judge it here if all others have enough; return its number."""
        self._assigned += 1
        pipe = self._free_pipe()
        if pipe is None:
            self._answers[self._assigned] = _judged(self.worker, *task)
        else:
            with _gone_is_an_error():
                pipe.send_bytes(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
            self._unanswered[pipe].append(self._assigned)
        return self._assigned

    def _free_pipe(self) -> "Connection[bytes, bytes] | None":
        """Return the pipe to the process with the fewest pieces, perhaps a new one if all have some; None if all have enough."""
        if len(self._processes) < self.jobs - 1 and all(self._unanswered.values()):
            self._start()
        if min(map(len, self._unanswered.values())) >= _AHEAD:
            self._listen(timeout=0)
        pipe, unanswered = min(self._unanswered.items(), key=lambda item: len(item[1]))
        return pipe if len(unanswered) < _AHEAD else None

    def _answer(self, number: int) -> Checked:
        """Wait for the result of a piece, and return it, or raise its exception."""
        while number not in self._answers:
            self._listen()
        answer = self._answers.pop(number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _listen(self, timeout: float | None = None) -> None:
        """Wait at most `timeout` seconds until a process answers, or is gone; store the answers."""
        with _gone_is_an_error():
            ready = wait(list(self._unanswered), timeout)
            for pipe, unanswered in self._unanswered.items():
                if pipe in ready:
                    self._answers[unanswered.popleft()] = pickle.loads(pipe.recv_bytes())  # noqa: S301 - of our own process

    def _start(self) -> None:
        """Start another process. Raises FeedproofError if the system does not allow it."""
        with starting():
            try:
                here, there = Pipe()
                process = Process(target=_serve, args=(self.worker, there), daemon=True)
                process.start()
            except OSError as error:
                why = f"a worker process cannot be started: {error.strerror}"
                raise FeedproofError(f"{why}; try fewer --jobs") from None
            there.close()  # or the end of the process would not be noticed
            self._processes.append(process)
            self._unanswered[here] = deque()

    def end(self) -> None:
        """Kill the processes, whatever they are doing."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()


def _first(cut: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces up to and including the first that has records."""
    for piece in cut:
        yield piece
        if not isinstance(piece, Around):
            return


@contextmanager
def _gone_is_an_error() -> Iterator[None]:
    """Raise FeedproofError if a process turns out to be gone."""
    try:
        yield
    except (EOFError, OSError):
        raise FeedproofError("a worker process was killed, or ran out of memory; try fewer --jobs") from None


def _serve(worker: Worker, pipe: "Connection[bytes, bytes]") -> None:
    """Judge the pieces that come through the pipe, until the process is killed."""
    begin()
    tasks: SimpleQueue[bytes] = SimpleQueue()
    answers: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_receive_tasks, args=(pipe, tasks), daemon=True).start()
    Thread(target=_send_answers, args=(pipe, answers), daemon=True).start()
    while True:
        task: Task = pickle.loads(tasks.get())  # noqa: S301 - of the process that started this one
        answers.put(_pickled(_judged(worker, *task)))


def _receive_tasks(pipe: "Connection[bytes, bytes]", tasks: "SimpleQueue[bytes]") -> None:
    """Receive tasks without delay: while the parent sends a large piece, it cannot receive the answer to the last one."""
    with suppress(EOFError, OSError):
        while True:
            tasks.put(pipe.recv_bytes())


def _send_answers(pipe: "Connection[bytes, bytes]", answers: "SimpleQueue[bytes]") -> None:
    """Send answers from a thread: the parent receives none while it judges a piece itself, and the next task does not wait."""
    with suppress(OSError):  # the parent is gone
        while True:
            pipe.send_bytes(answers.get())


def _judged(worker: Worker, piece: Piece, path: str) -> Checked | Exception:
    """Return the result of a piece, or the exception, which is raised in the parent when it is the turn of the piece."""
    try:
        return worker.work(piece, path)
    except Exception as error:  # noqa: BLE001 - it is raised in the parent
        return error


def _pickled(answer: Checked | Exception) -> bytes:
    """Return an answer, pickled for the pipe; an exception that cannot be pickled is sent as its message."""
    try:
        sent = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        if isinstance(answer, Exception):
            pickle.loads(sent)  # noqa: S301 - our own
    except Exception as error:  # noqa: BLE001 - any exception may fail to pickle, in any way
        said = answer if isinstance(answer, Exception) else error
        sent = pickle.dumps(RuntimeError(f"{type(said).__name__}: {said}"))
    return sent
