"""Presentations: what python-pptx makes, and what has to be put into the file by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

TITLE_AND_BODY, TWO_BODIES, TITLE_ONLY, BLANK = 1, 3, 5, 6


def _slide(deck: Any, layout: int, title: str | None = None) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title is not None:
        slide.shapes.title.text = title
    return slide


def _box(shapes: Any, text: str, x: float, y: float, width: float = 2.5, size: float = 16) -> Any:
    shape = shapes.add_textbox(Inches(x), Inches(y), Inches(width), Inches(0.5))
    lines = text.split("\n")
    for number, line in enumerate(lines):
        frame = shape.text_frame
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.runs[0].font.size = Pt(size)
    return shape


def _fill(frame: Any, items: tuple[tuple[int, str], ...]) -> None:
    for number, (level, text) in enumerate(items):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level


def deck_bullets(path: Path) -> None:
    """Title and nested bullets, words in bold runs, a line break in the title."""
    deck = pptx.Presentation()
    deck.core_properties.title = "Le chiavi del condominio"
    deck.core_properties.author = "Sara Monti; Utente"
    slide = _slide(deck, TITLE_AND_BODY, "Le chiavi\vdel condominio")
    frame = slide.placeholders[1].text_frame
    _fill(
        frame,
        (
            (0, "Un custode per ottanta famiglie"),
            (1, "presente ogni mattina"),
            (1, "pagato da tutti, anche da chi non lo usa"),
            (0, "Che cosa fa: "),
        ),
    )
    for text, bold in (("ritira i pacchi", True), (", ascolta", False), (" e avvisa", False)):
        run = frame.paragraphs[3].add_run()
        run.text, run.font.bold = text, bold
    deck.save(path)


def deck_groups(path: Path) -> None:
    """Three columns, each a group of a heading and a group of items; the file has them mixed."""
    deck = pptx.Presentation()
    slide = _slide(deck, TITLE_ONLY, "Chi siede al tavolo")
    columns = (
        (6.4, "Cittadini", ("comitati", "parrocchie")),
        (0.4, "Enti", ("comune", "azienda sanitaria")),
        (3.4, "Imprese", ("cooperative", "botteghe")),
    )
    for x, heading, items in columns:
        outer = slide.shapes.add_group_shape()
        inner = outer.shapes.add_group_shape()
        for row, item in reversed(list(enumerate(items))):
            _box(inner.shapes, item, x, 3 + 0.7 * row)
        _box(outer.shapes, heading, x, 2, size=20)
    _box(slide.shapes, "Ogni mese un incontro, sempre alla stessa ora", 0.4, 6, 8)
    deck.save(path)


def deck_table(path: Path) -> None:
    """A table with a header, a merged first column, and a text above it."""
    deck = pptx.Presentation()
    slide = _slide(deck, TITLE_ONLY, "Ore di cura per zona")
    _box(slide.shapes, "Media settimanale, primo semestre 2022", 0.5, 1.5, 8)
    size = (Inches(0.5), Inches(2.2), Inches(8), Inches(3))
    table = slide.shapes.add_table(4, 3, *size).table
    rows = (
        ("Zona", "Servizio", "Ore"),
        ("Centro", "pasti", "120"),
        ("", "compagnia", "85"),
        ("Stazione", "pasti", "64"),
    )
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    deck.save(path)


def deck_chart(path: Path) -> None:
    """A chart with a title, two series and named axes."""
    data = CategoryChartData()
    data.categories = ["2020", "2021", "2022"]
    data.add_series("Iscritti", (48, 75, 131))
    data.add_series("In attesa", (12, 9.5, 30))
    deck = pptx.Presentation()
    slide = _slide(deck, TITLE_ONLY, "La scuola di italiano")
    size = (Inches(1), Inches(2), Inches(7), Inches(4))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Iscritti e persone in attesa"
    chart.value_axis.has_title = True
    chart.value_axis.axis_title.text_frame.text = "persone"
    chart.category_axis.has_title = True
    chart.category_axis.axis_title.text_frame.text = "anno"
    deck.save(path)


def deck_pie(path: Path) -> None:
    """A chart without a title of its own: its only series gives it."""
    data = CategoryChartData()
    data.categories = ["Comune", "Fondazione", "Famiglie"]
    data.add_series("Chi paga", (0.55, 0.3, 0.15), number_format="0%")
    deck = pptx.Presentation()
    slide = _slide(deck, TITLE_ONLY, "Da dove vengono i soldi")
    size = (Inches(1), Inches(2), Inches(7), Inches(4))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, *size, data)
    deck.save(path)


def deck_notes(path: Path) -> None:
    """Speaker notes of two paragraphs, a hidden slide, a foot and a number."""
    deck = pptx.Presentation()
    for title, body, note in (
        (
            "Il doposcuola",
            "quaranta bambini",
            "Dire che i posti sono esauriti.\nCitare la maestra.",
        ),
        ("Costi (riserva)", "18 euro a bambino", ""),
        ("I prossimi passi", "una seconda aula", "Chiudere con la fotografia."),
    ):
        slide = _slide(deck, TITLE_AND_BODY, title)
        slide.placeholders[1].text_frame.text = body
        for number, (kind, text) in enumerate((("ftr", "Assemblea 2022"), ("sldNum", "3"))):
            shape = _box(slide.shapes, text, 1 + 4 * number, 7)
            mark = shape._element.makeelement(
                "{http://schemas.openxmlformats.org/presentationml/2006/main}ph", {"type": kind}
            )
            shape._element.nvSpPr.nvPr.append(mark)
        if note:
            slide.notes_slide.notes_text_frame.text = note
    deck.slides[1]._element.set("show", "0")
    deck.save(path)


def deck_repeats(path: Path) -> None:
    """Four slides with the same words at the foot and a number that fills itself in."""
    deck = pptx.Presentation()
    for title, body in (
        ("La scuola aperta", "da gennaio anche la domenica"),
        ("Chi la tiene aperta", "genitori e due bidelli"),
        ("Che cosa si fa", "compiti, musica, cena"),
        ("Che cosa manca", "una caldaia nuova"),
    ):
        slide = _slide(deck, TITLE_AND_BODY, title)
        slide.placeholders[1].text_frame.text = body
        _box(slide.shapes, "Rete delle scuole di collina", 0.5, 6.9, 4, 10)
        paragraph = _box(slide.shapes, " ", 9, 6.9, 0.5, 10).text_frame.paragraphs[0]._p
        space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        number = paragraph.makeelement(f"{space}fld", {"id": "{1}", "type": "slidenum"})
        number.append(number.makeelement(f"{space}t", {}))
        number[0].text = str(len(deck.slides))
        paragraph.append(number)
    deck.save(path)


def deck_pictures(path: Path) -> None:
    """A picture a person described, one a program named; then a slide with nothing else."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    deck = pptx.Presentation()
    slide = _slide(deck, TITLE_ONLY, "L'orto nel cortile")
    for row, text in enumerate(
        ("Bambini e nonni piantano l'insalata nel cortile della scuola", "Immagine 7")
    ):
        picture.seek(0)
        image = slide.shapes.add_picture(picture, Inches(1), Inches(2 + 2 * row), Inches(2))
        image._element.nvPicPr.cNvPr.set("descr", text)
    bare = _slide(deck, BLANK)
    picture.seek(0)
    image = bare.shapes.add_picture(picture, 0, 0, deck.slide_width, deck.slide_height)
    image._element.nvPicPr.cNvPr.set("descr", "")
    deck.save(path)


