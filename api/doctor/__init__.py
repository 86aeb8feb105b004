"""What ``prassi doctor`` looks at: the machine, the installation, the library."""

from __future__ import annotations

from collections.abc import Iterator

from api.doctor.finding import Finding, Level
from api.doctor.installation import check_installation
from api.doctor.library import check_library
from api.doctor.programs import check_programs
from api.settings import Settings

__all__ = ["Finding", "Level", "examine"]


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what is found, one thing after the other. Nothing is changed, nothing raised."""
    yield from check_installation(settings)
    yield from check_library(settings)
    yield from check_programs(settings)
