"""The library's own copies of the files it read, kept by digest.

Pages are shown and files given out from these copies, so the library goes on working when the
folder a file came from is gone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from corpus.errors import FileChanged
from corpus.records import Record

_PIECE_BYTES = 1 << 20
#: Begins the name of a copy that is not whole yet.
PARTIAL = ".partial-"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex. Raises OSError."""
    state = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            state.update(piece)
    return state.hexdigest()


def kept_path(folder: Path, sha256: str, suffix: str) -> Path:
    """Return where a file with this digest is kept below ``folder``."""
    return folder / sha256[:2] / f"{sha256}{suffix.lower()}"


def path_of(folder: Path, record: Record) -> Path:
    """Return where the file of a record is kept below ``folder``."""
    return kept_path(folder, record.sha256, Path(record.file_name).suffix)


def keep(folder: Path, path: Path, sha256: str, *, anew: bool = False) -> Path:
    """Copy a file below ``folder`` under its digest, whole or not at all.

    A copy that is there already is taken to be whole, unless ``anew``.

    Raises OSError, and FileChanged if the file no longer has this digest.
    """
    target = kept_path(folder, sha256, path.suffix)
    if not anew and _touched(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=PARTIAL)
    os.close(handle)
    try:
        shutil.copyfile(path, name)
        if sha256_of(Path(name)) != sha256:
            raise FileChanged(path)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _touched(target: Path) -> bool:
    """Say whether a copy is there, marking it as needed for whoever clears away old ones."""
    try:
        os.utime(target)
    except FileNotFoundError:
        return False
    except PermissionError:
        return target.exists()  # another user's
    return True
