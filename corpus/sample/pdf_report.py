"""Reports as PDF: one in two columns with cover and contents, one plain, one numbered."""

from __future__ import annotations

import functools
import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from corpus.sample.pdf_look import Look, markup, register_vera, styles_of
from corpus.sample.source import Kind, Part, SampleText

_WIDTH, _HEIGHT = A4
_MARGIN = 22 * mm
_GUTTER = 8 * mm
_FOOT = 34 * mm  # room for three footnotes and the page number


def report(text: SampleText, look: Look) -> bytes:
    """Return a report as the bytes of a PDF."""
    register_vera()
    target = io.BytesIO()
    template = BaseDocTemplate(
        target,
        pagesize=A4,
        title=text.full_title,
        author=text.authors,
        subject=text.publisher,
        keywords=", ".join(text.keywords),
        lang=text.language,
        pageCompression=0,  # the same bytes with any zlib; version control compresses them
        invariant=1,
        initialFontName=look.body,
    )
    front = 2 if look.contents else 0
    template.addPageTemplates(_page_templates(text, look, front))
    template.afterFlowable = functools.partial(_note_heading, template, front)
    template.multiBuild(_story(text, look))
    return target.getvalue()


def _story(text: SampleText, look: Look) -> list[Flowable]:
    """Return the flowables of the whole report."""
    styles = styles_of(look)
    story = _front(text, look, styles)
    for number, part in enumerate(text.parts):
        if part.kind is Kind.HEADING:
            flowable = Paragraph(markup(part.text), styles[f"h{part.level}"])
            flowable.contents_entry = (part.level - 1, part.text, f"h{number}")
            story.append(flowable)
        elif part.kind is Kind.PARAGRAPH:
            story.append(Paragraph(markup(part.text), styles["body"]))
        elif part.kind is Kind.ITEM:
            story.append(Paragraph(markup(part.text), styles["item"], bulletText="•"))
        elif part.kind is Kind.TABLE:
            story.append(_table(part, look, styles))
    return story


def _front(text: SampleText, look: Look, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Return title block or, for a report with contents, cover and contents page."""
    place = f"{text.publisher}, {text.date.year}"
    series = [Paragraph(text.series, styles["small"])] if text.series else []
    block = [
        *series,
        Paragraph(markup(text.title), styles["title"]),
        Paragraph(markup(text.subtitle), styles["subtitle"]),
        Spacer(1, 4 * mm),
        Paragraph(text.authors, styles["body"]),
        Paragraph(place, styles["body"]),
        Paragraph(text.sample_line, styles["small"]),
        Spacer(1, 4 * mm),
    ]
    if not look.contents:
        return block
    contents = TableOfContents(dotsMinLevel=0)
    contents.levelStyles = [
        ParagraphStyle("c1", fontName=look.bold, fontSize=10.5, leading=17),
        ParagraphStyle("c2", fontName=look.body, fontSize=10, leading=14, leftIndent=14),
    ]
    return [
        Spacer(1, 60 * mm),
        *block,
        NextPageTemplate("contents"),
        PageBreak(),
        Paragraph("Indice", styles["h1"]),
        contents,
        NextPageTemplate("body"),
        PageBreak(),
    ]


def _table(part: Part, look: Look, styles: dict[str, ParagraphStyle]) -> KeepTogether:
    """Return a table under its caption; the first column is twice as wide as the others."""
    width = (_WIDTH - 2 * _MARGIN - _GUTTER * (look.columns - 1)) / look.columns - 1
    unit = width / (len(part.rows[0]) + 1.6)
    cells = [[Paragraph(markup(cell), styles["cell"]) for cell in row] for row in part.rows]
    table = Table(cells, colWidths=[unit * 2.6] + [unit] * (len(part.rows[0]) - 1))
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, colors.black),
                ("LINEBELOW", (0, 0), (-1, 0), 0.4, colors.black),
                ("LINEBELOW", (0, -1), (-1, -1), 0.8, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return KeepTogether([Paragraph(part.text, styles["caption"]), table, Spacer(1, 4 * mm)])


def _page_templates(text: SampleText, look: Look, front: int) -> list[PageTemplate]:
    """Return the page templates; the first one is for the first page."""
    height = _HEIGHT - _MARGIN - _FOOT
    full = _WIDTH - 2 * _MARGIN
    width = (full - _GUTTER * (look.columns - 1)) / look.columns

    def frames(count: int, each: float) -> list[Frame]:
        return [
            Frame(_MARGIN + i * (each + _GUTTER), _FOOT, each, height, 0, 0, 0, 0)
            for i in range(count)
        ]

    body = PageTemplate(
        "body",
        frames(look.columns, width),
        onPage=_open_page,
        onPageEnd=functools.partial(_close_page, text, look, front),
    )
    if not front:
        return [body]
    return [
        PageTemplate("cover", frames(1, full), onPage=_open_page, onPageEnd=_label_front),
        PageTemplate("contents", frames(1, full), onPage=_open_page),
        body,
    ]


def _open_page(canvas: Canvas, _template: BaseDocTemplate) -> None:
    """Begin a page: no footnote has been called on it yet."""
    canvas.called_notes = []
    canvas.setNamedCB("footnote", _call_note)


def _call_note(canvas: Canvas, _kind: str, label: str) -> None:
    """Remember that a footnote was called on the page being drawn."""
    canvas.called_notes.append(label)


def _label_front(canvas: Canvas, _template: BaseDocTemplate) -> None:
    """Label cover and contents in Roman figures, the text from 1."""
    canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
    canvas.addPageLabel(2, style="ARABIC", start=1)


def _close_page(
    text: SampleText, look: Look, front: int, canvas: Canvas, _template: BaseDocTemplate
) -> None:
    """Draw running head, footnotes and page number."""
    number = canvas.getPageNumber() - front
    canvas.setFont(look.body, 8)
    canvas.drawCentredString(_WIDTH / 2, 12 * mm, str(number))
    if look.running_heads:
        if number % 2:
            canvas.drawRightString(_WIDTH - _MARGIN, _HEIGHT - 14 * mm, text.subtitle)
        else:
            canvas.drawString(_MARGIN, _HEIGHT - 14 * mm, f"{text.title} – {text.series}")
    _draw_notes(text, look, canvas)


def _draw_notes(text: SampleText, look: Look, canvas: Canvas) -> None:
    """Draw the footnotes called on this page, the last one lowest."""
    style = ParagraphStyle("note", fontName=look.body, fontSize=7.5, leading=9)
    y = 17 * mm
    for key in reversed(canvas.called_notes):
        paragraph = Paragraph(f"<super>{key}</super> {markup(text.footnotes[key])}", style)
        _, height = paragraph.wrap(_WIDTH - 2 * _MARGIN, _FOOT)
        paragraph.drawOn(canvas, _MARGIN, y)
        y += height + 1
    if canvas.called_notes:
        canvas.setLineWidth(0.4)
        canvas.line(_MARGIN, y + 2, _MARGIN + 45 * mm, y + 2)


def _note_heading(template: BaseDocTemplate, front: int, flowable: Flowable) -> None:
    """Enter a heading into outline and contents."""
    entry = getattr(flowable, "contents_entry", None)
    if entry is None:
        return
    level, title, key = entry
    template.canv.bookmarkPage(key)
    template.canv.addOutlineEntry(title, key, level)
    template.notify("TOCEntry", (level, title, template.page - front, key))
