"""What was noted by hand of the reports beside the project (``library.json``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from eval.reading.furniture import Bands

_NOTES = Path(__file__).with_name("library.json")


@dataclass(frozen=True, slots=True)
class Note:
    """A document: its file name, bands of heads and feet, numbered headings as (page, text)."""

    name: str
    bands: Bands
    headings: tuple[tuple[int, str], ...]


def notes() -> list[Note]:
    """All documents that were looked at."""
    noted = json.loads(_NOTES.read_text(encoding="utf-8"))
    return [
        Note(
            name,
            Bands(told["head"], told["foot"], frozenset(told["bare"]), tuple(told["phrases"])),
            tuple((page, text) for page, text in told["headings"]),
        )
        for name, told in noted.items()
    ]
