"""Where the characters of a page stand: boxes, angles, the page as shown.

Most words are asked for the boxes of their first and last characters only: those whose inner
characters could matter (figures, which may be marks of notes) or whose two ends do not fit
together are asked for all. On four chapters 1.2 ms a page with all boxes, 0.5 ms so, against
2.2 ms to load and parse the page.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from ingest.pdf.fonts import VOID, quick

#: Stands for every angle that is no quarter turn.
SLANTED = 45
# pdfium gives U+FFFE (or U+0002) for a hyphen that ends a line.
LINE_HYPHENS = (0xFFFE, 0x0002)
_SLANT = 10.0  # degrees from a quarter turn
_DESCENT = 0.22  # share of the size below the baseline, for turned text

_loose_box = quick("FPDFText_GetLooseCharBox", ctypes.c_int, VOID, ctypes.c_int, VOID)
_angle = quick("FPDFText_GetCharAngle", ctypes.c_float, VOID, ctypes.c_int)


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

    @property
    def far(self) -> tuple[float, float]:
        """Right and top in the file."""
        return self.left + self.width, self.bottom + self.height

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Characters whose boxes were asked for.

    ``at`` (n,) are their places in the text, ``boxes`` (n, 4) left, top, right, bottom, as high as
    the font is big; ``ends`` (n - 1,) is True where the next one belongs to another stretch
    without spaces, ``skips`` (n - 1,) where characters between the two were not asked for.
    ``odd`` marks the stretches that do not run from left to right on one baseline.
    """

    at: NDArray[np.intp]
    boxes: NDArray[np.float32]
    ends: NDArray[np.bool_]
    skips: NDArray[np.bool_]
    odd: NDArray[np.bool_]


def ask_boxes(handle: int, codes: NDArray[np.uint32], kept: NDArray[np.intp]) -> Asked:
    """Ask for the ends of every stretch without spaces, and for all of those that need it."""
    boxes = np.zeros((len(codes), 4), dtype=np.float32)
    code = codes[kept]
    cut = (code == LINE_HYPHENS[0]) | (code == LINE_HYPHENS[1])
    apart = (kept[1:] - kept[:-1] != 1) | cut[:-1]
    first = np.concatenate((kept[:1], kept[1:][apart]))
    last = np.concatenate((kept[:-1][apart], kept[-1:]))
    _ask(handle, boxes, first)
    _ask(handle, boxes, last[last != first])
    special = (code < 0x3A) & (code >= 0x30) | (code == 0x2A) | (code == 0xAD)
    inner = np.zeros(len(kept) + 1, dtype=np.intp)
    inner[1:] = np.cumsum(special)
    stops = np.append(np.flatnonzero(apart) + 1, len(kept))
    starts = np.concatenate(([0], stops[:-1]))
    lengths = stops - starts
    needs = inner[np.maximum(stops - 1, starts + 1)] > inner[starts + 1]
    heads, tails = boxes[first], boxes[last]
    needs |= ~_fit(heads, tails, lengths)
    wanted = np.repeat(needs & (lengths > 2), lengths)
    wanted[starts] = wanted[stops - 1] = False
    _ask(handle, boxes, kept[wanted])
    wanted[starts] = wanted[stops - 1] = True
    at = kept[wanted]
    ends = apart[wanted[:-1]]
    skips = ~ends & (at[1:] - at[:-1] != 1)
    return Asked(at, boxes[at], ends, skips, _odd(heads, tails))


def _fit(
    first: NDArray[np.float32], last: NDArray[np.float32], count: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Whether first and last characters can be the ends of one plain word of so many letters."""
    height = first[:, 1] - first[:, 3]
    even = np.abs(first[:, 1] - last[:, 1]) + np.abs(first[:, 3] - last[:, 3]) < 0.02 * height
    width = (last[:, 2] - first[:, 0]) / (count * np.maximum(height, 0.01))
    # A letter is 0.2 (i, l) to 0.9 (m, W) of the size wide; words average 0.35 to 0.6.
    return np.asarray(even & (width > 0.15) & (width < 0.6), dtype=np.bool_)


def _odd(first: NDArray[np.float32], last: NDArray[np.float32]) -> NDArray[np.bool_]:
    height = np.maximum(first[:, 1] - first[:, 3], last[:, 1] - last[:, 3])
    odd = np.abs(first[:, 3] - last[:, 3]) > 0.4 * height
    return np.asarray(odd | (height < 0.5) | (last[:, 0] < first[:, 0] - 1.0), dtype=np.bool_)


def _ask(handle: int, boxes: NDArray[np.float32], at: NDArray[np.intp]) -> None:
    """Fill in the loose boxes of the characters ``at``."""
    addresses = (boxes.ctypes.data + 16 * at).tolist()
    deque(map(_loose_box, repeat(handle), at.tolist(), addresses), maxlen=0)


def turn_boxes(textpage: pdfium.FPDF_TEXTPAGE, asked: Asked, rotation: int) -> NDArray[np.int16]:
    """Angles of the characters; boxes of turned ones are mended in place.

    No word is asked for its angle as long as the letters of each share a baseline and go from
    left to right.
    """
    at, boxes, odd = asked.at, asked.boxes, asked.odd
    angles = np.zeros(len(boxes), dtype=np.int16)
    if not (rotation or odd.any()):
        return angles
    handle = ctypes.cast(textpage, VOID).value
    starts = np.concatenate(([0], np.flatnonzero(asked.ends) + 1))
    ends = np.append(starts[1:], len(at))
    # Those of one or two letters are too short to show how they run.
    odd = odd | (ends - starts < 3) | bool(rotation)
    spans = zip(at[starts[odd]].tolist(), starts[odd].tolist(), ends[odd].tolist(), strict=True)
    for place, start, end in spans:
        angle = _quarter(_angle(handle, place))
        if angle == 0:
            continue
        for index in range(start, end):
            angles[index] = angle
            boxes[index] = _turned_box(textpage, int(at[index]), angle)
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
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
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
