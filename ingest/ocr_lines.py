"""Recognised words as the tokens that the words of a text layer give."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence

from ingest.ocr import OcrWord
from ingest.pages import clean
from ingest.pdf.fonts import Style
from ingest.pdf.glyphs import Token

_PLAIN = Style("", bold=False, italic=False)
# Words below are rubbish more often than not: specks, ruled lines, parts of pictures.
_LEAST_SURE = 0.3
_LEAST_SURE_SIGNS = 0.6  # without a letter or figure
_LEAST_SURE_LINE = 0.4  # mean of a line
_ASCENDING = frozenset("bdfhklt0123456789àèéìòùÀÈÉÌÒÙ")
_DESCENDING = frozenset("gjpqyç,;()")
# Share of the font size that letters stand above and below the baseline (Times, Arial: 0.45 to
# 0.52, 0.66 to 0.72 and 0.21 to 0.22).
_X_HEIGHT, _ASCENT, _DESCENT = 0.48, 0.70, 0.21
# Sizes so near to that of most words are that size: they are measured on pixels.
_SAME_SIZE = 0.18
_TOP = 0.78  # share of the size that a box reaches above the baseline, as in a text layer


def legible(words: Sequence[OcrWord]) -> list[OcrWord]:
    """Leave out what is rubbish: words, and whole lines, that the program is not sure of."""
    lines: dict[int, list[OcrWord]] = defaultdict(list)
    for word in words:
        lines[word.line].append(word)
    kept = {
        number
        for number, line in lines.items()
        if confidence_of(line) >= _LEAST_SURE_LINE and any(_has_letters(w.text) for w in line)
    }
    return [word for word in words if word.line in kept and _is_sure(word)]


def _is_sure(word: OcrWord) -> bool:
    return word.confidence >= (_LEAST_SURE if _has_letters(word.text) else _LEAST_SURE_SIGNS)


def _has_letters(text: str) -> bool:
    return any(c.isalnum() for c in text)


def confidence_of(words: Sequence[OcrWord]) -> float:
    """Return the mean confidence of words, weighted by their letters; 0 if there are none."""
    weight = sum(len(word.text) for word in words)
    return sum(w.confidence * len(w.text) for w in words) / weight if weight else 0.0


def tokens_of(
    words: Sequence[OcrWord], scale: float, turn: int, size: tuple[float, float]
) -> list[Token]:
    """Return tokens in points of the page as shown.

    ``scale`` is in pixels a point, ``turn`` the degrees by which the page was turned clockwise to
    be read, ``size`` the page's width and height as shown.
    """
    sizes = _sizes(words, scale)
    tokens = []
    for word in words:
        text = clean(word.text)
        if not text:
            continue
        points = sizes[word.line]
        base = word.y1 / scale - (_DESCENT * points if _descends(text) else 0.0)
        top, foot = base - _TOP * points, base + (1 - _TOP) * points
        box = _shown((word.x0 / scale, top, word.x1 / scale, foot), turn, size)
        cut = word.last and len(text) > 1 and text.endswith(("-", "\u2010"))
        if cut:
            text = text[:-1] + "-"
        angle = (360 - turn) % 360
        tokens.append(Token(text, *box, points, _PLAIN, angle, cut=cut))
    return tokens


def _sizes(words: Sequence[OcrWord], scale: float) -> dict[int, float]:
    """Font size of each line, in points; near ones are made the same."""
    heights: dict[int, list[float]] = defaultdict(list)
    for word in words:
        share = _ASCENT if _ascends(word.text) else _X_HEIGHT
        share += _DESCENT if _descends(word.text) else 0.0
        heights[word.line] += [(word.y1 - word.y0) / scale / share] * len(word.text)
    measured = {line: statistics.median(values) for line, values in heights.items()}
    left = dict(measured)
    sizes: dict[int, float] = {}
    while left:
        # The size of most text first, then of most of what is not near to it.
        common = statistics.median([v for line in left for v in heights[line]])
        if not any(abs(value - common) <= _SAME_SIZE * common for value in left.values()):
            common = max(left.items(), key=lambda item: len(heights[item[0]]))[1]
        near = [n for n, value in left.items() if abs(value - common) <= _SAME_SIZE * common]
        for line in near:
            sizes[line] = round(common, 1)
            del left[line]
    return sizes


def _ascends(text: str) -> bool:
    return any(c in _ASCENDING or c.isupper() for c in text)


def _descends(text: str) -> bool:
    return any(c in _DESCENDING for c in text)


def _shown(
    box: tuple[float, float, float, float], turn: int, size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Turn a box on the upright page back to the page as shown, and keep it on the page."""
    x0, y0, x1, y1 = box
    width, height = size
    placed = {
        0: (x0, y0, x1, y1),
        90: (y0, height - x1, y1, height - x0),
        180: (width - x1, height - y1, width - x0, height - y0),
        270: (width - y1, x0, width - y0, x1),
    }[turn]
    a, b, c, d = placed
    a, b = min(max(a, 0.0), width), min(max(b, 0.0), height)
    return a, b, min(max(c, a), width), min(max(d, b), height)
