"""Scanned pages of a PDF into lines like those of its other pages.

What was read of each page is kept in a file until the document is done, so that a long scan is
read in several turns, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from ingest.ocr import OcrFailed, OcrWord, ocr_languages, ocr_program, read_picture, turned_by
from ingest.ocr_lines import confidence_of, legible, tokens_of
from ingest.pdf.glyphs import words_of
from ingest.pdf.layout import Sheet
from ingest.pdf.lines import lines_of
from ingest.pdf.sheets import NO_TEXT
from ingest.recognition import NOT_INSTALLED, SWITCHED_OFF, Recognition, Unfinished

#: Dots per inch that pages are drawn with. Of the long words of a report's page, scanned at 200
#: with noise: 97.6 % at 150 (1.9 s), 97.0 % at 200 (2.1 s), 97.6 % at 300 (2.5 s of processor
#: time); 300 is kept for the small print of notes, which that page has none of.
DPI = 300
_MOST_PIXELS = 12_000_000
_PAGE_TIMEOUT_S = 60.0
_LEAST_PAGE_S = 10.0  # whatever time a turn has
_MOST_FAILURES = 5  # pages in a document that may fail before the rest is left alone
#: Scanned pages of one document that are read; beyond them they stay pictures.
MOST_PAGES = 2_000
# A page whose words are fewer than this, over a picture that fills it, may be a scan with
# nothing but a stamp, a page number or rubbish for text.
_FEW_WORDS = 25
_FILLS = 0.8  # share of the page
_MOST_OBJECTS = 200
_MORE = 2.0  # times the words of the text layer that recognition must find to take its place
_UNSURE = 0.6  # mean confidence below which the page may stand on its side
_LONG = 4  # letters that make a word wider than tall
_LEAST_CONFIDENCE = 0.45  # of the words of a page; below, it is handwriting or a picture

# What is neither a letter, a figure nor a stop of a sentence.
_NOT_TELLING = re.compile(r"[^\w.,;:'’()-]|_")

NO_LEGIBLE_TEXT = "picture without legible text"
_FAILED = "scanned page, not read: {}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read of one page: words in points of the page upright, which had to be turned."""

    words: tuple[OcrWord, ...] = ()
    turn: int = 0
    scale: float = 1.0
    failure: str | None = None


@dataclass(slots=True)
class _Kept:
    """The pages done, in a file of one line each; a line cut short is read again."""

    path: Path
    pages: dict[int, _Seen] = field(default_factory=dict)

    def load(self) -> None:
        if not self.path.is_file():
            return
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
                words = tuple(OcrWord(**word) for word in entry["words"])
                seen = _Seen(words, entry["turn"], entry["scale"], entry["failure"])
                self.pages[int(entry["page"])] = seen
            except (ValueError, KeyError, TypeError):
                continue

    def add(self, number: int, seen: _Seen) -> None:
        self.pages[number] = seen
        self.path.parent.mkdir(parents=True, exist_ok=True)
        entry = {**asdict(seen), "page": number}
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(entry) + "\n")


def recognise(
    document: pypdfium2.PdfDocument, sheets: list[Sheet], recognition: Recognition | None
) -> Mapping[int, float]:
    """Fill the sheets of scanned pages; return the confidence of each by page number.

    Sheets that stay without text say why in ``unreadable``. Raises Unfinished when the time of
    this turn is over.
    """
    scans = [sheet for sheet in sheets if _is_scan(document, sheet)]
    if not scans or recognition is None:
        return {}
    program = ocr_program() if recognition.enabled else None
    if program is None:
        _explain(scans, NOT_INSTALLED if recognition.enabled else SWITCHED_OFF)
        return {}
    kept = _Kept(Path(f"{recognition.kept}-{'+'.join(ocr_languages(program))}-{DPI}.jsonl"))
    kept.load()
    _read_scans(document, program, scans, kept, recognition.seconds)
    found = {s.number: _filled(s, kept.pages[s.number]) for s in scans if s.number in kept.pages}
    _explain([s for s in scans if s.number not in kept.pages], _FAILED.format("too many pages"))
    return {number: sure for number, sure in found.items() if sure is not None}


def _explain(scans: list[Sheet], reason: str) -> None:
    for sheet in scans:
        if not sheet.lines:
            sheet.unreadable = reason


