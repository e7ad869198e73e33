"""Build the source code of a function: its lines, its names, and the constants that it reads."""

from collections.abc import Callable, Mapping
from typing import Any


class Unsupported(Exception):  # noqa: N818 - it says that the accepting path cannot be compiled, and that is no error
    """A schema holds something that the accepting path does not know."""


class CodeBuilder:
    """The source code of a function, line by line. If the function raises, it returns `doubt`, which means: not accepted."""

    def __init__(self, constants: Mapping[str, Any] | None = None) -> None:
        """Begin a function that reads these constants."""
        self.constants = dict(constants or {})
        self._lines: list[str] = []
        self._names = 0

    def name(self) -> str:
        """Return a name that is not in use."""
        self._names += 1
        return f"_{self._names}"

    def bind(self, constant: Any) -> str:
        """Return the name of a constant."""
        name = next((name for name, other in self.constants.items() if other is constant), None)
        if name is None:
            name = self.name()
            self.constants[name] = constant
        return name

    def add(self, depth: int, line: str) -> None:
        """Add a line, so many levels deep."""
        self._lines.append("    " * depth + line)

    def function(self, argument: str, result: str) -> Callable[[Any], Any]:
        """Return a small function of this argument; `result` is an expression."""
        function: Callable[[Any], Any] = eval(f"lambda {argument}: {result}", self.constants)  # noqa: S307 - as below
        return function

    def compile(self, argument: str, result: str, doubt: str = "False") -> Callable[[Any], Any]:
        """Return the function of this argument; `result` and `doubt` are expressions of what it returns."""
        head = [f"def accept({argument}):", "    try:"]
        tail = [f"        return {result}", "    except Exception:", f"        return {doubt}"]
        exec("\n".join([*head, *self._lines, *tail]), self.constants)  # noqa: S102 - made of the contract and the rules
        accept: Callable[[Any], Any] = self.constants["accept"]
        return accept
