"""The library's folder: room, catalogue, indexes, owner. It is only read."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from api.doctor.finding import Finding, note, ok, wrong
from api.settings import Settings
from corpus.errors import ModelDamaged, ModelMissing, PrassiError
from corpus.schema import HEAD
from corpus.vocabulary import vocabulary_version
from index import chroma, lexical
from index.apply import dense_folder, lexical_folder
from index.manifest import Manifest, check_manifest, read_manifest
from index.model import model_folder
from index.model import read_manifest as read_model
from index.owner import current_owner, describe_owner
from ingest.annotate.version import is_current

# A page of text takes about 25 KB in catalogue and indexes, its vectors included; below the
# first, ingesting may fail within one folder of reports, below the second at once.
_LITTLE_BYTES = 2_000_000_000
_TOO_LITTLE_BYTES = 200_000_000
_REBUILD = "run `prassi rebuild`"


def check_library(settings: Settings) -> Iterator[Finding]:
    """Yield how the library stands."""
    data = settings.data.absolute()
    yield from _folder(data)
    path = data / "catalogue.db"
    if not path.exists():
        yield note("catalogue", f"there is no library in {data} yet", "`prassi ingest` makes one")
        return
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as db:
            yield from _catalogue(db)
            seq = db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
            yield from _labels(db)
    except sqlite3.Error as error:
        yield _damaged(f"{path} cannot be read ({error})")
        return
    yield from _indexes(settings, data, int(seq))
    yield _owner(data)


def _folder(data: Path) -> Iterator[Finding]:
    above = next(p for p in (data, *data.parents) if p.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        yield wrong("folder", f"{above} cannot be written", "choose another with `--data DIR`")
        return
    free = shutil.disk_usage(above).free
    said = f"{data}, {free / 1e9:.1f} GB free"
    if free < _TOO_LITTLE_BYTES:
        yield wrong("folder", said, "make room on the disk, or move the library")
    elif free < _LITTLE_BYTES:
        yield note("folder", said, "make room before much is ingested")
    else:
        yield ok("folder", said)


def _catalogue(db: sqlite3.Connection) -> Iterator[Finding]:
    revision = db.execute("SELECT version_num FROM alembic_version").fetchone()
    found = revision[0] if revision else "none"
    if found > HEAD:
        newer = f"written by a newer version of Prassi (schema {found}, this one knows {HEAD})"
        yield wrong("catalogue", newer, "install that version")
        return
    damage = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    orphans = len(db.execute("PRAGMA foreign_key_check").fetchall())
    if orphans:
        damage.append(f"{orphans} rows point at nothing")
    if damage:
        yield _damaged("; ".join(damage))
        return
    counts = [
        f"{db.execute(f'SELECT count(*) FROM {table}').fetchone()[0]} {table}"  # noqa: S608
        for table in ("records", "pages", "passages")
    ]
    old = "" if found == HEAD else "; the next command brings it up to this version"
    yield ok("catalogue", f"sound, schema {found}, {', '.join(counts)}{old}")


def _labels(db: sqlite3.Connection) -> Iterator[Finding]:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'annotated'").fetchone():
        return  # a catalogue of an older version, which the next command brings up
    known = db.execute(
        "SELECT version FROM records LEFT JOIN annotated ON record_id = records.id"
    ).fetchall()
    older = sum(1 for (version,) in known if version is None or not is_current(version))
    if older:
        said = f"older rules labelled {older} of {len(known)} records"
        yield note("labels", said, "run `prassi annotate --library`; corrections hold")
    else:
        yield ok("labels", f"{len(known)} records labelled by the rules in use")


def _damaged(said: str) -> Finding:
    return wrong("catalogue", said, "put a backup back: `prassi restore FILE --force`")


def _indexes(settings: Settings, data: Path, seq: int) -> Iterator[Finding]:
    words = Manifest("lexical", lexical.FORMAT, vocabulary=vocabulary_version())
    yield _index("words index", lexical_folder(data), words, seq)
    try:
        model = read_model(model_folder(settings.model, settings.models_folder))
    except (ModelMissing, ModelDamaged):
        yield note("meaning index", "not looked at: the model is not there")
        return
    meaning = Manifest("dense", chroma.FORMAT, model.fingerprint, model.dimension)
    yield _index("meaning index", dense_folder(data, model.fingerprint), meaning, seq)


def _index(name: str, folder: Path, expected: Manifest, seq: int) -> Finding:
    try:
        found = read_manifest(folder)
        if found is None:
            return note(name, "not built yet", "searches, the server and `prassi rebuild` build it")
        check_manifest(folder, found, expected)
    except PrassiError as error:
        return wrong(name, str(error), _REBUILD)
    behind = max(seq - found.applied, 0)
    if behind:
        todo = "the next search, ingestion or server applies them"
        return note(name, f"{behind} of {seq} changes are not applied yet", todo)
    return ok(name, f"up to date (change {found.applied})")


def _owner(data: Path) -> Finding:
    if current_owner(data) is None:
        return ok("owner", "no process has the indexes")
    return note("owner", f"{describe_owner(data)} has the indexes")
