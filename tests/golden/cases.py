"""Every document of the golden set: how it is built and which reader reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdf
from golden import decks, pages, pdf_hard, pdf_parts, pdf_prose, pdf_slides, word
from golden.pdf_drawing import SLIDE, Pdf


@dataclass(frozen=True)
class Case:
    """A document; ``defect`` says what the reader still gets wrong in it."""

    name: str
    suffix: str
    build: Callable[[Path], None]
    language: str = "it"
    defect: str | None = None
    described: bool = False  # whether what the file says about the work is part of the golden


def _drawn(
    draw: Callable[[Pdf], None],
    change: Callable[[pypdf.PdfWriter], None] | None = None,
    size: tuple[float, float] | None = None,
) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        pdf = Pdf(path, size) if size else Pdf(path)
        draw(pdf)
        pdf.save()
        if change is not None:
            writer = pypdf.PdfWriter(clone_from=path)
            change(writer)
            writer.write(path)

    return build


def _page(draw: Callable[[Pdf], None], defect: str | None = None, language: str = "it") -> Case:
    return Case("pdf-" + draw.__name__.replace("_", "-"), ".pdf", _drawn(draw), language, defect)


PDF = (
    _page(pdf_prose.two_columns),
    _page(pdf_prose.three_columns),
    _page(pdf_prose.running_heads),
    _page(pdf_prose.roman_labels),
    Case("pdf-file-labels", ".pdf", _drawn(pdf_prose.appendix, pdf_prose.file_labels)),
    _page(pdf_prose.hyphens_lines),
    _page(pdf_prose.hyphens_columns),
    _page(pdf_prose.hyphens_pages),
    _page(pdf_prose.footnotes),
    _page(pdf_prose.headings_numbered),
    _page(pdf_prose.headings_sized),
    _page(pdf_prose.headings_outline),
    _page(pdf_prose.english_brief, language="en"),
    _page(pdf_parts.contents),
    _page(pdf_parts.contents_bare),
    _page(pdf_parts.bibliography),
    _page(pdf_parts.index_words),
    _page(pdf_parts.table_ruled),
    _page(pdf_parts.table_bare),
    _page(pdf_parts.table_prose),
    _page(pdf_parts.figure_caption),
    _page(pdf_parts.rotated_text),
    _page(pdf_parts.ligatures),
    Case("pdf-odd-encoding", ".pdf", pdf_parts.odd_encoding),
    _page(pdf_parts.bullets),
    _page(pdf_parts.bullets_in_symbols),
    _page(pdf_parts.drawing_order),
    _page(pdf_parts.scan),
    _page(pdf_hard.columns_notes),
    _page(pdf_hard.drop_cap),
    _page(pdf_hard.letter_by_letter),
    _page(pdf_hard.spaced_heading),
    _page(pdf_hard.painted_twice),
    _page(pdf_hard.sidebar, "text below a tinted box falls under the heading of the box"),
    _page(pdf_hard.table_pages),
    _page(pdf_hard.items_numbered),
    _page(pdf_hard.references_numbered, language="en"),
    Case("pdf-turned-page", ".pdf", _drawn(pdf_hard.turned_page, pdf_hard.turn_and_cut)),
    Case("pdf-boxed-slide", ".pdf", _drawn(pdf_slides.boxed_slide, size=SLIDE)),
    Case(
        "pdf-two-columns-slide",
        ".pdf",
        _drawn(pdf_slides.two_columns_slide, size=SLIDE),
    ),
    Case(
        "pdf-deck",
        ".pdf",
        _drawn(pdf_slides.deck, size=SLIDE),
    ),
)

DECKS = (
    Case("pptx-bullets", ".pptx", decks.deck_bullets, described=True),
    Case("pptx-groups", ".pptx", decks.deck_groups),
    Case("pptx-table", ".pptx", decks.deck_table),
    Case("pptx-chart", ".pptx", decks.deck_chart),
    Case("pptx-pie", ".pptx", decks.deck_pie),
    Case("pptx-notes", ".pptx", decks.deck_notes),
    Case("pptx-repeats", ".pptx", decks.deck_repeats),
    Case("pptx-pictures", ".pptx", decks.deck_pictures),
    Case("pptx-columns", ".pptx", decks.deck_columns),
    Case("pptx-two-bodies", ".pptx", decks.deck_two_bodies),
    Case("pptx-smartart", ".pptx", decks.deck_smartart),
)

DOCUMENTS = (
    Case("docx-headings", ".docx", word.document_headings, described=True),
    Case("docx-tables", ".docx", word.document_tables),
    Case("docx-notes", ".docx", word.document_notes),
    Case("docx-contents", ".docx", word.document_contents),
    Case("docx-emphasis", ".docx", word.document_emphasis),
    Case("docx-numbers", ".docx", word.document_numbers),
    Case("html-article", ".html", pages.page_article, described=True),
    Case("html-old", ".html", pages.page_old, language="en", described=True),
    Case("html-divs", ".html", pages.page_divs, language="en", described=True),
    Case("markdown", ".md", pages.page_markdown, described=True),
    Case("plain", ".txt", pages.page_plain),
)

CASES = PDF + DECKS + DOCUMENTS
