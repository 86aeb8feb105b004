"""Files that pdfium refuses, read with pypdf as far as they go."""

from __future__ import annotations

import logging
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Format, Page
from ingest.pages import PageWriter, clean
from ingest.pdf.glyphs import MAX_CHARACTERS
from ingest.pdf.opening import check_count, is_whole
from ingest.reader import ReadDocument

# What pypdf lets out on hostile files; it promises no closed set.
_HOSTILE = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
    AssertionError,
    NotImplementedError,
    ZeroDivisionError,
)


def read_damaged(path: Path) -> ReadDocument:
    """Read text page by page, without boxes. Raises UnreadableFile if nothing comes of it."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("encrypted", "The file is protected by a password.")
        count = len(reader.pages)
    except _HOSTILE as error:
        raise UnreadableFile("damaged", "The file is damaged beyond repair.") from error
    if count < 1 and is_whole(path):
        raise UnreadableFile("no-pages", "The file has no pages.")
    if count < 1:
        raise UnreadableFile("damaged", "The file is damaged: no page can be recovered.")
    check_count(count)
    pages = tuple(_page(reader, index) for index in range(count))
    if not any(page.text for page in pages):
        raise UnreadableFile("damaged", "The file is damaged: no page can be recovered.")
    return ReadDocument(
        media_type="application/pdf",
        pages=pages,
        format=Format.OTHER,
        warnings=("The file is damaged: its text was recovered without the layout.",),
    )


def _page(reader: pypdf.PdfReader, index: int) -> Page:
    writer = PageWriter(index + 1)
    try:
        page = reader.pages[index]
        writer.width, writer.height = float(page.mediabox.width), float(page.mediabox.height)
        text = page.extract_text()[:MAX_CHARACTERS]
    except _HOSTILE:
        return writer.finish("damaged page")
    for paragraph in text.split("\n\n"):
        writer.add(BlockKind.PARAGRAPH, clean(paragraph.replace("-\n", "-").replace("\n", " ")))
    return writer.finish()
