"""Lines and boxes drawn on a page: what shows the rows and columns of a ruled table."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ingest.pdf.characters import Frame
from ingest.pdf.fonts import VOID, quick
from ingest.pdf.lines import Line

_MOST_OBJECTS = 3_000  # maps and charts have more; they are no tables
_LEAST_ROWS = 2  # rows of text side by side below which a page is not looked at
_WHOLE_PAGE = 0.95  # share of width and height: the paper, not a table

_object_at = quick("FPDFPage_GetObject", VOID, VOID, ctypes.c_int)
_type_of = quick("FPDFPageObj_GetType", ctypes.c_int, VOID)
_bounds_of = quick("FPDFPageObj_GetBounds", ctypes.c_int, VOID, VOID, VOID, VOID, VOID)

Rectangle = tuple[float, float, float, float]


def may_hold_table(lines: list[Line], trim: Rectangle) -> bool:
    """Whether pieces of text stand side by side in some rows of what the paper is cut to."""
    _, top, _, bottom = trim
    rows: set[int] = set()
    shared: set[int] = set()
    for line in lines:
        if top < line.y1 <= bottom and not line.angle:
            row = round(line.y1 / 3)
            (shared if row in rows else rows).add(row)
    return len(shared) >= _LEAST_ROWS


def rules_of(page: pypdfium2.PdfPage, frame: Frame) -> list[Rectangle]:
    """Rectangles x0, y0, x1, y1 around everything drawn with lines, as shown."""
    handle = ctypes.cast(page.raw, VOID).value
    count = pdfium.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS or handle is None:
        return []
    corners = np.zeros(4, dtype=np.float32)
    # Left, bottom, right, top as pdfium gives them; left, top, right, bottom as a frame takes them.
    left, top, right, bottom = (corners.ctypes.data + 4 * index for index in range(4))
    found = []
    for index in range(count):
        drawn = _object_at(handle, index)
        if not drawn or _type_of(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if _bounds_of(drawn, left, bottom, right, top):
            found.append(corners.tolist())
    if not found:
        return []
    width, height = frame.shown
    return [
        (x0, y0, x1, y1)
        for x0, y0, x1, y1 in frame.place(np.array(found, dtype=np.float32)).tolist()
        if x1 - x0 < _WHOLE_PAGE * width or y1 - y0 < _WHOLE_PAGE * height
    ]
