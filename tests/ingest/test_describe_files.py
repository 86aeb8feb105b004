"""Descriptions of decks, letters, pages and texts, from what their files and pages say."""

import docx
import pytest
from pptx import Presentation
from pptx.util import Pt

from corpus.records import Format
from ingest.describe import describe
from ingest.properties import real_creators
from ingest.worker import reader_for


def described(path):
    found = describe(reader_for(path)(path), str(path), [("it", 1)])
    assert all(found.sources.values())
    return found


def deck(path, *slides, title="Presentazione standard di PowerPoint", author="Utente"):
    made = Presentation()
    for head, *lines in slides:
        slide = made.slides.add_slide(made.slide_layouts[6 if head is None else 5])
        if head is not None:
            slide.shapes.title.text = head
        for at, line in enumerate(lines):
            box = slide.shapes.add_textbox(Pt(60), Pt(150 + 60 * at), Pt(500), Pt(40))
            box.text_frame.text = line
    made.core_properties.title = title
    made.core_properties.author = author
    made.save(path)
    return path


def letter(path, *paragraphs, title="", author="python-docx", company=None):
    made = docx.Document()
    for style, text in paragraphs:
        made.add_paragraph(text, style=style)
    made.core_properties.title = title
    made.core_properties.author = author
    made.save(path)
    return path


def test_a_deck_is_described_by_its_first_slide(tmp_path):
    found = described(
        deck(
            tmp_path / "slides_def.pptx",
            ["Reti di cura", "Marta Galli, Fondazione Zefiro", "Bologna, 14 maggio 2022"],
            ["Il bisogno", "Chi assiste è solo"],
        )
    )
    assert (found.title, found.creators, found.year) == ("Reti di cura", ("Marta Galli",), 2022)
    assert found.format is Format.SLIDES
    assert found.sources["title"] == found.sources["year"] == "page 1"


def test_a_deck_without_title_boxes_takes_its_first_line(tmp_path):
    found = described(deck(tmp_path / "x1.pptx", [None, "La cura non va in ferie", "Ada Conti"]))
    assert found.title == "La cura non va in ferie"


def test_the_title_of_an_older_deck_gives_way_to_the_slide(tmp_path):
    path = deck(tmp_path / "a.pptx", ["Case di quartiere oggi", "x"], title="Bilancio dei nidi")
    assert described(path).title == "Case di quartiere oggi"


def test_a_title_that_the_page_bears_out_is_believed(tmp_path):
    path = letter(
        tmp_path / "a.docx",
        ("Title", "Imparare ad abitare"),
        ("Subtitle", "Dal durante noi al dopo di noi"),
        ("Normal", "Una domanda che i genitori si fanno di notte, e qualche risposta."),
        title="Imparare ad abitare. Dal durante noi al dopo di noi",
        author="Silvia Pedri",
    )
    found = described(path)
    assert found.title == "Imparare ad abitare. Dal durante noi al dopo di noi"
    assert found.sources["title"] == "file properties"
    assert found.creators == ("Silvia Pedri",)


def test_a_title_ends_where_the_first_section_begins(tmp_path):
    path = letter(
        tmp_path / "a.docx",
        ("Heading 1", "La portineria di tutti"),
        ("Heading 1", "Il quartiere"),
        ("Normal", "Un quartiere che invecchia e cambia, con poche botteghe e molte scale."),
    )
    assert described(path).title == "La portineria di tutti"


def test_a_name_in_running_text_is_no_author(tmp_path):
    story = (
        "Anna Bianchi, 43 anni, apre la portineria ogni mattina alle otto e conosce per nome chi"
        " abita nelle sei scale del condominio; con lei ci sono quattro volontari del quartiere,"
        " che dal 2011 tengono le chiavi di chi è solo."
    )
    path = letter(tmp_path / "a.docx", ("Heading 1", "La portineria"), ("Normal", story))
    found = described(path)
    assert (found.title, found.creators) == ("La portineria", ())
    assert found.year != 2011


def test_a_funder_or_a_source_named_in_the_text_is_no_publisher(tmp_path):
    path = letter(
        tmp_path / "a.docx",
        ("Heading 1", "Sei anni di doposcuola"),
        ("Normal", "Il progetto, promosso da Fondazione Cariplo nel 2016, è nato a Lodi. I dati"
         " Istat e quelli raccolti su www.demo.istat.it dicono che i ragazzi sono il doppio."),
        ("Normal", "Realizzato da volontari nel pomeriggio."),
    )  # fmt: skip
    assert described(path).publisher is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "<title>Il patto di via Sarpi | Vicini</title>"
            "<meta property='og:site_name' content='Vicini'><meta name='author' content='Ada Neri,"
            " Ugo Blu'><link rel='canonical' href='https://vicini.example/patto'>"
            "<meta property='article:published_time' content='2021-03-01'>",
            {
                "title": "Il patto di via Sarpi",
                "publisher": "Vicini",
                "creators": ("Ada Neri", "Ugo Blu"),
                "source_url": "https://vicini.example/patto",
                "year": 2021,
            },
        ),
        (
            "<title>Il patto</title><meta name='citation_journal_title' content='Sguardi'>"
            "<meta name='citation_author' content='Neri, Ada'>"
            "<meta name='author' content='redazione'>",
            {"title": "Il patto", "series": "Sguardi", "creators": ("Neri, Ada",)},
        ),
        (
            "<title>Home</title><link rel='canonical' href='javascript:alert(1)'>",
            {"source_url": None},
        ),
        (
            "<title>Il patto</title><link rel='canonical' href='https://www.forumsociale.it/a'>",
            {"publisher": "Forum Sociale"},
        ),
    ],
)
def test_a_page_is_described_by_its_head(tmp_path, head, expected):
    path = tmp_path / "salvata.html"
    path.write_text(
        f"<html lang='it'><head>{head}</head><body><main><h1>Il patto</h1><p>Il Forum Sociale"
        " racconta come le famiglie della via hanno preso in cura il giardino e la scuola, e che"
        " cosa hanno imparato nel farlo insieme.</p></main></body></html>",
        encoding="utf-8",
    )
    found = described(path)
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.format is Format.WEB_PAGE


def test_a_byline_below_the_title_of_a_page_is_found(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<html><body><article><h1>Chi resta in paese</h1><p>di Marco Neri</p><p>12 marzo 2019</p>"
        + "<p>Nelle aree interne restano i vecchi e qualche giovane che ha deciso di provarci,"
        " con un forno, un bus e una farmacia.</p>" * 3 + "</article></body></html>",
        encoding="utf-8",
    )
    found = described(path)
    assert (found.title, found.creators, found.year) == (
        "Chi resta in paese",
        ("Marco Neri",),
        2019,
    )


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("mrossi", ()),
        ("Marta", ()),
        ("Utente Windows", ()),
        ("ISTAT", ("ISTAT",)),
        ("Marta Galli, Ugo Blu", ("Marta Galli", "Ugo Blu")),
        ("Galli, Marta", ("Galli, Marta",)),
        ("Marta Galli e Ugo Blu", ("Marta Galli", "Ugo Blu")),
        ("Rete e territorio", ("Rete e territorio",)),
    ],
)
def test_accounts_are_no_authors(field, expected):
    assert real_creators(field) == expected
