"""OpenDocument texts and presentations."""

import zipfile

import pytest

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Format
from ingest.opendocument import points
from ingest.opendocument_slides import read_odp
from ingest.opendocument_text import read_odt

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
        ("meta", "meta"),
        ("manifest", "manifest"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
META = f"""<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>
<dc:title>Un titolo vero</dc:title><meta:initial-creator>Ada Neri</meta:initial-creator>
<dc:language>it-IT</dc:language><meta:creation-date>2019-03-04T10:00:00</meta:creation-date>
</office:meta></office:document-meta>"""
STYLES = f"""<office:document-styles {NAMES}>
<style:style style:name="Title"/>
<style:style style:name="Sezione" style:default-outline-level="2"/>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="20cm"
 fo:page-height="15cm"/></style:page-layout>
<style:master-page style:name="M" style:page-layout-name="L"/></office:document-styles>"""
AUTOMATIC = """<style:style style:name="P1" style:parent-style-name="Title"/>
<style:style style:name="P2" style:parent-style-name="Sezione"/>
<style:style style:name="P3"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="D1"><style:drawing-page-properties presentation:visibility="hidden"/>
</style:style>"""


def write(path, body, kind, **more):
    parts = {
        "content.xml": f"<office:document-content {NAMES}><office:automatic-styles>{AUTOMATIC}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>",
        "styles.xml": STYLES,
        "meta.xml": META,
        **more,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def odt(tmp_path, body, **more):
    return read_odt(write(tmp_path / "a.odt", body, "text", **more))


def odp(tmp_path, body, **more):
    return read_odp(write(tmp_path / "a.odp", body, "presentation", **more))


def blocks(page):
    return [(block.kind, block.level, page.slice(block)) for block in page.blocks]


def test_text_keeps_titles_headings_lists_and_spaces(tmp_path):
    (page,) = odt(
        tmp_path,
        """<text:p text:style-name="P1">Il titolo</text:p>
        <text:h text:outline-level="1">Primo</text:h>
        <text:p text:style-name="P2">Per stile</text:p>
        <text:p>Un<text:s text:c="3"/>testo <text:span>con<text:tab/>segni</text:span>.</text:p>
        <text:list><text:list-item><text:p>voce</text:p><text:list><text:list-item>
        <text:p>sotto</text:p></text:list-item></text:list></text:list-item></text:list>""",
    ).pages
    assert blocks(page) == [
        (BlockKind.TITLE, 1, "Il titolo"),
        (BlockKind.HEADING, 1, "Primo"),
        (BlockKind.HEADING, 2, "Per stile"),
        (BlockKind.PARAGRAPH, 0, "Un testo con segni."),
        (BlockKind.LIST_ITEM, 1, "voce"),
        (BlockKind.LIST_ITEM, 2, "sotto"),
    ]


def test_notes_stand_apart_at_the_end_of_their_page(tmp_path):
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>{}</text:p></text:note-body></text:note>"
    )
    first, second = odt(
        tmp_path,
        f"<text:p>Prima{note.format('footnote', 'A piè')} e{note.format('endnote', 'In fondo')}"
        ' dopo.</text:p><text:p>Ancora.</text:p><text:p text:style-name="P3">Nuova.</text:p>',
    ).pages
    assert first.text.split("\n") == ["Prima e dopo.", "Ancora.", "A piè"]
    assert second.text.split("\n") == ["Nuova.", "In fondo"]
    assert first.blocks[-1].kind is BlockKind.FOOTNOTE


def test_rows_of_a_table_name_their_columns(tmp_path):
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"

    def row(*texts):
        return f"<table:table-row>{''.join(cell.format(t) for t in texts)}</table:table-row>"

    (page,) = odt(
        tmp_path,
        f"<table:table><table:table-header-rows>{row('Comune', 'Anno')}"
        f"</table:table-header-rows>{row('Prato', '2019')}</table:table>",
    ).pages
    assert blocks(page) == [(BlockKind.TABLE_ROW, 0, "Comune: Prato; Anno: 2019")]


def test_deleted_text_and_comments_are_not_read_and_contents_are_marked(tmp_path):
    (page,) = odt(
        tmp_path,
        """<text:tracked-changes><text:changed-region><text:deletion><text:p>tolto</text:p>
        </text:deletion></text:changed-region></text:tracked-changes>
        <text:table-of-content><text:index-body><text:p>Primo 1</text:p></text:index-body>
        </text:table-of-content><text:p>Resta<office:annotation><text:p>commento</text:p>
        </office:annotation>.</text:p>""",
    ).pages
    assert blocks(page) == [
        (BlockKind.CONTENTS, 0, "Primo 1"),
        (BlockKind.PARAGRAPH, 0, "Resta."),
    ]


def test_metadata_describe_the_work(tmp_path):
    hints = odt(tmp_path, "<text:p>Testo</text:p>").hints
    assert (hints.title, hints.creators) == ("Un titolo vero", ("Ada Neri",))
    assert (hints.year, hints.language) == (2019, "it")


def frame(text, place, role="", tag="draw:frame"):
    x, y = place
    return (
        f'<{tag} presentation:class="{role}" svg:x="{x}cm" svg:y="{y}cm" svg:width="5cm" '
        f'svg:height="2cm"><draw:text-box>{text}</draw:text-box></{tag}>'
    )


def test_slide_reads_title_first_then_rows_with_groups_and_notes(tmp_path):
    deck = odp(
        tmp_path,
        "<draw:page>"
        + frame("<text:p>destra</text:p>", (10, 5))
        + f"<draw:g>{frame('<text:p>sinistra</text:p>', (1, 5))}</draw:g>"
        + frame(
            "<text:list><text:list-item><text:p>punto</text:p></text:list-item></text:list>",
            (1, 10),
        )
        + frame("<text:p>Titolo</text:p>", (1, 12), "title")
        + "<presentation:notes>"
        + frame("<text:p>Da dire.</text:p>", (1, 1), "notes")
        + '</presentation:notes></draw:page><draw:page draw:style-name="D1"/>',
    )
    first = deck.pages[0]
    assert blocks(first) == [
        (BlockKind.TITLE, 1, "Titolo"),
        (BlockKind.PARAGRAPH, 0, "sinistra"),
        (BlockKind.PARAGRAPH, 0, "destra"),
        (BlockKind.LIST_ITEM, 1, "punto"),
        (BlockKind.NOTE, 0, "Da dire."),
    ]
    assert (round(first.width), round(first.height)) == (567, 425)
    assert first.blocks[1].box.x0 == pytest.approx(28.35, abs=0.01)
    assert deck.format is Format.SLIDES
    assert deck.warnings == ("slide 2 is hidden in the presentation",)


def test_slide_of_pictures_says_so(tmp_path):
    deck = odp(tmp_path, "<draw:page><draw:frame><draw:image/></draw:frame></draw:page>")
    assert deck.pages[0].unreadable == "the slide shows only pictures"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"content.xml": "<office"}, "damaged"),
        ({"content.xml": f"<office:document-content {NAMES}/>"}, "not-a-document"),
        (
            {
                "META-INF/manifest.xml": f"<manifest:manifest {NAMES}><manifest:file-entry>"
                "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
            },
            "encrypted",
        ),
        ({"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "damaged"),
    ],
)
def test_file_that_cannot_be_read_says_why(tmp_path, parts, code):
    with pytest.raises(UnreadableFile) as raised:
        odt(tmp_path, "<text:p>x</text:p>", **parts)
    assert raised.value.code == code


def test_text_is_no_presentation(tmp_path):
    path = write(tmp_path / "a.odp", "<text:p>x</text:p>", "text")
    with pytest.raises(UnreadableFile, match="not a presentation"):
        read_odp(path)


def test_lengths_become_points():
    assert points("2.54cm") == pytest.approx(72)
    assert points("1in") == 72
    assert points("10%") is None
