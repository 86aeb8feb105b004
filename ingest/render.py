"""A picture of a page that has no picture of its own: a slide or a text page, drawn cleanly."""

from __future__ import annotations

import importlib.util
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.records import Block, BlockKind, Box, Page

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

_A4 = (595.0, 842.0)  # points
_MAX_HEIGHT = 4 * 842.0  # points of a text page, after which it is cut with an ellipsis
_MAX_PIXELS = 4_000  # a side of the picture
_MARGIN = 48.0  # points
_SIZES = {BlockKind.TITLE: 28.0, BlockKind.HEADING: 18.0, BlockKind.FOOTNOTE: 8.5}
_SLIDE_POINTS = 18.0
_TEXT_POINTS = 11.0
_LEAST_POINTS = 7.0  # smaller text is cut rather than shrunk
_SHRINK = 0.9
_LEADING = 1.3
_INDENT = 1.4  # of the size, a level of a list
_INK, _FAINT, _ACCENT, _PAPER = "#1d2b3a", "#6b7785", "#0b5cad", "#ffffff"
_MAX_LINES = 500  # of one block: more than a page of bounded height holds
_ELLIPSIS = "..."
_THEME_FONT = "static/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf"


@dataclass(frozen=True, slots=True)
class _Item:
    """A block to draw: ``points`` is the size of its font, ``ink`` its colour."""

    text: str
    points: float
    indent: float = 0.0
    bullet: bool = False
    ruled: bool = False
    ink: str = _INK


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The picture being drawn; all lengths it takes are points."""

    draw: ImageDraw
    scale: float

    def wrapped(self, item: _Item, width: float, most: int = _MAX_LINES) -> list[str]:
        """Break a text into lines that fit a width, ``most`` of them."""
        font = _font(max(1, round(item.points * self.scale)))
        room = max((width - item.indent) * self.scale, 1.0)
        return list(itertools.islice(_broken(item.text, font, room), most))

    def lines(self, item: _Item, lines: Sequence[str], x: float, y: float) -> None:
        """Draw lines downwards from a place."""
        font = _font(max(1, round(item.points * self.scale)))
        if item.bullet and lines:
            radius = item.points * 0.13
            middle = (x + item.indent - 0.6 * item.points, y + 0.62 * item.points)
            corners = [
                middle[0] - radius,
                middle[1] - radius,
                middle[0] + radius,
                middle[1] + radius,
            ]
            self.draw.ellipse([c * self.scale for c in corners], fill=_ACCENT)
        for number, line in enumerate(lines):
            place = ((x + item.indent) * self.scale, (y + number * _height(item)) * self.scale)
            self.draw.text(place, line, fill=item.ink, font=font)

    def rule(self, x0: float, x1: float, y: float) -> None:
        """Draw a thin line across."""
        ends = [x0 * self.scale, y * self.scale, x1 * self.scale, y * self.scale]
        self.draw.line(ends, fill="#d3dae1", width=max(1, round(0.5 * self.scale)))


def render_text_page(page: Page, title: str, scale: float) -> bytes:
    """Draw a page of a document that is not a PDF, as a PNG.

    ``scale`` is pixels a point (1.0 gives 72 dots an inch). A page with boxes (a slide) is as
    large as the page says and its blocks stand in their boxes, so places in points hold in the
    picture; speaker notes are not shown. Another page flows down under ``title``, as long as it
    needs up to a bound.
    """
    from PIL import Image, ImageDraw

    width, height = page.width or _A4[0], page.height or _A4[1]
    scale = max(0.1, min(scale, _MAX_PIXELS / max(width, height)))
    boxed = any(block.box for block in page.blocks)
    tall = height if page.height else _MAX_HEIGHT
    limit = min(tall, _MAX_PIXELS / scale)
    image = Image.new("RGB", (round(width * scale), round(limit * scale)), _PAPER)
    sheet = _Sheet(ImageDraw.Draw(image), scale)
    if page.unreadable:
        _notice(sheet, page, title, (width, height))
    elif boxed:
        _boxes(sheet, page, (width, height))
    else:
        reached = _flow(sheet, page, title, (width, limit))
        height = height if page.height else max(height, reached)
    image = image.crop((0, 0, round(width * scale), round(min(height, limit) * scale)))
    edge = ImageDraw.Draw(image)
    edge.rectangle([0, 0, image.width - 1, image.height - 1], outline="#c5ced6")
    stream = io.BytesIO()
    image.save(stream, format="PNG")
    return stream.getvalue()


def _notice(sheet: _Sheet, page: Page, title: str, size: tuple[float, float]) -> None:
    y = size[1] / 3
    for text, points, ink in ((title, 16.0, _INK), (page.unreadable or "", 12.0, _FAINT)):
        item = _Item(text, points, ink=ink)
        lines = sheet.wrapped(item, size[0] - 2 * _MARGIN)[:6]
        sheet.lines(item, lines, _MARGIN, y)
        y += (len(lines) + 1) * _height(item)


def _boxes(sheet: _Sheet, page: Page, size: tuple[float, float]) -> None:
    shown = [b for b in page.blocks if b.box is not None and b.kind is not BlockKind.NOTE]
    for box, group in itertools.groupby(shown, key=lambda block: block.box):
        if box is not None:
            items = [_item(page, block, _SLIDE_POINTS) for block in group]
            _fill(sheet, items, _within(box, size))


def _fill(sheet: _Sheet, items: Sequence[_Item], box: Box) -> None:
    """Draw items into a box, smaller until they fit; what then does not fit is cut."""
    width, room = box.x1 - box.x0, box.y1 - box.y0
    while True:
        # One line more than fits is enough to know that it does not.
        lines = [sheet.wrapped(item, width, int(room / _height(item)) + 2) for item in items]
        needed = sum(
            len(part) * _height(item) + _gap(item) for item, part in zip(items, lines, strict=True)
        )
        needed -= _gap(items[-1])
        if needed <= room or min(item.points for item in items) * _SHRINK < _LEAST_POINTS:
            break
        items = [
            replace(item, points=item.points * _SHRINK, indent=item.indent * _SHRINK)
            for item in items
        ]
    y = box.y0
    for item, part in zip(items, lines, strict=True):
        fitting = max(0, int((box.y1 - y + 0.3 * item.points) / _height(item)))
        # A box lower than a line still shows one: many frames grow with their text.
        cut = part if len(part) <= fitting else _cut(part, max(fitting, int(y == box.y0)))
        sheet.lines(item, cut, box.x0, y)
        y += len(cut) * _height(item) + _gap(item)
        if len(cut) < len(part):
            break
        if item.ruled:
            sheet.rule(box.x0, box.x1, y - 0.5 * _gap(item))


def _cut(lines: Sequence[str], count: int) -> list[str]:
    if count < 1:
        return []
    return [*lines[: count - 1], lines[count - 1] + " " + _ELLIPSIS]


def _flow(sheet: _Sheet, page: Page, title: str, size: tuple[float, float]) -> float:
    """Draw the blocks of a page one below the other; return where the last one ends, in points."""
    width, limit = size[0] - 2 * _MARGIN, size[1] - _MARGIN
    number = page.label or str(page.number)
    head = _Item(f"{title} · {number}", 8.5, ink=_FAINT)
    sheet.lines(head, sheet.wrapped(head, width)[:1], _MARGIN, _MARGIN / 2)
    sheet.rule(_MARGIN, _MARGIN + width, _MARGIN / 2 + 1.6 * head.points)
    y = _MARGIN + 4.0
    for item in _flowing(page):
        y += item.points - _TEXT_POINTS if item.ink == _ACCENT else 0.0
        for line_number, line in enumerate(sheet.wrapped(item, width)):
            if y + 2 * _height(item) > limit:
                sheet.lines(_Item(_ELLIPSIS, _TEXT_POINTS, ink=_FAINT), [_ELLIPSIS], _MARGIN, y)
                return limit + _MARGIN
            sheet.lines(
                item if not line_number else replace(item, bullet=False), [line], _MARGIN, y
            )
            y += _height(item)
        y += _gap(item)
        if item.ruled:
            sheet.rule(_MARGIN, _MARGIN + width, y - 0.5 * _gap(item))
    return y + _MARGIN


def _flowing(page: Page) -> Iterator[_Item]:
    for block in page.blocks:
        if block.kind is not BlockKind.NOTE:
            yield _item(page, block, _TEXT_POINTS)


def _item(page: Page, block: Block, body: float) -> _Item:
    text, kind = page.slice(block), block.kind
    if kind is BlockKind.TITLE:
        return _Item(text, _SIZES[kind] if body == _SLIDE_POINTS else 22.0, ink=_ACCENT)
    if kind is BlockKind.HEADING:
        return _Item(text, max(body + 1.0, _SIZES[kind] - 2.0 * (block.level - 1)), ink=_ACCENT)
    if kind is BlockKind.LIST_ITEM:
        return _Item(text, body, indent=_INDENT * body * max(block.level, 1), bullet=True)
    if kind in (BlockKind.FURNITURE, BlockKind.CAPTION, BlockKind.FOOTNOTE):
        return _Item(text, 0.75 * body, ink=_FAINT)
    return _Item(text, body, ruled=kind is BlockKind.TABLE_ROW)


def _height(item: _Item) -> float:
    return item.points * _LEADING


def _gap(item: _Item) -> float:
    return item.points * 0.45


def _within(box: Box, size: tuple[float, float]) -> Box:
    """Return the part of a box that lies on the page, at least one narrow line of it."""
    pad = 3.0
    x0 = max(pad, min(box.x0 + pad, size[0] - 8 * pad))
    y0 = max(pad, min(box.y0 + pad, size[1] - 8 * pad))
    x1 = max(x0 + 4 * pad, min(box.x1, size[0]) - pad)
    y1 = max(y0 + 4 * pad, min(box.y1, size[1]) - pad)
    return Box(x0, y0, x1, y1)


def _broken(text: str, font: FreeTypeFont | ImageFont, room: float) -> Iterator[str]:
    """Give the lines of a text; a word wider than a line (an address, mostly) is cut."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        line = ""
        for character in word:
            if line and font.getlength(line + character) > room:
                yield line
                line = ""
            line += character
    if line:
        yield line


@cache
def _font(pixels: int) -> FreeTypeFont | ImageFont:
    """Return a font of a size; the last resort has no accented letters."""
    from PIL import ImageFont

    for name in _font_files():
        try:
            return ImageFont.truetype(name, pixels)
        except OSError:
            continue
    return ImageFont.load_default(pixels)


@cache
def _font_files() -> tuple[str, ...]:
    """Return fonts to try: DejaVu Sans if the system has it, else that of the web page's theme.

    The second comes with the package ``design-django-theme`` and so is always there; the first
    has more signs (arrows, ticks). The font that Pillow brings has no accented letters.
    """
    found = importlib.util.find_spec("bootstrap_italia_template")
    folders = (found.submodule_search_locations or ()) if found is not None else ()
    return ("DejaVuSans.ttf", *(str(Path(folder) / _THEME_FONT) for folder in folders))
