"""Word documents: what python-docx makes, and bare XML for what it does not."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.shared import Pt

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WPS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)

_HEADING = '<w:pStyle w:val="Titolo{}"/>'


def document_headings(path: Path) -> None:
    """Title, headings of three levels, lists with bullets and numbers, a bibliography."""
    document: Any = docx.Document()
    core = document.core_properties
    core.title, core.author, core.language = "Il tempo degli altri", "Irene Sala; admin", "it-IT"
    document.add_heading("Il tempo degli altri", 0)
    document.add_paragraph("Un'indagine sulle ore di cura in tre comuni di pianura.")
    document.add_heading("Il metodo", 1)
    document.add_heading("Le interviste", 2)
    document.add_paragraph("Sono state ascoltate 96 persone, nelle loro case.")
    document.add_heading("Le domande", 3)
    document.add_paragraph("Chi accudisce", "List Number")
    document.add_paragraph("Per quante ore", "List Number")
    document.add_paragraph("anche di notte", "List Number 2")
    document.add_heading("I risultati", 1)
    document.add_paragraph("Tre cose in comune:", None)
    document.add_paragraph("la fatica", "List Bullet")
    document.add_paragraph("soprattutto di sera", "List Bullet 2")
    document.add_paragraph("il silenzio degli uffici", "List Bullet")
    document.add_heading("Riferimenti bibliografici", 1)
    document.add_paragraph("Fabbri, N. (2017), Le ore invisibili, Parma, Edizioni del Fosso.")
    document.save(path)


def document_tables(path: Path) -> None:
    """A table with a header and a merged cell, one without header, captions beside."""
    document: Any = docx.Document()
    document.add_heading("Quanto costa", 1)
    document.add_paragraph("Tabella 1. Spesa per pasto, in euro", "Caption")
    table = document.add_table(4, 3)
    rows = (
        ("Mensa", "Anno", "Spesa"), ("Stazione", "2020", "4,10"), ("", "2021", "4,35"),
        ("Porto", "2021", "3,90"),
    )  # fmt: skip
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph("La mensa del porto costa meno perché riceve il pane invenduto.")
    bare = document.add_table(2, 2)
    for row, cells in enumerate(
        (("Che cosa resta", "I pasti avanzati vanno la sera stessa al dormitorio di via Po."),
         ("Chi decide", "Decide il cuoco, e lo scrive su un foglio appeso in cucina."))
    ):  # fmt: skip
        for column, text in enumerate(cells):
            bare.cell(row, column).text = text
    document.save(path)


def document_notes(path: Path) -> None:
    """Footnotes on two pages, a text box, words cut by runs, a tracked change, nested numbers."""
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wps:wsp>"
        f"<wps:txbx><w:txbxContent>{_p('Da ricordare: la cucina chiude alle nove.')}"
        "</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{_p('Da ricordare: la cucina chiude alle nove.')}</w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = (
        _p("La cucina comune", '<w:pStyle w:val="Titolo1"/>')
        + f"<w:p>{_r('Si cucina il mart')}{_r('edì e il sabato')}{_note(2)}{_r('. ')}"
        f"<w:ins>{_r('Chi arriva tardi lava i piatti.')}</w:ins>"
        f"<w:del><w:r><w:delText>Nessuno lava.</w:delText></w:r></w:del>{box}</w:p>"
        + _item("Fare la spesa", 0)
        + _item("al mercato", 1)
        + _item("entro le dieci", 2)
        + _item("Apparecchiare", 0)
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + f"<w:p>{_r('Ogni pasto costa due euro')}{_note(3)}{_r('.')}</w:p>"
    )
    notes = "".join(
        f'<w:footnote w:id="{number}">{_p(text)}</w:footnote>'
        for number, text in ((2, "D'inverno anche il giovedì."), (3, "Un euro per i bambini."))
    )
    styles = '<w:style w:type="paragraph" w:styleId="Titolo1"><w:name w:val="heading 1"/></w:style>'
    _bare(path, body, notes, styles)


def document_contents(path: Path) -> None:
    """A table of contents made by Word, then headings from styles in Italian."""
    body = (
        _p("Indice", '<w:pStyle w:val="Titolosommario"/>')
        + _p("Premessa<w:tab/>3", '<w:pStyle w:val="Sommario1"/>')
        + _p("Le voci<w:tab/>5", '<w:pStyle w:val="Sommario1"/>')
        + _p("Premessa", '<w:pStyle w:val="Titolo1"/>')
        + _p("Il libretto nasce da un anno di serate in cui si è parlato e basta.")
        + _p("Le voci", '<w:pStyle w:val="Titolo1"/>')
        + _p("Hanno parlato in cinquantadue.")
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (
            ("Titolo1", "heading 1"), ("Sommario1", "toc 1"), ("Titolosommario", "TOC Heading")
        )
    )  # fmt: skip
    _bare(path, body, "", styles)


def document_emphasis(path: Path) -> None:
    """Headings made with bold and larger type only, a bold caption, a bold word in the text."""
    document: Any = docx.Document()
    for text, bold, size in (
        ("Una portineria per tutti", True, 18),
        ("Relazione alla cooperativa Il Ballatoio", False, 11),
        ("1. Da dove siamo partiti", True, 13),
        ("Il caseggiato ha centoventi porte e due ascensori, di cui uno fermo da anni. Le persone "
         "sole sono quarantatré, e dodici non scendono più le scale.", False, 11),
        ("1.1 Le prime domande", True, 11),
        ("Abbiamo chiesto a tutti che cosa serviva. Le risposte sono state tre: qualcuno che apra, "
         "qualcuno che ascolti, qualcuno che sappia dove andare.", False, 11),
        ("Tabella 1. Richieste raccolte per scala", True, 11),
        ("2. Dove siamo arrivati", True, 13),
        ("La portineria è aperta sei ore al giorno. La tengono due custodi, che in un anno hanno "
         "risposto a 2.300 domande e accompagnato 61 persone in ambulatorio.", False, 11),
    ):  # fmt: skip
        run = document.add_paragraph().add_run(text)
        run.bold, run.font.size = bold, Pt(size)
    last = document.add_paragraph("Il costo è di ")
    last.add_run("nove euro").bold = True
    last.add_run(" al mese per famiglia, meno di quanto si spendeva per il citofono.")
    document.save(path)


def document_numbers(path: Path) -> None:
    """Headings whose numbers Word writes by itself, a list of the same kind between them."""
    body = (
        _p("Perché un orto", _HEADING.format(1))
        + _p("Il terreno era del comune, e nessuno lo tagliava.")
        + _p("La terra", _HEADING.format(2))
        + _p("È argilla: si lavora in marzo e in ottobre.")
        + _p("L'acqua", _HEADING.format(2))
        + _item("una cisterna", 0)
        + _item("due rubinetti", 0)
        + _p("Chi coltiva", _HEADING.format(1))
        + _p("Trentadue famiglie, quattro classi e un centro diurno.")
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Titolo{n}"><w:name w:val="heading {n}"/>'
        '<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        for n in (1, 2)
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{n - 1}"><w:numFmt w:val="decimal"/><w:pStyle w:val="Titolo{n}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, text in ((1, "%1"), (2, "%1.%2"))
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    )
    _bare(path, body, "", styles, numbering)


def _p(text: str, properties: str = "") -> str:
    before, tab, after = text.partition("<w:tab/>")
    runs = _r(before) + (f"<w:r>{tab}</w:r>{_r(after)}" if tab else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def _item(text: str, level: int) -> str:
    return _p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="4"/></w:numPr>')


def _bare(path: Path, body: str, notes: str, styles: str, numbering: str = "") -> None:
    parts = {
        "_rels/.rels": _links((("officeDocument", "word/document.xml"),)),
        "word/_rels/document.xml.rels": _links(
            (
                ("footnotes", "footnotes.xml"),
                ("styles", "styles.xml"),
                ("numbering", "numbering.xml"),
            )
        ),
        "word/document.xml": f'<w:document xmlns:w="{_W}" {_WPS}><w:body>{body}</w:body>'
        "</w:document>",
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}">{notes}</w:footnotes>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_W}">{numbering}</w:numbering>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _links(targets: tuple[tuple[str, str], ...]) -> str:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'
