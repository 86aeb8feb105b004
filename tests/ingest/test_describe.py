"""Title, kind and language of a document, with where each came from."""

import pytest

from corpus.records import BlockKind, Format
from ingest.describe import describe
from ingest.pages import PageWriter
from ingest.reader import Hints, ReadDocument


def document(*blocks, pages=1, **fields):
    made = []
    for number in range(1, pages + 1):
        writer = PageWriter(number)
        for kind, text in blocks:
            writer.add(kind, text)
        made.append(writer.finish())
    return ReadDocument("text/plain", tuple(made), **fields)


P, H, T = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE


def test_the_title_the_file_names_comes_first():
    found = describe(document((T, "Altro"), hints=Hints(title="Orti")), "/a/b.pdf", [])
    assert (found.title, found.sources["title"]) == ("Orti", "file")


def test_the_first_title_on_a_page_is_next_then_a_heading():
    found = describe(document((H, "Parte"), (T, "Titolo vero")), "/a/b.pdf", [])
    assert (found.title, found.sources["title"]) == ("Titolo vero", "page 1")
    assert describe(document((H, "Parte")), "/a/b.pdf", []).title == "Parte"


def test_the_file_name_is_the_last_resort():
    found = describe(document((P, "x")), "/a/il_mio_orto.txt", [])
    assert (found.title, found.sources["title"]) == ("il mio orto", "file name")


def test_a_long_title_is_cut():
    assert len(describe(document(hints=Hints(title="x " * 400)), "/a", []).title) <= 300


def test_the_language_is_that_of_most_of_the_text():
    spoken = [("it", 100), ("en", 900), (None, 5000), ("it", 200)]
    assert describe(document(hints=Hints(language="de")), "/a", spoken).language == "en"
    assert describe(document(hints=Hints(language="de")), "/a", []).language == "de"


@pytest.mark.parametrize(
    ("title", "words", "pages", "given", "expected"),
    [
        ("Orti", 10, 1, None, Format.OTHER),
        ("Orti", 400, 1, None, Format.ARTICLE),
        ("Rapporto sugli orti", 400, 1, None, Format.REPORT),
        ("Rapporto sugli orti", 400, 1, Format.ARTICLE, Format.REPORT),
        ("Orti", 10, 25, None, Format.REPORT),
        ("Rapporto sugli orti", 40, 2, Format.SLIDES, Format.SLIDES),
        ("Rapporto sugli orti", 40, 1, Format.WEB_PAGE, Format.WEB_PAGE),
    ],
)
def test_the_kind_of_publication(title, words, pages, given, expected):
    made = document((P, "parola " * words), pages=pages, format=given, hints=Hints(title=title))
    assert describe(made, "/a", []).format is expected
