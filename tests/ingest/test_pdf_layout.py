"""Words, order and structure of PDF pages built for the purpose."""

from pathlib import Path

import pypdf
import pytest
from reportlab.pdfgen import canvas

from corpus.records import SOFT_HYPHEN, BlockKind, Format, Page
from ingest.describe import describe
from ingest.pdf import read_pdf

WIDTH, HEIGHT = 500.0, 700.0
LIBRARY = Path(__file__).parents[2].parent / "shared" / "library"

LEFT = [
    "La cooperativa gestisce il centro diurno",
    "insieme alle famiglie del quartiere, che",
    "scelgono le attività ogni settimana e si",
    "dividono i turni con gli operatori. Così",
    "la spesa resta bassa e la frequenza alta",
    "anche nei mesi in cui calano i contributi",
]
RIGHT = [
    "del comune. Dopo due anni gli iscritti",
    "sono raddoppiati, e la lista di attesa è",
    "stata chiusa senza assumere altre persone",
    "perché i volontari coprono le ore del",
    "pomeriggio. Il servizio costa oggi meno",
    "della metà di una retta in struttura.",
]


class Drawing:
    """A PDF in the making; y counts from the top."""

    def __init__(self, path: Path, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.path = path
        self.height = height
        self.canvas = canvas.Canvas(str(path), pagesize=(width, height))

    def write(self, x, y, lines, *, size=10, font="Helvetica", leading=1.25):
        self.canvas.setFont(font, size)
        for row, line in enumerate([lines] if isinstance(lines, str) else lines):
            self.canvas.drawString(x, self.height - y - row * size * leading, line)

    def page(self):
        self.canvas.showPage()

    def read(self):
        self.canvas.showPage()
        self.canvas.save()
        return read_pdf(self.path)


@pytest.fixture
def drawing(tmp_path):
    return Drawing(tmp_path / "prova.pdf")


def texts(page: Page, *kinds: BlockKind) -> list[str]:
    return [page.slice(block) for block in page.blocks if not kinds or block.kind in kinds]


def test_every_word_stands_in_its_box(drawing):
    drawing.write(60, 100, LEFT)
    page = drawing.read().pages[0]
    assert page.text == " ".join(LEFT)
    assert " ".join(page.text[w.start : w.end] for w in page.words) == page.text
    first, last = page.words[0].box, page.words[-1].box
    assert first.x0 == pytest.approx(60, abs=1)
    assert first.y0 < 100 < first.y1
    assert last.y0 < 100 + 5 * 12.5 < last.y1


@pytest.mark.parametrize("across", [False, True])
def test_two_columns_are_read_one_after_the_other_however_they_are_written(drawing, across):
    drawing.write(60, 60, "Il centro diurno di quartiere", size=18, font="Helvetica-Bold")
    if across:
        for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            drawing.write(40, 100 + 12.5 * row, left)
            drawing.write(270, 100 + 12.5 * row, right)
    else:
        drawing.write(40, 100, LEFT)
        drawing.write(270, 100, RIGHT)
    page = drawing.read().pages[0]
    assert texts(page) == ["Il centro diurno di quartiere", " ".join(LEFT + RIGHT)]


def test_three_columns_of_a_slide_are_read_down(tmp_path):
    drawing = Drawing(tmp_path / "slide.pdf", 800, 500)
    drawing.write(40, 50, "Una rete di attori locali", size=26, font="Helvetica-Bold")
    columns = [
        ["Cooperative", "Associazioni", "Fondazioni"],
        ["Comuni", "Distretti", "ASL"],
        ["Imprese", "Sindacati", "Fondi"],
    ]
    for number, column in enumerate(columns):
        drawing.write(40 + 250 * number, 140, column, size=12, leading=2.5)
    document = drawing.read()
    assert document.format is Format.SLIDES
    assert texts(document.pages[0]) == [
        "Una rete di attori locali",
        *columns[0],
        *columns[1],
        *columns[2],
    ]
    assert document.pages[0].blocks[0].kind is BlockKind.TITLE


def test_two_columns_in_rows_are_read_across(tmp_path):
    drawing = Drawing(tmp_path / "slide.pdf", 800, 500)
    drawing.write(40, 50, "Dalle misure agli effetti", size=26, font="Helvetica-Bold")
    rows = [
        ("Sostenere misure nuove", "verso un welfare inclusivo"),
        ("Collaborare con le associazioni", "per nuove connessioni"),
        ("Aggregare la domanda", "per una visione comune"),
    ]
    for number, (left, right) in enumerate(rows):
        drawing.write(40, 140 + 50 * number, left, size=12)
        drawing.write(420, 140 + 50 * number, right, size=12)
    assert texts(drawing.read().pages[0])[1:] == [cell for row in rows for cell in row]


def test_words_cut_by_a_line_are_whole_again_and_compounds_keep_their_hyphen(drawing):
    drawing.write(
        40,
        100,
        [
            "Il servizio socio-sanitario e la sua offerta sono stati ripen-",
            "sati con le famiglie; il raccordo socio-",
            "sanitario funziona perché le persone of-",
            "frono tempo e lo hanno ripro -",
            "posto negli anni 2018-",
            "2022 con nuove risorse del quartiere.",
        ],
    )
    text = drawing.read().pages[0].text
    for whole in ("ripensati", "raccordo socio-sanitario", "offrono", "riproposto", "2018-2022"):
        assert whole in text


def test_word_cut_by_the_page_ends_with_a_soft_hyphen(drawing):
    drawing.write(
        40,
        600,
        ["La presa in carico delle persone anziane", "richiede una valutazione multidimen-"],
    )
    drawing.page()
    drawing.write(
        40, 100, ["sionale del bisogno, fatta insieme", "alla famiglia e al medico curante."]
    )
    first, second = drawing.read().pages
    assert first.text.endswith("multidimen" + SOFT_HYPHEN)
    assert second.text.startswith("sionale")


def test_running_heads_and_page_numbers_are_furniture_on_left_and_right_pages(drawing):
    for number in range(11, 17):
        if number % 2:
            drawing.write(200, 30, "5. La cura degli anziani", size=8)
            drawing.write(450, 30, str(number), size=8)
        else:
            drawing.write(40, 30, str(number), size=8)
            drawing.write(80, 30, "Rapporto sul welfare 2025", size=8)
        drawing.write(40, 100, [f"{line} (caso {number})" for line in LEFT])
        drawing.page()
    document = drawing.read()
    for page, number in zip(document.pages, range(11, 17), strict=False):
        assert page.label == str(number)
        assert len(texts(page, BlockKind.FURNITURE)) == 2
        assert "Rapporto" not in "".join(texts(page, BlockKind.PARAGRAPH))


def test_numbered_headings_have_the_level_of_their_number(drawing):
    drawing.write(40, 60, "5", size=16, font="Helvetica-Bold")
    drawing.write(
        70, 60, ["La cura degli anziani", "non autosufficienti"], size=16, font="Helvetica-Bold"
    )
    drawing.write(40, 130, "5.2", size=11, font="Helvetica-Bold")
    drawing.write(75, 130, "Il sistema dei servizi", size=11, font="Helvetica-Bold")
    drawing.write(40, 160, LEFT)
    drawing.write(40, 260, "5.2.1", size=11, font="Helvetica-Bold")
    drawing.write(80, 260, "Stima del bisogno", size=11, font="Helvetica-Bold")
    drawing.write(40, 290, RIGHT)
    page = drawing.read().pages[0]
    headings = [(b.level, page.slice(b)) for b in page.blocks if b.kind is BlockKind.HEADING]
    assert headings == [
        (1, "5 La cura degli anziani non autosufficienti"),
        (2, "5.2 Il sistema dei servizi"),
        (3, "5.2.1 Stima del bisogno"),
    ]


def test_bullets_are_list_items_with_levels(drawing):
    drawing.write(40, 100, "Le azioni messe in campo sono queste:")
    drawing.write(50, 115, ["• ascoltare le famiglie", "• formare gli operatori del"])
    drawing.write(58, 140, "servizio domiciliare")
    drawing.write(70, 153, "– con un corso di base")
    drawing.write(50, 166, "• misurare i risultati")
    page = drawing.read().pages[0]
    items = [(b.level, page.slice(b)) for b in page.blocks if b.kind is BlockKind.LIST_ITEM]
    assert items == [
        (1, "• ascoltare le famiglie"),
        (1, "• formare gli operatori del servizio domiciliare"),
        (2, "– con un corso di base"),
        (1, "• misurare i risultati"),
    ]


def test_footnotes_captions_and_references_are_kept_apart(drawing):
    drawing.write(40, 80, LEFT)
    drawing.write(40, 200, "Tabella 5.2 Ospiti per regione, anno 2023", size=9)
    drawing.write(40, 400, "Bibliografia", size=14, font="Helvetica-Bold")
    drawing.write(40, 425, "Rossi M. (2021), La cura in città, Milano.")
    drawing.write(40, 640, "1", size=5)
    drawing.write(
        44, 643, "Si veda il rapporto annuale della fondazione sul lavoro di cura.", size=7.5
    )
    page = drawing.read().pages[0]
    assert texts(page, BlockKind.CAPTION) == ["Tabella 5.2 Ospiti per regione, anno 2023"]
    assert texts(page, BlockKind.REFERENCE) == ["Rossi M. (2021), La cura in città, Milano."]
    assert len(texts(page, BlockKind.FOOTNOTE)) == 1


def test_table_rows_name_their_columns(drawing):
    drawing.write(40, 60, LEFT)
    rows = [
        ("Regione", "Ospiti", "Copertura"),
        ("Lombardia", "85.636", "15%"),
        ("Veneto", "42.053", "16%"),
        ("Liguria", "13.734", "14%"),
        ("Puglia", "7.591", "2%"),
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            drawing.write(40 + 130 * column, 200 + 14 * number, cell, size=9)
    page = drawing.read().pages[0]
    assert texts(page, BlockKind.TABLE_ROW)[:2] == [
        "Regione | Ospiti | Copertura",
        "Lombardia; Ospiti: 85.636; Copertura: 15%",
    ]
    assert texts(page, BlockKind.PARAGRAPH) == [" ".join(LEFT)]


def test_contents_lines_are_contents(drawing):
    drawing.write(40, 60, "Indice", size=16, font="Helvetica-Bold")
    for row, (title, page) in enumerate([("Premessa", 5), ("Il quadro", 9), ("Le pratiche", 31)]):
        drawing.write(40, 100 + 20 * row, f"{title} " + "." * 40 + f" {page}")
    page = drawing.read().pages[0]
    assert len(texts(page, BlockKind.CONTENTS)) == 3


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_follow_the_rotation_of_the_page(tmp_path, rotation):
    path, upright = tmp_path / "girata.pdf", tmp_path / "dritta.pdf"
    drawing = canvas.Canvas(str(upright), pagesize=(400, 600))
    x, y, turn = {0: (50, 500, 0), 90: (100, 50, 90), 180: (350, 100, 180), 270: (300, 550, 270)}[
        rotation
    ]
    drawing.translate(x, y)
    drawing.rotate(turn)
    drawing.drawString(0, 0, "Parole diritte sulla pagina")
    drawing.showPage()
    drawing.save()
    writer = pypdf.PdfWriter(clone_from=upright)
    writer.pages[0].rotate(rotation)
    writer.write(path)
    page = read_pdf(path).pages[0]
    assert (page.width, page.height) == ((400, 600) if rotation % 180 == 0 else (600, 400))
    box = page.words[0].box
    assert page.text == "Parole diritte sulla pagina"
    assert box.x0 == pytest.approx(50, abs=2)
    assert box.y0 < 100 < box.y1 + 1
    assert page.words[-1].box.x0 > page.words[0].box.x1


def test_sideways_table_is_read_along_its_lines(tmp_path):
    drawing = canvas.Canvas(str(tmp_path / "t.pdf"), pagesize=(400, 600))
    drawing.translate(100, 50)
    drawing.rotate(90)
    for row, line in enumerate(LEFT):
        drawing.drawString(0, -15 * row, line)
    drawing.showPage()
    drawing.save()
    page = read_pdf(tmp_path / "t.pdf").pages[0]
    assert page.text == " ".join(LEFT)
    assert page.words[0].box.y1 == pytest.approx(550, abs=2)
    assert page.words[0].box.x0 < 100 < page.words[0].box.x1 + 1


def test_title_of_the_file_is_not_taken_for_the_title_of_the_work(drawing):
    drawing.canvas.setTitle("05_Oasi.indd")
    drawing.write(40, 60, "La cura degli anziani in Italia", size=20, font="Helvetica-Bold")
    drawing.write(40, 120, LEFT)
    found = describe(drawing.read(), "/a/05_Oasi.pdf", [])
    assert found.title == "La cura degli anziani in Italia"


def test_deck_reads_sentence_by_sentence_like_its_text():
    path = LIBRARY / "seed" / "secondowelfare-terzo-settore.pdf"
    if not path.exists():
        pytest.skip("the shared library is not beside the project")
    raw = path.with_suffix(".txt").read_text(encoding="utf-8").replace("*", "")
    wanted = [line.strip(" -⇒\t") for line in raw.splitlines() if line.strip(" -⇒\t")]
    read = " ".join(
        page.slice(block).lstrip("•⇒ ")
        for page in read_pdf(path).pages
        for block in page.blocks
        if block.kind is not BlockKind.FURNITURE
    )
    place = 0
    for sentence in wanted:
        found = read.find(sentence, place)
        assert found >= 0, sentence
        place = found + len(sentence)


def test_sections_of_a_chapter_are_numbered_in_order():
    path = LIBRARY / "reports" / "05_Fosti_et_al_B2_OASI25.pdf"
    if not path.exists():
        pytest.skip("the shared library is not beside the project")
    numbers = []
    for page in read_pdf(path).pages:
        for block in page.blocks:
            start = page.slice(block).split(" ")[0].rstrip(".")
            if block.kind is BlockKind.HEADING and start.replace(".", "").isdigit():
                numbers.append([int(part) for part in start.split(".")])
                assert block.level == len(numbers[-1])
    assert numbers == sorted(numbers)
    assert len(numbers) > 8
