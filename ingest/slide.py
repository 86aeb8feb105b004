"""The blocks of one slide: title, text, bullets, tables, charts, diagrams, pictures, notes."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.records import BlockKind, Box
from ingest.alttext import real_description
from ingest.drawing import Paragraph, cell_rows, diagram_items, paragraphs
from ingest.drawing_chart import read_chart
from ingest.package import Package, PartDamaged
from ingest.pages import PageWriter
from ingest.shapes import Shape, placeholder
from ingest.slide_layout import FURNITURE, TITLES, Layout, type_of
from ingest.xmltree import Element, attribute, child, descendants, name, reference

# A text that stands for a missing title: short, high on the slide, larger than the others.
_MAX_TITLE_CHARS = 150
_TITLE_ZONE = 0.4  # part of the slide's height
_TITLE_RATIO = 1.2  # its size against the median of the others
_TITLE_POINTS = 24.0  # its size when nothing can be compared; body text starts at 18 by default


@dataclass(slots=True)
class SlideReader:
    """Writes the shapes of one slide into a page; ``problems`` are what could not be read."""

    package: Package
    part: str
    layout: Layout
    writer: PageWriter
    problems: list[str] = field(default_factory=list)
    pictures: int = 0

    def shows_text(self, element: Element) -> bool:
        """Tell whether a shape has anything to read."""
        if _is_hidden(element):
            return False
        if name(element) == "sp":
            return any(paragraphs(child(element, "txBody")))
        if name(element) == "graphicFrame":
            return True
        if name(element) == "pic":
            self.pictures += 1
        return alternative_text(element) is not None

    def read(self, shapes: Sequence[Shape]) -> None:
        """Write the shapes, given in reading order; the title comes first."""
        title = self._title(shapes)
        if title is not None:
            text = " ".join(p.text for p in paragraphs(child(title.element, "txBody")))
            self.writer.add(BlockKind.TITLE, text, 1, title.box)
        for shape in shapes:
            if shape is not title:
                self._shape(shape)

    def read_notes(self) -> None:
        """Write the speaker's notes."""
        part = self.package.linked(self.part, "notesSlide")
        if part is None:
            return
        try:
            root = self.package.tree(part)
        except PartDamaged as error:
            self.problems.append(f"its notes cannot be read: {error.reason}")
            return
        for element in descendants(root, "sp"):
            if type_of(placeholder(element)) == "body":
                for paragraph in paragraphs(child(element, "txBody")):
                    self.writer.add(BlockKind.NOTE, paragraph.text)

    def _title(self, shapes: Sequence[Shape]) -> Shape | None:
        for shape in shapes:
            if type_of(placeholder(shape.element)) in TITLES:
                return shape
        return _stand_in(shapes, self.writer.height)

    def _shape(self, shape: Shape) -> None:
        kind = name(shape.element)
        if kind == "sp":
            self._text(shape)
        elif kind == "graphicFrame":
            self._graphic(shape)
        self._description(shape)

    def _text(self, shape: Shape) -> None:
        role = type_of(placeholder(shape.element))
        for paragraph in paragraphs(child(shape.element, "txBody")):
            if role in FURNITURE or paragraph.automatic:
                self.writer.add(BlockKind.FURNITURE, paragraph.text, box=shape.box)
            elif self._has_bullet(shape.element, paragraph):
                level = paragraph.level + 1
                self.writer.add(BlockKind.LIST_ITEM, paragraph.text, level, shape.box)
            else:
                self.writer.add(BlockKind.PARAGRAPH, paragraph.text, box=shape.box)

    def _has_bullet(self, element: Element, paragraph: Paragraph) -> bool:
        if paragraph.bullet is not None:
            return paragraph.bullet
        return self.layout.bullet(element, paragraph.level)

    def _graphic(self, shape: Shape) -> None:
        data = child(shape.element, "graphic", "graphicData")
        for element in data if data is not None else ():
            if name(element) == "tbl":
                for row in cell_rows(element):
                    self.writer.add(BlockKind.TABLE_ROW, row, box=shape.box)
            elif name(element) == "chart":
                self._linked(element, "id", "chart", shape.box)
            elif name(element) == "relIds":
                self._linked(element, "dm", "diagram", shape.box)

    def _linked(self, element: Element, key: str, what: str, box: Box | None) -> None:
        """Write a chart or diagram, whose content is a part of its own."""
        link = self.package.links(self.part).get(reference(element, key) or "")
        try:
            if link is None:
                raise PartDamaged(self.part, "it is missing from the file")
            root = self.package.tree(link.target)
        except PartDamaged as error:
            self.problems.append(f"a {what} cannot be read: {error.reason}")
            return
        if what == "chart":
            chart = read_chart(root)
            for caption in chart.captions:
                self.writer.add(BlockKind.CAPTION, caption, box=box)
            for row in chart.rows:
                self.writer.add(BlockKind.TABLE_ROW, row, box=box)
        else:
            for level, text in diagram_items(root):
                self.writer.add(BlockKind.LIST_ITEM, text, level, box)

    def _description(self, shape: Shape) -> None:
        if name(shape.element) in ("pic", "graphicFrame"):
            text = alternative_text(shape.element)
            self.writer.add(BlockKind.CAPTION, text or "", box=shape.box)


def alternative_text(element: Element) -> str | None:
    """Return the description a person gave to a picture, chart or table."""
    properties = next((e for e in descendants(element, "cNvPr")), None)
    text = (attribute(properties, "descr") or "").strip() if properties is not None else ""
    return real_description(text)


def _is_hidden(element: Element) -> bool:
    properties = next((e for e in descendants(element, "cNvPr")), None)
    return properties is not None and attribute(properties, "hidden") in ("1", "true")


def _stand_in(shapes: Sequence[Shape], height: float) -> Shape | None:
    """Return the shape that looks like the title of a slide without one."""
    sizes: dict[int, float] = {}
    texts: list[Shape] = []
    for shape in shapes:
        found = list(paragraphs(child(shape.element, "txBody")))
        if found and type_of(placeholder(shape.element)) not in FURNITURE:
            texts.append(shape)
            sizes[shape.order] = max(p.points or 0.0 for p in found)
    if len(texts) < 2:
        return None
    first = min(texts, key=lambda s: s.box.y0 if s.box else height)
    found = list(paragraphs(child(first.element, "txBody")))
    others = [sizes[s.order] for s in texts if s is not first and sizes[s.order]]
    least = _TITLE_RATIO * statistics.median(others) if others else _TITLE_POINTS
    fits = (
        first.box is not None
        and first.box.y0 <= _TITLE_ZONE * height
        and len(found) <= 2
        and sum(len(p.text) for p in found) <= _MAX_TITLE_CHARS
        and not any(p.bullet for p in found)
        and sizes[first.order] >= least
    )
    return first if fits else None
