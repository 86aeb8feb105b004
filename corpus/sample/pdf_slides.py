"""Slide decks as PDF: landscape pages, boxed columns, a footer on every slide."""

from __future__ import annotations

import io

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from corpus.sample.pdf_look import markup
from corpus.sample.source import Kind, Part, SampleText, Slide, boxes, slides

_WIDTH, _HEIGHT = 254 * mm, 142.9 * mm  # 16:9
_MARGIN = 14 * mm
_GAP = 5 * mm
_PAD = 3.5 * mm
_INNER = _WIDTH - 2 * _MARGIN


def _style(name: str, size: float, bold: bool = False, **options: float) -> ParagraphStyle:
    """Return a style in Helvetica."""
    font = "Helvetica-Bold" if bold else "Helvetica"
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.25, **options)


_TITLE = _style("title", 25, bold=True)
_BOX_TITLE = _style("box title", 15.5, bold=True, spaceAfter=4)
_TEXT = _style("text", 17, spaceAfter=8)
_BOX_ITEM = _style("box item", 13.8, leftIndent=13, bulletIndent=2, spaceAfter=6)
_CAPTION = _style("caption", 12, bold=True, spaceAfter=3)
_CELL = _style("cell", 13.5)
_ITEMS = {
    1: _style("item", 16.5, leftIndent=16, bulletIndent=2, spaceAfter=9),
    2: _style("subitem", 14, leftIndent=34, bulletIndent=20, spaceAfter=6),
}


def deck(text: SampleText, colour: str) -> bytes:
    """Return a slide deck as the bytes of a PDF; ``colour`` is that of titles and boxes."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(_WIDTH, _HEIGHT), pageCompression=0, invariant=1)
    canvas.setTitle(text.full_title)
    canvas.setAuthor(text.authors)
    canvas.setSubject(text.publisher)
    canvas.setKeywords(", ".join(text.keywords))
    shown = slides(text)
    for number, slide in enumerate(shown, start=1):
        _draw(canvas, slide, colour, opening=number == 1)
        _footer(canvas, text, number, len(shown))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, slide: Slide, colour: str, opening: bool) -> None:
    """Draw title, text and boxes of a slide from top to bottom; the opening one starts lower."""
    canvas.setFillColor(colors.HexColor(colour))
    canvas.rect(0, _HEIGHT - 5 * mm, _WIDTH, 5 * mm, stroke=0, fill=1)
    title = ParagraphStyle("coloured", parent=_TITLE, textColor=colors.HexColor(colour))
    top = _HEIGHT * 0.66 if opening else _HEIGHT - 11 * mm
    y = _stack(canvas, [Paragraph(markup(slide.title), title)], _MARGIN, top, _INNER)
    before, columns = boxes(slide.body)
    y = _stack(canvas, [_flowable(part) for part in before], _MARGIN, y - 6 * mm, _INNER)
    if columns:
        _draw_columns(canvas, columns, y - 3 * mm, colour)


def _draw_columns(
    canvas: Canvas, columns: list[tuple[str, list[Part]]], top: float, colour: str
) -> None:
    """Draw boxes of the same height side by side, ``top`` being their upper edge."""
    width = (_INNER - _GAP * (len(columns) - 1)) / len(columns)
    bottom = 18 * mm
    for number, (title, parts) in enumerate(columns):
        x = _MARGIN + number * (width + _GAP)
        canvas.setStrokeColor(colors.HexColor(colour))
        canvas.setFillColor(colors.HexColor("#f6f3ee"))
        canvas.roundRect(x, bottom, width, top - bottom, 6, stroke=1, fill=1)
        inside = [
            Paragraph(markup(title), _BOX_TITLE),
            *(_flowable(part, boxed=True) for part in parts),
        ]
        _stack(canvas, inside, x + _PAD, top - _PAD, width - 2 * _PAD)


def _stack(canvas: Canvas, flowables: list[Flowable], x: float, top: float, width: float) -> float:
    """Draw flowables below each other; return where the last one ends.

    Raises ValueError if they do not fit above the footer.
    """
    for flowable in flowables:
        _, height = flowable.wrapOn(canvas, width, top)
        top -= height
        if top < 14 * mm:
            raise ValueError(f"page {canvas.getPageNumber()} of the deck is too full")
        flowable.drawOn(canvas, x, top)
        top -= flowable.getSpaceAfter()
    return top


def _flowable(part: Part, boxed: bool = False) -> Flowable:
    """Return what draws a part."""
    if part.kind is Kind.ITEM:
        bullet = "•" if part.level == 1 else "–"
        style = _BOX_ITEM if boxed else _ITEMS[part.level]
        return Paragraph(markup(part.text), style, bulletText=bullet)
    if part.kind is Kind.TABLE:
        return _table(part)
    return Paragraph(markup(part.text), _TEXT)


def _table(part: Part) -> Table:
    """Return a ruled table whose first row spans it with the caption."""
    columns = len(part.rows[0])
    caption = [Paragraph(markup(part.text), _CAPTION), *[""] * (columns - 1)]
    cells = [[Paragraph(markup(cell), _CELL) for cell in row] for row in part.rows]
    unit = _INNER / (columns + 2)
    table = Table([caption, *cells], colWidths=[unit * 3] + [unit] * (columns - 1), spaceAfter=12)
    table.setStyle(
        TableStyle(
            [
                ("SPAN", (0, 0), (-1, 0)),
                ("GRID", (0, 1), (-1, -1), 0.5, colors.grey),
                ("BACKGROUND", (0, 1), (-1, 1), colors.HexColor("#e8e2d8")),
            ]
        )
    )
    return table


def _footer(canvas: Canvas, text: SampleText, number: int, total: int) -> None:
    """Draw the footer: who, when, which slide; the sample line on the first one."""
    canvas.setFillColor(colors.HexColor("#555555"))
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_MARGIN, 7 * mm, f"{text.publisher} – {text.date.year}")
    canvas.drawRightString(_WIDTH - _MARGIN, 7 * mm, f"{number} / {total}")
    if number == 1:
        canvas.setFont("Helvetica-Oblique", 9)
        canvas.drawString(_MARGIN, 13 * mm, text.sample_line)
