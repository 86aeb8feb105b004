"""Putting a library back from a backup, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from api.backup.archive import CATALOGUE, DAMAGE, BadBackup, Manifest, Member, open_backup
from api.keys import KEYS_FILE
from corpus.catalogue import Catalogue
from corpus.errors import CatalogueMismatch, PrassiError
from index.owner import own

#: Told (done, total) in bytes.
Progress = Callable[[int, int], None]

_PIECE_BYTES = 1 << 20
# Left free on the disk: indexes are built next, and a full disk stops everything else.
_SPARE_BYTES = 200_000_000


class FolderInUse(PrassiError):
    """The folder to restore into is not empty."""

    def __init__(self, folder: Path, what: str) -> None:
        super().__init__(
            f"{folder} holds {what} already; with --force it is set aside, not deleted."
        )
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore; ``aside`` is where the folder is now that was there before."""

    manifest: Manifest
    aside: Path | None


def restore(archive: Path, data: Path, progress: Progress, *, force: bool = False) -> Restored:
    """Put the library in a backup back as the folder ``data``.

    All is unpacked and checked beside it first: names, sizes, SHA-256, the catalogue. Only then
    the folder takes its name. With ``force`` a folder that is there is set aside under another
    name.

    Raises BadBackup for an archive that is damaged, hostile or newer, FolderInUse if ``data`` is
    not empty (without ``force``), OwnerBusy if another process has its indexes, OSError if the
    disk refuses.
    """
    data = data.absolute()
    _check_place(data, force=force)
    data.parent.mkdir(parents=True, exist_ok=True)
    with _alone(data), open_backup(archive) as (opened, manifest):
        _check_room(archive, data.parent, manifest)
        prefix = _staging(data)
        with tempfile.TemporaryDirectory(dir=data.parent, prefix=prefix) as name:
            work = Path(name) / data.name
            work.mkdir()
            _unpack(archive, opened, manifest, work, progress)
            _check_catalogue(archive, manifest, work / CATALOGUE)
            return Restored(manifest, _swap(work, data, force=force))


def _check_place(data: Path, *, force: bool) -> None:
    if not data.exists():
        return
    if not data.is_dir():
        raise FolderInUse(data.parent, f"a file called {data.name}")
    if data.is_mount():
        raise CatalogueMismatch(data, "is a mount point; restore into a folder below it")
    held = "a library" if (data / CATALOGUE).exists() else "other files"
    if any(data.iterdir()):
        if not force:
            raise FolderInUse(data, held)
        if data.resolve() in (Path.cwd(), *Path.cwd().parents):
            raise CatalogueMismatch(data, "cannot be set aside: it is or holds the current folder")
        with own(data, "prassi restore", timeout_s=5):
            pass  # told now, and not after everything is unpacked


def _check_room(archive: Path, folder: Path, manifest: Manifest) -> None:
    free = shutil.disk_usage(folder).free
    if manifest.bytes + _SPARE_BYTES > free:
        needed, left = manifest.bytes // 1_000_000, free // 1_000_000
        raise BadBackup(archive, f"unpacked it takes {needed} MB, and the disk has {left} MB left")


def _staging(data: Path) -> str:
    return f".{data.name}.restoring-"


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one process restore a folder at a time; clear away what a killed one has left."""
    with FileLock(data.parent / f".{data.name}.restore.lock"):
        for stale in data.parent.glob(f"{_staging(data)}*"):
            shutil.rmtree(stale, ignore_errors=True)
        yield


def _unpack(
    path: Path, archive: zipfile.ZipFile, manifest: Manifest, work: Path, progress: Progress
) -> None:
    done = 0
    for member in manifest.members:
        target = work / member.name  # its form was checked: it leads nowhere else
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            found = _copied(archive, member, target)
        except DAMAGE as error:
            raise BadBackup(path, f"it is damaged: {member.name} ({error})") from error
        if found != member.sha256:
            raise BadBackup(path, f"it is damaged: {member.name} is not what was saved")
        done += member.size
        progress(done, manifest.bytes)


def _copied(archive: zipfile.ZipFile, member: Member, target: Path) -> str:
    """Unpack a member and return its SHA-256; more than its size is never written."""
    digest, left = hashlib.sha256(), member.size
    with archive.open(member.name) as source, target.open("xb") as out:
        while piece := source.read(_PIECE_BYTES):
            left -= len(piece)
            if left < 0:
                raise ValueError("it is longer than it says")
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _check_catalogue(path: Path, manifest: Manifest, catalogue: Path) -> None:
    try:
        with Catalogue(catalogue) as opened:
            damage = opened.damage()
            counts = opened.counts()
    except (CatalogueMismatch, sqlite3.DatabaseError) as error:
        raise BadBackup(path, f"its catalogue cannot be used ({error})") from error
    if damage:
        raise BadBackup(path, f"its catalogue is damaged ({damage[0]})")
    said = manifest.counts
    if (said.records, said.pages, said.passages) != (counts.records, counts.pages, counts.passages):
        raise BadBackup(path, "its catalogue does not hold what its manifest says")


def _swap(work: Path, data: Path, *, force: bool) -> Path | None:
    """Give ``work`` the name ``data``; return where what had it is now."""
    if not data.exists():
        work.rename(data)
        return None
    if not any(data.iterdir()):
        work.replace(data)  # one step: a folder takes the place of an empty one
        return None
    if not force:  # filled while the archive was unpacked
        raise FolderInUse(data, "something")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = data.with_name(f"{data.name}.before-restore-{stamp}")
    # Whoever has the indexes would go on with them under the other name.
    with own(data, "prassi restore", timeout_s=5):
        data.rename(aside)
        try:
            _keep_keys(aside, work)
            work.rename(data)
        except BaseException:
            aside.rename(data)
            raise
    (aside / "owner.json").unlink(missing_ok=True)  # it was written before the folder was renamed
    return aside


def _keep_keys(before: Path, after: Path) -> None:
    """Let the keys of a library open what is restored in its place: no backup holds any."""
    keys = before / KEYS_FILE
    if keys.is_file():
        shutil.copy2(keys, after / KEYS_FILE)
