"""Pages of an open document as sheets of lines."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ingest.pdf.characters import Frame
from ingest.pdf.fonts import Style
from ingest.pdf.glyphs import MAX_CHARACTERS, read_words
from ingest.pdf.layout import Sheet
from ingest.pdf.lines import lines_of
from ingest.pdf.rules import may_hold_table, rules_of

_MOST_OBJECTS = 2_000  # objects looked through for an image on a page without text
NO_TEXT = "scanned page without text"
DAMAGED = "damaged page"


def sheets_of(document: pypdfium2.PdfDocument) -> Iterator[tuple[Sheet, str | None]]:
    """Give each page as a sheet, with a warning where something of it is missing."""
    for index in range(len(document)):
        yield _sheet(document, index)


def _sheet(document: pypdfium2.PdfDocument, index: int) -> tuple[Sheet, str | None]:
    number = index + 1
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        empty = Sheet(number, 0.0, 0.0, [], (0.0, 0.0, 0.0, 0.0), unreadable=DAMAGED)
        return empty, f"Page {number} is damaged and was left out."
    try:
        return _read(page, number)
    finally:
        page.close()


def _read(page: pypdfium2.PdfPage, number: int) -> tuple[Sheet, str | None]:
    frame = frame_of(page)
    width, height = frame.shown
    warning = None
    textpage = pdfium.FPDFText_LoadPage(page.raw)
    if not textpage:
        sheet = Sheet(number, width, height, [], (0, 0, width, height), unreadable=DAMAGED)
        return sheet, f"The text of page {number} cannot be read."
    try:
        fonts: dict[int, Style] = {}
        lines = lines_of(read_words(textpage, frame, fonts))
        if pdfium.FPDFText_CountChars(textpage) > MAX_CHARACTERS:
            warning = f"Page {number} was cut after {MAX_CHARACTERS:,} characters."
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    sheet = Sheet(number, width, height, lines, _trim(page, frame))
    if may_hold_table(lines, sheet.trim):
        sheet.rules = rules_of(page, frame)
    if not lines:
        sheet.has_image = _shows_something(page)
        sheet.unreadable = NO_TEXT if sheet.has_image else None
    return sheet, warning


def frame_of(page: pypdfium2.PdfPage) -> Frame:
    """Frame of a page: its visible box and its rotation."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box)):
        width, height = page.get_size()
        return Frame(0.0, 0.0, width, height, 0)
    rotation = page.get_rotation()
    return Frame(box.left, box.bottom, box.right - box.left, box.top - box.bottom, rotation)


def _trim(page: pypdfium2.PdfPage, frame: Frame) -> tuple[float, float, float, float]:
    """Where the paper is cut, as shown; the whole page if the file does not say."""
    values = [ctypes.c_float() for _ in range(4)]
    width, height = frame.shown
    if not pdfium.FPDFPage_GetTrimBox(page.raw, *(ctypes.byref(value) for value in values)):
        return 0.0, 0.0, width, height
    left, bottom, right, top = (value.value for value in values)
    if (left, bottom, right, top) == (frame.left, frame.bottom, *frame.far):
        return 0.0, 0.0, width, height
    box = frame.place(np.array([[left, top, right, bottom]], dtype=np.float32))[0].tolist()
    x0, y0, x1, y1 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height)
    if x1 - x0 < 0.5 * width or y1 - y0 < 0.5 * height:
        return 0.0, 0.0, width, height
    return x0, y0, x1, y1


def _shows_something(page: pypdfium2.PdfPage) -> bool:
    """Whether a page without text holds an image or a form (drawn letters count as an image)."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    paths = 0
    for index in range(min(count, _MOST_OBJECTS)):
        kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, index))
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            return True
        paths += kind == pdfium.FPDF_PAGEOBJ_PATH
    return paths > 50  # letters drawn as outlines; a frame and a few rules are a blank page
