"""Pictures of pages."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pypdfium2

from corpus.errors import PageNotFound, UnreadableFile
from ingest.pdf.opening import BrokenStructure, check_file, opened

#: Most pixels of a picture: an A4 page at 300 dots per inch has 8.7 million.
MAX_PIXELS = 9_000_000


def render_page(path: Path, number: int, scale: float) -> bytes:
    """Return page ``number`` (from 1) as PNG, ``scale`` pixels a point, within MAX_PIXELS.

    Raises PageNotFound, UnreadableFile, and ValueError if scale is not a positive number.
    """
    if not (math.isfinite(scale) and scale > 0):
        raise ValueError(f"scale {scale} is not a positive number")
    check_file(path)
    try:
        with opened(path) as document:
            return _render(document, path, number, scale)
    except (BrokenStructure, pypdfium2.PdfiumError) as error:
        raise UnreadableFile("damaged", "The page cannot be drawn.", number) from error


def _render(document: pypdfium2.PdfDocument, path: Path, number: int, scale: float) -> bytes:
    if not 1 <= number <= len(document):
        raise PageNotFound(path.name, number)
    page = document[number - 1]
    try:
        width, height = page.get_size()
        bounded = min(scale, math.sqrt(MAX_PIXELS / max(width * height, 1.0)))
        bitmap = page.render(scale=bounded)
        picture = io.BytesIO()
        bitmap.to_pil().save(picture, format="PNG")
        bitmap.close()
    finally:
        page.close()
    return picture.getvalue()
