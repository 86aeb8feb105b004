"""What the machine refuses (a full disk, a folder that cannot be written), said in a sentence.

Imported when something has failed, so that no command pays for it.
"""

from __future__ import annotations

import os
import select
import sys

from sqlalchemy.exc import DatabaseError, OperationalError


def sentence_of(error: Exception) -> str | None:
    """Return what a person is told of an error of the machine, None if it is a fault of ours."""
    if isinstance(error, OSError):
        what = error.strerror or str(error) or type(error).__name__
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{what}. What was committed before is kept."
    # Other subclasses of DatabaseError tell of a wrong statement, which is a fault of ours.
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        return f"The catalogue cannot be used now: {_reason(str(error.orig))}."
    return None


def _reason(said: str) -> str:
    if "locked" in said:
        return f"another process has been writing to it for over a minute ({said}); try again"
    if "full" in said:
        return "the disk is full; what was committed before is kept"
    return said


def reader_is_gone() -> bool:
    """Say whether stdout is a pipe that nobody reads any more."""
    try:
        watched = select.poll()
        watched.register(sys.stdout.fileno(), 0)
        return any(event & select.POLLERR for _, event in watched.poll(0))
    except (OSError, ValueError):  # stdout is no file, or closed
        return False


def silence_stdout() -> None:
    """Let nothing more be written to stdout: what is left in its buffer would fail again."""
    try:
        target = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, target)
    os.close(null)
