"""What an index folder says about itself."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexMismatch

FILE_NAME = "manifest.json"
_SHORT = 160


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built with, and the last change of the feed it has applied.

    ``model`` and ``dimension`` are empty for the lexical index, ``vocabulary`` for the dense one.
    ``removed`` counts entries taken out since it was built. ``store`` is the sub-folder that holds
    the dense index, empty where it is the index folder itself.
    """

    kind: str
    format: int
    model: str = ""
    dimension: int = 0
    vocabulary: str = ""
    applied: int = 0
    removed: int = 0
    store: str = ""


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of an index folder, None where there is none.

    Raises IndexMismatch if it cannot be read as one.
    """
    path = folder / FILE_NAME
    try:
        return Manifest(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise IndexMismatch(folder, "manifest", "something unreadable", "a manifest") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".manifest-")
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(manifest), file)
    Path(name).replace(folder / FILE_NAME)


def check_manifest(folder: Path, found: Manifest, expected: Manifest) -> None:
    """Raise IndexMismatch unless the folder was built for what is expected of it."""
    for field in ("kind", "format", "model", "dimension", "vocabulary"):
        if getattr(found, field) != getattr(expected, field):
            raise IndexMismatch(folder, field, getattr(found, field), getattr(expected, field))


def in_short(error: BaseException) -> str:
    """Return what an engine says of its own files as one short line."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= _SHORT else words[:_SHORT].rstrip() + " ..."
