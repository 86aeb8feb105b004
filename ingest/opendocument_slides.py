"""Reading OpenDocument presentations (ODP): a page is a slide, blocks stand in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Box, Format, Page
from ingest.alttext import real_description
from ingest.opendocument import (
    body_of,
    described,
    hints_of,
    list_items,
    paragraph_text,
    points,
    rows_of,
)  # fmt: skip
from ingest.package import Package, PartDamaged
from ingest.pages import PageWriter
from ingest.reader import ReadDocument
from ingest.slide_repeats import repeated_set_apart
from ingest.tables import without_bullet
from ingest.xmltree import Element, attribute, child, children, descendants, name

MEDIA_TYPE = "application/vnd.oasis.opendocument.presentation"

_DEFAULT_SIZE = (720.0, 540.0)  # points
_MAX_SIDE = 4_032.0
_FURNITURE = frozenset(("header", "footer", "date-time", "page-number"))
_ROW = 0.5  # of the lower of two shapes: how much they share to stand side by side


@dataclass(frozen=True, slots=True)
class _Shape:
    element: Element
    box: Box | None
    role: str


def read_odp(path: Path) -> ReadDocument:
    """Read a presentation, hidden slides and speaker notes included.

    Raises UnreadableFile (``empty``, ``not-a-document``, ``encrypted``, ``damaged``,
    ``too-large``, ``no-pages``).
    """
    with Package.open(path) as package:
        body, _ = body_of(package, "presentation")
        slides = list(children(body, "page"))
        if not slides:
            raise UnreadableFile("no-pages", "the presentation has no slides")
        size = _size(package)
        hidden = _hidden_styles(package)
        pages = [_slide(slide, number, size) for number, slide in enumerate(slides, 1)]
        warnings = [
            f"slide {number} is hidden in the presentation"
            for number, slide in enumerate(slides, 1)
            if attribute(slide, "style-name") in hidden
        ]
        return ReadDocument(
            MEDIA_TYPE, repeated_set_apart(pages), hints_of(package), Format.SLIDES, tuple(warnings)
        )


def _size(package: Package) -> tuple[float, float]:
    try:
        root = package.tree("styles.xml")
    except PartDamaged:
        return _DEFAULT_SIZE
    masters = [attribute(m, "page-layout-name") for m in descendants(root, "master-page")]
    for layout in descendants(root, "page-layout"):
        properties = child(layout, "page-layout-properties")
        if attribute(layout, "name") not in masters or properties is None:
            continue
        sides = [points(attribute(properties, side)) for side in ("page-width", "page-height")]
        found = [s for s in sides if s is not None and 0 < s <= _MAX_SIDE]
        if len(found) == 2:
            return found[0], found[1]
    return _DEFAULT_SIZE


def _hidden_styles(package: Package) -> set[str | None]:
    return {
        attribute(style, "name")
        for style in descendants(package.tree("content.xml"), "style")
        for properties in children(style, "drawing-page-properties")
        if attribute(properties, "visibility") == "hidden"
    }


def _slide(slide: Element, number: int, size: tuple[float, float]) -> Page:
    writer = PageWriter(number, *size)
    shapes = list(_shapes(slide))
    title = next((s for s in shapes if s.role == "title" and _has_text(s.element)), None)
    if title is not None:
        text = " ".join(paragraph_text(p) for p in descendants(title.element, "p"))
        writer.add(BlockKind.TITLE, text, 1, title.box)
    pictures = 0
    for shape in _in_order([s for s in shapes if s is not title]):
        _ShapeWriter(writer, shape).write()
        pictures += child(shape.element, "image") is not None
    for notes in children(slide, "notes"):
        for box in descendants(notes, "text-box"):
            for paragraph in descendants(box, "p"):
                writer.add(BlockKind.NOTE, paragraph_text(paragraph))
    page = writer.finish()
    return page if page.blocks or not pictures else writer.finish("the slide shows only pictures")


def _shapes(container: Element) -> Iterator[_Shape]:
    for element in container:
        if name(element) == "g":
            yield from _shapes(element)
        elif name(element) not in ("notes", "forms", "par"):
            yield _Shape(element, _box(element), attribute(element, "class") or "")


def _box(element: Element) -> Box | None:
    x, y, width, height = (points(attribute(element, k)) for k in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None:
        return None
    return Box(x, y, x + max(width, 0.0), y + max(height, 0.0))


def _in_order(shapes: list[_Shape]) -> list[_Shape]:
    """Order shapes by rows from the top, in each from the left; those without a place last."""
    placed = sorted((s for s in shapes if s.box), key=lambda s: s.box.y0 if s.box else 0.0)
    rows: list[list[_Shape]] = []
    for shape in placed:
        if rows and _share_row(rows[-1][0].box, shape.box):
            rows[-1].append(shape)
        else:
            rows.append([shape])
    ordered = [s for row in rows for s in sorted(row, key=lambda s: s.box.x0 if s.box else 0.0)]
    return ordered + [s for s in shapes if s.box is None]


def _share_row(a: Box | None, b: Box | None) -> bool:
    if a is None or b is None:
        return False
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared > _ROW * min(a.y1 - a.y0, b.y1 - b.y0)


def _has_text(element: Element) -> bool:
    return any(paragraph_text(p) for p in descendants(element, "p"))


@dataclass(slots=True)
class _ShapeWriter:
    """Writes one shape: its text, table or description."""

    writer: PageWriter
    shape: _Shape
    furniture: bool = field(init=False)

    def __post_init__(self) -> None:
        self.furniture = self.shape.role in _FURNITURE

    def write(self) -> None:
        element = self.shape.element
        for table in descendants(element, "table"):
            for row in rows_of(table):
                self.writer.add(BlockKind.TABLE_ROW, row, box=self.shape.box)
            return
        box = child(element, "text-box")
        self._text(box if box is not None else element)
        description = real_description(described(element)) or ""
        self.writer.add(BlockKind.CAPTION, description, box=self.shape.box)

    def _text(self, container: Element) -> None:
        for part in container:
            if name(part) == "p":
                self._paragraph(part, 0)
            elif name(part) == "list":
                list_items(part, 1, self._paragraph)

    def _paragraph(self, element: Element, level: int) -> None:
        text = paragraph_text(element)
        rest = without_bullet(text)
        if self.furniture:
            self.writer.add(BlockKind.FURNITURE, text, box=self.shape.box)
        elif level or rest is not None:
            self.writer.add(BlockKind.LIST_ITEM, rest or text, max(level, 1), self.shape.box)
        else:
            self.writer.add(BlockKind.PARAGRAPH, text, box=self.shape.box)
