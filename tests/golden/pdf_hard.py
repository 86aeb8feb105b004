"""Pages set in ways that lead readers astray."""

from __future__ import annotations

import pypdf
from golden.pdf_drawing import Pdf
from pypdf.generic import RectangleObject

BOLD = "Helvetica-Bold"
ROMAN = "Times-Roman"


def columns_notes(pdf: Pdf) -> None:
    """Two columns, each with its own notes at its foot; the text goes on past the first ones."""
    pdf.marked(50, 100, ("Nel condominio di via Sesia la portineria",), 10)
    pdf.marked(
        50,
        113,
        (
            "è chiusa dal 1988",
            "1",
            ". L'hanno riaperta",
        ),
        10,
    )
    pdf.marked(50, 126, ("undici inquilini, che ogni mattina a turno",), 10)
    pdf.marked(50, 139, ("tengono le chiavi e la posta di tutti. Chi",), 10)
    pdf.marked(50, 152, ("non può scendere telefona, e qualcuno",), 10)
    pdf.rule(50, 700, 130, 700)
    pdf.marked(50, 712, ("", "1", " L'ultimo portiere andò in pensione a marzo."), 8)
    pdf.marked(310, 100, ("sale. All'inizio sembrava un gioco; dopo un",), 10)
    pdf.marked(
        310,
        113,
        (
            "anno è diventato un servizio",
            "2",
            " che il comune",
        ),
        10,
    )
    pdf.marked(310, 126, ("ha riconosciuto con un piccolo contributo.",), 10)
    pdf.rule(310, 700, 390, 700)
    pdf.marked(310, 712, ("", "2", " Delibera del giugno 2021, rinnovata ogni anno."), 8)


def drop_cap(pdf: Pdf) -> None:
    """A large first letter that two lines stand beside."""
    pdf.text(60, 85, "La casa sul ponte", 18, BOLD)
    pdf.text(60, 136, "Q", 40, ROMAN)
    pdf.text(92, 120, "uando il ponte fu chiuso al traffico nessuno pensava che", 11, ROMAN)
    pdf.text(92, 134, "sarebbe diventato una piazza. Oggi ci sono panchine, una", 11, ROMAN)
    pdf.text(60, 148, "fontana e una casa di legno in cui si aggiustano biciclette.", 11, ROMAN)


def letter_by_letter(pdf: Pdf) -> None:
    """Text whose letters the file places one at a time, spaces left out."""
    for row, line in enumerate(
        ("Ogni sera alle sette la sala si riempie:", "si canta male, ma si canta insieme.")
    ):
        x = 60.0
        for letter in line:
            if letter != " ":
                pdf.text(x, 100 + 16 * row, letter, 12, ROMAN)
            x += pdf.canvas.stringWidth(letter, ROMAN, 12)


def spaced_heading(pdf: Pdf) -> None:
    """A heading whose letters stand apart, over plain text."""
    drawn = pdf.canvas.beginText(60, pdf.height - 90)
    drawn.setFont(BOLD, 15)
    drawn.setCharSpace(5)
    drawn.textOut("PREMESSA")
    pdf.canvas.drawText(drawn)
    pdf.flow(
        60, 125, 470,
        "Questo libretto non è un manuale. Racconta come si è fatto in un posto solo, con le "
        "persone che c'erano e i soldi che si trovavano.", 11,
    )  # fmt: skip


def painted_twice(pdf: Pdf) -> None:
    """A title with a shadow: the same words painted twice, a little apart."""
    pdf.canvas.setFillGray(0.7)
    pdf.text(61, 91, "Il mercato delle ore", 20, BOLD)
    pdf.canvas.setFillGray(0)
    pdf.text(60, 90, "Il mercato delle ore", 20, BOLD)
    pdf.flow(
        60, 130, 470,
        "Chi porta un'ora ne prende una: di giardino, di cucito, di matematica. Al mercato non si "
        "paga e non si tiene il conto al centesimo.", 11,
    )  # fmt: skip


def sidebar(pdf: Pdf) -> None:
    """A tinted box with a story of its own beside running text."""
    y = pdf.text(60, 90, "Il pane di mezzanotte", 18, BOLD)
    pdf.flow(
        60, y + 12, 290,
        "Il forno di piazza Nenni cuoce due volte: alle quattro per i negozi e a mezzanotte per la "
        "mensa. Il secondo pane è fatto con la farina che sta per scadere, e lo impastano quattro "
        "ragazzi che di giorno vanno a scuola. In un anno ne sono usciti novemila chili.", 11,
    )  # fmt: skip
    pdf.box(380, 100, 160, 130)
    pdf.text(390, 120, "La voce", 12, BOLD)
    pdf.flow(
        390, 138, 140,
        "«Di notte il forno è caldo e nessuno ti chiede niente», dice Omar, che ha diciannove "
        "anni e impasta da due.", 9.5,
    )  # fmt: skip
    pdf.flow(
        60, 280, 480,
        "Il comune ha messo i locali, il fornaio le ore di notte, la parrocchia le farine.", 11,
    )  # fmt: skip


