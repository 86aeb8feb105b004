"""Rows and columns of tables, drawn with lines or without."""

from itertools import pairwise

import pytest
from golden.pdf_drawing import Pdf

from corpus.records import BlockKind
from ingest.pdf import read_pdf

BOLD = "Helvetica-Bold"


@pytest.fixture
def pdf(tmp_path):
    drawn = Pdf(tmp_path / "tabella.pdf")

    def read():
        drawn.canvas.showPage()
        drawn.canvas.save()
        return read_pdf(tmp_path / "tabella.pdf").pages[0]

    drawn.read = read
    return drawn


def rows(page):
    return [page.slice(b) for b in page.blocks if b.kind is BlockKind.TABLE_ROW]


def rule(pdf, x0, x1, y):
    pdf.canvas.line(x0, pdf.height - y, x1, pdf.height - y)


def grid(pdf, columns, levels):
    for x0, x1 in pairwise(columns):
        for y0, y1 in pairwise(levels):
            pdf.canvas.rect(x0, pdf.height - y1, x1 - x0, y1 - y0)


def test_cell_of_several_rows_is_read_with_the_first_of_them(pdf):
    columns = (60, 180, 400, 460)
    pdf.canvas.rect(60, pdf.height - 200, 400, 100, fill=0)
    for x0, x1, y in [
        *((a, b, 120) for a, b in pairwise(columns)),
        *((a, b, 160) for a, b in pairwise(columns[1:])),
    ]:
        rule(pdf, x0, x1, y)
    for x, name in zip(columns, ("Ambito", "Domanda", "Media"), strict=False):
        pdf.text(x + 4, 114, name, 9, BOLD)
    pdf.text(64, 134, ["Rapporti tra", "infermieri e", "medici"], 9)
    pdf.text(184, 134, ["I medici ascoltano chi", "assiste"], 9)
    pdf.text(404, 134, "3,1", 9)
    pdf.text(184, 174, ["I turni si decidono", "insieme"], 9)
    pdf.text(404, 174, "2,8", 9)
    assert rows(pdf.read()) == [
        "Ambito | Domanda | Media",
        "Rapporti tra infermieri e medici; Domanda: I medici ascoltano chi assiste; Media: 3,1",
        "Domanda: I turni si decidono insieme; Media: 2,8",
    ]


def test_two_ruled_tables_of_one_width_stay_two(pdf):
    for top, columns in ((100, (60, 200, 400)), (300, (60, 300, 400))):
        grid(pdf, columns, (top, top + 20, top + 40, top + 60))
        for row, (left, right) in enumerate([("Comune", "Persone"), ("Alba", "12"), ("Bra", "15")]):
            pdf.text(columns[0] + 5, top + 14 + 20 * row, left, 9)
            pdf.text(columns[1] + 5, top + 14 + 20 * row, right, 9)
    pdf.text(60, 250, "Nella seconda tavola le stesse persone un anno dopo.", 10)
    page = pdf.read()
    one = ["Comune | Persone", "Alba; Persone: 12", "Bra; Persone: 15"]
    assert rows(page) == one + one
    kinds = [block.kind for block in page.blocks]
    assert kinds.index(BlockKind.PARAGRAPH) == 3


def test_names_below_a_common_name_head_their_columns(pdf):
    columns = (60, 200, 280, 360)
    grid(pdf, columns, (100, 120, 140, 160, 180))
    pdf.text(65, 114, "Ruolo", 9)
    pdf.text(205, 114, "Interlocutori", 9)
    pdf.text(205, 134, "Interni", 9)
    pdf.text(285, 134, "Esterni", 9)
    for y, cells in ((154, ("Guida", "9%", "1%")), (174, ("Portavoce", "16%", "11%"))):
        for x, cell in zip(columns, cells, strict=False):
            pdf.text(x + 5, y, cell, 9)
    assert rows(pdf.read())[2:] == [
        "Guida; Interni: 9%; Esterni: 1%",
        "Portavoce; Interni: 16%; Esterni: 11%",
    ]


def test_title_across_the_columns_is_one_cell_and_years_name_columns(pdf):
    columns = (60, 150, 220, 290)
    grid(pdf, columns, (120, 140, 160, 180))
    pdf.canvas.rect(60, pdf.height - 120, 230, 20)
    pdf.text(70, 114, "PERSONE SEGUITE DAI SERVIZI DI CASA", 9)
    for y, cells in (
        (134, ("Servizio", "2019", "Persone 65+")),
        (154, ("Diurno", "290", "300")),
        (174, ("Notturno", "28", "22")),
    ):
        for x, cell in zip(columns, cells, strict=False):
            pdf.text(x + 4, y, cell, 8)
    assert rows(pdf.read()) == [
        "PERSONE SEGUITE DAI SERVIZI DI CASA",
        "Servizio | 2019 | Persone 65+",
        "Diurno; 2019: 290; Persone 65+: 300",
        "Notturno; 2019: 28; Persone 65+: 22",
    ]


def test_figures_one_below_the_other_are_rows_where_no_line_parts_them(pdf):
    columns = (60, 260, 360, 460)
    grid(pdf, columns, (100, 120, 190))
    for x, name in zip(columns, ("Fattore", "Italia", "Europa"), strict=False):
        pdf.text(x + 5, 114, name, 9, BOLD)
    for number, cells in enumerate(
        [("Abitanti", "58.971", "449.306"), ("Anziani", "24 %", "22 %"), ("Figli", "1,2", "1,4")]
    ):
        for x, cell in zip(columns, cells, strict=False):
            pdf.text(x + 5, 135 + 20 * number, cell, 9)
    assert rows(pdf.read())[1:] == [
        "Abitanti; Italia: 58.971; Europa: 449.306",
        "Anziani; Italia: 24 %; Europa: 22 %",
        "Figli; Italia: 1,2; Europa: 1,4",
    ]


def test_tints_behind_the_lines_of_running_text_are_no_table(pdf):
    left = ["Un anziano su tre", "ha più malattie", "gravi e vive solo", "in città"]
    right = ["Uno su dieci ha", "bisogno di aiuto", "ogni giorno per", "lavarsi e vestirsi"]
    for x, lines in ((60, left), (200, right)):
        for number, line in enumerate(lines):
            pdf.canvas.setFillGray(0.9)
            pdf.canvas.rect(x, pdf.height - 115 - 14 * number, 130, 14, fill=1, stroke=0)
            pdf.canvas.setFillGray(0)
            pdf.text(x, 111 + 14 * number, line, 10)
    page = pdf.read()
    assert rows(page) == []
    assert page.text == f"{' '.join(left)}\n{' '.join(right)}"


def test_figures_close_together_are_columns_of_their_own(pdf):
    for number, (name, figures) in enumerate(
        [
            ("Servizi residenziali", ("0,36%", "0,39%", "0,44%")),
            ("Servizi al domicilio", ("0,21%", "0,23%", "0,26%")),
            ("Trasferimenti", ("0,68%", "0,68%", "0,73%")),
        ]
    ):
        pdf.text(60, 100 + 14 * number, name, 9)
        for column, figure in enumerate(figures):
            pdf.text(220 + 34 * column, 100 + 14 * number, figure, 9)
    assert rows(pdf.read()) == [
        "Servizi residenziali | 0,36% | 0,39% | 0,44%",
        "Servizi al domicilio | 0,21% | 0,23% | 0,26%",
        "Trasferimenti | 0,68% | 0,68% | 0,73%",
    ]
