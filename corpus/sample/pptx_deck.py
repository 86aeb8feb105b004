"""Slide decks as PPTX: nested bullets, tables, groups within groups, speaker notes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.presentation import Presentation as Show
from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape
from pptx.shapes.shapetree import GroupShapes, SlideShapes
from pptx.slide import Slide as Page
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Length, Pt

from corpus.sample.packing import repacked
from corpus.sample.source import Kind, Part, SampleText, Slide, boxes, plain, slides

_LAYOUT_TITLE = 0
_LAYOUT_CONTENT = 1
_LAYOUT_TITLE_ONLY = 5
_MARGIN = 0.5  # inches, as all lengths below
_GAP = 0.2
_HEADING = 0.45

# python-pptx gives these no types.
_rgb = cast(Callable[[str], RGBColor], RGBColor.from_string)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def lengths(self) -> tuple[Length, Length, Length, Length]:
        """Return left, top, width and height as python-pptx wants them."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)

    def below(self, height: float) -> Area:
        """Return what is left of the area below a strip of this height."""
        return Area(self.left, self.top + height, self.width, self.height - height)


def deck(text: SampleText, width: float, height: float, colour: str) -> bytes:
    """Return a slide deck as the bytes of a PPTX; width and height in inches, colour RRGGBB."""
    show = Presentation()
    show.slide_width, show.slide_height = Inches(width), Inches(height)
    inside = Area(_MARGIN, 0.3, width - 2 * _MARGIN, height - 0.3 - _MARGIN)
    opening, *others = slides(text)
    _add_opening(show, opening, text, inside)
    for slide in others:
        _add_content(show, slide, inside, _rgb(colour))
    _describe(show, text)
    target = io.BytesIO()
    show.save(target)
    return repacked(target.getvalue(), text.publisher)


def _describe(show: Show, text: SampleText) -> None:
    """Fill the document properties, dates included, from the source."""
    moment = datetime.datetime.combine(text.date, datetime.time(9))
    properties = show.core_properties
    properties.title = text.full_title
    properties.author = "; ".join(text.creators)
    properties.last_modified_by = text.creators[-1]
    properties.comments = ""
    properties.keywords = ", ".join(text.keywords)
    properties.language = text.language
    properties.created = properties.modified = moment
    properties.revision = 1


def _add_opening(show: Show, slide: Slide, text: SampleText, inside: Area) -> None:
    """Add the opening slide, which carries the sample line."""
    page = show.slides.add_slide(show.slide_layouts[_LAYOUT_TITLE])
    _title(page, slide.title, Area(inside.left, 1.8, inside.width, 1.2))
    subtitle = page.placeholders[1]
    _place(subtitle, Area(inside.left, 3.2, inside.width, 2))
    _fill(subtitle.text_frame, list(slide.body), 20)
    footer = inside.below(inside.height - 0.4)
    _add_text(page.shapes, footer, text.sample_line, 12)
    _add_notes(page, slide.notes)


def _add_content(show: Show, slide: Slide, inside: Area, colour: RGBColor) -> None:
    """Add a slide: text in the placeholder, tables as tables, boxes as groups."""
    before, columns = boxes(slide.body)
    tables = [part for part in before if part.kind is Kind.TABLE]
    words = [part for part in before if part.kind is not Kind.TABLE]
    layout = _LAYOUT_CONTENT if words else _LAYOUT_TITLE_ONLY
    page = show.slides.add_slide(show.slide_layouts[layout])
    _title(page, slide.title, Area(inside.left, inside.top, inside.width, 1.1))
    rest = inside.below(1.3)
    if words:
        alone = not tables and not columns
        height = rest.height if alone else 1.1
        _place(page.placeholders[1], Area(rest.left, rest.top, rest.width, height))
        _fill(page.placeholders[1].text_frame, words, 20 if alone else 18)
        rest = rest.below(height + _GAP)
    for table in tables:
        _add_table(page.shapes, table, rest)
    if columns:
        _add_columns(page.shapes, columns, rest, colour)
    _add_notes(page, slide.notes)


