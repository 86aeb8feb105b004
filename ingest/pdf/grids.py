"""Ruled tables: drawn lines and boxes show rows and columns, whatever the cells hold.

Lines and the edges of boxes that touch, or that are equally long one above the other, belong to
one grid. Where a line between two rows leaves out a column, the cell above goes on below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from corpus.records import BlockKind
from ingest.pdf.layout import Draft
from ingest.pdf.lines import Line, line_of
from ingest.pdf.rules import Rectangle
from ingest.pdf.tables import is_name

_THIN = 4.0  # points; a drawn line with the room its ends need, no box
_SHORTEST = 10.0
_TOUCH = 3.0
_SAME_LEVEL = 3.0
_LEAST_LEVELS = 3  # two rows
_MOST_RULES = 600  # a page of 30 rows and 8 columns has 270; all are compared with all
_MOST_COLUMNS = 16
_FILLED = 0.6  # share of the rows with text in two cells or more
_SPACE = 0.42  # sizes; a space in a line is 0.2 to 0.35, the rims of two cells are wider
_COVERED = 0.5  # share of a column's width that a line must cover to end a cell
_MOST_WORDS = 150  # in a cell
_FLOWING = 0.3  # share of the cells that go on with the sentence of the cell above
_LONGEST_NAME = 60  # characters of a cell that names a column


@dataclass(frozen=True, slots=True)
class _Edge:
    """A horizontal line at ``y`` from ``x0`` to ``x1``, or the edge of a box."""

    x0: float
    x1: float
    y: float


@dataclass(slots=True)
class Table:
    """Where a table stands, its rows, and the lines of text it took."""

    box: Rectangle
    rows: list[Draft]
    lines: list[Line]


def ruled_tables(rules: list[Rectangle], lines: list[Line]) -> list[Table]:
    """Return the ruled tables of a page."""
    if not rules or len(rules) > _MOST_RULES:
        return []
    tables = []
    left = list(lines)
    for group in _groups(rules):
        table = _table(group, left)
        if table is not None:
            tables.append(table)
            taken = {id(line) for line in table.lines}
            left = [line for line in left if id(line) not in taken]
    return tables


def _groups(rules: list[Rectangle]) -> list[list[Rectangle]]:
    """Rules that belong together, by touch or by equal extent."""
    kept = [r for r in rules if r[2] - r[0] >= _SHORTEST or r[3] - r[1] >= _SHORTEST]
    kept.sort(key=lambda rule: rule[1])
    groups: list[list[Rectangle]] = []
    extents: list[Rectangle] = []
    for rule in kept:
        near = [index for index, extent in enumerate(extents) if _touch(extent, rule)]
        met = [index for index in near if any(_touch(other, rule) for other in groups[index])]
        joined = [rule]
        for index in reversed(met):
            joined += groups.pop(index)
            extents.pop(index)
        groups.append(joined)
        extents.append(_around(joined))
    return _stacked(groups)


def _stacked(groups: list[list[Rectangle]]) -> list[list[Rectangle]]:
    """Join rows of lines that run from the same left to the same right, with nothing between."""
    stacks: dict[tuple[int, int], list[Rectangle]] = {}
    kept = []
    for group in groups:
        x0, y0, x1, y1 = _around(group)
        if y1 - y0 > _THIN:
            kept.append(group)
        else:
            stacks.setdefault((round(x0 / _TOUCH), round(x1 / _TOUCH)), []).extend(group)
    return kept + list(stacks.values())


def _around(rules: list[Rectangle]) -> Rectangle:
    x0, y0, x1, y1 = zip(*rules, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _touch(a: Rectangle, b: Rectangle) -> bool:
    across = a[0] - _TOUCH <= b[2] and b[0] - _TOUCH <= a[2]
    return across and a[1] - _TOUCH <= b[3] and b[1] - _TOUCH <= a[3]


def _table(rules: list[Rectangle], lines: list[Line]) -> Table | None:
    edges = _edges(rules)
    levels = _clustered([edge.y for edge in edges])
    if len(levels) < _LEAST_LEVELS:
        return None
    box = (
        min(edge.x0 for edge in edges),
        levels[0],
        max(edge.x1 for edge in edges),
        levels[-1],
    )
    inside = [line for line in lines if not line.angle and _holds(box, line)]
    columns = _columns(rules, edges, box)
    if not 2 <= len(columns) - 1 <= _MOST_COLUMNS or not inside:
        return None
    cells = _cells(inside, levels, columns, edges)
    filled = [part for row in cells if any(row) for part in _by_figures(row)]
    full = sum(1 for row in filled if sum(map(bool, row)) >= 2)
    if len(filled) < 2 or full < _FILLED * len(filled):
        return None
    if _is_chart(filled) or _is_layout(filled):
        return None
    return Table(box, _rows(filled), inside)


def _edges(rules: list[Rectangle]) -> list[_Edge]:
    edges = []
    for x0, y0, x1, y1 in rules:
        if x1 - x0 < _SHORTEST:
            continue
        if y1 - y0 <= _THIN:
            edges.append(_Edge(x0, x1, (y0 + y1) / 2))
        else:
            edges += [_Edge(x0, x1, y0), _Edge(x0, x1, y1)]
    return edges


def _clustered(values: list[float]) -> list[float]:
    levels: list[list[float]] = []
    for value in sorted(values):
        if levels and value - levels[-1][-1] <= _SAME_LEVEL:
            levels[-1].append(value)
        else:
            levels.append([value])
    return [sum(level) / len(level) for level in levels]


def _columns(rules: list[Rectangle], edges: list[_Edge], box: Rectangle) -> list[float]:
    """Boundaries of the columns: ends of lines, and lines that go down."""
    ends = [x for edge in edges for x in (edge.x0, edge.x1)]
    for x0, y0, x1, y1 in rules:
        if y1 - y0 >= _SHORTEST:
            ends += [(x0 + x1) / 2] if x1 - x0 <= _THIN else [x0, x1]
    return [x for x in _clustered(ends) if box[0] - _TOUCH <= x <= box[2] + _TOUCH]


def _holds(box: Rectangle, line: Line) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


_Cells = list[list[list[Line]]]


def _cells(
    lines: list[Line], levels: list[float], columns: list[float], edges: list[_Edge]
) -> _Cells:
    """Pieces of text by row and column; what stands in a cell of several rows is in the first."""
    cells: _Cells = [[[] for _ in columns[1:]] for _ in levels[1:]]
    first = _first_rows(levels, columns, edges)
    for line in sorted(lines, key=lambda item: (item.y0, item.x0)):
        middle = sum(line.core) / 2
        row = max(index for index, level in enumerate(levels[:-1]) if level <= middle)
        for column, piece in _pieces(line, columns):
            cells[first[row][column]][column].append(piece)
    return cells


def _pieces(line: Line, columns: list[float]) -> list[tuple[int, Line]]:
    """Cut a line at the boundaries of the columns, where there is more than a space."""
    pieces: list[tuple[int, list[int]]] = []
    for place, token in enumerate(line.tokens):
        middle = (token.x0 + token.x1) / 2
        column = max((i for i, x in enumerate(columns[:-1]) if x <= middle), default=0)
        spaced = place and token.x0 - line.tokens[place - 1].x1 > _SPACE * token.size
        if pieces and (pieces[-1][0] == column or not spaced):
            pieces[-1][1].append(place)
        else:
            pieces.append((column, [place]))
    if len(pieces) == 1:
        return [(pieces[0][0], line)]
    return [(column, line_of([line.tokens[p] for p in at], line.order)) for column, at in pieces]


def _by_figures(row: list[list[Line]]) -> list[list[list[Line]]]:
    """Cut a band without lines inside where columns of figures have one in each line."""
    columns = [cell for cell in row if len(cell) > 1 and not any(is_name(c.text) for c in cell)]
    if not columns or len({len(cell) for cell in columns}) > 1:
        return [row]
    levels = [sum(line.core) / 2 for line in columns[0]]
    parts: list[list[list[Line]]] = [[[] for _ in row] for _ in levels]
    for column, cell in enumerate(row):
        for line in cell:
            middle = sum(line.core) / 2
            nearest = min(range(len(levels)), key=lambda at: abs(levels[at] - middle))
            parts[nearest][column].append(line)
    return parts


def _first_rows(levels: list[float], columns: list[float], edges: list[_Edge]) -> list[list[int]]:
    """For each cell the row in which it begins."""
    first = [[0] * (len(columns) - 1)]
    for row, level in enumerate(levels[1:-1], start=1):
        at = [edge for edge in edges if abs(edge.y - level) <= _SAME_LEVEL]
        starts = []
        for column, (x0, x1) in enumerate(pairwise(columns)):
            covered = sum(max(0.0, min(edge.x1, x1) - max(edge.x0, x0)) for edge in at)
            starts.append(row if covered >= _COVERED * (x1 - x0) else first[-1][column])
        first.append(starts)
    return first


def _is_chart(cells: _Cells) -> bool:
    """Whether there is hardly a word: figures between the lines of a scale."""
    texts = [line.text for row in cells for cell in row for line in cell]
    return sum(any(c.isalpha() for c in text) for text in texts) < 0.15 * len(texts)


def _is_layout(cells: _Cells) -> bool:
    """Whether the boxes are a page's: whole columns of text, or the ground of single lines."""
    if any(sum(len(line.tokens) for line in cell) > _MOST_WORDS for row in cells for cell in row):
        return True
    below = [
        (upper[-1].text, lower[0].text)
        for row, following in pairwise(cells)
        for upper, lower in zip(row, following, strict=True)
        if upper and lower
    ]
    flowing = sum(upper[-1] not in ".:;!?" and lower[0].islower() for upper, lower in below)
    return flowing > _FLOWING * len(below) > 0


