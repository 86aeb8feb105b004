"""Clearing away what nothing uses any more. Never a record, nor anything a person said.

Safe beside a running ingestion: rows go only if, in the transaction that removes them, they still
are what was found; files only if they have been still for an hour, and a copy that is relied on
again is touched first (see corpus.files.keep).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import sqlalchemy as sa

from corpus import schema
from corpus.catalogue import Catalogue
from corpus.files import PARTIAL
from corpus.sources import Outcome

# A file is copied before its record is committed, at once after: an hour is far more than that.
_STILL_S = 3_600
_SET_ASIDE = ".tidied-"
# Rows a transaction: whoever ingests never waits long for its turn to write.
_SLICE = 1_000
# Keyed by model and text: what is embedded of a text serves every passage that says it.
_BY_TEXT = tuple(t for t in schema.metadata.sorted_tables if "text_hash" in t.c)


_Seen = tuple[str, str]  # a place, and when it was seen


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many things were cleared away."""

    vanished: int  # places whose file is gone, of records that other places hold
    failures: int  # notes on files that could not be read and are gone
    vectors: int  # of texts that no passage has
    files: int  # copies of what no record was read from
    partial: int  # unfinished copies

    def __bool__(self) -> bool:
        return any(astuple(self))

    def __str__(self) -> str:
        named = {
            "places of files that are gone": self.vanished,
            "notes on unread files that are gone": self.failures,
            "vectors of texts that are gone": self.vectors,
            "copies of files that no record is of": self.files,
            "unfinished copies": self.partial,
        }
        return ", ".join(f"{count} {what}" for what, count in named.items() if count)


def tidy(catalogue: Catalogue, files: Path) -> Tidied:
    """Clear away what nothing uses; ``files`` is the folder of the library's own copies."""
    return Tidied(
        vanished=_remove_sources(catalogue, _vanished(catalogue)),
        failures=_remove_sources(catalogue, _gone_failures(catalogue)),
        vectors=sum(_remove_vectors(catalogue, table) for table in _BY_TEXT),
        files=_remove_copies(catalogue, files),
        partial=_remove_partial(files),
    )


# Places


def _vanished(catalogue: Catalogue) -> list[_Seen]:
    """Return the places whose file is gone, of records with a place whose file is there.

    The last known place of a record is kept, and all of them when none is there (a drive that is
    not connected): the record came from somewhere.
    """
    table = schema.sources
    shared = sa.select(table.c.record_id).group_by(table.c.record_id).having(sa.func.count() > 1)
    query = sa.select(table.c.location, table.c.seen_at, table.c.record_id).where(
        table.c.record_id.in_(shared)
    )
    with catalogue.engine.connect() as connection:
        rows = connection.execute(query).all()
    there: dict[str, list[Path]] = {}
    for row in rows:
        if _is_there(row.location):
            there.setdefault(row.record_id, []).append(Path(row.location))
    return [
        (row.location, row.seen_at)
        for row in rows
        if _is_gone(row.location, there.get(row.record_id, []))
    ]


def _gone_failures(catalogue: Catalogue) -> list[_Seen]:
    """Return the places that gave no record and have no file: names typed wrong, mostly."""
    table = schema.sources
    query = sa.select(table.c.location, table.c.seen_at).where(
        table.c.outcome == Outcome.FAILED.value, table.c.record_id.is_(None)
    )
    with catalogue.engine.connect() as connection:
        rows = connection.execute(query).all()
    # A name that is no valid text is noted with its bytes escaped, and looks as if it were gone;
    # whether an address still leads somewhere is not asked.
    return [
        (row.location, row.seen_at)
        for row in rows
        if not re.search(r"\\x|://", row.location) and not _may_be_there(row.location)
    ]


def _remove_sources(catalogue: Catalogue, found: Sequence[_Seen]) -> int:
    table = schema.sources
    removed = 0
    for start in range(0, len(found), _SLICE):
        with catalogue.writing() as connection:
            for location, seen_at in found[start : start + _SLICE]:
                # Seen again meanwhile: then it stays.
                unchanged = (table.c.location == location) & (table.c.seen_at == seen_at)
                removed += connection.execute(sa.delete(table).where(unchanged)).rowcount
    return removed


def _is_there(location: str) -> bool:
    try:
        return Path(location).is_file()
    except (OSError, ValueError):
        return False


def _may_be_there(location: str) -> bool:
    try:
        Path(location).lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True  # not to be seen is not to be gone
    return True


def _is_gone(location: str, there: Sequence[Path]) -> bool:
    """Say whether a file was moved or removed, and not merely out of reach.

    A folder that is missing or empty may be that of a drive or share not connected now, and says
    nothing, unless the same file stands beside it: then the folder was renamed.
    """
    if not there or _may_be_there(location):
        return False
    folder = Path(location).parent
    try:
        if folder.is_dir():
            return any(folder.iterdir())
    except OSError:
        return False
    above = next((p for p in folder.parents if p.is_dir()), None)
    if above is None or above == above.parent:
        return False
    return any(place.is_relative_to(above) for place in there)


# Vectors


def _remove_vectors(catalogue: Catalogue, table: sa.Table) -> int:
    unused = ~sa.exists().where(schema.passages.c.embedding_hash == table.c.text_hash)
    query = sa.select(table.c.model, table.c.text_hash).where(unused)
    with catalogue.engine.connect() as connection:
        found = connection.execute(query).all()
    removed = 0
    for start in range(0, len(found), _SLICE):
        keys = [tuple(row) for row in found[start : start + _SLICE]]
        chosen = sa.tuple_(table.c.model, table.c.text_hash).in_(keys)
        with catalogue.writing() as connection:
            # A passage that says it again may have come meanwhile.
            removed += connection.execute(sa.delete(table).where(chosen, unused)).rowcount
    return removed


# Files


def _remove_copies(catalogue: Catalogue, files: Path) -> int:
    with catalogue.engine.connect() as connection:
        held = set(connection.scalars(sa.select(schema.records.c.sha256)))
    for aside in _still(files, f"{_SET_ASIDE}*"):  # left by a process that was killed
        path = aside.with_name(aside.name.removeprefix(_SET_ASIDE))
        if path.name.split(".")[0] in held and not path.exists():
            aside.rename(path)
    removed = 0
    for path in _still(files, "[0-9a-f]*"):
        if path.name.split(".")[0] not in held:
            removed += _removed(catalogue, path)
    return removed


def _removed(catalogue: Catalogue, path: Path) -> bool:
    """Remove a copy that no record is of, unless somebody has begun to rely on it."""
    aside = path.with_name(_SET_ASIDE + path.name)
    try:
        path.rename(aside)
    except FileNotFoundError:  # another process tidies too
        return False
    # Out of reach now: touched before that, it is still asked for; after it, it is copied anew.
    if not _is_still(aside) or catalogue.record_of_digest(path.name.split(".")[0]) is not None:
        aside.replace(path)
        return False
    aside.unlink(missing_ok=True)
    return True


def _remove_partial(files: Path) -> int:
    found = [*_still(files, f"{PARTIAL}*"), *_still(files, f"{_SET_ASIDE}*")]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _still(files: Path, pattern: str) -> Iterator[Path]:
    for folder in sorted(files.iterdir()) if files.is_dir() else ():
        if folder.is_dir():
            yield from (p for p in sorted(folder.glob(pattern)) if p.is_file() and _is_still(p))


def _is_still(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - _STILL_S
    except FileNotFoundError:
        return False
