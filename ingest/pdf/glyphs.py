"""Words with boxes from the text layer of one page, through pdfium's raw functions.

The text comes in one call, and fonts are asked for once a word: calls are the cost of reading.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from ingest.pdf.characters import LINE_HYPHENS, SLANTED, Asked, Frame, ask_boxes, turn_boxes
from ingest.pdf.fonts import VOID, Style, quick, styles_of

#: Characters of one page that are read; a dense newspaper page has about 20,000.
MAX_CHARACTERS = 200_000

_RAISED_SIZE = 0.82  # superscripts are set at 58 to 70 % of the size

_unicode = quick("FPDFText_GetUnicode", ctypes.c_uint, VOID, ctypes.c_int)


class Token(NamedTuple):
    """A word as it stands on the page; coordinates in points, origin top left.

    ``size`` is in points, to one decimal.
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
class Words:
    """The words of a page in the order of the file, and their boxes and sizes as arrays.

    ``boxes`` is (n, 4) float32, ``sizes`` (n,) float32.
    """

    tokens: list[Token]
    boxes: NDArray[np.float32]
    sizes: NDArray[np.float32]


def words_of(tokens: list[Token]) -> Words:
    """Words made of tokens that are there already."""
    boxes = np.array([token[1:5] for token in tokens], dtype=np.float32).reshape(-1, 4)
    return Words(tokens, boxes, np.array([token.size for token in tokens], dtype=np.float32))


def read_words(textpage: pdfium.FPDF_TEXTPAGE, frame: Frame, fonts: dict[int, Style]) -> Words:
    """Return the words of a page in the order of the file.

    ``fonts`` is a cache of font handles, good for one loaded page only.
    """
    handle = ctypes.cast(textpage, VOID).value
    count = min(pdfium.FPDFText_CountChars(textpage), MAX_CHARACTERS)
    if count <= 0 or handle is None:
        return words_of([])
    text, codes = _characters(textpage, handle, count)
    kept = np.flatnonzero(~_is_space(codes))
    if not kept.size:
        return words_of([])
    asked = ask_boxes(handle, codes, kept)
    angles = turn_boxes(textpage, asked, frame.rotation)
    placed = frame.place(asked.boxes)
    return _words(handle, text, codes, placed, angles, asked, frame.rotation, fonts)


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


def _is_space(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    space: NDArray[np.bool_] = (codes <= 0x20) & (codes != LINE_HYPHENS[1])
    space |= codes == 0xA0
    if (codes > 0x1FFF).any():
        space |= (codes >= 0x2000) & (codes <= 0x200B)
        for code in (0x202F, 0x205F, 0x3000, 0xFEFF):
            space |= codes == code
    return space


def _words(
    handle: int,
    text: str,
    codes: NDArray[np.uint32],
    box: NDArray[np.float32],
    angles: NDArray[np.int16],
    asked: Asked,
    rotation: int,
    fonts: dict[int, Style],
) -> Words:
    """Cut characters into words at spaces, line ends, jumps and superscripts."""
    code = codes[asked.at]
    shown = _shown_angle(angles, rotation) if rotation or angles.any() else angles
    height = box[:, 3] - box[:, 1]
    if shown is not angles or rotation:
        height = np.where(shown % 180 == 90, box[:, 2] - box[:, 0], height)
    hyphen = (code == LINE_HYPHENS[0]) | (code == LINE_HYPHENS[1]) | (code == 0xAD)
    apart = asked.ends | (~asked.skips & (hyphen[:-1] | _jumps(box, height, shown)))
    inner, raised = _marks(code, box, np.where(shown == 0, height, 0.0), apart)
    starts = np.concatenate(([0], np.flatnonzero(apart | inner) + 1))
    ends = np.append(starts[1:], len(code)) - 1
    boxes = np.empty((len(starts), 4), dtype=np.float32)
    for side, reduce in enumerate((np.minimum, np.minimum, np.maximum, np.maximum)):
        boxes[:, side] = reduce.reduceat(box[:, side], starts)
    sizes = np.maximum.reduceat(height, starts)
    first = asked.at[starts].tolist()
    texts = [text[a:b] for a, b in zip(first, (asked.at[ends] + 1).tolist(), strict=True)]
    for cut in np.flatnonzero(hyphen[ends]).tolist():
        texts[cut] = texts[cut][:-1] + "-"
    columns = zip(
        texts,
        *boxes.T.tolist(),
        np.round(sizes.astype(np.float64), 1).tolist(),
        styles_of(handle, first, fonts),
        shown[starts].tolist(),
        np.concatenate(([False], ~apart))[starts].tolist(),
        np.concatenate(([False], raised))[starts].tolist(),
        hyphen[ends].tolist(),
        strict=True,
    )
    return Words(list(map(_token, columns)), boxes, sizes)


# Half the price of calling the class.
_token = partial(tuple.__new__, Token)


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
    larger, smaller = np.maximum(height[1:], height[:-1]), np.minimum(height[1:], height[:-1])
    if not (smaller < _RAISED_SIZE * larger).any():
        none = np.zeros(len(apart), dtype=np.bool_)
        return none, none
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
    # Small roman numerals; other raised letters belong to abbreviations ("dott.ssa").
    mark |= (code[1:] == 0x69) | (code[1:] == 0x76) | (code[1:] == 0x78)
    return np.asarray(small & high & mark, dtype=np.bool_)
