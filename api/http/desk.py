"""The desk: files that people hand in on the page wait on the disk and are read one by one.

Whoever hands them in need not wait; what waits when the server stops is read when it starts
again.
"""

from __future__ import annotations

import enum
import logging
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from api.http.files import safe_name
from api.http.problems import BadUpload
from api.trouble import Busy
from corpus.changes import now
from ingest.pipeline import FileOutcome

log = logging.getLogger("prassi")

#: Files that may wait.
MOST_WAITING = 200
_MOST_SHOWN = 300
_PIECE_BYTES = 1 << 20
_FULL = "Too many files are waiting to be read; hand this one in again later."

#: Reads a file into the library.
Read = Callable[[Path], FileOutcome]


class Stage(enum.StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"  # not taken in at all
    STUCK = "stuck"  # stays on the disk, to be tried again when the server starts


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was handed in; ``outcome`` where it was read, ``reason`` where it was not.

    ``at`` is UTC, to the microsecond.
    """

    number: int
    file: str
    at: str
    stage: Stage
    outcome: FileOutcome | None = None
    reason: str | None = None


class Desk:
    """The desk of one server. Safe to share among threads; nothing is made before it is used."""

    def __init__(self, folder: Path, read: Read) -> None:
        """``folder`` holds what waits."""
        self._folder = folder
        self._read = read
        self._papers: OrderedDict[int, Paper] = OrderedDict()
        self._places: dict[int, Path] = {}
        self._next = 1
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False

    def start(self) -> None:
        """Take up what waited when the server stopped."""
        if self._folder.is_dir():
            for cut_off in self._folder.glob(".incoming-*"):
                shutil.rmtree(cut_off, ignore_errors=True)
            for place in sorted(self._folder.glob("[!.]*"), key=lambda p: p.stat().st_mtime_ns):
                for path in sorted(place.iterdir())[:1]:
                    self._lay(path)

    def stop(self, wait_s: float = 60.0) -> None:
        """Read nothing more; the file being read, if any, is read to its end."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(wait_s)

    def papers(self) -> tuple[Paper, ...]:
        """Return what was handed in since the server started, the latest first."""
        with self._changed:
            return tuple(reversed(self._papers.values()))

    def hand_in(self, sent: BinaryIO, name: str) -> Paper:
        """Keep a file to be read. Raises Busy if too many wait."""
        with self._changed:
            if sum(p.stage is Stage.WAITING for p in self._papers.values()) >= MOST_WAITING:
                raise Busy(_FULL, 30)
        self._folder.mkdir(parents=True, exist_ok=True)
        # Hidden until it is whole: what was cut off is never taken for a file.
        place = Path(tempfile.mkdtemp(dir=self._folder, prefix=".incoming-"))
        sent.seek(0)
        with (place / safe_name(name)).open("wb") as file:
            shutil.copyfileobj(sent, file, _PIECE_BYTES)
        whole = place.rename(self._folder / f"waiting-{place.name.rpartition('-')[2]}")
        return self._lay(whole / safe_name(name))

    def refuse(self, name: str, reason: str) -> Paper:
        """Note that a file was not taken in."""
        with self._changed:
            return self._noted(Paper(self._next, name, now(), Stage.REFUSED, reason=reason))

    def _lay(self, path: Path) -> Paper:
        with self._changed:
            paper = self._noted(Paper(self._next, path.name, now(), Stage.WAITING))
            self._places[paper.number] = path
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return paper

    def _noted(self, paper: Paper) -> Paper:
        self._papers[paper.number] = paper
        self._next = max(self._next, paper.number + 1)
        for old in list(self._papers.values()):
            if len(self._papers) <= _MOST_SHOWN:
                break
            if old.stage is not Stage.WAITING:
                del self._papers[old.number]
        return paper

    def _work(self) -> None:
        while (paper := self._taken()) is not None:
            path = self._places[paper.number]
            done = self._outcome(paper, path)
            with self._changed:
                self._noted(done)
                del self._places[paper.number]
            if done.stage is not Stage.STUCK:
                shutil.rmtree(path.parent, ignore_errors=True)

    def _taken(self) -> Paper | None:
        with self._changed:
            while not self._ending:
                waiting = (p for p in self._papers.values() if p.stage is Stage.WAITING)
                if (paper := next(waiting, None)) is not None:
                    return self._noted(replace(paper, stage=Stage.READING))
                self._changed.wait()
            return None

    def _outcome(self, paper: Paper, path: Path) -> Paper:
        try:
            return replace(paper, stage=Stage.DONE, outcome=self._read(path))
        except BadUpload as error:
            return replace(paper, stage=Stage.REFUSED, reason=str(error))
        except Exception as error:  # whatever it is, the others are read, and it is kept
            log.warning("%s could not be read", paper.file, exc_info=error)
            return replace(paper, stage=Stage.STUCK, reason=str(error))
