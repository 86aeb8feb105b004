"""Reading Word documents: structure, pages, tracked changes, notes and boxes."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.shared import Pt

from corpus.records import Format
from ingest.office_docx import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def blocks(document, page: int = 1) -> list[tuple[str, int, str]]:
    chosen = document.pages[page - 1]
    return [(block.kind.value, block.level, chosen.slice(block)) for block in chosen.blocks]


def saved(document, folder: Path) -> Path:
    path = folder / "text.docx"
    document.save(path)
    return path


def raw(folder: Path, body: str, extra: dict[str, str] | None = None) -> Path:
    """Write a document of bare XML; ``extra`` parts are linked from the main one by their name."""
    path = folder / "raw.docx"
    links = "".join(
        f'<Relationship Id="x{n}" Type="{R}/{Path(part).stem}" Target="{Path(part).name}"/>'
        for n, part in enumerate(extra or {})
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{space}"><Relationship Id="r" Type="{R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{space}">{links}</Relationships>',
        )
        for part, content in (extra or {}).items():
            archive.writestr(part, content)
    return path


def p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def r(text: str, before: str = "") -> str:
    return f'<w:r>{before}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_lists_and_tables_have_their_roles(tmp_path):
    document = docx.Document()
    document.add_heading("La rete", 0)
    document.add_heading("Metodo", 1)
    document.add_paragraph("Tre interviste.")
    document.add_paragraph("Primo punto", "List Bullet")
    document.add_paragraph("Punto interno", "List Bullet 2")
    table = document.add_table(2, 2)
    for row, cells in enumerate([("Anno", "Utenti"), ("2021", "340")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_heading("Bibliografia", 1)
    document.add_paragraph("Rossi M. (2020), Un libro.")
    assert blocks(read_docx(saved(document, tmp_path))) == [
        ("title", 0, "La rete"),
        ("heading", 1, "Metodo"),
        ("paragraph", 0, "Tre interviste."),
        ("list-item", 1, "Primo punto"),
        ("list-item", 2, "Punto interno"),
        ("table-row", 0, "Anno: 2021; Utenti: 340"),
        ("heading", 1, "Bibliografia"),
        ("reference", 0, "Rossi M. (2020), Un libro."),
    ]


def emphatic(folder: Path, lines: list[tuple[str, bool, float]]) -> Path:
    """Write paragraphs of bold or plain type in points, none with a style."""
    document = docx.Document()
    for text, bold, size in lines:
        run = document.add_paragraph().add_run(text)
        run.bold, run.font.size = bold, Pt(size)
    return saved(document, folder)


LONG = "La cooperativa ha aperto tre sportelli nei quartieri lontani dal centro, con educatori."


def test_bold_and_large_lines_are_headings_where_no_style_names_any(tmp_path):
    path = emphatic(
        tmp_path,
        [
            ("Il quaderno degli sportelli", False, 20), (LONG, False, 11), ("Metodo", True, 13),
            (LONG, False, 11), ("Le voci", True, 11), (LONG, False, 11), ("ESITI", True, 13),
            (LONG, False, 11), ("Una frase in grassetto che finisce con un punto.", True, 11),
            (LONG, False, 11), ("Figura 2 – Gli sportelli", True, 11), (LONG, False, 11),
            ("In fondo", True, 13),
        ],
    )  # fmt: skip
    found = [b for b in blocks(read_docx(path)) if b[2] != LONG]
    assert found == [
        ("heading", 1, "Il quaderno degli sportelli"),
        ("heading", 3, "Metodo"),
        ("heading", 4, "Le voci"),
        ("heading", 2, "ESITI"),
        ("paragraph", 0, "Una frase in grassetto che finisce con un punto."),
        ("caption", 0, "Figura 2 – Gli sportelli"),
        ("paragraph", 0, "In fondo"),
    ]


def test_bold_lines_are_text_where_styles_name_the_headings(tmp_path):
    document = docx.Document()
    for number in range(2):
        document.add_heading(f"Parte {number}", 1)
        document.add_paragraph().add_run("Attenzione").bold = True
        document.add_paragraph(LONG)
    kinds = [kind for kind, _, _ in blocks(read_docx(saved(document, tmp_path)))]
    assert kinds == ["heading", "paragraph", "paragraph"] * 2


def test_a_document_set_in_bold_throughout_has_no_headings(tmp_path):
    lines = [("Una riga in grassetto", True, 11), ("Un'altra riga ancora", True, 11)] * 4
    kinds = {kind for kind, _, _ in blocks(read_docx(emphatic(tmp_path, [*lines, (LONG, 0, 11)])))}
    assert kinds == {"paragraph"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tabella 1. Spesa per pasto", "caption"),
        ("Figura n. 2 – La rete", "caption"),
        ("Fonte: Istat, 2021", "caption"),
        ("Tabella 1 mostra la spesa per pasto.", "paragraph"),
        ("Figura centrale è il custode.", "paragraph"),
    ],
)
def test_captions_are_known_by_their_number_and_mark(tmp_path, text, kind):
    document = docx.Document()
    document.add_paragraph(text)
    assert blocks(read_docx(saved(document, tmp_path))) == [(kind, 0, text)]


@pytest.mark.parametrize("style", ["TOC Heading", "Titolo sommario", "Contents Heading"])
def test_title_of_the_contents_is_part_of_the_contents(tmp_path, style):
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="x"><w:name w:val="{style}"/>'
        "</w:style></w:styles>"
    )
    body = p(r("Indice"), '<w:pStyle w:val="x"/>')
    found = blocks(read_docx(raw(tmp_path, body, {"word/styles.xml": styles})))
    assert found == [("contents", 1, "Indice")]


def numbered(folder: Path, body: str, *levels: tuple[str, str, str]) -> list[tuple[str, int, str]]:
    """Read headings of styles h1, h2, h3, tied to levels of ``(numFmt, lvlText, start)``."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="h{n}"><w:name w:val="heading {n}"/><w:pPr>'
        f'<w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        for n in (1, 2, 3)
    )
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="h{n + 1}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text, start) in enumerate(levels)
    )
    parts = {
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="3">{made}'
        '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>',
    }
    return blocks(read_docx(raw(folder, body, parts)))


