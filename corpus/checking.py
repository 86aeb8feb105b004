"""Comparing the library's own copies of files with what was read from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.errors import FileChanged
from corpus.files import keep, path_of, sha256_of
from corpus.records import Record


@dataclass(frozen=True, slots=True)
class BadCopy:
    """A copy that is not what the record was read from.

    ``restored`` is the place it was copied from again, None if no place holds that file any more.
    """

    record: Record
    problem: str
    restored: str | None

    def __str__(self) -> str:
        told = f"the kept file of {self.record.id} ({self.record.file_name}) {self.problem}"
        return f"{told}; copied again from {self.restored}" if self.restored else told


def check_files(
    catalogue: Catalogue, files: Path, progress: Callable[[int], None] = lambda _: None
) -> tuple[BadCopy, ...]:
    """Compare every kept file, byte by byte (by SHA-256), with what its record was read from.

    A copy that is bad is made again where a known place still holds the very file. ``progress``
    is told the number of records looked at.
    """
    found = []
    done, after = 0, ""
    while records := catalogue.records(after=after):
        for record in records:
            problem = _problem(path_of(files, record), record.sha256)
            if problem is not None:
                found.append(BadCopy(record, problem, _restored(catalogue, files, record)))
            done += 1
            progress(done)
        after = records[-1].id
    return tuple(found)


def _problem(path: Path, sha256: str) -> str | None:
    try:
        return None if sha256_of(path) == sha256 else "is not what was read: it was changed"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _restored(catalogue: Catalogue, files: Path, record: Record) -> str | None:
    for source in catalogue.sources_of(record.id):
        path = Path(source.location)
        if path.suffix.lower() != path_of(files, record).suffix:
            continue  # its copy would bear another name
        try:
            keep(files, path, record.sha256, anew=True)
        except (OSError, FileChanged, ValueError):
            continue  # gone, or another file by now
        return source.location
    return None
