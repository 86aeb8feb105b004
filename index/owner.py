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
_ALIVE = "owner.alive"
_CARD = "owner.json"
_EMBED_LOCK = "embed.lock"
_LOOK_S = 0.1


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
    card, alive = data / _CARD, FileLock(data / _ALIVE)
    try:
        # Held by others only for the moment in which they look whether an owner is alive.
        alive.acquire()
        card.write_text(json.dumps(asdict(Owner(os.getpid(), command, url))))
        yield
    finally:
        card.unlink(missing_ok=True)
        alive.release()
        lock.release()


def current_owner(data: Path) -> Owner | None:
    """Return the card of the process that owns the indexes now, None if nobody does.

    The lock that decides is not touched: taking it just to look would make another process that
    wants it, and would not wait, find it taken. A second one, held by the owner as long as it
    lives, tells a card of the living from one of the killed (a process id would not: it is given
    out again, and means nothing on another machine).
    """
    card = _card(data)
    if card is None:
        return None
    alive = FileLock(data / _ALIVE)
    try:
        # Others who look hold it for a moment only, an owner all the while.
        alive.acquire(timeout=_LOOK_S, poll_interval=_LOOK_S / 10)
    except Timeout:
        return card
    alive.release()
    return None


def _card(data: Path) -> Owner | None:
    with suppress(OSError, ValueError, TypeError):
        return Owner(**json.loads((data / _CARD).read_text()))
    return None


def describe_owner(data: Path) -> str:
    """Return a few words on who owns the indexes."""
    owner = current_owner(data)
    if owner is None:
        return "one that has just begun or ended"
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
