"""Reading presentations: order, structure, and what survives damage."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Format, Page
from ingest.drawing_chart import shown_number
from ingest.office_pptx import read_pptx

SEED = Path(__file__).parents[2].parent / "shared" / "library" / "seed"


def blocks(page: Page) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, page.slice(block)) for block in page.blocks]


def texts(page: Page) -> list[str]:
    return [page.slice(block) for block in page.blocks]


def saved(deck, folder: Path) -> Path:
    path = folder / "deck.pptx"
    deck.save(path)
    return path


def box(shapes, text: str, left: float, top: float, width: float = 2, height: float = 0.5):
    shape = shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    shape.text_frame.text = text
    return shape


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Return a copy of a zip file with parts changed, or left out where ``change`` gives None."""
    target = path.with_name("changed.pptx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def two_slides(folder: Path) -> Path:
    deck = pptx.Presentation()
    for title in ("Prima", "Seconda"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = f"Punto di {title}"
    return saved(deck, folder)


def test_title_and_bullets_have_their_roles_and_levels(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Una rete\vdi quartiere"
    frame = slide.placeholders[1].text_frame
    frame.text = "Portierato sociale"
    inner = frame.add_paragraph()
    inner.text, inner.level = "con 12 volontari", 1
    document = read_pptx(saved(deck, tmp_path))
    assert document.format is Format.SLIDES
    assert blocks(document.pages[0]) == [
        ("title", 1, "Una rete di quartiere"),
        ("list-item", 1, "Portierato sociale"),
        ("list-item", 2, "con 12 volontari"),
    ]
    page = document.pages[0]
    assert (page.width, page.height) == (720.0, 540.0)
    assert page.blocks[0].box is not None
    assert page.blocks[0].box.y1 <= page.blocks[1].box.y0


def test_columns_are_read_one_after_the_other_when_their_rows_do_not_align(tmp_path):
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    box(shapes, "destra 1", 5, 2, height=1)
    box(shapes, "sinistra 2", 1, 2.8)
    box(shapes, "destra 2", 5, 3.2)
    box(shapes, "sinistra 1", 1, 2, height=0.7)
    assert texts(read_pptx(saved(deck, tmp_path)).pages[0]) == [
        "sinistra 1", "sinistra 2", "destra 1", "destra 2",
    ]  # fmt: skip


@pytest.mark.parametrize("by_columns", [True, False])
def test_a_grid_is_read_in_the_direction_it_was_made(tmp_path, by_columns):
    cells = [(x, y) for x in (1, 4) for y in (2, 3)]
    cells = cells if by_columns else [(x, y) for y in (2, 3) for x in (1, 4)]
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    for x, y in cells:
        box(shapes, f"{x},{y}", x, y)
    assert texts(read_pptx(saved(deck, tmp_path)).pages[0]) == [f"{x},{y}" for x, y in cells]


def test_text_on_a_card_follows_the_card(tmp_path):
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    box(shapes, "dentro B", 6, 3)
    box(shapes, "dentro A", 1, 3)
    box(shapes, "sfondo", 0.5, 1, width=9, height=5)
    assert texts(read_pptx(saved(deck, tmp_path)).pages[0]) == ["sfondo", "dentro A", "dentro B"]


def test_groups_in_groups_are_placed_by_their_transforms(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    outer = slide.shapes.add_group_shape()
    inner = outer.shapes.add_group_shape()
    box(inner.shapes, "dentro", 1, 1)
    box(slide.shapes, "fuori", 1, 3)
    outer.left, outer.top = Inches(2), Inches(5)
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert texts(page) == ["fuori", "dentro"]
    assert page.blocks[1].box.x0 == pytest.approx(144)
    assert page.blocks[1].box.y0 == pytest.approx(360)


def test_table_rows_read_with_their_column_names(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    size = (Inches(1), Inches(1), Inches(6), Inches(2))
    table = slide.shapes.add_table(3, 2, *size).table
    for row, cells in enumerate([("Regione", "Enti"), ("Lombardia", "58"), ("Puglia", "21")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert blocks(page) == [
        ("table-row", 0, "Regione: Lombardia; Enti: 58"),
        ("table-row", 0, "Regione: Puglia; Enti: 21"),
    ]


def test_chart_gives_its_title_and_a_row_a_category(tmp_path):
    data = CategoryChartData()
    data.categories = ["2020", "2021"]
    data.add_series("Volontari", (12, 15.5))
    data.add_series("Beneficiari", (100, 140))
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    size = (Inches(1), Inches(1), Inches(6), Inches(4))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Crescita della rete"
    assert blocks(read_pptx(saved(deck, tmp_path)).pages[0]) == [
        ("caption", 0, "Crescita della rete"),
        ("table-row", 0, "2020 | Volontari: 12; Beneficiari: 100"),
        ("table-row", 0, "2021 | Volontari: 15.5; Beneficiari: 140"),
    ]


def test_titles_of_axes_name_the_rows_and_the_values_and_never_the_chart(tmp_path):
    data = CategoryChartData()
    data.categories = ["2020", "2021"]
    data.add_series("Soci", (12, 15))
    data.add_series("Ospiti", (100, 140))
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    size = (Inches(1), Inches(1), Inches(6), Inches(4))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *size, data).chart
    chart.has_title = False
    for axis, text in ((chart.category_axis, "anno"), (chart.value_axis, "persone")):
        axis.has_title = True
        axis.axis_title.text_frame.text = text
    assert blocks(read_pptx(saved(deck, tmp_path)).pages[0]) == [
        ("caption", 0, "persone"),
        ("table-row", 0, "anno: 2020; Soci: 12; Ospiti: 100"),
        ("table-row", 0, "anno: 2021; Soci: 15; Ospiti: 140"),
    ]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.55", "0%", "55%"),
        ("0.055", "0.0%", "5.5%"),
        ("0.30000000000000004", "General", "0.3"),
        ("43831", "mmm\\-yy", "01/2020"),
        ("43831", "dd/mm/yyyy", "01/01/2020"),
        ("43831", "yyyy", "2020"),
        ("43831", '#,##0 "euro l\'anno"', "43831"),
        ("43831", "[Red]0", "43831"),
        ("1e9", "yyyy", "1e9"),
        ("1E+9", "yyyy", "1E+9"),
        ("Costa", "0%", "Costa"),
    ],
)
def test_figures_are_written_as_the_chart_shows_them(value, code, shown):
    assert shown_number(value, code) == shown


def test_charts_of_the_later_format_are_read(tmp_path):
    space = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="C"/><p:cNvGraphicFramePr/>'
        '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="6200000"/><a:ext cx="80" cy="50"/>'
        f'</p:xfrm><a:graphic><a:graphicData uri="x"><cx:chart xmlns:cx="{space}" r:id="rId98"/>'
        "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    points = "".join(f'<cx:pt idx="{n}">{t}</cx:pt>' for n, t in enumerate(("Casa", "Lavoro")))
    figures = "".join(f'<cx:pt idx="{n}">{t}</cx:pt>' for n, t in enumerate(("0.4", "0.6")))
    part = (
        f'<cx:chartSpace xmlns:cx="{space}" xmlns:a="{drawing}"><cx:chartData><cx:data id="0">'
        f'<cx:strDim type="cat"><cx:lvl ptCount="2">{points}</cx:lvl></cx:strDim>'
        f'<cx:numDim type="val"><cx:lvl ptCount="2" formatCode="0%">{figures}</cx:lvl></cx:numDim>'
        "</cx:data></cx:chartData><cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>Spesa"
        "</a:t></a:r></a:p></cx:rich></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion>"
        '<cx:series layoutId="treemap"><cx:tx><cx:txData><cx:v>Quota</cx:v></cx:txData></cx:tx>'
        '<cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart>'
        "</cx:chartSpace>"
    )
    link = b'<Relationship Id="rId98" Type="x/chartEx" Target="../charts/chartEx1.xml"/>'

    def change(name: str, old: bytes) -> bytes:
        if name == "ppt/slides/slide1.xml":
            return old.replace(b"</p:spTree>", frame.encode())
        if name == "ppt/slides/_rels/slide1.xml.rels":
            return old.replace(b"</Relationships>", link + b"</Relationships>")
        return old

    changed = rewritten(two_slides(tmp_path), change)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("ppt/charts/chartEx1.xml", part)
    assert blocks(read_pptx(changed).pages[0])[2:] == [
        ("caption", 0, "Spesa"),
        ("table-row", 0, "Casa | Quota: 40%"),
        ("table-row", 0, "Lavoro | Quota: 60%"),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 2, 1, 3, 4), (4, 0, 1, 2, 3)])
def test_a_note_at_the_foot_follows_both_columns(tmp_path, order):
    places = [("a", 1, 2), ("b", 1, 3), ("c", 5, 2), ("d", 5, 3), ("Fonte: Istat", 1, 6.5)]
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    for number in order:
        text, x, y = places[number]
        box(shapes, text, x, y)
    read = texts(read_pptx(saved(deck, tmp_path)).pages[0])
    by_file = [places[number][0] for number in order if number != 4]
    assert read == [*by_file, "Fonte: Istat"]


def test_a_longer_column_keeps_its_last_line(tmp_path):
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    for text, x, y in [("a", 1, 2), ("b", 1, 3), ("c", 1, 4), ("d", 5, 2), ("e", 5, 3)]:
        box(shapes, text, x, y)
    assert texts(read_pptx(saved(deck, tmp_path)).pages[0]) == ["a", "b", "c", "d", "e"]


def test_smartart_points_are_read_in_their_tree_order(tmp_path):
    path = two_slides(tmp_path)
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="D"/><p:cNvGraphicFramePr/>'
        '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="500000" y="6200000"/>'
        '<a:ext cx="8000000" cy="500000"/></p:xfrm><a:graphic><a:graphicData uri="x"><dgm:relIds '
        'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rId99"/>'
        "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    points = "".join(
        f'<pt modelId="{key}"{kind}><t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></t></pt>'
        for key, kind, text in [
            ("0", ' type="doc"', ""), ("3", "", "Valutare"), ("1", "", "Ascoltare"),
            ("2", "", "Interviste"), ("p", ' type="pres"', "no"),
        ]
    )  # fmt: skip
    links = "".join(
        f'<cxn srcId="{a}" destId="{b}" srcOrd="{n}"/>'
        for a, b, n in [("0", "3", 1), ("0", "1", 0), ("1", "2", 0)]
    )
    data = (
        '<dataModel xmlns="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a='
        '"http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<ptLst>{points}</ptLst><cxnLst>{links}</cxnLst></dataModel>"
    )

    def change(name: str, old: bytes) -> bytes:
        if name == "ppt/slides/slide1.xml":
            return old.replace(b"</p:spTree>", frame.encode())
        if name == "ppt/slides/_rels/slide1.xml.rels":
            link = b'<Relationship Id="rId99" Type="x/diagramData" Target="../diagrams/data1.xml"/>'
            return old.replace(b"</Relationships>", link + b"</Relationships>")
        return old

    changed = rewritten(path, change)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("ppt/diagrams/data1.xml", data)
    assert blocks(read_pptx(changed).pages[0])[2:] == [
        ("list-item", 1, "Ascoltare"),
        ("list-item", 2, "Interviste"),
        ("list-item", 1, "Valutare"),
    ]


def test_speaker_notes_are_notes_and_come_last(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Titolo"
    slide.notes_slide.notes_text_frame.text = "Ricordare i costi"
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert blocks(page) == [("title", 1, "Titolo"), ("note", 0, "Ricordare i costi")]


def test_description_of_a_picture_counts_only_if_a_person_wrote_it(tmp_path):
    from PIL import Image

    picture = tmp_path / "p.png"
    Image.new("RGB", (4, 4)).save(picture)
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    for row, text in enumerate(["logo.png", "Mappa dei servizi di Bari", "Immagine 4"]):
        image = shapes.add_picture(str(picture), 0, Inches(row))
        image._element.nvPicPr.cNvPr.set("descr", text)
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert blocks(page) == [("caption", 0, "Mappa dei servizi di Bari")]


def test_a_slide_without_title_placeholder_takes_its_large_top_line(tmp_path):
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    box(shapes, "Corpo del testo, più in basso", 1, 3)
    top = box(shapes, "Il titolo", 1, 0.5)
    top.text_frame.paragraphs[0].runs[0].font.size = Pt(36)
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert [b[0] for b in blocks(page)] == ["title", "paragraph"]


def test_hidden_slide_is_kept_and_named(tmp_path):
    path = two_slides(tmp_path)
    hidden = rewritten(
        path,
        lambda name, data: (
            data.replace(b"<p:sld ", b'<p:sld show="0" ')
            if name.endswith("slides/slide2.xml")
            else data
        ),
    )
    document = read_pptx(hidden)
    assert len(document.pages) == 2
    assert document.warnings == ("slide 2 is hidden in the presentation",)


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: None])
def test_a_damaged_or_missing_slide_does_not_lose_the_others(tmp_path, damage):
    path = rewritten(
        two_slides(tmp_path),
        lambda name, data: damage(data) if name.endswith("slides/slide1.xml") else data,
    )
    document = read_pptx(path)
    assert document.pages[0].unreadable
    assert texts(document.pages[1]) == ["Seconda", "Punto di Seconda"]
    assert document.warnings[0].startswith("slide 1 cannot be read")