def _title(page: Page, title: str, area: Area) -> None:
    """Write the title of a slide."""
    shape = page.shapes.title
    if shape is None:
        raise ValueError(f"the layout of {title!r} has no title")
    _place(shape, area)
    shape.text_frame.text = title
    shape.text_frame.paragraphs[0].runs[0].font.size = Pt(32)


def _add_notes(page: Page, notes: str) -> None:
    """Write speaker notes."""
    frame = page.notes_slide.notes_text_frame if notes else None
    if frame is not None:
        frame.text = notes


def _place(shape: BaseShape, area: Area) -> None:
    """Set position and size of a shape."""
    shape.left, shape.top, shape.width, shape.height = area.lengths()


def _fill(frame: TextFrame, parts: list[Part], size: int) -> None:
    """Write parts as paragraphs, list items with their level."""
    frame.word_wrap = True
    add_paragraph = cast(Callable[[], _Paragraph], frame.add_paragraph)
    for number, part in enumerate(parts):
        paragraph = frame.paragraphs[0] if number == 0 else add_paragraph()
        paragraph.level = max(part.level - 1, 0)
        paragraph.text = plain(part.text)
        paragraph.runs[0].font.size = Pt(size - 2 * paragraph.level)


def _add_text(
    shapes: SlideShapes | GroupShapes,
    area: Area,
    words: str,
    size: int,
    colour: RGBColor | None = None,
) -> None:
    """Add a line in a text box, bold if it has a colour."""
    box = shapes.add_textbox(*area.lengths())
    box.text_frame.word_wrap = True
    box.text_frame.text = words
    font = box.text_frame.paragraphs[0].runs[0].font
    font.size = Pt(size)
    if colour is not None:
        font.bold, font.color.rgb = True, colour


def _add_table(shapes: SlideShapes, part: Part, area: Area) -> None:
    """Add a caption and a table."""
    _add_text(shapes, area, part.text, 14)
    rows, columns = len(part.rows), len(part.rows[0])
    place = Area(area.left, area.top + 0.5, area.width, 0.4 * rows)
    frame = shapes.add_table(rows, columns, *place.lengths())
    frame.name = part.text
    for r, row in enumerate(part.rows):
        for c, cell in enumerate(row):
            target = frame.table.cell(r, c)
            target.text = plain(cell)
            target.text_frame.paragraphs[0].font.size = Pt(14)


def _add_columns(
    shapes: SlideShapes, columns: list[tuple[str, list[Part]]], area: Area, colour: RGBColor
) -> None:
    """Add one group a column; boxes inside a column become groups within the group."""
    outer = shapes.add_group_shape()
    width = (area.width - _GAP * (len(columns) - 1)) / len(columns)
    for number, (title, parts) in enumerate(columns):
        left = area.left + number * (width + _GAP)
        column = Area(left, area.top, width, area.height)
        group = outer.shapes.add_group_shape()
        words, inner = boxes(tuple(parts), level=3)
        _add_box(group, column, title, words, colour)
        height = (area.height - 0.6) / max(len(inner), 1)
        for row, (name, items) in enumerate(inner):
            place = Area(
                left + _GAP, area.top + 0.6 + row * height, width - 2 * _GAP, height - _GAP
            )
            _add_box(group.shapes.add_group_shape(), place, name, items, colour)


def _add_box(
    group: GroupShape, area: Area, title: str, items: list[Part], colour: RGBColor
) -> None:
    """Fill a group: a pale rounded box, its title at the top, its items below."""
    group.name = title
    shape = group.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *area.lengths())
    shape.adjustments[0] = 0.05
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb("F4F4F0")
    shape.line.color.rgb = colour
    _add_text(group.shapes, Area(area.left, area.top, area.width, _HEADING), title, 16, colour)
    if items:
        body = group.shapes.add_textbox(*area.below(_HEADING).lengths())
        _fill(body.text_frame, items, 15)
