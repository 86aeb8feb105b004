"""Pages with parts that are not prose: contents, lists of works, tables, figures, odd glyphs."""

from __future__ import annotations

import io
from pathlib import Path

from golden.pdf_drawing import Pdf

BOLD = "Helvetica-Bold"
ROMAN = "Times-Roman"


def contents(pdf: Pdf) -> None:
    """A contents page: two levels, leaders of dots, numbers at the right edge."""
    pdf.text(60, 90, "Indice", 18, BOLD)
    for row, (indent, title, page) in enumerate(
        (
            (0, "Premessa", "5"),
            (0, "1. Il quadro nazionale", "9"),
            (16, "1.1 La spesa dei comuni", "11"),
            (16, "1.2 Le famiglie che assistono da sole", "17"),
            (0, "2. Le esperienze raccolte", "31"),
            (16, "2.1 Case condivise", "33"),
            (0, "Conclusioni", "58"),
        )
    ):
        y = 130 + 20 * row
        pdf.text(60 + indent, y, title, 11)
        start = 66 + indent + pdf.canvas.stringWidth(title, "Helvetica", 11)
        dots = int((505 - start) / pdf.canvas.stringWidth(".", "Helvetica", 11))
        pdf.text(start, y, "." * dots, 11)
        pdf.right(535, y, page, 11)


def contents_bare(pdf: Pdf) -> None:
    """A contents page without leaders, then the text begins on the next page."""
    pdf.text(60, 90, "Sommario", 18, BOLD)
    for row, (title, page) in enumerate(
        (
            ("Perché una mensa di quartiere", "3"),
            ("Chi cucina e chi mangia", "8"),
            ("Quanto costa un pasto", "14"),
            ("Che cosa ne pensano gli ospiti", "21"),
        )
    ):
        pdf.text(60, 130 + 22 * row, title, 11)
        pdf.right(400, 130 + 22 * row, page, 11)
    pdf.page()
    pdf.text(60, 90, "Perché una mensa di quartiere", 16, BOLD)
    pdf.flow(
        60, 125, 470,
        "Nel quartiere vivono 1.200 persone sole sopra i settanta anni. Una su cinque, quando le "
        "si chiede che cosa ha mangiato ieri, non sa rispondere.", 11,
    )  # fmt: skip


def bibliography(pdf: Pdf) -> None:
    """A list of works with a hanging indent, after the end of a text."""
    pdf.flow(
        60, 90, 470,
        "Resta da capire se i risultati tengano nel tempo: per questo serve una seconda "
        "rilevazione, tra due anni, con le stesse famiglie.", 11, ROMAN,
    )  # fmt: skip
    pdf.text(60, 150, "Bibliografia", 15, BOLD)
    y = 180.0
    for first, rest in (
        ("Bellandi, A. e Cortesi, M. (2018), Abitare il tempo della vecchiaia, Trento, Edizioni",
         "del Melograno."),
        ("Dorigo, P. (2020), «Chi cura chi cura», Quaderni di servizio sociale, vol. 12, n. 3,",
         "pp. 44-61."),
        ("Hartley, J. (2015), The Slow Neighbourhood, Leeds, Canal Press.", ""),
        ("Venturi, L. (2021), Il pane e le chiavi. Storie di cucine comuni, Bologna, La Soglia.",
         ""),
    ):  # fmt: skip
        y = pdf.text(60, y, first, 10.5, ROMAN)
        if rest:
            y = pdf.text(80, y, rest, 10.5, ROMAN)
        y += 4


def index_words(pdf: Pdf) -> None:
    """An index of words in two columns."""
    pdf.text(60, 90, "Indice analitico", 18, BOLD)
    left = ("accoglienza, 12, 45", "affido, 31", "anziani soli, 7, 19-22", "assegno di cura, 54",
            "banche del tempo, 16", "baratto, 17")  # fmt: skip
    right = ("case condivise, 33, 40", "consultorio, 28", "custode sociale, 9, 61",
             "doposcuola, 48", "empori, 25-27", "forni di comunità, 14")  # fmt: skip
    pdf.text(60, 130, left, 10, ROMAN)
    pdf.text(310, 130, right, 10, ROMAN)


