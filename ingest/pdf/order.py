"""Reading order of the lines of a page.

The page is cut recursively along white strips. Where both a cut across and a cut down are
possible, the order of the file decides: most programs write what belongs together in one go, so
the cut that agrees with it is the right one (three columns in boxes, or two columns in rows).
Where it agrees with neither, or where prose is written straight across a gutter, geometry does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ingest.pdf.lines import Line

_GUTTER = 0.6  # narrowest white strip between columns, in sizes
_MOST_LINES = 4_000  # a dense newspaper page has 1,500; beyond it the order of the file stays
_DEPTH = 40  # cuts within cuts; real pages need fewer than ten
_PROSE_ROWS = 4  # rows of prose on both sides of a gutter that make it a gutter
_BLANK_COLUMN = 0.15  # share of the width
_LEADING = 1.6  # sizes between the lines of running text
_PROSE_WORDS = 3.5  # words a line of prose has at least, on average


def reading_order(lines: list[Line]) -> list[Line]:
    """Return the upright lines in the order a person reads them."""
    if len(lines) > _MOST_LINES:
        return sorted(lines, key=lambda line: line.order)
    return _ordered(lines, 0)


def _ordered(lines: list[Line], depth: int) -> list[Line]:
    if len(lines) < 2:
        return lines
    if depth > _DEPTH:
        return sorted(lines, key=lambda line: line.order)
    rows = strips(lines, across=True)
    columns = strips(lines, across=False)
    if len(rows) == 1 and len(columns) == 1:
        return sorted(lines, key=lambda line: line.order)
    parts = _choose(lines, rows, columns)
    return [line for part in parts for line in _ordered(part, depth + 1)]


def strips(lines: list[Line], *, across: bool) -> list[list[Line]]:
    """Group lines that white strips across (or down) the area keep apart."""
    gap = 0.0 if across else _GUTTER * _typical(lines)
    start: Callable[[Line], float] = (
        (lambda line: line.core[0]) if across else (lambda line: line.x0)
    )
    groups: list[list[Line]] = []
    reached = float("-inf")
    for line in sorted(lines, key=start):
        begin, end = line.core if across else (line.x0, line.x1)
        if not groups or begin - reached > gap:
            groups.append([])
        groups[-1].append(line)
        reached = max(reached, end)
    return groups


def _typical(lines: list[Line]) -> float:
    sizes = sorted(line.size for line in lines)
    return sizes[len(sizes) // 2]


def _choose(
    lines: list[Line], rows: list[list[Line]], columns: list[list[Line]]
) -> list[list[Line]]:
    if len(columns) == 1:
        return _across(lines, rows)
    if len(rows) == 1:
        return columns
    if _is_prose_in_columns(columns):
        return columns
    agreeing_rows = _agreeing(rows)
    if len(agreeing_rows) > 1:
        return agreeing_rows
    if len(_agreeing(columns)) == len(columns):
        return columns
    return columns if _returns(columns) <= _returns(rows) else rows


def _across(lines: list[Line], rows: list[list[Line]]) -> list[list[Line]]:
    """Cut where the file agrees, else into bands that have a gutter in common."""
    agreeing = _agreeing(rows)
    if len(lines) < len(rows) + _PROSE_ROWS:
        return agreeing if len(agreeing) > 1 else rows
    bands = _bands(lines, rows)
    if any(_holds_prose_in_columns(band) for band in bands):
        return bands
    if len(agreeing) > 1:
        return agreeing
    return bands if len(bands) > 1 else rows


def _holds_prose_in_columns(band: list[Line]) -> bool:
    if len(band) < 2 * _PROSE_ROWS:
        return False
    columns = strips(band, across=False)
    return len(columns) > 1 and _is_prose_in_columns(columns)


def _agreeing(groups: list[list[Line]]) -> list[list[Line]]:
    """Merge groups until each is written whole before the next begins."""
    lows: list[int] = []
    low = 1 << 60
    for group in reversed(groups):
        low = min(low, min(line.order for line in group))
        lows.append(low)
    lows.reverse()
    merged: list[list[Line]] = []
    high = -1
    for index, group in enumerate(groups):
        if merged and lows[index] < high:
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
        high = max(high, max(line.order for line in group))
    return merged


def _returns(groups: list[list[Line]]) -> int:
    """How often the file leaves a group it later comes back to."""
    places = sorted((line.order, index) for index, group in enumerate(groups) for line in group)
    changes = sum(1 for (_, a), (_, b) in pairwise(places) if a != b)
    return changes - len(groups) + 1


def _is_prose_in_columns(columns: list[list[Line]]) -> bool:
    """Whether prose stands on both sides of every gutter, but was written straight across it."""
    if len(columns) > 3 or _returns(columns) < 0.25 * sum(len(column) for column in columns):
        return False
    for column in columns:
        right, left = max(line.x1 for line in column), min(line.x0 for line in column)
        words = [sum(t.text.isalpha() for t in line.tokens) for line in column]
        full = sum(1 for line in column if line.x1 - line.x0 > 0.75 * (right - left))
        if len(column) < _PROSE_ROWS or sum(words) / len(words) < _PROSE_WORDS:
            return False
        if full < 0.6 * len(column) or not _even(column):
            return False
    return True


def _even(column: list[Line]) -> bool:
    """Whether most lines follow each other at the distance of running text."""
    tops = sorted(line.y0 for line in column)
    steps = [b - a for a, b in pairwise(tops)]
    leading = _LEADING * _typical(column)
    close = sum(1 for step in steps if step < leading)
    return close >= 0.7 * len(steps)


def _bands(lines: list[Line], rows: list[list[Line]]) -> list[list[Line]]:
    """Merge neighbouring rows for as long as one white strip runs down through all of them."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    least = _GUTTER * _typical(lines)
    bands: list[list[Line]] = []
    shared: list[tuple[float, float]] = []
    for row in rows:
        white = _white(row, left, right, least)
        common = _overlap(shared, white, least)
        if bands and common:
            bands[-1] = bands[-1] + row
            shared = common
        else:
            bands.append(list(row))
            shared = white
    return bands


def _white(row: list[Line], left: float, right: float, least: float) -> list[tuple[float, float]]:
    gaps: list[tuple[float, float]] = []
    reached = left
    for line in sorted(row, key=lambda item: item.x0):
        if line.x0 - reached >= least:
            gaps.append((reached, line.x0))
        reached = max(reached, line.x1)
    if right - reached >= least:
        gaps.append((reached, right))
    # A ragged edge or an indent is no gutter; a whole column left blank is.
    edge = _BLANK_COLUMN * (right - left)
    return [gap for gap in gaps if (left < gap[0] and gap[1] < right) or gap[1] - gap[0] > edge]


def _overlap(
    a: list[tuple[float, float]], b: list[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    found = []
    for low, high in a:
        for other_low, other_high in b:
            start, end = max(low, other_low), min(high, other_high)
            if end - start >= least:
                found.append((start, end))
    return found
