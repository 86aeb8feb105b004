"""Words with boxes from the text layer of one page, through pdfium's raw functions.

Calls per character are the cost of reading a PDF, so there is only one (its box, 0.5 us); the
text comes in one call and fonts are asked for once a word. Measured on a chapter of 32 pages:
text 0.05 ms a page, boxes 1.3 ms, fonts 0.6 ms, against 2.2 ms to load and parse the page.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from ingest.pdf.fonts import VOID, Style, quick, styles_of

#: Characters of one page that are read; a dense newspaper page has about 20,000.
MAX_CHARACTERS = 200_000

# pdfium gives U+FFFE (or U+0002) for a hyphen that ends a line.
_LINE_HYPHENS = (0xFFFE, 0x0002)
_RAISED_SIZE = 0.82  # superscripts are set at 58 to 70 % of the size
SLANTED = 45  # stands for every angle that is no quarter turn
_SLANT = 10.0  # degrees from a quarter turn
_DESCENT = 0.22  # share of the size below the baseline, for turned text

_loose_box = quick("FPDFText_GetLooseCharBox", ctypes.c_int, VOID, ctypes.c_int, VOID)
_angle = quick("FPDFText_GetCharAngle", ctypes.c_float, VOID, ctypes.c_int)
_unicode = quick("FPDFText_GetUnicode", ctypes.c_uint, VOID, ctypes.c_int)


class Token(NamedTuple):
    """A word as it stands on the page; coordinates in points, origin top left.

    ``angle`` is 0, 90, 180 or 270 degrees clockwise as shown, or SLANTED. ``glued`` says that no
    space stands before it, ``raised`` that it is a superscript, ``cut`` that it ends with a
    hyphen at the end of a line.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    style: Style
    angle: int = 0
    glued: bool = False
    raised: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """How the coordinates of a PDF page become those of the page as shown."""

    left: float
    bottom: float
    width: float
    height: float
    rotation: int

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        if self.rotation in (90, 270):
            return self.height, self.width
        return self.width, self.height

    def place(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn (n, 4) boxes left, top, right, bottom of the file into x0, y0, x1, y1 as shown."""
        u0, u1 = boxes[:, 0] - self.left, boxes[:, 2] - self.left
        v0, v1 = boxes[:, 3] - self.bottom, boxes[:, 1] - self.bottom
        width, height = self.width, self.height
        corners = {
            0: (u0, height - v1, u1, height - v0),
            90: (v0, u0, v1, u1),
            180: (width - u1, v0, width - u0, v1),
            270: (height - v1, width - u1, height - v0, width - u0),
        }[self.rotation]
        a, b, c, d = corners
        placed = np.stack((np.minimum(a, c), np.minimum(b, d), np.maximum(a, c), np.maximum(b, d)))
        return np.ascontiguousarray(placed.T)


def tokens_of(textpage: pdfium.FPDF_TEXTPAGE, frame: Frame, fonts: dict[int, Style]) -> list[Token]:
    """Return the words of a page in the order of the file.

    ``fonts`` is a cache of font handles, good for one loaded page only.
    """
    handle = ctypes.cast(textpage, VOID).value
    count = min(pdfium.FPDFText_CountChars(textpage), MAX_CHARACTERS)
    if count <= 0 or handle is None:
        return []
    text, codes = _characters(textpage, handle, count)
    kept = np.flatnonzero(~_is_space(codes))
    if not kept.size:
        return []
    boxes = _boxes(handle, count, kept)
    angles = _turned(textpage, handle, boxes, kept, codes, frame.rotation)
    placed = frame.place(boxes)
    return _words(handle, text, codes, placed, angles, kept, frame.rotation, fonts)


def _characters(
    textpage: pdfium.FPDF_TEXTPAGE, handle: int, count: int
) -> tuple[str, NDArray[np.uint32]]:
    """Text and code points, one for each character pdfium counts."""
    buffer = (ctypes.c_ushort * (count + 2))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    codes = np.frombuffer(memoryview(buffer).cast("B"), dtype=np.uint16, count=count).astype(
        np.uint32
    )
    surrogate = ((codes >= 0xD800) & (codes < 0xE000)).any()
    if written != count + 1 or surrogate:
        read = [_unicode(handle, index) for index in range(count)]
        codes = np.array([c if c < 0x110000 else 0xFFFD for c in read], dtype=np.uint32)
        codes[(codes >= 0xD800) & (codes < 0xE000)] = 0xFFFD
    return codes.astype("<u4").tobytes().decode("utf-32-le"), codes


def _boxes(handle: int, count: int, kept: NDArray[np.intp]) -> NDArray[np.float32]:
    """Loose boxes (n, 4) of the kept characters: left, top, right, bottom.

    They are as high as the font is big.
    """
    boxes = np.zeros((count, 4), dtype=np.float32)
    addresses = (boxes.ctypes.data + 16 * kept).tolist()
    deque(map(_loose_box, repeat(handle), kept.tolist(), addresses), maxlen=0)
    return boxes


def _is_space(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    space = (codes <= 0x20) & ~np.isin(codes, _LINE_HYPHENS)
    space |= (codes == 0xA0) | ((codes >= 0x2000) & (codes <= 0x200B))
    space |= np.isin(codes, (0x202F, 0x205F, 0x3000, 0xFEFF))
    return space


def _turned(
    textpage: pdfium.FPDF_TEXTPAGE,
    handle: int,
    boxes: NDArray[np.float32],
    kept: NDArray[np.intp],
    codes: NDArray[np.uint32],
    rotation: int,
) -> NDArray[np.int16]:
    """Angles of the characters; boxes of turned ones are mended in place.

    No word is asked for its angle as long as the letters of each share a baseline and go from
    left to right.
    """
    angles = np.zeros(len(boxes), dtype=np.int16)
    apart = (np.diff(kept) != 1) | np.isin(codes[kept[:-1]], _LINE_HYPHENS)
    starts = np.flatnonzero(np.concatenate(([True], apart)))
    ends = np.append(starts[1:], len(kept))
    bottom = boxes[kept, 3]
    height = boxes[kept, 1] - bottom
    uneven = np.maximum.reduceat(bottom, starts) - np.minimum.reduceat(bottom, starts)
    odd = uneven > 0.4 * np.maximum.reduceat(height, starts)
    odd |= np.maximum.reduceat(height, starts) < 0.5
    odd |= boxes[kept[ends - 1], 0] < boxes[kept[starts], 0] - 1.0
    if rotation or odd.any():
        odd[:] = True
    for word in np.flatnonzero(odd).tolist():
        angle = _quarter(_angle(handle, int(kept[starts[word]])))
        if angle == 0:
            continue
        for index in kept[starts[word] : ends[word]].tolist():
            angles[index] = angle
            boxes[index] = _turned_box(textpage, index, angle)
    return angles


def _quarter(angle: float) -> int:
    """Degrees as a multiple of 90, or SLANTED; pdfium counts clockwise and gives -1 for none."""
    if angle < 0:
        return 0
    degrees = math.degrees(angle) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) < _SLANT else SLANTED


def _turned_box(
    textpage: pdfium.FPDF_TEXTPAGE, index: int, angle: int
) -> tuple[float, float, float, float]:
    """Box as high as the font across the direction of the text, tight along it."""
    left, right = ctypes.c_double(), ctypes.c_double()
    bottom, top = ctypes.c_double(), ctypes.c_double()
    x, y = ctypes.c_double(), ctypes.c_double()
    refs = [ctypes.byref(value) for value in (left, right, bottom, top)]
    pdfium.FPDFText_GetCharBox(textpage, index, *refs)
    pdfium.FPDFText_GetCharOrigin(textpage, index, ctypes.byref(x), ctypes.byref(y))
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    tight = (left.value, top.value, right.value, bottom.value)
    if angle == 90:
        return (x.value - _DESCENT * size, tight[1], x.value + (1 - _DESCENT) * size, tight[3])
    if angle == 270:
        return (x.value - (1 - _DESCENT) * size, tight[1], x.value + _DESCENT * size, tight[3])
    if angle == 180:
        return (tight[0], y.value + _DESCENT * size, tight[2], y.value - (1 - _DESCENT) * size)
    return tight


def _words(
    handle: int,
    text: str,
    codes: NDArray[np.uint32],
    boxes: NDArray[np.float32],
    angles: NDArray[np.int16],
    kept: NDArray[np.intp],
    rotation: int,
    fonts: dict[int, Style],
) -> list[Token]:
    """Cut characters into words at spaces, line ends, jumps and superscripts."""
    code, box = codes[kept], boxes[kept]
    shown = _shown_angle(angles[kept], rotation)
    height = np.where(shown % 180 == 90, box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    hyphen = np.isin(code, (*_LINE_HYPHENS, 0xAD))
    apart = (np.diff(kept) != 1) | hyphen[:-1] | _jumps(box, height, shown)
    inner, raised = _marks(code, box, height, apart)
    starts = np.concatenate(([0], np.flatnonzero(apart | inner) + 1))
    ends = np.append(starts[1:], len(kept))
    low = np.minimum.reduceat(box[:, :2], starts, axis=0).tolist()
    high = np.maximum.reduceat(box[:, 2:], starts, axis=0).tolist()
    sizes = np.maximum.reduceat(height, starts).tolist()
    glued = np.concatenate(([False], ~apart))[starts].tolist()
    lifted = np.concatenate(([False], raised))[starts].tolist()
    cuts, turns = hyphen[ends - 1].tolist(), shown[starts].tolist()
    first, last = kept[starts].tolist(), kept[ends - 1].tolist()
    styles = styles_of(handle, first, fonts)
    words = []
    for i, begin in enumerate(first):
        word = text[begin : last[i] + 1]
        word = word[:-1] + "-" if cuts[i] else word
        (x0, y0), (x1, y1) = low[i], high[i]
        words.append(
            Token(word, x0, y0, x1, y1, sizes[i], styles[i], turns[i], glued[i], lifted[i], cuts[i])
        )
    return words


def _marks(
    code: NDArray[np.uint32],
    box: NDArray[np.float32],
    height: NDArray[np.float32],
    apart: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where words end at the marks of notes, and where such a mark begins.

    Text right behind a mark inside a line is glued to it; text behind a mark that opens a note
    is not, and becomes ``apart`` in place.
    """
    raised = _raises(code, box, height)
    after = np.zeros_like(raised)
    after[1:] = raised[:-1] & (height[2:] > height[1:-1] / _RAISED_SIZE)
    opening = _raises(code[::-1], box[::-1], height[::-1])[::-1] & ~after
    opening[1:] &= ~raised[:-1]
    apart |= opening
    return raised | after, raised


def _shown_angle(angle: NDArray[np.int16], rotation: int) -> NDArray[np.int16]:
    """Clockwise angles in the file to those on the page as shown."""
    return np.where(angle == SLANTED, angle, (angle + rotation) % 360).astype(np.int16)


def _jumps(
    box: NDArray[np.float32], height: NDArray[np.float32], angle: NDArray[np.int16]
) -> NDArray[np.bool_]:
    """Where the next character stands elsewhere although no space was seen between the two."""
    size = np.maximum(height[1:], height[:-1])
    down = np.abs(box[1:, 3] - box[:-1, 3]) > 0.7 * size
    apart = (box[1:, 0] - box[:-1, 2]) > 0.9 * size
    back = box[1:, 0] < box[:-1, 0] - size
    upright = (angle[1:] == 0) & (angle[:-1] == 0)
    turned = angle[1:] != angle[:-1]
    far = np.hypot(*(box[1:, :2] - box[:-1, :2]).T) > 3 * size
    return np.asarray(np.where(upright, down | apart | back, turned | far), dtype=np.bool_)


def _raises(
    code: NDArray[np.uint32], box: NDArray[np.float32], height: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Where a raised digit, letter mark or asterisk follows a character of full size."""
    small = height[1:] < _RAISED_SIZE * height[:-1]
    high = box[1:, 3] < box[:-1, 3] - 0.1 * height[:-1]
    mark = ((code[1:] >= 0x30) & (code[1:] <= 0x39)) | (code[1:] == 0x2A)
    return np.asarray(small & high & mark, dtype=np.bool_)