def h(level: int, text: str, more: str = "") -> str:
    return p(r(text), f'<w:pStyle w:val="h{level}"/>{more}')


DECIMAL = (("decimal", "%1.", "1"), ("decimal", "%1.%2", "1"), ("decimal", "%1.%2.%3", "1"))


def test_headings_have_the_numbers_that_word_writes_before_them(tmp_path):
    body = h(1, "Metodo") + h(2, "Luoghi") + h(3, "Case") + h(3, "Orti") + p(r("testo"))
    body += h(2, "Voci") + h(1, "Esiti") + h(2, "Limiti") + h(3, "Conti")
    assert [text for _, _, text in numbered(tmp_path, body, *DECIMAL)] == [
        "1. Metodo", "1.1 Luoghi", "1.1.1 Case", "1.1.2 Orti", "testo", "1.2 Voci", "2. Esiti",
        "2.1 Limiti", "2.1.1 Conti",
    ]  # fmt: skip


def test_numbers_are_written_in_the_form_of_their_level(tmp_path):
    levels = (("upperRoman", "Parte %1", "4"), ("lowerLetter", "%2)", "26"), ("bullet", "o", "1"))
    body = h(1, "Prima") + h(2, "Uno") + h(2, "Due") + h(3, "Punto") + h(1, "Seconda")
    assert [text for _, _, text in numbered(tmp_path, body, *levels)] == [
        "Parte IV Prima", "z) Uno", "aa) Due", "Punto", "Parte V Seconda",
    ]  # fmt: skip


def test_a_heading_taken_out_of_its_list_has_no_number(tmp_path):
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    found = numbered(tmp_path, h(1, "Premessa", off) + h(1, "Metodo"), *DECIMAL)
    assert found == [("heading", 1, "Premessa"), ("heading", 1, "1. Metodo")]


def test_damaged_numbering_is_a_warning(tmp_path):
    document = read_docx(raw(tmp_path, p(r("testo")), {"word/numbering.xml": "<w:num"}))
    assert document.warnings[0].startswith("headings may lack their numbers")


def test_italian_styles_and_outline_levels_are_headings(tmp_path):
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Titolo2"><w:name w:val="Titolo 2"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Mio"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:basedOn w:val="Mio"/><w:pPr>'
        '<w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>'
    )
    body = p(r("A"), '<w:pStyle w:val="Titolo2"/>') + p(r("B"), '<w:pStyle w:val="Mio"/>')
    body += p(r("C"), '<w:outlineLvl w:val="0"/>')
    found = blocks(read_docx(raw(tmp_path, body, {"word/styles.xml": styles})))
    assert found == [("heading", 2, "A"), ("heading", 3, "B"), ("heading", 1, "C")]


def test_pages_begin_where_word_last_laid_them_out(tmp_path):
    mark = "<w:lastRenderedPageBreak/>"
    body = p(r("fine di ") + r("pagina", mark))
    body += p('<w:r><w:br w:type="page"/></w:r>') + p(r("terza", mark))
    document = read_docx(raw(tmp_path, body))
    assert [page.text for page in document.pages] == ["fine di", "pagina", "terza"]


def test_forced_breaks_count_when_nothing_was_laid_out(tmp_path):
    document = docx.Document()
    document.add_paragraph("una").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("due")
    document.add_paragraph("tre").paragraph_format.page_break_before = True
    read = read_docx(saved(document, tmp_path))
    assert [page.text for page in read.pages] == ["una", "due", "tre"]