def table_ruled(pdf: Pdf) -> None:
    """A table with lines around its cells, a caption above and a source below."""
    pdf.flow(60, 80, 470, "I numeri dei tre sportelli sono raccolti nella tavola che segue.", 10.5)
    pdf.text(60, 110, "Tabella 1. Persone seguite per sportello, anno 2022", 9.5, BOLD)
    rows = (
        ("Sportello", "Persone", "Ore", "Costo (euro)"),
        ("Stazione", "214", "1.930", "41.200"),
        ("Mercato", "167", "1.402", "30.800"),
        ("Ospedale", "98", "1.115", "26.500"),
    )
    for row, cells in enumerate(rows):
        top = 122 + 20 * row
        for column, cell in enumerate(cells):
            pdf.canvas.rect(60 + 110 * column, pdf.height - top - 20, 110, 20)
            pdf.text(66 + 110 * column, top + 14, cell, 9.5, BOLD if row == 0 else "Helvetica")
    pdf.text(60, 216, "Fonte: registri degli sportelli.", 8.5)
    pdf.flow(60, 245, 470, "Lo sportello dell'ospedale costa di più perché apre anche la notte.")


def table_bare(pdf: Pdf) -> None:
    """A table without any line: figures ranged right under the names of their columns."""
    pdf.flow(60, 80, 470, "La spesa sociale dei comuni cambia molto da una zona all'altra.", 10.5)
    pdf.text(60, 116, "Zona", 10)
    for x, name in ((250, "2015"), (340, "2020"), (450, "Variazione")):
        pdf.right(x, 116, name, 10)
    rows = (
        ("Costa", "84", "91", "8,3%"),
        ("Pianura", "102", "117", "14,7%"),
        ("Collina", "77", "75", "-2,6%"),
        ("Montagna", "69", "80", "15,9%"),
    )
    for row, (name, *figures) in enumerate(rows):
        y = 134 + 16 * row
        pdf.text(60, y, name, 10)
        for x, figure in zip((250, 340, 450), figures, strict=True):
            pdf.right(x, y, figure, 10)
    pdf.flow(60, 225, 470, "In collina la spesa è scesa, perché due comuni si sono fusi.", 10.5)


def table_prose(pdf: Pdf) -> None:
    """A ruled table whose cells hold sentences of several lines."""
    pdf.text(60, 90, "Che cosa è cambiato", 15, BOLD)
    widths = (100, 185, 185)
    rows = (
        ("Tema", "Prima", "Dopo"),
        (
            "Accesso",
            "Le famiglie dovevano telefonare a quattro uffici diversi e ripetere ogni volta la "
            "stessa storia.",
            "C'è un solo numero, a cui risponde sempre un operatore che conosce il quartiere.",
        ),
        (
            "Tempi",
            "Tra la domanda e la prima visita passavano in media quaranta giorni.",
            "La visita si fa entro una settimana, e nei casi gravi il giorno dopo.",
        ),
    )
    top = 110.0
    for number, cells in enumerate(rows):
        height = 22 if number == 0 else 66
        x = 60.0
        for width, cell in zip(widths, cells, strict=True):
            pdf.canvas.rect(x, pdf.height - top - height, width, height)
            font = BOLD if number == 0 else "Helvetica"
            pdf.flow(x + 6, top + 14, width - 12, cell, 9.5, font)
            x += width
        top += height


def figure_caption(pdf: Pdf) -> None:
    """A drawing with words in it, its caption below, prose around."""
    pdf.flow(60, 80, 470, "La rete è cresciuta ogni anno, come mostra la figura.", 10.5, ROMAN)
    for column, (label, value) in enumerate(
        (("2017", 22), ("2018", 40), ("2019", 66), ("2020", 71), ("2021", 95))
    ):
        pdf.box(110 + 80 * column, 230 - value, 50, value, 0.7)
        pdf.text(124 + 80 * column, 245, label, 8)
    pdf.flow(
        60, 275, 470,
        "Figura 2. Soggetti che aderiscono alla rete, per anno di ingresso nel triennio.", 9,
        "Times-Italic",
    )  # fmt: skip
    pdf.flow(
        60, 310, 470,
        "Dal 2021 l'ingresso è libero: basta firmare la carta dei valori e indicare un referente.",
        10.5, ROMAN,
    )  # fmt: skip


