"""Errors of the doors: what passes if one waits, and what a person must choose."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import PrassiError
from corpus.records import Record


class TryLater(PrassiError):
    """What is asked for can be had later: after about ``retry_after_s`` seconds."""

    def __init__(self, reason: str, retry_after_s: int) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class Busy(TryLater):
    """Too many wait for the same thing already."""


class NotReady(TryLater):
    """The server has begun, and brings its indexes up to date before it answers searches."""

    def __init__(self) -> None:
        super().__init__(
            "The library is being opened: its indexes are brought up to date before searches "
            "are answered. Try again in a few seconds.",
            2,
        )


class LibraryChanged(PrassiError):
    """The state in which a search was being paged through is not kept any more."""

    def __init__(self) -> None:
        super().__init__(
            "The library has changed since this search began, and the state it began in is not "
            "kept any more: search again from the first page."
        )


class AmbiguousName(PrassiError):
    """A name fits more records than one; ``records`` are they."""

    def __init__(self, name: str, records: tuple[Record, ...]) -> None:
        lines = (
            f"\n  {r.id}  {r.description.title}  ({Path(r.location).parent}/{r.file_name})"
            for r in records
        )
        super().__init__(
            f"{len(records)} records go by the name {name!r}; show one by its id:{''.join(lines)}"
        )
        self.name = name
        self.records = records


class Line:
    """A waiting line of bounded length: whoever waits holds a thread of the server."""

    def __init__(self, most: int, reason: str, retry_after_s: int) -> None:
        """Take how many may wait or be served at once, and what the next one is told."""
        self._most = most
        self._reason = reason
        self._retry_after_s = retry_after_s
        self._lock = threading.Lock()
        self._length = 0

    @property
    def length(self) -> int:
        """How many wait or are being served."""
        return self._length

    def check(self) -> None:
        """Raise Busy if there is no place."""
        if self._length >= self._most:
            raise Busy(self._reason, self._retry_after_s)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the block runs. Raises Busy if there is none."""
        with self._lock:
            self.check()
            self._length += 1
        try:
            yield
        finally:
            with self._lock:
                self._length -= 1
