"""A library's own terms and labels, beside those that Prassi brings.

They lie in the library's folder as Turtle, one file an import, and are read together with the
built-in ones. What was read is kept as JSON in the index folder, to be read again in no time.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path

from corpus.errors import VocabularyError
from corpus.terms import (
    Terms,
    from_json,
    load_terms,
    made_terms,
    terms_text,
    terms_version,
    to_json,
)

#: Folder of a library's own terms, inside the library's folder.
FOLDER = "vocabulary"
_CACHE = Path("index") / "terms.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_MOST_FILES = 64


class OwnTerms:
    """The terms of a library: always as they are on disk. Safe to share among threads."""

    def __init__(self, data: Path) -> None:
        """Take the library's folder."""
        self._data = data
        self._kept: tuple[object, Terms] | None = None

    def terms(self) -> Terms:
        """Return the terms; looking whether they changed takes some microseconds.

        Raises VocabularyError if a file of the library's own cannot be read.
        """
        state = _state(self._data / FOLDER)
        kept = self._kept
        if kept is None or kept[0] != state:
            kept = (state, library_terms(self._data))
            self._kept = kept
        return kept[1]


def library_terms(data: Path) -> Terms:
    """Return the terms of a library, the built-in ones and its own.

    Raises VocabularyError if a file of its own cannot be read.
    """
    return _read_together(data, (terms_text(), *own_texts(data).values()))


@lru_cache(maxsize=8)
def _read_together(data: Path, texts: tuple[str, ...]) -> Terms:
    version = terms_version(texts)
    cache = data / _CACHE
    try:
        kept = from_json(cache.read_text(encoding="utf-8"))
        if kept.version == version:
            return kept
    except (OSError, ValueError):
        pass  # not written yet, or by another version
    found = load_terms() if len(texts) == 1 else made_terms(texts)
    # A library that can only be read is searched all the same.
    with contextlib.suppress(OSError):
        cache.parent.mkdir(exist_ok=True)
        _write(cache, to_json(found))
    return found


def own_mark(data: Path) -> str:
    """Return a name for the state of a library's own terms: it changes when they do."""
    return repr(_state(data / FOLDER))


def own_texts(data: Path) -> dict[str, str]:
    """Return the Turtle texts that a library added, by name, in their order.

    Raises VocabularyError if one cannot be read.
    """
    return {path.stem: _read(path) for path in own_files(data)}


def own_files(data: Path) -> list[Path]:
    """Return the files of a library's own terms, sorted."""
    return sorted((data / FOLDER).glob("*.ttl"))


def put_own(data: Path, name: str, turtle: str) -> None:
    """Keep a Turtle text under a name, whole or not at all; one of this name is replaced.

    The text must have been checked. Raises VocabularyError for a name that is none.
    """
    path = _path(data, name)
    if not path.exists() and len(own_files(data)) >= _MOST_FILES:
        raise VocabularyError(f"A library takes at most {_MOST_FILES} vocabularies of its own.")
    path.parent.mkdir(exist_ok=True)
    _write(path, turtle)


def remove_own(data: Path, name: str) -> None:
    """Give up what was kept under a name.

    Raises VocabularyError if there is nothing.
    """
    try:
        _path(data, name).unlink()
    except FileNotFoundError:
        known = ", ".join(path.stem for path in own_files(data)) or "none"
        message = f"The library has no vocabulary {name!r} of its own; it has: {known}."
        raise VocabularyError(message) from None


def check_name(name: str) -> None:
    """Raise VocabularyError for a name that nothing can be kept by."""
    if not _NAME.fullmatch(name):
        raise VocabularyError(f"{name!r} is no name: small letters, digits, - and _ only.")


def _path(data: Path, name: str) -> Path:
    check_name(name)
    return data / FOLDER / f"{name}.ttl"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path} cannot be read as a vocabulary: {error}") from error


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if entry.name[0] != "."]
    except FileNotFoundError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_ino) for name, stat in found))