@pytest.mark.parametrize("lost", ["ppt/presentation.xml", "slideLayout2.xml", "slideMaster1.xml"])
def test_lost_frame_parts_do_not_lose_the_text(tmp_path, lost):
    path = rewritten(
        two_slides(tmp_path), lambda name, data: b"<broken" if name.endswith(lost) else data
    )
    assert [texts(page)[0] for page in read_pptx(path).pages] == ["Prima", "Seconda"]


def test_a_deck_without_slides_has_no_pages(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        read_pptx(saved(pptx.Presentation(), tmp_path))
    assert caught.value.code == "no-pages"


def test_seed_deck_equals_its_text_in_order():
    deck, text = SEED / "secondowelfare-terzo-settore.pptx", None
    if not deck.exists():
        pytest.skip("the seed library is not here")
    text = (SEED / "secondowelfare-terzo-settore.txt").read_text(encoding="utf-8")
    lines = [line.replace("*", "").strip().lstrip("- ⇒").strip() for line in text.splitlines()]
    read = [t for page in read_pptx(deck).pages for line in texts(page) for t in line.split(" | ")]
    assert read == [" ".join(line.split()) for line in lines if line]


def test_text_that_comes_back_at_the_edge_is_furniture_and_elsewhere_is_not(tmp_path):
    deck = pptx.Presentation()
    for number in range(5):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "Il vicinato"
        box(slide.shapes, "Convegno sul vicinato", 1, 7)
        box(slide.shapes, "Destinatari", 1, 3)
        if number < 2:
            box(slide.shapes, "Modena", 5, 7)
    for number, page in enumerate(read_pptx(saved(deck, tmp_path)).pages):
        kinds = {text: kind for kind, _, text in blocks(page)}
        assert kinds["Convegno sul vicinato"] == "furniture"
        assert (kinds["Il vicinato"], kinds["Destinatari"]) == ("title", "paragraph")
        assert kinds.get("Modena") == ("paragraph" if number < 2 else None)


def test_three_slides_are_too_few_to_call_a_line_repeated(tmp_path):
    deck = pptx.Presentation()
    for _ in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "Il vicinato"
        box(slide.shapes, "Chiavi per tutti", 1, 7)
    pages = read_pptx(saved(deck, tmp_path)).pages
    assert {kind for page in pages for kind, _, _ in blocks(page)} == {"title", "paragraph"}


@pytest.mark.parametrize(
    ("kind", "before", "expected"),
    [("slidenum", "", "furniture"), ("datetime1", "", "furniture"),
     ("slidenum", "Passo ", "paragraph"), ("x-name", "", "paragraph")],
)  # fmt: skip
def test_a_number_or_date_that_fills_itself_in_is_furniture(tmp_path, kind, before, expected):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    shape = box(slide.shapes, before, 1, 3)
    paragraph = shape.text_frame.paragraphs[0]._p
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    field = paragraph.makeelement(f"{{{space}}}fld", {"id": "{0}", "type": kind})
    field.append(field.makeelement(f"{{{space}}}t", {}))
    field[0].text = "7"
    paragraph.append(field)
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert blocks(page) == [(expected, 0, f"{before}7")]


def test_no_slide_block_is_furniture_unless_marked(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    footer = box(slide.shapes, "Convegno 2023", 1, 7)
    mark = footer._element.makeelement(
        "{http://schemas.openxmlformats.org/presentationml/2006/main}ph", {"type": "ftr"}
    )
    footer._element.nvSpPr.nvPr.append(mark)
    page = read_pptx(saved(deck, tmp_path)).pages[0]
    assert [b.kind for b in page.blocks] == [BlockKind.FURNITURE]
