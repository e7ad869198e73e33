"""Find the known word that is nearest to a misspelt one, or is certainly meant by it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

_LONGEST = 80
"""Longer texts are not cached: they are not the words that are compared again and again."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word with the most similar spelling, or None if none is similar."""
    ask = _nearest if len(word) <= _LONGEST else _nearest.__wrapped__
    return ask(word, tuple(known))


@lru_cache(256)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Return the nearest word; cached, because the same mistake often recurs, and comparing is slow."""
    plain = _by_plain(known)
    if not plain or _plain(word) in plain:
        return plain.get(_plain(word))
    from difflib import get_close_matches

    matches = get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
    return plain[matches[0]] if matches else None


@lru_cache(16)
def _by_plain(known: tuple[str, ...]) -> dict[str, str]:
    return {_plain(candidate): candidate for candidate in known}


def same(word: str, known: Iterable[str]) -> str | None:
    """Return the only known word that differs at most in case, spaces, hyphens and underscores; None if there is none."""
    return _by_joined(tuple(known)).get(joined(word))


@lru_cache(256)
def _by_joined(known: tuple[str, ...]) -> dict[str, str]:
    """Return each word by its joined form, leaving out forms that several words share."""
    times = Counter(map(joined, known))
    return {joined(word): word for word in known if times[joined(word)] == 1}


def joined(word: str) -> str:
    """Return the form that is the same for all words that differ only in that way."""
    return _joined(word) if len(word) <= _LONGEST else _joined.__wrapped__(word)


@lru_cache(1024)
def _joined(word: str) -> str:
    return "".join(word.casefold().replace("-", " ").replace("_", " ").split())


def alias_for(word: str, names: Mapping[str, Collection[str]]) -> str | None:
    """Return the name that has a word among its aliases; None if there is none.

    An alias in another spelling (as for `same`) counts, too, unless that spelling fits several names, or is itself a name.
    """
    exact = next((name for name, aliases in names.items() if word in aliases), None)
    return exact or _joined_aliases(tuple(names), tuple(map(tuple, names.values()))).get(joined(word))


@lru_cache(256)
def _joined_aliases(names: tuple[str, ...], aliases: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Return the name for the joined form of each alias, leaving out forms that several names share, or that are a name."""
    pairs = {(joined(alias), name) for name, own in zip(names, aliases, strict=True) for alias in own}
    times = Counter([*(plain for plain, _ in pairs), *map(joined, names)])
    return {plain: name for plain, name in pairs if times[plain] == 1}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean …?)`, or an empty text if no known word is similar."""
    match = nearest(word, known)
    return f" (did you mean {match!r}?)" if match else ""


def unknown(kind: str, name: str, known: Iterable[str], see: str = "") -> str:
    """Return in words that a feed, a rule or the like is unknown, with the nearest name, and all names or where to `see` them."""
    known = tuple(known)
    return f"unknown {kind} {name!r}{did_you_mean(str(name), known)}; {see or f'{kind}s: ' + ', '.join(known)}"


def _plain(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())
