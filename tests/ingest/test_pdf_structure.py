"""Headings, notes, lists, figures, heads of pages: what the parts of a page are."""

import pytest
from golden.pdf_drawing import Pdf
from reportlab.pdfbase import pdfmetrics

from corpus.records import BlockKind, Box, Word
from ingest.pages import PageWriter
from ingest.pdf import read_pdf

BOLD, ITALIC = "Helvetica-Bold", "Helvetica-Oblique"
TEXT = (
    "La cooperativa gestisce il centro diurno insieme alle famiglie del quartiere, che scelgono le "
    "attività ogni settimana e si dividono i turni con gli operatori."
)


class Drawn(Pdf):
    def __init__(self, path):
        super().__init__(path)
        self.path = path

    def page(self):
        self.canvas.showPage()

    def read(self):
        self.canvas.showPage()
        self.canvas.save()
        return read_pdf(self.path).pages


@pytest.fixture
def pdf(tmp_path):
    return Drawn(tmp_path / "prova.pdf")


def texts(page, kind):
    return [page.slice(block) for block in page.blocks if block.kind is kind]


def headings(pages):
    return [
        (block.level, page.slice(block))
        for page in pages
        for block in page.blocks
        if block.kind is BlockKind.HEADING
    ]


def test_line_in_italics_heads_the_text_below_it(pdf):
    pdf.text(60, 80, "2.1 Il lavoro di cura", 12, BOLD)
    y = pdf.flow(60, 110, 400, TEXT)
    pdf.text(60, y + 20, "Il profilo di chi assiste", 10, ITALIC)
    y = pdf.flow(60, y + 40, 400, TEXT)
    pdf.flow(60, y + 20, 400, f"«{TEXT}»", font=ITALIC)
    assert headings(pdf.read()) == [(2, "2.1 Il lavoro di cura"), (3, "Il profilo di chi assiste")]


def test_levels_of_headings_have_no_gaps(pdf):
    y = 60.0
    for text, size in [
        ("Rapporto annuale", 26),
        ("La rete", 20),
        ("Le persone", 16),
        ("La rete di notte", 20),
        ("Chi dorme fuori", 13),
        ("Il bilancio", 20),
    ]:
        pdf.text(60, y, text, size, BOLD)
        y = pdf.flow(60, y + 25, 400, TEXT) + 25
    assert headings(pdf.read()) == [
        (1, "Rapporto annuale"),
        (1, "La rete"),
        (2, "Le persone"),
        (1, "La rete di notte"),
        (2, "Chi dorme fuori"),
        (1, "Il bilancio"),
    ]


def test_unnumbered_heading_does_not_take_in_the_number_that_follows(pdf):
    y = 60.0
    for text, size in [
        ("3 La rete", 18),
        ("In breve", 11),
        ("3.1 Chi ne fa parte", 14),
        ("Chi la paga", 11),
        ("3.2 Che cosa fa", 14),
    ]:
        pdf.text(60, y, text, size, BOLD)
        y = pdf.flow(60, y + 25, 400, TEXT) + 25
    assert headings(pdf.read()) == [
        (1, "3 La rete"),
        (2, "In breve"),
        (2, "3.1 Chi ne fa parte"),
        (3, "Chi la paga"),
        (2, "3.2 Che cosa fa"),
    ]


def test_outline_that_names_one_heading_of_many_does_not_raise_it(pdf):
    pdf.text(60, 50, "Rapporto sulla rete", 24, BOLD)
    y = 90.0
    for number in range(4):
        title = f"Quartiere {'ABCD'[number]}"
        if number == 2:
            pdf.canvas.bookmarkPage("c")
            pdf.canvas.addOutlineEntry(title, "c", 0)
        pdf.text(60, y, title, 14, BOLD)
        y = pdf.flow(60, y + 25, 400, TEXT) + 25
    levels = {text: level for level, text in headings(pdf.read())}
    assert levels["Quartiere C"] == levels["Quartiere A"]


def test_each_note_below_the_text_is_a_block_of_its_own(pdf):
    pdf.flow(60, 100, 400, TEXT)
    for number in range(2):
        pdf.text(60, 700 + 11 * number - 3, str(number + 1), 5)
        pdf.text(64, 700 + 11 * number, f"Si veda il capitolo {number + 6} del rapporto 2024.", 8)
    assert texts(pdf.read()[0], BlockKind.FOOTNOTE) == [
        "1 Si veda il capitolo 6 del rapporto 2024.",
        "2 Si veda il capitolo 7 del rapporto 2024.",
    ]


def test_big_number_before_small_print_is_no_note(pdf):
    pdf.flow(60, 100, 400, TEXT)
    pdf.text(60, 600, "500 decessi ogni centomila abitanti in dieci anni", 7)
    assert texts(pdf.read()[0], BlockKind.FOOTNOTE) == []