def table_pages(pdf: Pdf) -> None:
    """A table that goes on over the page, with its header again."""
    rows = (
        (("Torino", "48", "1.210"), ("Cuneo", "21", "455"), ("Asti", "17", "390"),
         ("Biella", "12", "260")),
        (("Novara", "26", "610"), ("Vercelli", "9", "175"), ("Alessandria", "31", "702")),
    )  # fmt: skip
    for number, part in enumerate(rows):
        top = 500 if number == 0 else 80
        if number == 0:
            pdf.flow(
                60, 90, 470, "Gli empori solidali della regione sono centosessantaquattro.", 11
            )
            pdf.text(60, top - 14, "Tabella 4. Empori e famiglie per provincia", 9.5, BOLD)
        for row, cells in enumerate((("Provincia", "Empori", "Famiglie"), *part)):
            for column, cell in enumerate(cells):
                pdf.canvas.rect(60 + 130 * column, pdf.height - top - 20 * row - 20, 130, 20)
                font = BOLD if row == 0 else "Helvetica"
                pdf.text(66 + 130 * column, top + 20 * row + 14, cell, 9.5, font)
        if number:
            pdf.flow(60, 200, 470, "A Vercelli gli empori sono aperti soltanto da due anni.", 11)
        pdf.page()


def items_numbered(pdf: Pdf) -> None:
    """Numbered items that go on over lines, with lettered ones below."""
    pdf.text(60, 90, "Per aprire una bottega di quartiere servono quattro passi:", 11)
    for row, (x, line) in enumerate(
        (
            (72, "1. trovare un locale che abbia una vetrina sulla strada e un affitto"),
            (84, "che il quartiere possa pagare"),
            (72, "2. chiedere a chi abita lì che cosa manca"),
            (84, "a) con un questionario breve"),
            (84, "b) con due serate in cortile"),
            (72, "3. dividersi i turni"),
            (72, "4. aprire"),
        )
    ):
        pdf.text(x, 112 + 16 * row, line, 11)
    pdf.flow(60, 242, 470, "Il resto si impara a porta aperta.", 11)


def references_numbered(pdf: Pdf) -> None:
    """A list of works in English with numbers, ending where an appendix begins."""
    pdf.text(60, 90, "References", 15, BOLD)
    y = 115.0
    for number, (first, rest) in enumerate(
        (
            ("Adair, J. (2012). Keys and keepers: a study of stairwells. Glasgow: Tenement",
             "Press."),
            ("Brandt, O. & Lund, K. (2019). Who eats with whom? Nordic Journal of Kitchens,",
             "7(2), 11-29."),
            ("Okoye, C. (2021). The last bus. Cardiff: Hilltop.", ""),
        ),
        1,
    ):  # fmt: skip
        pdf.text(60, y, f"[{number}]", 10, ROMAN)
        y = pdf.text(84, y, first, 10, ROMAN)
        y = pdf.text(84, y, rest, 10, ROMAN) if rest else y
    pdf.text(60, y + 20, "Appendix", 15, BOLD)
    pdf.flow(
        60, y + 45, 470, "The questions were asked at the door and took four minutes.", 10, ROMAN
    )


def turned_page(pdf: Pdf) -> None:
    """A table set across, on a sheet that the file turns; its paper is cut at the edges."""
    pdf.canvas.translate(pdf.width, 0)
    pdf.canvas.rotate(90)
    pdf.width, pdf.height = pdf.height, pdf.width
    pdf.text(60, 80, "Le ore donate nei cinque cortili", 16, BOLD)
    rows = (
        ("Cortile", "Inverno", "Primavera", "Estate", "Autunno"),
        ("Via Sesia", "120", "188", "240", "131"),
        ("Via Dora", "96", "150", "201", "110"),
        ("Via Orco", "44", "87", "160", "59"),
    )
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            font = BOLD if row == 0 else "Helvetica"
            pdf.text(60 + 130 * column, 120 + 18 * row, cell, 10, font)
    pdf.flow(60, 220, 600, "D'estate si dona il doppio che d'inverno, perché si sta fuori.", 11)


def turn_and_cut(writer: pypdf.PdfWriter) -> None:
    """Turn every page by a quarter and cut its paper."""
    for page in writer.pages:
        page.rotate(90)
        page.cropbox = RectangleObject((12, 18, 580, 830))
