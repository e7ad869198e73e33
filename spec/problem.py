"""What is wrong with a contract, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

from .conform import Issue
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


def problems(source: YamlDocument, issues: Iterable[Issue]) -> list[Problem]:
    """Return the issues of a document with their places, in the order of its lines, each once."""
    found = {Problem(*source.place(at), at, message) for at, message in issues}
    return sorted(found, key=lambda problem: (problem.path, problem.line, problem.pointer, problem.message))