def deck_columns(path: Path) -> None:
    """Two columns told by position, written alternately; the right one begins lower."""
    deck = pptx.Presentation()
    slide = _slide(deck, BLANK)
    for text, x, y, size in (
        ("Che cosa chiedono", 5.2, 1.8, 20),
        ("Che cosa offriamo", 0.5, 1.6, 20),
        ("un medico la sera", 5.2, 2.7, 14),
        ("uno sportello", 0.5, 2.4, 14),
        ("qualcuno che ascolti", 5.2, 3.5, 14),
        ("tre volontari", 0.5, 3.1, 14),
        ("Domanda e offerta a confronto", 0.5, 0.5, 32),
        ("Rilevazione di maggio", 0.5, 6.6, 10),
    ):
        _box(slide.shapes, text, x, y, 4, size)
    deck.save(path)


def deck_two_bodies(path: Path) -> None:
    """The layout with two bodies: each column's bullets stay together."""
    deck = pptx.Presentation()
    slide = _slide(deck, TWO_BODIES, "Prima e dopo")
    _fill(slide.placeholders[2].text_frame, ((0, "un solo numero"), (1, "attivo di notte")))
    _fill(slide.placeholders[1].text_frame, ((0, "quattro uffici"), (1, "chiusi il sabato")))
    deck.save(path)


_DIAGRAM = (
    '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="Schema"/><p:cNvGraphicFramePr/>'
    '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="500000" y="2200000"/>'
    '<a:ext cx="8000000" cy="3500000"/></p:xfrm><a:graphic><a:graphicData uri="x"><dgm:relIds '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rId99"/>'
    "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
)


def deck_smartart(path: Path) -> None:
    """A SmartArt of three steps, the second with two points below it."""
    plain = path.with_suffix(".plain")
    deck = pptx.Presentation()
    _slide(deck, TITLE_ONLY, "Come si apre una casa condivisa")
    deck.save(plain)
    texts = (
        ("5", "", "Abitare e tenere i conti"), ("3", "", "Scegliersi"),
        ("1", "", "Cercare la casa"), ("4", "", "una settimana di prova"),
        ("6", "", "un colloquio a testa"),
        ("0", ' type="doc"', ""), ("7", ' type="pres"', "non si vede"),
    )  # fmt: skip
    points = "".join(
        f'<pt modelId="{key}"{kind}><t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></t></pt>'
        for key, kind, text in texts
    )
    links = "".join(
        f'<cxn srcId="{above}" destId="{below}" srcOrd="{order}"/>'
        for above, below, order in (("0", "5", 2), ("0", "3", 1), ("0", "1", 0),
                                    ("3", "4", 1), ("3", "6", 0))
    )  # fmt: skip
    data = (
        '<dataModel xmlns="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a='
        '"http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<ptLst>{points}</ptLst><cxnLst>{links}</cxnLst></dataModel>"
    )
    link = b'<Relationship Id="rId99" Type="x/diagramData" Target="../diagrams/data1.xml"/>'

    def change(name: str, old: bytes) -> bytes:
        if name == "ppt/slides/slide1.xml":
            return old.replace(b"</p:spTree>", _DIAGRAM.encode())
        if name == "ppt/slides/_rels/slide1.xml.rels":
            return old.replace(b"</Relationships>", link + b"</Relationships>")
        return old

    _rewritten(plain, path, change, {"ppt/diagrams/data1.xml": data})


def _rewritten(
    source: Path, target: Path, change: Callable[[str, bytes], bytes], more: dict[str, str]
) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
