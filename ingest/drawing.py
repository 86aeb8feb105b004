"""Text of DrawingML: paragraphs of shapes, cells and diagrams, shared by slides and parts.

Element names are those of ECMA-376 part 1, chapters 19 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.tables import table_rows, without_bullet
from ingest.xmltree import Element, attribute, child, children, name

_AUTOMATIC = ("slidenum", "datetime", "footer")  # types of field (ECMA-376 part 1, 21.1.2.2.4)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a shape: ``bullet`` as far as it says so itself, ``level`` from 0."""

    text: str
    level: int
    bullet: bool | None
    points: float | None  # largest font size it names
    automatic: bool = False  # nothing but the slide's number or the date


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
        points = _points(element)
        yield Paragraph(text, _level(properties), bullet, points, _is_automatic(element))


def _is_automatic(paragraph: Element) -> bool:
    """Tell whether a paragraph only holds fields that fill themselves in."""
    fields = list(children(paragraph, "fld"))
    kinds = [(attribute(field, "type") or "").lower() for field in fields]
    written = any(paragraph_text(run).strip() for run in children(paragraph, "r"))
    return bool(kinds) and not written and all(k.startswith(_AUTOMATIC) for k in kinds)


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
