"""Tables: rows of short cells that stand in columns. Prose beside prose is no table."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from corpus.records import BlockKind
from ingest.pdf.layout import Draft
from ingest.pdf.lines import Line, line_of
from ingest.pdf.wording import Vocabulary, Wording, wording

_LEAST_ROWS = 3
_WORDS_A_CELL = 7.0  # more on average, and the columns are prose
_NUMERIC = 0.3  # share of the cells that hold a figure
_FIGURE = re.compile(r"[+–-]?\d[\d.,]*\s?[%€]?|n\.\s?[ad]\.|[-–]")
_FIGURE_GAP = 0.6  # sizes; spaces that part thousands are 0.3 wide
_HEADER_HEIGHT = 7.0  # sizes above the first row in which its header stands
_LONGEST_HEADER = 60  # characters; longer ones are not repeated in every row


# "2019", "2019-2023", "Δ % 2019-2023", "Anno 2019 (%)"
_YEARS = re.compile(r"(?:[^\W\d]*[^\w]*\s?){0,3}(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?[^\w]*")


@dataclass(frozen=True, slots=True)
class _Column:
    x0: float
    x1: float


def find_tables(lines: list[Line], apart: Container[int] = ()) -> list[Draft | Line]:
    """Return the lines in order, those of tables replaced by one draft a row.

    Lines with an id in ``apart`` are never part of a row.
    """
    cut = {id(line): _figures_apart(line) for line in lines}
    whole = {id(piece): line for line in lines for piece in cut[id(line)]}
    rows = _rows([piece for line in lines for piece in cut[id(line)]], apart)
    found: list[Draft | Line] = []
    index = 0
    while index < len(rows):
        end = _table_end(rows, index)
        if end - index < _LEAST_ROWS or not _is_table(rows[index:end]):
            found.extend({id(whole[id(p)]): whole[id(p)] for p in rows[index]}.values())
            index += 1
            continue
        _take(found, rows[index:end])
        index = end
    return found


def _figures_apart(line: Line) -> list[Line]:
    """Cut a line of nothing but figures, which narrow columns bring close together."""
    if len(line.tokens) < _LEAST_ROWS or not line.text[:1].isdigit():
        return [line]
    if any(_FIGURE.fullmatch(token.text) is None for token in line.tokens):
        return [line]
    gaps = [right.x0 - left.x1 for left, right in pairwise(line.tokens)]
    if min(gaps) < _FIGURE_GAP * line.size:
        return [line]
    return [line_of([token], line.order) for token in line.tokens]


def _rows(lines: list[Line], apart: Container[int]) -> list[list[Line]]:
    """Neighbours in reading order that stand side by side."""
    rows: list[list[Line]] = []
    for line in lines:
        alone = id(line) in apart or (rows and id(rows[-1][0]) in apart)
        if rows and not alone and _beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _beside(row: list[Line], line: Line) -> bool:
    first = row[0]
    shared = min(first.core[1], line.core[1]) - max(first.core[0], line.core[0])
    return shared > 0 and line.x0 > row[-1].x1


def _table_end(rows: list[list[Line]], start: int) -> int:
    """Index after the last row of the run of rows with several cells that begins at start."""
    end = start
    while end < len(rows) and len(rows[end]) >= 2:
        if end > start and not _follows(rows[end - 1], rows[end]):
            break
        end += 1
    return end


def _follows(upper: list[Line], lower: list[Line]) -> bool:
    step = lower[0].y0 - upper[0].y0
    return 0 < step < 3.5 * max(upper[0].size, lower[0].size)


def _is_table(rows: list[list[Line]]) -> bool:
    cells = [line for row in rows for line in row]
    words = sum(len(line.tokens) for line in cells) / len(cells)
    figures = sum(any(c.isdigit() for c in line.text) for line in cells) / len(cells)
    if words > _WORDS_A_CELL or figures < _NUMERIC:
        return False
    columns = _columns(rows)
    if len(columns) < 2 or any(len(row) > len(columns) for row in rows):
        return False
    full = sum(1 for row in rows if len(row) >= len(columns) - 1)
    labelled = sum(1 for row in rows if any(c.isalpha() for c in row[0].text))
    return full >= 0.7 * len(rows) and len(columns) <= 16 and labelled >= 0.5 * len(rows)


def _columns(rows: list[list[Line]]) -> list[_Column]:
    spans = sorted((line.x0, line.x1) for row in rows for line in row)
    columns: list[_Column] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1].x1 + 1.0:
            columns[-1] = _Column(columns[-1].x0, max(columns[-1].x1, x1))
        else:
            columns.append(_Column(x0, x1))
    return columns


def _take(found: list[Draft | Line], rows: list[list[Line]]) -> None:
    columns = _columns(rows)
    header = _first_row_names(rows, columns)
    if header is not None:
        found.append(Draft(list(rows[0]), BlockKind.TABLE_ROW, cells=header))
        rows = rows[1:]
    else:
        header = _header(found, rows, columns)
    for row in rows:
        cells: list[list[Line]] = [[] for _ in columns]
        for line in row:
            cells[_nearest(columns, line)].append(line)
        found.append(Draft(list(row), BlockKind.TABLE_ROW, cells=cells, header=header))


def is_name(text: str) -> bool:
    """Whether a cell can name a column: more letters than figures, or years."""
    figures = sum(c.isdigit() for c in text)
    return sum(c.isalpha() for c in text) >= figures or _YEARS.fullmatch(text) is not None


def _first_row_names(rows: list[list[Line]], columns: list[_Column]) -> list[list[Line]] | None:
    """Cells of the first row by column, if it has words only and most others have figures."""
    first = rows[0]
    if not all(is_name(line.text) for line in first) or len(first) < len(columns) - 1:
        return None
    if all(is_name(line.text) for row in rows[1:] for line in row[1:]):
        return None  # years above years
    figured = sum(any(c.isdigit() for c in line.text) for row in rows[1:] for line in row[1:])
    if figured < 0.6 * sum(len(row) - 1 for row in rows[1:]):
        return None
    named: list[list[Line]] = [[] for _ in columns]
    for line in first:
        named[_nearest(columns, line)].append(line)
    return named if all(named[1:]) else None


def _nearest(columns: list[_Column], line: Line) -> int:
    shared = [min(c.x1, line.x1) - max(c.x0, line.x0) for c in columns]
    return max(range(len(columns)), key=shared.__getitem__)


def _header(
    found: list[Draft | Line], rows: list[list[Line]], columns: list[_Column]
) -> list[list[Line]] | None:
    """Take the lines above the first row that name its columns; None if they do not all."""
    top, size = rows[0][0].y0, rows[0][0].size
    taken: list[Line] = []
    while found:
        line = found[-1]
        if isinstance(line, Draft) or not _heads(line, top, size, columns):
            break
        taken.append(line)
        found.pop()
    taken.reverse()
    named: list[list[Line]] = [[] for _ in columns]
    for line in sorted(taken, key=lambda item: (item.y0, item.x0)):
        named[_nearest(columns, line)].append(line)
    if taken and all(named[1:]):
        found.append(Draft(taken, BlockKind.TABLE_ROW, cells=named))
        return named
    found.extend(taken)
    return None


def _heads(line: Line, top: float, size: float, columns: list[_Column]) -> bool:
    if not 0 <= top - line.y0 < _HEADER_HEIGHT * size or line.size > 1.15 * size:
        return False
    over = [c for c in columns if min(c.x1, line.x1) - max(c.x0, line.x0) > 0]
    return len(over) == 1


def row_wording(draft: Draft, vocabulary: Vocabulary, names: dict[int, Wording]) -> Wording:
    """Write a row as ``label; column: value; column: value``, or its cells between bars.

    ``names`` keeps the wording of the cells of headers between the rows of a document.
    """
    cells = draft.cells or []
    header = draft.header
    if header and max(_length(cell) for cell in header) > _LONGEST_HEADER:
        header = None
    made = Wording()
    for index, cell in enumerate(cells):
        if not cell:
            continue
        if made.length:
            made.say("; " if header else " | ")
        if header and header[index] and index:
            name = id(header[index])
            if name not in names:
                names[name] = wording(header[index], vocabulary)
            made.extend(names[name])
            made.say(": ")
        made.extend(wording(cell, vocabulary))
    return made


def _length(lines: list[Line]) -> int:
    return sum(len(token.text) + 1 for line in lines for token in line.tokens)
