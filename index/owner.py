"""Who owns the indexes: exactly one process at a time writes them and opens Chroma.

A second process with an open Chroma would silently miss what the first one adds (measured), so
ownership is an operating system lock, which also ends with its process however that dies.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import OwnerBusy

_LOCK = "owner.lock"
_CARD = "owner.json"
_EMBED_LOCK = "embed.lock"


@dataclass(frozen=True, slots=True)
class Owner:
    """The card an owner leaves: what it is, and where it answers if it is a server."""

    pid: int
    command: str
    url: str | None = None


@contextmanager
def own(data: Path, command: str, url: str | None = None, timeout_s: float = 0) -> Iterator[None]:
    """Own the indexes of a data folder while the block runs.

    Raises OwnerBusy if another process still owns them after ``timeout_s``.
    """
    lock = FileLock(data / _LOCK)
    try:
        lock.acquire(timeout=timeout_s)
    except Timeout:
        raise OwnerBusy(describe_owner(data)) from None
    card = data / _CARD
    try:
        card.write_text(json.dumps(asdict(Owner(os.getpid(), command, url))))
        yield
    finally:
        card.unlink(missing_ok=True)
        lock.release()


def current_owner(data: Path) -> Owner | None:
    """Return the card of the process that owns the indexes now, None if nobody does."""
    lock = FileLock(data / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        with suppress(OSError, ValueError, TypeError):
            return Owner(**json.loads((data / _CARD).read_text()))
        return Owner(0, "unknown")
    lock.release()
    return None


def describe_owner(data: Path) -> str:
    """Return a few words on who owns the indexes."""
    owner = current_owner(data)
    if owner is None:
        return "nobody any more"
    return f"{owner.command}, process {owner.pid}" + (f", {owner.url}" if owner.url else "")


@contextmanager
def embedding_turn(data: Path, timeout_s: float) -> Iterator[bool]:
    """Take the turn to embed; yields whether it was had within ``timeout_s`` (-1: wait).

    One process at a time embeds: two would only share the same cores and repeat work.
    """
    lock = FileLock(data / _EMBED_LOCK)
    try:
        lock.acquire(timeout=timeout_s)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