def _read_scans(
    document: pypdfium2.PdfDocument, program: str, scans: list[Sheet], kept: _Kept, seconds: float
) -> None:
    """Read the pages not read yet. Raises Unfinished when the time is over before they are."""
    begun = time.monotonic()
    scans = scans[:MOST_PAGES]
    waiting = [sheet for sheet in scans if sheet.number not in kept.pages]
    for place, sheet in enumerate(waiting):
        failures = sum(seen.failure is not None for seen in kept.pages.values())
        if failures >= _MOST_FAILURES:
            return
        # The first is always read, so that every turn comes further.
        if place and time.monotonic() - begun > seconds:
            raise Unfinished(len(scans) - len(waiting) + place, len(scans))
        try:
            until = time.monotonic() + max(min(_PAGE_TIMEOUT_S, seconds), _LEAST_PAGE_S)
            seen = _read_page(document, program, sheet, until)
        except OcrFailed as error:
            seen = _Seen(failure=error.reason)
        kept.add(sheet.number, seen)


def _read_page(document: pypdfium2.PdfDocument, program: str, sheet: Sheet, until: float) -> _Seen:
    picture, scale = _drawn(document, sheet)
    dpi = round(72 * scale)
    words = read_picture(program, picture, dpi, _left(until))
    if confidence_of(words) >= _UNSURE and not _runs_sideways(words):
        return _Seen(tuple(words), 0, scale)
    turn = turned_by(program, picture, dpi, _left(until))
    if turn:
        # numpy turns against the clock.
        upright = np.ascontiguousarray(np.rot90(picture, -turn // 90))
        turned = read_picture(program, upright, dpi, _left(until))
        if confidence_of(turned) > confidence_of(words) or _runs_sideways(words):
            return _Seen(tuple(turned), turn, scale)
    return _Seen(tuple(words), 0, scale)


def _left(until: float) -> float:
    return max(until - time.monotonic(), 1.0)


def _runs_sideways(words: list[OcrWord]) -> bool:
    """Whether long words are taller than wide: lines that run up or down are read as well."""
    long = [word for word in words if len(word.text) >= _LONG]
    return sum(word.y1 - word.y0 > word.x1 - word.x0 for word in long) > 0.5 * len(long)


def _drawn(document: pypdfium2.PdfDocument, sheet: Sheet) -> tuple[NDArray[np.uint8], float]:
    """Return the page as (height, width) grey uint8, and its pixels a point."""
    area = max(sheet.width * sheet.height, 1.0)
    scale = min(DPI / 72, (_MOST_PIXELS / area) ** 0.5)
    try:
        page = document[sheet.number - 1]
        try:
            bitmap = page.render(scale=scale, grayscale=True)
            picture = np.array(bitmap.to_numpy(), dtype=np.uint8)
            bitmap.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise OcrFailed("the page cannot be drawn") from error
    return picture.reshape(picture.shape[:2]), scale


def _filled(sheet: Sheet, seen: _Seen) -> float | None:
    """Put what was read on a sheet; return how sure it is, None if it was not taken."""
    if seen.failure is not None:
        _explain([sheet], _FAILED.format(seen.failure))
        return None
    words = legible(seen.words)
    sure = confidence_of(words)
    if not words or sure < _LEAST_CONFIDENCE:
        _explain([sheet], NO_LEGIBLE_TEXT)
        return None
    if len(words) < _MORE * _count(sheet):
        return None
    size = (sheet.width, sheet.height)
    sheet.lines = lines_of(words_of(tokens_of(words, seen.scale, seen.turn, size)))
    sheet.rules = []
    sheet.unreadable = None
    return sure


def _is_scan(document: pypdfium2.PdfDocument, sheet: Sheet) -> bool:
    if sheet.unreadable is not None:
        return sheet.unreadable == NO_TEXT
    if not sheet.lines or (_count(sheet) >= _FEW_WORDS and not _is_rubbish(sheet)):
        return False
    return _has_full_picture(document, sheet)


def _count(sheet: Sheet) -> int:
    """Count the words of the text layer, without rubbish."""
    return 0 if _is_rubbish(sheet) else sum(len(line.tokens) for line in sheet.lines)


def _is_rubbish(sheet: Sheet) -> bool:
    """Whether less than half of the signs of a text layer are letters, figures or stops."""
    text = "".join(line.text for line in sheet.lines).replace(" ", "")
    return len(_NOT_TELLING.sub("", text)) < 0.5 * len(text)


def _has_full_picture(document: pypdfium2.PdfDocument, sheet: Sheet) -> bool:
    try:
        page = document[sheet.number - 1]
    except pypdfium2.PdfiumError:
        return False
    try:
        whole = _FILLS * sheet.width * sheet.height
        return any(area >= whole for area in _picture_areas(page))
    finally:
        page.close()


def _picture_areas(page: pypdfium2.PdfPage) -> Iterator[float]:
    """Give the area of each picture of a page, in square points."""
    import ctypes

    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        sides = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(side) for side in sides)):
            left, bottom, right, top = (side.value for side in sides)
            yield max(right - left, 0.0) * max(top - bottom, 0.0)
