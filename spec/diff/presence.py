"""Differences in what only one contract has: requirements, and the media types of a body."""

from collections.abc import Iterator
from typing import Any

from .difference import Difference
from .effect import Effect


def asked_for(keyword: str, had: Any, has: Any, about: str) -> Iterator[Difference]:
    """Yield the difference if a requirement was added, removed or changed; an empty value requires nothing."""
    if had != has:
        effect = Effect.STRICTER if not had else Effect.LOOSER if not has else Effect.OTHER
        kind = "added" if not had else "removed" if not has else "changed"
        yield Difference(effect, kind, keyword=keyword, about=about, old=had or None, new=has or None)


def of_content(had: dict[str, Any], has: dict[str, Any], about: str) -> Iterator[Difference]:
    """Yield the media types of a body that only one side has; without any media type, there is no body."""
    before, after = had.get("content", {}), has.get("content", {})
    for media in dict.fromkeys((*after, *before)):
        if media not in before:
            yield Difference(Effect.LOOSER, "gained", keyword="content", new=media, about=about)
        elif media not in after:
            yield Difference(Effect.STRICTER, "lost", keyword="content", old=media, about=about)