def _rows(cells: _Cells) -> list[Draft]:
    header, body = _header(cells)
    drafts = []
    for number, row in enumerate(cells):
        lines = [line for cell in row for line in cell]
        named = header if number >= body else None
        drafts.append(Draft(lines, BlockKind.TABLE_ROW, cells=row, header=named))
    return drafts


def _header(cells: _Cells) -> tuple[list[list[Line]] | None, int]:
    """Names of the columns and the number of rows they take: one, two, or none."""
    start = 0
    while start < len(cells) and sum(map(bool, cells[start])) == 1:  # the title of the table
        start += 1
    rows = cells[start:]
    if len(rows) < 2:
        return None, 0
    if _is_header(rows[0], rows[1:]):
        return rows[0], start + 1
    # A name above several columns, and their own names below it.
    below = [lower or upper for upper, lower in zip(rows[0], rows[1], strict=True)]
    if sum(map(bool, rows[1])) >= 2 and _is_header(below, rows[2:]):
        return below, start + 2
    return None, 0


def _is_header(row: list[list[Line]], body: _Cells) -> bool:
    """Whether cells name columns: short words or years, unlike what stands below them."""
    if not all(row[1:]) or any(_length(cell) > _LONGEST_NAME for cell in row):
        return False
    if not all(is_name(_text(cell)) for cell in row):
        return False
    values = next((below for below in body if sum(map(bool, below)) >= 2), row)[1:]
    figures = any(cell and not is_name(_text(cell)) for cell in values)
    bold = all(line.bold for cell in row for line in cell)
    plain = not any(line.bold for cell in values for line in cell)
    longer = sum(map(_length, values)) > 2 * sum(map(_length, row[1:]))
    return figures or longer or (bold and plain and (len(body) > 1 or len(row) > 2))


def _text(cell: list[Line]) -> str:
    return " ".join(line.text for line in cell)


def _length(cell: list[Line]) -> int:
    return sum(line.weight for line in cell)
