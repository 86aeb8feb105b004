"""pdfium's raw functions at half their price, and what is known of the font of a word."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_BOLD = re.compile(r"bold|black|heavy|semibd|demi|-bd|,bd", re.IGNORECASE)
_NOT_BOLD = re.compile(r"regular|roman|light|book|italic|medium|thin|oblique", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|-it\b", re.IGNORECASE)
_BOLD_WEIGHT = 650  # pdfium guesses a weight from the stem; 400 regular, 700 bold

_STRIDE = 4  # words; asked for one of them, and for the others where the next one differs

VOID = ctypes.c_void_p
_INT = ctypes.c_int


def quick(
    name: str, result: type[ctypes._SimpleCData[Any]], *arguments: type[ctypes._SimpleCData[Any]]
) -> Callable[..., Any]:
    """Prototype of a pdfium function on plain addresses: half the cost of the typed one."""
    address = ctypes.cast(getattr(pdfium, name), VOID).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_text_object = quick("FPDFText_GetTextObject", VOID, VOID, _INT)
_font_of = quick("FPDFTextObj_GetFont", VOID, VOID)


class Style(NamedTuple):
    """What is known of a font."""

    name: str
    bold: bool
    italic: bool


def styles_of(handle: int, firsts: list[int], fonts: dict[int, Style]) -> list[Style]:
    """Style of each word, from its first character; neighbours often share a text object."""
    styles: list[Style] = []
    last, style = None, _PLAIN
    marks = list(map(_text_object, repeat(handle), firsts[::_STRIDE]))
    for number, text_object in enumerate(marks):
        between = firsts[number * _STRIDE + 1 : (number + 1) * _STRIDE]
        if number + 1 < len(marks) and marks[number + 1] == text_object:
            # The characters of one object follow each other.
            objects = [text_object] * (len(between) + 1)
        else:
            objects = [text_object, *map(_text_object, repeat(handle), between)]
        for each in objects:
            if each != last:
                last = each
                font = _font_of(each) if each else None
                style = _PLAIN if font is None else (fonts.get(font) or _learn(font, fonts))
            styles.append(style)
    return styles


def _learn(font: int, fonts: dict[int, Style]) -> Style:
    fonts[font] = _read_style(font)
    return fonts[font]


_PLAIN = Style("", False, False)


def _read_style(font: int) -> Style:
    handle = ctypes.cast(font, pdfium.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(handle, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    bold = bool(_BOLD.search(name))
    if not bold and not _NOT_BOLD.search(name):
        bold = pdfium.FPDFFont_GetWeight(handle) >= _BOLD_WEIGHT
    return Style(name, bold, bool(_ITALIC.search(name)))
