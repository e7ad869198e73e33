"""What is wrong with a contract, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

from .conform import Issue
from .pointer import split
from .yaml_document import YamlDocument


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a contract, at a pointer into it and the line where that stands, from 1."""

    path: str
    line: int
    pointer: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: "
        return f"{where}{self.pointer}: {self.message}" if self.pointer else f"{where}{self.message}"


def _since(source: YamlDocument, message: str) -> str:
    """Say where an overlay took away what the message misses, or nothing."""
    for at, (overlay, origin) in source.removed.items():
        if repr(split(at)[-1]) in message:
            name, line = overlay.place(origin)
            return f"; {name}:{line} took it away, so take this away, too"
    return ""


def _adds(source: YamlDocument, at: str) -> str:
    """Say which overlay added to what is wrong, where that stands in another document; or nothing."""
    inside = (graft for graft in source.grafts if graft.rpartition("/")[0] == at)
    places = (overlay.place(origin) for overlay, origin in map(source.grafts.__getitem__, inside))
    return next((f"; {name}:{line} adds to it" for name, line in places if name != source.place(at)[0]), "")


def problems(source: YamlDocument, issues: Iterable[Issue]) -> list[Problem]:
    """Return the issues of a document with their places, in the order of its lines, each once."""
    found = {
        Problem(*source.place(at), at, f"{message}{_since(source, message)}{_adds(source, at)}")
        for at, message in issues
    }
    return sorted(found, key=lambda problem: (problem.path, problem.line, problem.pointer, problem.message))
