"""What harvests remember between runs: ``harvest.db`` in the library's folder.

It only saves asking again. Without it everything is fetched anew and found unchanged, so it is in
no backup, and a damaged one is set aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FILE = "harvest.db"
_WAIT_S = 60.0
_TABLES = """
CREATE TABLE IF NOT EXISTS items (
    location TEXT PRIMARY KEY, sha256 TEXT NOT NULL, version TEXT, etag TEXT, last_modified TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS walks (
    source TEXT PRIMARY KEY, token TEXT, begun TEXT, completed TEXT
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of an item that is in the catalogue: the digest of its file, its version."""

    sha256: str
    version: str | None
    validators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a list was read: the token to go on with, when it was begun, last completed."""

    token: str | None = None
    begun: str | None = None
    completed: str | None = None


class HarvestState:
    """An open state file; each thing is written down at once, for a run may end at any moment."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, or no place to write
                raise
            path.replace(path.with_suffix(".damaged"))
            for ending in ("-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self._db = _opened(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def item(self, location: str) -> Remembered | None:
        """Return what is known of an item, None if nothing."""
        query = "SELECT sha256, version, etag, last_modified FROM items WHERE location = ?"
        row = self._db.execute(query, (location,)).fetchone()
        if row is None:
            return None
        named = {"etag": row[2], "last-modified": row[3]}
        return Remembered(row[0], row[1], {key: value for key, value in named.items() if value})

    def remember(self, location: str, item: Remembered) -> None:
        """Write down an item that was committed."""
        values = (location, item.sha256, item.version)
        dated = item.validators.get("etag"), item.validators.get("last-modified")
        self._db.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?)", (*values, *dated))

    def forget(self, location: str) -> None:
        """Know nothing more of an item: it is asked for anew."""
        self._db.execute("DELETE FROM items WHERE location = ?", (location,))

    def walk(self, source: str) -> Walk:
        """Return how far a list was read."""
        query = "SELECT token, begun, completed FROM walks WHERE source = ?"
        row = self._db.execute(query, (source,)).fetchone()
        return Walk(*row) if row else Walk()

    def keep_walk(self, source: str, walk: Walk) -> None:
        """Write down how far a list was read."""
        values = (source, walk.token, walk.begun, walk.completed)
        self._db.execute("INSERT OR REPLACE INTO walks VALUES (?, ?, ?, ?)", values)


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(_TABLES)
    except BaseException:
        with suppress(sqlite3.Error):
            db.close()
        raise
    return db
