"""Watching a folder: what was added to it or changed, once nobody writes to it any more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest import manifest
from ingest.discover import NOT_DOCUMENTS
from ingest.sidecar import described_name, is_sidecar

#: A file that stayed as it is for so long is taken to be whole; copying over a slow network
#: pauses for less.
STILL_S = 2.0
_LOOK_MS = 500
_DEBOUNCE_MS = 300
# Names that browsers and office programs give to what they are still writing.
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")
_Seen = tuple[int, int]  # size and time of change


@dataclass(frozen=True, slots=True)
class Settled:
    """Files to read, and files that are gone."""

    changed: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Waiting:
    """Files that were touched, with what they looked like and since when."""

    still_s: float
    files: dict[Path, tuple[_Seen | None, float]] = field(default_factory=dict)

    def touched(self, path: Path) -> None:
        self.files[path] = (_seen(path), time.monotonic())

    def settled(self) -> Settled:
        """Take out what has been still for long enough."""
        changed: list[Path] = []
        gone: list[Path] = []
        for path, (before, since) in sorted(self.files.items()):
            now = _seen(path)
            if now != before:
                self.files[path] = (now, time.monotonic())
            elif time.monotonic() - since >= self.still_s:
                del self.files[path]
                (gone if now is None else changed).append(path)
        return Settled(tuple(changed), tuple(gone))


def changes(folder: Path, *, recursive: bool, still_s: float = STILL_S) -> Iterator[Settled]:
    """Yield what changes in a folder, for ever; first an empty value, once it is watched.

    Raises OSError if the folder cannot be watched, KeyboardInterrupt on Ctrl-C.
    """
    from watchfiles import watch

    waiting, begun = _Waiting(still_s), False
    for touched in watch(
        folder,
        watch_filter=None,
        debounce=_DEBOUNCE_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        recursive=recursive,
    ):
        if not begun:
            begun = True
            yield Settled()
        for _, name in touched:
            for path in _meant(Path(name), folder, recursive):
                waiting.touched(path)
        settled = waiting.settled()
        if settled.changed or settled.gone:
            yield settled


def _meant(path: Path, folder: Path, recursive: bool) -> Iterator[Path]:
    """Yield the documents that a change is about: a sidecar or manifest speaks of others."""
    if not _is_wanted(path, folder):
        return
    if is_sidecar(path.name):
        described = described_name(path.name)
        yield from (p for p in _files(path.parent, False) if described in (p.name, p.stem))
    elif path.name == manifest.NAME:
        yield from _files(path.parent, recursive)
    elif path.is_dir():  # moved here with all it holds: of those nothing is told
        if recursive:
            yield from (p for p in _files(path, True) if _is_wanted(p, folder))
    else:
        yield path


def _is_wanted(path: Path, folder: Path) -> bool:
    if not path.is_relative_to(folder):
        return False
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    lowered = path.name.lower()
    if hidden or lowered in NOT_DOCUMENTS or lowered.endswith(_UNFINISHED):
        return False
    try:  # a link that leads out of the folder is no file of it
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
        return False


def manifests_above(path: Path, folder: Path) -> Iterator[Path]:
    """Yield the manifests that speak of a file, from the watched folder down to its own."""
    for parent in (*reversed(path.parent.parents), path.parent):
        place = parent / manifest.NAME
        if parent.is_relative_to(folder) and place.is_file():
            yield place


def _files(folder: Path, recursive: bool) -> list[Path]:
    found = folder.rglob("*") if recursive else folder.glob("*")
    plain = (p for p in found if p.is_file() and not is_sidecar(p.name))
    return sorted(p for p in plain if p.name != manifest.NAME and not p.name.startswith("."))


def _seen(path: Path) -> _Seen | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
