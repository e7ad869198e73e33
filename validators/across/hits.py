"""Sort the records that broke a rule across records by place; if there are many, on disk."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ...spec.errors import no_place
from .ids import IDS
from .search import Hit


class Hits:
    """Hits in order of place, and the values at the places that they refer to. A few hits never touch the disk."""

    def __init__(self) -> None:
        """Open a database without a name, which is deleted when the process ends."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript("""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -4000;
            CREATE TABLE hit (at INTEGER, site INTEGER, first INTEGER, PRIMARY KEY (at, site)) WITHOUT ROWID;
            CREATE TABLE seen (at INTEGER, site INTEGER, value TEXT, place TEXT, PRIMARY KEY (at, site)) WITHOUT ROWID;
            BEGIN;
        """)

    def close(self) -> None:
        """Close the database, which frees its space on disk."""
        self._db.close()

    def add(self, hits: Iterable[Hit]) -> None:
        """Add hits in any order. Raises FeedproofError if the disk is full."""
        with _disk_errors():
            self._db.executemany("INSERT INTO hit VALUES (?, ?, ?)", hits)

    def __iter__(self) -> Iterator[tuple[Hit, bool]]:
        """Yield every hit with True, and, before it, the place that it refers to with False; in order of place."""
        with _disk_errors():
            yield from (
                (Hit(at, site, first), bool(is_hit))
                for at, site, first, is_hit in self._db.execute("""
                    SELECT at, site, first, 1 AS is_hit FROM hit
                    UNION ALL SELECT DISTINCT first, site, NULL, 0 FROM hit WHERE first IS NOT NULL
                    ORDER BY at, is_hit, site
                """)
            )

    def see(self, hit: Hit, value: str, place: str) -> None:
        """Store the value at the place of a hit, and the words for that place."""
        with _disk_errors():
            self._db.execute("INSERT INTO seen VALUES (?, ?, ?, ?)", (hit.at, hit.site, value, place))

    def seen(self, hit: Hit) -> tuple[str, str]:
        """Return the value and the place that a hit refers to; both are empty if they were not stored."""
        found = self._db.execute("SELECT value, place FROM seen WHERE at = ? AND site = ?", (hit.first, hit.site))
        value, place = found.fetchone() or ("", "")
        return value, place


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise no_place(IDS, error) from None
