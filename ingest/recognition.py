"""What the reading of scans is told, and what it answers when it needs more time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.ocr import ocr_program

NOT_INSTALLED = (
    "scanned page without text; to read it install Tesseract with Italian and English "
    "(Debian: tesseract-ocr tesseract-ocr-ita) and ingest the file again"
)
SWITCHED_OFF = "scanned page without text; reading of scans is switched off (PRASSI_OCR)"


@dataclass(frozen=True, slots=True)
class Recognition:
    """How scans are read: ``kept`` is a file for the pages done, ``seconds`` what one turn takes.

    ``enabled`` is False where a person switched it off.
    """

    kept: str
    seconds: float
    enabled: bool = True


class Unfinished(Exception):
    """The time of this turn is over; ``done`` of ``total`` scanned pages have been read."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} scanned pages read")
        self.done = done
        self.total = total


def may_read_now(reason: str) -> bool:
    """Whether ``reason`` says that a file has scans not read, and this machine can read them."""
    return any(why in reason for why in (NOT_INSTALLED, SWITCHED_OFF)) and ocr_program() is not None


def forget(recognition: Recognition) -> None:
    """Remove what was kept of a document that is done."""
    path = Path(recognition.kept)
    for file in path.parent.glob(f"{path.name}-*.jsonl"):
        file.unlink(missing_ok=True)
