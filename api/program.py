"""Which program this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def program_version() -> str:
    """Return the version of Prassi, "0" where it runs from a folder without being installed."""
    try:
        return version("prassi")
    except PackageNotFoundError:
        return "0"
