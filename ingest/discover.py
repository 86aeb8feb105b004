"""Finding the files to read below the paths a person names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.corrections import Correction
from ingest import manifest
from ingest.sidecar import described_name, is_sidecar

#: Names, in lower case, that systems give to files of their own.
NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini"})
# Beyond this a file takes long to compare, let alone to read; decks with films stay below it.
_MOST_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source gave for an address.

    ``path`` is the file, for a while; None where nothing changed or nothing came. ``said`` is
    what the source says of the work, None where it says what it said before. ``notes`` are for
    people. ``gone``: the source has deleted it, and with ``prune`` so shall we. ``settled`` is to
    be called with the digest of the file once it is committed, with None if it was not.
    """

    path: Path | None = None
    said: Correction | None = None
    notes: tuple[str, ...] = ()
    gone: bool = False
    prune: bool = False
    settled: Callable[[str | None, bool], None] = lambda sha256, well: None


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read (absolute path), or a named input with what is wrong with it.

    ``root`` is the folder it was found below, or that it lies in when it was named itself.
    ``fetched`` is what came from an address, None for files.
    """

    location: str
    problem: str | None = None
    root: Path | None = None
    fetched: Fetched | None = None

    @property
    def path(self) -> Path:
        """Where the file to be read lies."""
        return (self.fetched.path if self.fetched else None) or Path(self.location)


#: Yields what is found at an address.
Harvest = Callable[[str], Iterable[Found]]


def discover(
    inputs: Sequence[str], *, recursive: bool, harvest: Harvest | None = None
) -> Iterator[Found]:
    """Yield each file once: named ones as they come, those of folders sorted by path.

    Addresses are given to ``harvest``; without it, they are a problem.

    Hidden files, system files, sidecars, manifests and links that lead out of a folder are passed
    over; a file that is named is always yielded, and so is a sidecar that describes no file.
    """
    seen: set[str] = set()
    for name in inputs:
        for found in _expand(name, recursive, harvest):
            if found.location not in seen:
                seen.add(found.location)
                yield found
            elif found.fetched is not None:
                found.fetched.settled(None, True)


def _expand(name: str, recursive: bool, harvest: Harvest | None) -> Iterator[Found]:
    if "://" in name:
        if harvest is None:
            yield Found(name, "web addresses are not read here: save the page, take the file")
        else:
            yield from harvest(name)
        return
    path = Path(os.path.abspath(name))  # noqa: PTH100 - a link keeps its own name
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        yield Found(_written(path), f"cannot be opened ({error.strerror})")
        return
    if not exists:
        yield Found(_written(path), "there is no such file or folder")
    elif is_folder:
        yield from _folder(path, recursive)
    elif is_sidecar(path.name) or path.name == manifest.NAME:
        reason = "it describes other files and is no document: name those, or their folder"
        yield Found(_written(path), reason)
    elif path.is_file():
        yield _found(path, path.parent)
    else:
        yield Found(_written(path), "not a regular file")


def _found(path: Path, root: Path) -> Found:
    written = _written(path)
    if written != str(path):
        return Found(written, "its name is no valid text: rename the file")
    size = path.stat().st_size
    if size > _MOST_BYTES:
        return Found(
            written, f"it has {size / 1e9:.0f} GB; the limit is {_MOST_BYTES / 1e9:.0f} GB"
        )
    return Found(written, root=root)


def _orphan(path: Path, names: Sequence[str]) -> Found | None:
    """Return a sidecar as a problem if no file beside it is what it describes."""
    described = described_name(path.name)
    documents = (name for name in names if not is_sidecar(name))
    if any(described in (name, Path(name).stem) for name in documents):
        return None
    return Found(_written(path), f"it describes {described!r}, and there is no such file beside it")


def _written(path: Path | str) -> str:
    """Return a path as text that can be stored: bytes that are no UTF-8 shown as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _folder(folder: Path, recursive: bool) -> Iterator[Found]:
    def unreadable(error: OSError) -> None:
        problems.append(Found(_written(error.filename), f"cannot be opened ({error.strerror})"))

    problems: list[Found] = []
    root = folder.resolve()
    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith(".")) if recursive else []
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith((".", "~$")) or name.lower() in NOT_DOCUMENTS:
                continue
            if name == manifest.NAME:
                continue
            if is_sidecar(name):
                orphan = _orphan(path, names)
                problems.extend([orphan] if orphan else [])
                continue
            try:
                if path.is_symlink() and not path.resolve().is_relative_to(root):
                    continue
                if path.is_file():
                    yield _found(path, folder)
            except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
                problems.append(Found(_written(path), f"cannot be opened ({error})"))
    yield from problems
