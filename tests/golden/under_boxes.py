"""What stands under the boxes of a passage, asked of pdfium and not of the reader."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.records import BlockKind, Box, Page, Passage

_FINE = 100  # device units a point
_SYMBOLS = re.compile(rb"wingdings|dingbats|symbol|webdings", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A character with the middle of its box, in points from the top left corner as shown."""

    text: str
    x: float
    y: float


def letters_of(path: Path, numbers: Sequence[int]) -> dict[int, list[Letter]]:
    """Return the characters of some pages (numbered from 1) in the order of the file."""
    with pypdfium2.PdfDocument(path) as document:
        return {number: _letters(document[number - 1]) for number in numbers}


def _letters(page: pypdfium2.PdfPage) -> list[Letter]:
    width, height = page.get_size()
    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    across, down = ctypes.c_int(), ctypes.c_int()
    size = (round(width * _FINE), round(height * _FINE))
    found = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code < 33 or pdfium.FPDFText_IsGenerated(text, index):
            continue
        if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            continue
        x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        found.append(
            Letter(_sign(text, index, chr(code)), across.value / _FINE, down.value / _FINE)
        )
    text.close()
    return found


def _sign(text: pypdfium2.PdfTextPage, index: int, letter: str) -> str:
    """Return a letter, or a bullet where a symbol font draws one for it."""
    if not letter.isalnum():
        return letter
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, index, name, 128, None)
    return "•" if _SYMBOLS.search(name.value) else letter


def text_under(
    boxes: Sequence[tuple[int, Box]], letters: Mapping[int, list[Letter]], *, as_filed: bool
) -> str:
    """Return the characters whose middle lies in a box, box by box; each counts once.

    Those of a line come from left to right, or ``as_filed``: marks set back over a letter need
    that, pieces of a line written at different times the other.
    """
    lines: list[list[Letter]] = [[] for _ in boxes]
    for page in dict.fromkeys(number for number, _ in boxes):
        here = [(index, box) for index, (number, box) in enumerate(boxes) if number == page]
        for letter in letters[page]:
            holding = [pair for pair in here if _holds(pair[1], letter)]
            if holding:
                index, _ = min(holding, key=lambda pair: _off(pair[1], letter))
                lines[index].append(letter)
    if not as_filed:
        for (_, box), line in zip(boxes, lines, strict=True):
            if box.x1 - box.x0 > box.y1 - box.y0:  # a higher one runs up the page
                line.sort(key=lambda letter: letter.x)
    return "".join(letter.text for line in lines for letter in line)


def _holds(box: Box, letter: Letter) -> bool:
    return box.x0 <= letter.x <= box.x1 and box.y0 <= letter.y <= box.y1


def _off(box: Box, letter: Letter) -> float:
    return abs((box.y0 + box.y1) / 2 - letter.y)


def text_on_page(passage: Passage, pages: Mapping[int, Page]) -> str:
    """Return the text of a passage without what stands nowhere on the page, or only once.

    Only rows of tables may say more than the page does: signs between cells, and the names of
    the columns again and again. Raises AssertionError if other text has no place.
    """
    parts: list[str] = []
    named: set[tuple[int, Box]] = set()
    for span in passage.spans:
        page = pages[span.page]
        rows = [b for b in page.blocks if b.kind is BlockKind.TABLE_ROW]
        reached = span.start
        for word in page.words:
            if word.end <= span.start or word.start >= span.end:
                continue
            between = page.text[reached : word.start]
            in_row = any(b.start <= word.start < b.end for b in rows)
            assert in_row or not between.strip(), f"page {page.number} has no place for {between}"
            if not in_row or (page.number, word.box) not in named:
                parts.append(page.text[word.start : word.end])
            named.add((page.number, word.box))
            reached = word.end
        after = page.text[reached : span.end]
        assert not after.strip(), f"page {page.number} has no place for {after}"
    return "".join(parts)


def plain(text: str) -> str:
    """Return text for comparison: no spaces, no hyphens, ligatures and raised figures apart."""
    flat = unicodedata.normalize("NFKC", text)
    return "".join(c for c in flat if not c.isspace() and c not in "-\u00ad\u2010\u2011\ufffe\x02")
