"""Writing a backup, beside whoever ingests or serves."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from api.backup.archive import (
    CATALOGUE,
    FORMAT,
    KIND,
    MANIFEST,
    Manifest,
    Member,
    Sizes,
    read_manifest,
)
from api.library import Library
from api.receipts.store import ReceiptStore
from api.settings import CHOICES_FILE
from corpus.catalogue import Catalogue
from corpus.changes import now
from corpus.errors import CatalogueMismatch
from corpus.files import path_of
from corpus.own_terms import own_files
from corpus.records import Record
from corpus.schema import HEAD
from eval.summary import SUMMARY_FILE

#: Told (what, done, total): pages of the catalogue, then files.
Progress = Callable[[str, int, int], None]

_PIECE_BYTES = 1 << 20
# Pages of the database copied at a time (8 MB), between which progress is told.
_PAGES = 2_000
# Text packs well, most documents are packed already.
_PACKED = frozenset({".pdf", ".pptx", ".docx", ".epub", ".odt", ".odp", ".zip", ".png", ".jpg"})
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of zip: what is the same gives the same archive


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a backup. ``changed`` are kept files that are not what was once read."""

    manifest: Manifest
    changed: tuple[str, ...]
    size: int


def write_backup(library: Library, target: Path, progress: Progress) -> Written:
    """Write a backup of a library to ``target``, whole or not at all.

    It holds one state of the catalogue, whatever is ingested meanwhile, and the files of exactly
    its records; one that is missing or was changed is told, and the rest is saved all the same.
    An older backup at ``target`` is replaced.

    Raises BadBackup if something else than a backup lies at ``target``, CatalogueMismatch if the
    catalogue is damaged, OSError if the target cannot be written.
    """
    if target.exists():
        read_manifest(target)
    folder = target.absolute().parent
    with tempfile.TemporaryDirectory(dir=folder, prefix=".prassi-backup-") as name:
        work = Path(name)
        copy = work / CATALOGUE
        copy_catalogue(library.catalogue.path, copy, progress)
        packed = work / "backup.zip"
        with Catalogue(copy) as catalogue:
            written = _pack(library, catalogue, copy, packed, progress)
        packed.replace(target)
        _settle(folder)
    return written


def copy_catalogue(source: Path, target: Path, progress: Progress) -> None:
    """Copy one state of the catalogue, and check the copy.

    Raises CatalogueMismatch if it is damaged.
    """
    with closing(sqlite3.connect(source, isolation_level=None)) as db:
        # Without a transaction of its own the copy begins anew each time somebody commits.
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            db.backup(
                copy,
                pages=_PAGES,
                progress=lambda _, left, total: progress("Catalogue", total - left, total),
            )
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA quick_check").fetchone()
    if found != ("ok",):
        raise CatalogueMismatch(source, f"is damaged ({found[0]}); `prassi verify` says more")


def _pack(
    library: Library, catalogue: Catalogue, copy: Path, packed: Path, progress: Progress
) -> Written:
    members: list[Member] = []
    missing: list[str] = []
    changed: list[str] = []
    counts = catalogue.counts()
    with packed.open("xb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for done, record in enumerate(_records(catalogue), 1):
                path = path_of(library.files, record)
                name = path.relative_to(library.data).as_posix()
                try:
                    member = _added(archive, path, name)
                except FileNotFoundError:
                    missing.append(name)
                    continue
                members.append(member)
                if member.sha256 != record.sha256:
                    changed.append(name)
                progress("Files", done, counts.records)
            for name in (CHOICES_FILE, SUMMARY_FILE):
                if (library.data / name).exists():
                    members.append(_added(archive, library.data / name, name))
            for own in (*own_files(library.data), *ReceiptStore(library.data).files()):
                members.append(_added(archive, own, own.relative_to(library.data).as_posix()))
            catalogue.close()  # leaves the copy in one file
            members.append(_added(archive, copy, CATALOGUE))
            manifest = Manifest(
                kind=KIND,
                format=FORMAT,
                program=_program(),
                revision=HEAD,
                made_at=now(),
                counts=Sizes(records=counts.records, pages=counts.pages, passages=counts.passages),
                members=tuple(members),
                missing=tuple(missing),
            )
            archive.writestr(_info(MANIFEST), manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
    return Written(manifest, tuple(changed), size)


def _added(archive: zipfile.ZipFile, path: Path, name: str) -> Member:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(_info(name), "w", force_zip64=True) as out:
        while piece := source.read(_PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    return Member(name=name, size=size, sha256=digest.hexdigest())


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EARLIEST)
    packed = Path(name).suffix in _PACKED
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _records(catalogue: Catalogue) -> Iterator[Record]:
    after = ""
    while records := catalogue.records(after=after):
        yield from records
        after = records[-1].id


def _program() -> str:
    try:
        return version("prassi")
    except PackageNotFoundError:  # run from a folder without being installed
        return "0"


def _settle(folder: Path) -> None:
    """See that a new name in a folder outlives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
