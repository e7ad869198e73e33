"""Build the source code of a function: its lines, its names, and the constants that it reads."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class CodeBuilder:
    """The source code of a function, line by line."""

    def __init__(self, constants: Mapping[str, Any] | None = None) -> None:
        """Begin a function that reads these constants."""
        self.constants = dict(constants or {})
        self._bound = {id(constant): name for name, constant in self.constants.items()}
        self._lines: list[str] = []
        self._names = 0

    def name(self) -> str:
        """Return a name that is not in use."""
        self._names += 1
        return f"_{self._names}"

    def bind(self, constant: Any) -> str:
        """Return the name of a constant."""
        name = self._bound.get(id(constant))
        if name is None:
            name = self._bound[id(constant)] = self.name()
            self.constants[name] = constant
        return name

    def add(self, depth: int, line: str) -> None:
        """Add a line, so many levels deep."""
        self._lines.append("    " * depth + line)

    def expression(self, argument: str, result: str) -> Callable[[Any], Any]:
        """Return a small function of this argument; `result` is an expression."""
        function: Callable[[Any], Any] = eval(f"lambda {argument}: {result}", self.constants)  # noqa: S307 - as below
        return function

    def function(self, arguments: str, head: Iterable[str] = (), tail: Iterable[str] = ()) -> Callable[..., Any]:
        """Return the function of these arguments: the lines that were added, between those of head and tail."""
        lines = [f"def made({arguments}):", *head, *self._lines, *tail]
        exec("\n".join(lines), self.constants)  # noqa: S102 - made of the contract, whose words are quoted, and the rules
        made: Callable[..., Any] = self.constants["made"]
        return made
