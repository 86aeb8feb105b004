"""Pages whose text runs up or down the sheet (wide tables set sideways) are read upright."""

from __future__ import annotations

from collections import Counter

from ingest.pdf.characters import SLANTED
from ingest.pdf.glyphs import words_of
from ingest.pdf.layout import Sheet
from ingest.pdf.lines import lines_of

_SHARE = 0.6  # of the characters that must run the same way

Corners = tuple[float, float, float, float]


def set_upright(sheet: Sheet) -> None:
    """Turn the lines of a sheet so that most of its text runs from left to right.

    ``sheet.turn`` remembers by how much; :func:`as_shown` leads back to the page.
    """
    if not any(line.angle for line in sheet.lines):
        return
    weights: Counter[int] = Counter()
    for line in sheet.lines:
        weights[line.angle] += line.weight
    angle, most = weights.most_common(1)[0]
    if angle in (0, SLANTED) or most < _SHARE * weights.total():
        return
    tokens = []
    for line in sorted(sheet.lines, key=lambda item: item.order):
        for token in line.tokens:
            box = _upright(token[1:5], angle, sheet.width, sheet.height)
            kept = token.angle if token.angle == SLANTED else (token.angle - angle) % 360
            tokens.append(token._replace(x0=box[0], y0=box[1], x1=box[2], y1=box[3], angle=kept))
    sheet.lines = lines_of(words_of(tokens))
    sheet.turn = angle
    sheet.rules = [_upright(rule, angle, sheet.width, sheet.height) for rule in sheet.rules]
    sheet.trim = _upright(sheet.trim, angle, sheet.width, sheet.height)


def _upright(box: Corners, angle: int, width: float, height: float) -> Corners:
    x0, y0, x1, y1 = box
    if angle == 270:
        return height - y1, x0, height - y0, x1
    if angle == 90:
        return y0, width - x1, y1, width - x0
    return width - x1, height - y1, width - x0, height - y0


def as_shown(box: Corners, sheet: Sheet) -> Corners:
    """Box on the page as it is shown, from a box among the lines of a sheet set upright."""
    if sheet.turn == 0:
        return box
    x0, y0, x1, y1 = box
    if sheet.turn == 270:
        return y0, sheet.height - x1, y1, sheet.height - x0
    if sheet.turn == 90:
        return sheet.width - y1, x0, sheet.width - y0, x1
    return sheet.width - x1, sheet.height - y1, sheet.width - x0, sheet.height - y0