def test_deletions_are_left_out_and_insertions_kept(tmp_path):
    body = p(
        f"<w:ins>{r('nuovo ')}</w:ins><w:del><w:r><w:delText>vecchio</w:delText></w:r></w:del>"
        f"<w:moveFrom>{r('via')}</w:moveFrom>{r('testo')}"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>nascosto</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    )
    assert read_docx(raw(tmp_path, body)).pages[0].text == "nuovo testo"


def test_words_cut_by_runs_and_hyphens_stay_whole(tmp_path):
    body = p(
        r("coo") + r("pera") + "<w:r><w:softHyphen/></w:r>" + r("zione") + "<w:r><w:br/></w:r>"
    )
    body += p(r("co") + "<w:r><w:noBreakHyphen/></w:r>" + r("progettazione"))
    assert read_docx(raw(tmp_path, body)).pages[0].text == "cooperazione\nco-progettazione"


def test_text_box_is_read_once_after_its_paragraph(tmp_path):
    box = f"<w:txbxContent>{p(r('riquadro'))}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><a>{box}</a></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><b>{box}</b></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = p(f"<w:r>{both}</w:r>" + r("testo")) + f"<w:tbl><w:tr><w:tc>{p(r('a'))}</w:tc><w:tc>"
    body += p(f"<w:r>{both}</w:r>") + "</w:tc></w:tr></w:tbl>"
    assert read_docx(raw(tmp_path, body)).pages[0].text == "testo\nriquadro\na | riquadro"


def test_content_controls_are_read(tmp_path):
    body = f"<w:sdt><w:sdtContent>{p(r('dentro'))}</w:sdtContent></w:sdt>"
    body += p(f"<w:sdt><w:sdtContent>{r('campo')}</w:sdtContent></w:sdt>")
    assert read_docx(raw(tmp_path, body)).pages[0].text == "dentro\ncampo"


def test_footnotes_stand_at_the_end_of_the_page_that_refers_to_them(tmp_path):
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p(r("--"))}</w:footnote>'
        f'<w:footnote w:id="2">{p(r("Si veda Istat."))}</w:footnote></w:footnotes>'
    )
    body = p(r("Dato") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p(r("altro"))
    body += p('<w:r><w:br w:type="page"/></w:r>') + p(r("seconda"))
    document = read_docx(raw(tmp_path, body, {"word/footnotes.xml": notes}))
    assert blocks(document)[-1] == ("footnote", 0, "Si veda Istat.")
    assert document.pages[1].text == "seconda"


def test_table_that_goes_on_over_a_page_keeps_its_column_names(tmp_path):
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{p(c)}</w:tc>" for c in cells) + "</w:tr>"

    body = "<w:tbl>" + row(r("Ente"), r("Soci")) + row(r("Alfa"), r("10"))
    body += row(r("Beta", "<w:lastRenderedPageBreak/>"), r("20")) + "</w:tbl>"
    document = read_docx(raw(tmp_path, body))
    assert [page.text for page in document.pages] == [
        "Ente: Alfa; Soci: 10",
        "Ente: Beta; Soci: 20",
    ]


def test_damaged_footnotes_are_a_warning(tmp_path):
    document = read_docx(raw(tmp_path, p(r("testo")), {"word/footnotes.xml": "<w:foot"}))
    assert document.pages[0].text == "testo"
    assert document.warnings[0].startswith("the footnotes cannot be read")


def test_properties_give_hints_and_inherited_dates_give_way(tmp_path):
    document = docx.Document()
    document.add_paragraph("testo")
    core = document.core_properties
    core.title, core.author, core.language = "Case di quartiere", "Anna Bo; Utente", "it-IT"
    core.comments = ""
    core.created = datetime.datetime(2012, 1, 1)
    core.modified = datetime.datetime(2023, 5, 1)
    hints = read_docx(saved(document, tmp_path)).hints
    assert (hints.title, hints.creators, hints.year) == ("Case di quartiere", ("Anna Bo",), 2023)
    assert hints.language == "it"


def test_twenty_pages_make_a_report(tmp_path):
    page = p(r("testo")) + p('<w:r><w:br w:type="page"/></w:r>')
    assert read_docx(raw(tmp_path, page * 3)).format is None
    assert read_docx(raw(tmp_path, page * 20)).format is Format.REPORT


@pytest.mark.parametrize("title", ["Documento1", "PowerPoint Presentation", "bozza.docx"])
def test_titles_that_programs_make_are_no_hints(tmp_path, title):
    document = docx.Document()
    document.add_paragraph("testo")
    document.core_properties.title = title
    assert read_docx(saved(document, tmp_path)).hints.title is None
