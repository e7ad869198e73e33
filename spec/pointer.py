"""RFC 6901 JSON Pointers."""

from collections.abc import Iterable, Iterator
from typing import Any


def join(base: str, *parts: str | int) -> str:
    """Add reference tokens to a pointer, escaped."""
    return base + "".join(["/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts])


def pointer(parts: Iterable[str | int]) -> str:
    """Make a pointer of plain member names and indexes."""
    return join("", *parts)


def around(text: str) -> Iterator[str]:
    """Yield the pointers of what is around the place of a pointer, the nearest first, the root last."""
    while text:
        text = text.rpartition("/")[0]
        yield text


def split(text: str) -> list[str]:
    """Return the pointer's reference tokens, unescaped. Raises ValueError when it is not a pointer."""
    if text and not text.startswith("/"):
        raise ValueError(f"{text!r} is not a JSON Pointer: it must be empty or begin with /")
    if any(part[:1] not in {"0", "1"} for part in text.split("~")[1:]):
        raise ValueError(f"{text!r} is not a JSON Pointer: ~ is written ~0, and / in a name ~1")
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def resolve(document: Any, text: str) -> Any:
    """Return what the pointer leads to. Raises LookupError naming the part that is not there."""
    value = document
    for part in split(text):
        value = step(value, part)
    return value


def step(value: Any, part: str) -> Any:
    """Follow one reference token. Raises LookupError when it leads nowhere."""
    if isinstance(value, dict) and part in value:
        return value[part]
    if (
        isinstance(value, list)
        and part.isascii()
        and part.isdigit()
        and str(int(part)) == part
        and int(part) < len(value)
    ):
        return value[int(part)]
    raise LookupError(part)
