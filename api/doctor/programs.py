"""Programs that are used where they are installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from api.doctor.finding import Finding, note, ok
from api.settings import Settings
from ingest.ocr import ocr_languages
from ingest.slide_image import office_program

_LANGUAGES = {"ita": "Italian", "eng": "English"}


def check_programs(settings: Settings) -> Iterator[Finding]:
    """Yield which of the optional programs are there."""
    yield _tesseract(settings.ocr == "off")
    yield _office()


def _tesseract(off: bool) -> Finding:
    program = shutil.which("tesseract")
    if program is None:
        return note(
            "tesseract",
            "not installed: scanned pages are told as unreadable",
            "install Tesseract with its data for Italian and English to have them read",
        )
    there = ocr_languages(program)
    lacking = [name for code, name in _LANGUAGES.items() if code not in there]
    if lacking:
        told = f"{program}, without data for {' and '.join(lacking)}"
        return note("tesseract", told, "install them: scans in those languages are not read well")
    return ok("tesseract", f"{program}, Italian and English{', off by PRASSI_OCR' if off else ''}")


def _office() -> Finding:
    program = office_program()
    if program is None:
        return note(
            "libreoffice",
            "not installed: slides are shown as text, not as they look",
            "install LibreOffice Impress to see them",
        )
    return ok("libreoffice", program)