def test_words_of_a_chart_go_with_its_caption_also_those_that_stand_upright(pdf):
    pdf.flow(60, 60, 400, TEXT)
    pdf.text(60, 140, "Figura 3 Ore di ascolto per mese", 9)
    for row, name in enumerate(("gennaio", "febbraio", "marzo")):
        pdf.text(60, 170 + 30 * row, name, 8)
        pdf.text(200 + 60 * row, 182 + 30 * row, f"{12 + row}", 8)
    pdf.canvas.saveState()
    pdf.canvas.translate(50, pdf.height - 220)
    pdf.canvas.rotate(90)
    pdf.canvas.setFont("Helvetica", 8)
    pdf.canvas.drawString(0, 0, "ore alla settimana")
    pdf.canvas.restoreState()
    pdf.text(60, 260, "Fonte: registri degli sportelli", 8)
    pdf.flow(60, 290, 400, TEXT)
    page = pdf.read()[0]
    assert texts(page, BlockKind.PARAGRAPH) == [TEXT, TEXT]
    caption, words, source = texts(page, BlockKind.CAPTION)
    assert caption.startswith("Figura 3")
    assert set(words.split()) >= {"gennaio", "14", "ore", "settimana"}
    assert source.startswith("Fonte")


def test_head_that_comes_once_beside_a_page_number_is_no_text(pdf):
    for number, head in ((2, "Rapporto sulla rete"), (3, "4. Chi lavora di notte")):
        pdf.text(60, 40, str(number), 8)
        pdf.text(120, 40, head, 8)
        pdf.flow(60, 100, 400, f"{TEXT} Caso {number}.")
        pdf.page()
    pages = pdf.read()
    assert pages[0].text.startswith("2\nRapporto sulla rete\n")
    assert [texts(page, BlockKind.PARAGRAPH) for page in pages[:2]] == [
        [f"{TEXT} Caso {number}."] for number in (2, 3)
    ]


def test_note_with_the_number_of_its_page_is_kept(pdf):
    for number in range(1, 7):
        pdf.text(60, 40, f"{number}   Rapporto sulla rete", 8)
        pdf.flow(60, 100, 400, f"{TEXT} Caso {number}.")
        if number == 4:
            pdf.text(60, 777, "4", 5)
            pdf.text(64, 780, "Il regime di pensione in vigore.", 8)
        pdf.page()
    pages = pdf.read()
    assert texts(pages[3], BlockKind.FOOTNOTE) == ["4 Il regime di pensione in vigore."]
    assert all("Rapporto" not in "".join(texts(p, BlockKind.PARAGRAPH)) for p in pages)


def test_letters_number_a_list_across_pages(pdf):
    pdf.text(60, 700, "a. ascoltare chi arriva senza fissare un appuntamento", 10)
    pdf.page()
    pdf.text(60, 100, "b. tornare dopo una settimana a vedere come va", 10)
    pages = pdf.read()
    assert texts(pages[0], BlockKind.LIST_ITEM) == [
        "a. ascoltare chi arriva senza fissare un appuntamento"
    ]
    assert len(texts(pages[1], BlockKind.LIST_ITEM)) == 1


def test_slanted_years_below_a_chart_are_whole(pdf):
    for number, year in enumerate(("2010", "2011", "2012")):
        pdf.canvas.saveState()
        pdf.canvas.translate(100 + 40 * number, 300)
        pdf.canvas.rotate(45)
        pdf.canvas.setFont("Helvetica", 9)
        pdf.canvas.drawString(0, 0, year)
        pdf.canvas.restoreState()
    words = pdf.read()[0].text.split()
    assert sorted(words) == ["2010", "2011", "2012"]


def test_roman_mark_of_an_endnote_stands_apart_from_its_word(pdf):
    pdf.text(60, 100, "Sono stati letti i dati di ventidue paesi", 10)
    x = 60 + pdfmetrics.stringWidth("Sono stati letti i dati di ventidue paesi", "Helvetica", 10)
    pdf.text(x, 96.5, "iii", 6)
    pdf.text(x + 8, 100, "e di due regioni", 10)
    assert pdf.read()[0].text == "Sono stati letti i dati di ventidue paesi iii e di due regioni"


def test_english_compounds_keep_the_hyphen_at_the_end_of_a_line(pdf):
    lines = [
        "The cost of the care that the clinics and the wards give to the 15-year-",
        "olds is high, and the system is dominated by hospital-",
        "based procurement; the chronic-",
        "care centres of the region offer the pro-",
        "grammes that the self-re-",
        "ported outcomes call for.",
    ]
    pdf.text(60, 100, lines, 10)
    text = pdf.read()[0].text
    for word in ("15-year-olds", "hospital-based", "chronic-care", "programmes", "self-reported"):
        assert word in text


def test_words_with_boxes_inside_out_are_refused():
    writer = PageWriter(1)
    box = Box(0.0, 0.0, 10.0, 10.0)
    with pytest.raises(ValueError, match="inside out"):
        writer.add_placed(BlockKind.PARAGRAPH, "ore", 0, box, [0], [3], [(5.0, 0.0, 4.0, 9.0)])


def test_words_added_in_bulk_are_those_the_constructors_make():
    writer = PageWriter(1)
    box = Box(0.0, 0.0, 20.0, 10.0)
    writer.add(BlockKind.HEADING, "Le ore")
    corners = [(0.0, 1.0, 9.0, 8.0), (10.0, 1.0, 19.0, 8.0)]
    writer.add_placed(BlockKind.PARAGRAPH, "due tre", 0, box, [0, 4], [3, 7], corners)
    page = writer.finish()
    assert page.words == (Word(7, 10, Box(*corners[0])), Word(11, 14, Box(*corners[1])))
    assert hash(page.words[0]) == hash(Word(7, 10, Box(*corners[0])))
