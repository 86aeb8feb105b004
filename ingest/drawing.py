"""Text of DrawingML: paragraphs of shapes, cells, diagrams and charts, shared by slides and parts.

Element names are those of ECMA-376 part 1, chapters 19 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.tables import table_rows, without_bullet
from ingest.xmltree import Element, attribute, child, children, descendants, name

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_CHART_ROWS = 100  # beyond it a chart plots a series of measurements, not a table to read


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a shape: ``bullet`` as far as it says so itself, ``level`` from 0."""

    text: str
    level: int
    bullet: bool | None
    points: float | None  # largest font size it names


def paragraphs(body: Element | None) -> Iterator[Paragraph]:
    """Iterate over the paragraphs of a text body that hold text."""
    for element in children(body, "p"):
        text = paragraph_text(element).strip()
        if not text:
            continue
        properties = child(element, "pPr")
        bullet = bullet_of(properties)
        rest = without_bullet(text)
        if rest is not None:
            text, bullet = rest, True
        yield Paragraph(text, _level(properties), bullet, _points(element))


def paragraph_text(element: Element) -> str:
    """Return the text of a paragraph: runs, fields and formulas; breaks become spaces."""
    parts: list[str] = []
    skipped: set[Element] = set()
    for part in element.iter():
        kind = name(part)
        if kind == "Fallback":
            skipped.update(part.iter())
        elif part in skipped:
            continue
        elif kind == "t":
            parts.append(part.text or "")
        elif kind in ("br", "tab"):
            parts.append(" ")
    return plain("".join(parts))


def plain(text: str) -> str:
    """Undo the escapes ``_xHHHH_`` and turn control characters (vertical tabs) into spaces."""
    text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    # Soft hyphens only say where a word may be cut.
    return re.sub(r"[\x00-\x1f]", " ", text).replace("\u00ad", "")


def bullet_of(properties: Element | None) -> bool | None:
    """Tell whether paragraph properties switch the bullet on or off; None if they are silent."""
    for part in properties if properties is not None else ():
        if name(part) == "buNone":
            return False
        if name(part) in ("buChar", "buAutoNum", "buBlip"):
            return True
    return None


def cell_rows(table: Element) -> list[str]:
    """Return the rows of a table as lines."""
    rows: list[list[str]] = []
    for row in children(table, "tr"):
        cells: list[str] = []
        for column, cell in enumerate(children(row, "tc")):
            text = " ".join(p.text for p in paragraphs(child(cell, "txBody")))
            if _is_on(cell, "vMerge") and rows and column < len(rows[-1]):
                text = rows[-1][column]
            cells.append(text)
        rows.append(cells)
    properties = child(table, "tblPr")
    declared = properties is not None and _is_on(properties, "firstRow")
    return table_rows(rows, header=declared)


def diagram_items(data: Element) -> list[tuple[int, str]]:
    """Return ``(level, text)`` of the points of a SmartArt, in the order they are drawn.

    Points that hang on nothing are kept at the end, so that no text is lost.
    """
    texts: dict[str, str] = {}
    for point in children(child(data, "ptLst"), "pt"):
        if attribute(point, "type") in ("pres", "parTrans", "sibTrans"):
            continue
        lines = [paragraph_text(p).strip() for p in children(child(point, "t"), "p")]
        texts[attribute(point, "modelId") or ""] = " ".join(line for line in lines if line)
    below: dict[str, list[tuple[int, str]]] = {}
    for link in children(child(data, "cxnLst"), "cxn"):
        if attribute(link, "type") in (None, "parOf"):
            order = attribute(link, "srcOrd") or "0"
            entry = (int(order) if order.isdecimal() else 0, attribute(link, "destId") or "")
            below.setdefault(attribute(link, "srcId") or "", []).append(entry)
    return _tree_order(texts, below)


def _tree_order(
    texts: dict[str, str], below: dict[str, list[tuple[int, str]]]
) -> list[tuple[int, str]]:
    linked = {point for links in below.values() for _, point in links}
    items: list[tuple[int, str]] = []
    seen: set[str] = set()
    waiting = [(0, point) for point in reversed(list(texts)) if point not in linked]
    waiting[:0] = [(0, point) for point in reversed(list(texts)) if point in linked]
    while waiting:
        level, point = waiting.pop()
        if point in seen or point not in texts:
            continue
        seen.add(point)
        if texts[point]:
            items.append((max(level, 1), texts[point]))
        deeper = sorted(below.get(point, ()), key=lambda entry: entry[0], reverse=True)
        waiting.extend((level + 1, target) for _, target in deeper)
    return items


def chart_lines(space: Element) -> tuple[str, list[str]]:
    """Return the title of a chart and its data as rows, one a category."""
    title = next(descendants(space, "title"), None)
    caption = "" if title is None else " ".join(paragraph_text(p) for p in descendants(title, "p"))
    labels: dict[int, str] = {}
    columns: list[tuple[str, dict[int, str]]] = []
    for series in descendants(space, "ser"):
        heading = " ".join(_points_of(child(series, "tx")).values())
        for axis in ("cat", "xVal"):
            for index, label in _points_of(child(series, axis)).items():
                labels.setdefault(index, label)
        values = _points_of(child(series, "val")) or _points_of(child(series, "yVal"))
        columns.append((heading, values))
    indices = sorted(labels.keys() | {i for _, values in columns for i in values})
    rows = [_chart_row(index, labels, columns) for index in indices[:_MAX_CHART_ROWS]]
    return plain(caption).strip(), [row for row in rows if row]


def _chart_row(
    index: int, labels: dict[int, str], columns: Sequence[tuple[str, dict[int, str]]]
) -> str:
    pairs = [(heading, values[index]) for heading, values in columns if index in values]
    shown = "; ".join(f"{heading}: {value}" if heading else value for heading, value in pairs)
    return " | ".join(part for part in (labels.get(index, ""), shown) if part)


def _points_of(element: Element | None) -> dict[int, str]:
    """Return the cached values of a series' reference by position; of several levels the first."""
    found: dict[int, str] = {}
    if element is None:
        return found
    for point in descendants(element, "pt"):
        index, value = attribute(point, "idx") or "", child(point, "v")
        if index.isdecimal() and value is not None and value.text:
            found.setdefault(int(index), _short(plain(value.text)))
    if not found:
        direct = child(element, "v")
        if direct is not None and direct.text:
            found[0] = plain(direct.text)
    return found


def _short(value: str) -> str:
    """Write a number without the digits that binary fractions add."""
    if not re.fullmatch(r"-?\d+\.\d{5,}(E-?\d+)?", value):
        return value
    return f"{float(value):.6g}"


def _is_on(element: Element, wanted: str) -> bool:
    return attribute(element, wanted) in ("1", "true")


def _level(properties: Element | None) -> int:
    level = attribute(properties, "lvl") if properties is not None else None
    return min(int(level), 8) if level and level.isdecimal() else 0


def _points(paragraph: Element) -> float | None:
    sizes = [
        int(size) / 100
        for run in children(paragraph, "r")
        if (size := attribute(rpr, "sz") if (rpr := child(run, "rPr")) is not None else None)
        and size.isdecimal()
    ]
    return max(sizes, default=None)
