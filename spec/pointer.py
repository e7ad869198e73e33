"""RFC 6901 JSON Pointers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_INDEX = re.compile("0|[1-9][0-9]{0,17}")


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


def moved(text: str, before: str, after: str) -> str:
    """Return a pointer, after what it leads to, or through, has another place."""
    return after + text.removeprefix(before) if is_within(text, before) else text


def is_within(text: str, outer: str) -> bool:
    """Return whether a pointer leads to the place of another, or to something inside it."""
    return text == outer or text.startswith(f"{outer}/")


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
    if isinstance(value, list) and (number := index(value, part)) is not None:
        return value[number]
    raise LookupError(part)


def index(array: Sequence[Any], part: str) -> int | None:
    """Return the index of the item that a reference token leads to, or None when it leads nowhere."""
    number = int(part) if _INDEX.fullmatch(part) else len(array)
    return number if number < len(array) else None
