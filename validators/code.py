"""Build the source code of a function: its lines, its names, and the constants that it reads."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class CodeBuilder:
    """Builds a function from source code, line by line; `constants` are the names that it can read."""

    def __init__(self, constants: Mapping[str, Any] | None = None) -> None:
        self.constants = dict(constants or {})
        self._bound = {id(constant): name for name, constant in self.constants.items()}
        self._lines: list[str] = []
        self._names = 0

    def name(self) -> str:
        """Return a name that is not in use."""
        self._names += 1
        return f"_{self._names}"

    def bind(self, constant: Any) -> str:
        """Return the name by which the code reads a constant; a new constant is given one."""
        name = self._bound.get(id(constant))
        if name is None:
            name = self._bound[id(constant)] = self.name()
            self.constants[name] = constant
        return name

    def add(self, depth: int, line: str) -> None:
        """Add a line of code, indented by `depth` levels."""
        self._lines.append("    " * depth + line)

    def expression(self, argument: str, result: str) -> Callable[[Any], Any]:
        """Return a lambda with this argument; `result` is the source of its expression."""
        function: Callable[[Any], Any] = eval(f"lambda {argument}: {result}", self.constants)  # noqa: S307 - as in `function`
        return function

    def function(self, arguments: str, head: Iterable[str] = (), tail: Iterable[str] = ()) -> Callable[..., Any]:
        """Return the function with these arguments; its body is the head, the lines that were added, and the tail."""
        lines = [f"def made({arguments}):", *head, *self._lines, *tail]
        exec("\n".join(lines), self.constants)  # noqa: S102 - the code comes from the rules, and from the contract, whose words are quoted
        made: Callable[..., Any] = self.constants["made"]
        return made
