"""Electronic books: chapters in the order of the spine, titles, notes, what is said of the book."""

import zipfile

import pytest

from corpus.errors import UnreadableFile
from corpus.records import BlockKind
from ingest.epub import read_epub

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf"/></rootfiles></container>"""
BOOK = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Case condivise</dc:title>
<dc:creator>Ada Neri</dc:creator><dc:creator>Ugo Blu</dc:creator><dc:language>it-IT</dc:language>
<dc:date>2021-04-02</dc:date><dc:publisher>Edizioni Prova</dc:publisher></metadata>
<manifest>
<item id="a" href="uno.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="testi/due%20bis.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
</manifest>
<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>"""
NAV = """<html><body><nav><ol><li><a href="uno.xhtml#x">Capitolo uno</a></li>
<li><a href="testi/due%20bis.xhtml">Premessa</a></li></ol></nav></body></html>"""
ONE = """<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>
<body><h1>Capitolo uno</h1><p>Un <b>primo</b> testo.<a id="x"/></p>
<ul><li>voce</li></ul></body></html>"""
TWO = "<html><body><p>Senza titolo proprio.</p></body></html>"


def book(path, **changed):
    parts = {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": BOOK,
        "OPS/nav.xhtml": NAV,
        "OPS/uno.xhtml": ONE,
        "OPS/testi/due bis.xhtml": TWO,
        **{key.replace("__", "/"): value for key, value in changed.items()},
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            if text is not None:
                archive.writestr(name, text)
    return path


def blocks(page):
    return [(block.kind, block.level, page.slice(block)) for block in page.blocks]


def code_of(path):
    with pytest.raises(UnreadableFile) as raised:
        read_epub(path)
    return raised.value.code


def test_chapters_come_in_the_order_of_the_spine_without_the_contents(tmp_path):
    first, second = read_epub(book(tmp_path / "a.epub")).pages
    assert blocks(first) == [
        (BlockKind.HEADING, 1, "Premessa"),
        (BlockKind.PARAGRAPH, 0, "Senza titolo proprio."),
    ]
    assert blocks(second) == [
        (BlockKind.HEADING, 1, "Capitolo uno"),
        (BlockKind.PARAGRAPH, 0, "Un primo testo."),
        (BlockKind.LIST_ITEM, 1, "voce"),
    ]


def test_book_says_who_made_it(tmp_path):
    hints = read_epub(book(tmp_path / "a.epub")).hints
    assert (hints.title, hints.year, hints.language) == ("Case condivise", 2021, "it")
    assert hints.creators == ("Ada Neri", "Ugo Blu")
    assert hints.publisher == "Edizioni Prova"


def test_titles_come_from_the_older_contents_where_there_is_no_newer(tmp_path):
    older = BOOK.replace(
        '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
    ).replace("<spine>", '<spine toc="n">')
    ncx = """<ncx><navMap><navPoint><navLabel><text>Prologo</text></navLabel>
    <content src="testi/due%20bis.xhtml"/></navPoint></navMap></ncx>"""
    path = book(tmp_path / "a.epub", **{"OPS/book.opf": older, "OPS/toc.ncx": ncx})
    assert read_epub(path).pages[0].text.startswith("Prologo\n")


def test_missing_chapter_does_not_lose_the_others(tmp_path):
    document = read_epub(book(tmp_path / "a.epub", **{"OPS/uno.xhtml": None}))
    assert document.pages[0].text
    assert document.pages[1].unreadable == "the chapter is damaged: it is missing from the file"
    assert len(document.warnings) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"META-INF/container.xml": None}, "not-a-document"),
        ({"OPS/book.opf": "<package"}, "damaged"),
        ({"OPS/book.opf": BOOK.replace("itemref", "nothing")}, "no-pages"),
        ({"OPS/uno.xhtml": None, "OPS/testi/due bis.xhtml": None}, "damaged"),
        (
            {
                "META-INF/encryption.xml": "<encryption><CipherReference URI='OPS/uno.xhtml'/>"
                "</encryption>"
            },
            "encrypted",
        ),
    ],
)
def test_book_that_cannot_be_read_says_why(tmp_path, changed, code):
    assert code_of(book(tmp_path / "a.epub", **changed)) == code


def test_addresses_out_of_the_book_lead_nowhere(tmp_path):
    outside = BOOK.replace("uno.xhtml", "../../../../etc/passwd")
    document = read_epub(book(tmp_path / "a.epub", **{"OPS/book.opf": outside}))
    assert document.pages[1].unreadable