def rotated_text(pdf: Pdf) -> None:
    """A line that runs up the margin beside normal text, and a stamp across nothing."""
    pdf.flow(
        90, 100, 430,
        "Il bilancio sociale si legge in mezz'ora. Ogni capitolo comincia con una domanda e "
        "finisce con una cifra, e chi vuole saperne di più trova le tavole in fondo.", 11,
    )  # fmt: skip
    pdf.flow(
        90, 180, 430,
        "La prima domanda è sempre la stessa: a chi è servito quello che abbiamo fatto?", 11,
    )  # fmt: skip
    pdf.turned(50, 420, "Copia per i soci, da non vendere")


def ligatures(pdf: Pdf) -> None:
    """Joined letters as single glyphs of an embedded font, and a typographic apostrophe."""
    pdf.text(
        60, 100,
        [
            "L\u2019of\ufb01cina dei \ufb01gli af\ufb01dati apre di sera, quando il \ufb02usso",
            "di gente si af\ufb02oscia e chi \u00e8 di passaggio trova una \ufb01la di sedie.",
        ],
        11, "Vera",
    )  # fmt: skip


def odd_encoding(path: Path) -> None:
    """Glyphs known by name only: a font whose codes say nothing, without a map to text."""
    content = (
        b"BT /F1 12 Tf 60 740 Td (Il caf\002 \001anca il \001ume e non fa pi\003 paura.) Tj "
        b"0 -16 Td (Costa 40 \004 al mese \005 meno di un ca\011\006 al giorno \005 ed \006) Tj "
        b"0 -16 Td (un e\011etto dei con\001ni pi\003 di\012cili.) Tj ET"
    )
    differences = b"/Differences [1 /fi /eacute /ugrave /Euro /endash /egrave /bullet /fl /ff /ffi]"
    path.write_bytes(
        _file(
            content,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
            b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding " + differences + b" >> >>",
        )
    )


def _file(content: bytes, font: bytes) -> bytes:
    """Return a PDF of one page with one font, written by hand."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font,
    )
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n" % (len(objects) + 1, start))
    return out.getvalue() + b"%%EOF\n"


def bullets(pdf: Pdf) -> None:
    """Bullets of two levels with items that go on, and prose after them."""
    pdf.text(60, 90, "Le regole della casa sono poche:", 11)
    pdf.text(72, 112, "• si mangia insieme almeno due sere", 11)
    pdf.text(80, 126, "la settimana, anche quando non se ne ha voglia", 11)
    pdf.text(72, 144, "• chi cucina non lava", 11)
    pdf.text(90, 160, "– salvo la domenica", 11)
    pdf.text(90, 176, "– salvo chi è ospite", 11)
    pdf.text(72, 194, "• le chiavi non si prestano", 11)
    pdf.flow(60, 226, 470, "Nessuna regola è scritta sul muro: si imparano stando lì.", 11)


def bullets_in_symbols(pdf: Pdf) -> None:
    """Bullets drawn with a symbol font, as Word exports them."""
    pdf.text(60, 90, "Per partecipare bastano tre cose.", 11)
    for row, item in enumerate(("un'ora la settimana", "un telefono acceso", "buona memoria")):
        pdf.canvas.setFont("ZapfDingbats", 8)
        pdf.canvas.drawString(72, pdf.height - 112 - 18 * row, "n")
        pdf.text(90, 112 + 18 * row, item, 11)


def drawing_order(pdf: Pdf) -> None:
    """A page whose parts the file holds in no order: foot first, title last, lines from below."""
    foot = "Il testo finisce qui, e la pagina dopo comincia con le tavole."
    pdf.flow(60, 400, 470, foot, 11)
    body = (
        "Il custode sociale abita nel condominio che cura. Conosce",
        "le porte, le voci e gli orari, e si accorge per primo quando",
        "qualcosa non va. Non è un medico né un portiere: è un vicino",
        "che per mestiere fa il vicino.",
    )
    for row in (3, 1, 2, 0):
        pdf.text(60, 150 + 14 * row, body[row], 11)
    pdf.text(60, 90, "Il custode sociale", 18, BOLD)


def scan(pdf: Pdf) -> None:
    """A page with text, then one that is only a picture of text."""
    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader

    pdf.flow(60, 90, 470, "Il verbale che segue è stato scritto a macchina nel 1974.", 11)
    pdf.page()
    picture = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(picture)
    for row in range(24):
        pen.line((70, 100 + 28 * row, 540 - (row % 5) * 30, 100 + 28 * row), fill=40, width=9)
    pdf.canvas.drawImage(ImageReader(picture), 0, 0, pdf.width, pdf.height)
    pdf.page()
