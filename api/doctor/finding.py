"""One thing that was looked at."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Level(enum.StrEnum):
    """How a thing stands."""

    OK = "ok"
    NOTE = "note"  # worth knowing; nothing is wrong
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing, and what to do about it."""

    name: str
    level: Level
    said: str
    todo: str = ""


def ok(name: str, said: str) -> Finding:
    """Return that a thing is well."""
    return Finding(name, Level.OK, said)


def note(name: str, said: str, todo: str = "") -> Finding:
    """Return something worth knowing."""
    return Finding(name, Level.NOTE, said, todo)


def wrong(name: str, said: str, todo: str) -> Finding:
    """Return what keeps Prassi from working as it should."""
    return Finding(name, Level.WRONG, said, todo)
