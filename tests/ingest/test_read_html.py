"""Reading web pages: the text and nothing around it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.records import Format
from ingest.reader import ReadDocument
from ingest.web import read_html

LONG = "Il portierato sociale di via Roma aiuta ogni mese duecento famiglie del quartiere. " * 4


def read(folder: Path, markup: str | bytes) -> ReadDocument:
    path = folder / "page.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read_html(path)


def blocks(document: ReadDocument) -> list[tuple[str, int, str]]:
    page = document.pages[0]
    return [(block.kind.value, block.level, page.slice(block)) for block in page.blocks]


def test_structure_is_kept(tmp_path):
    document = read(
        tmp_path,
        "<main><h1>Titolo</h1><p>Un <b>pro</b>getto<sup><a href='#n'>1</a></sup> di qua&shy;lità."
        "<h3>Esiti</h3><ul><li>Primo<ol><li>Interno</li></ol><li>Secondo</ul>"
        "<table><caption>Dati</caption><tr><th>Anno<th>Utenti<tr><td>2020<td>120</table>"
        "<blockquote>Una voce</blockquote>Riga<br>stessa<br><br>Altra</main>",
    )
    assert document.format is Format.WEB_PAGE
    assert blocks(document) == [
        ("heading", 1, "Titolo"),
        ("paragraph", 0, "Un progetto di qualità."),
        ("heading", 3, "Esiti"),
        ("list-item", 1, "Primo"),
        ("list-item", 2, "Interno"),
        ("list-item", 1, "Secondo"),
        ("caption", 0, "Dati"),
        ("table-row", 0, "Anno: 2020; Utenti: 120"),
        ("paragraph", 0, "Una voce"),
        ("paragraph", 0, "Riga stessa"),
        ("paragraph", 0, "Altra"),
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<nav>Home Chi siamo</nav>",
        "<footer>Partita IVA 01234</footer>",
        "<div id='cookie-banner'><p>Usiamo i cookie</p><button>Accetta</button></div>",
        "<div><p>Questo sito usa cookie tecnici.</p><a href='#'>Accetto</a></div>",
        "<ul class='main-menu'><li><a href='/a'>Servizi</a><li><a href='/b'>Contatti</a></ul>",
        "<ul><li><a href='/a'>Servizi</a><li><a href='/b'>Contatti</a><li><a href=/>Sedi</a></ul>",
        "<div class='post-share'><a href='/f'>Condividi su Facebook</a></div>",
        "<header><a href='/'>Nome del sito</a></header>",
        "<script>var x = '<p>no</p>'</script><style>p{}</style><noscript>no</noscript>",
        "<!-- commento --><p hidden>no</p><div style='display: none'>no</div>",
        "<div role='navigation'>Percorso</div><aside>Vedi anche</aside>",
    ],
)
@pytest.mark.parametrize("wrap", ["<div class='page'>{}</div>", "<article>{}</article>"])
def test_what_stands_around_the_text_is_left_out(tmp_path, around, wrap):
    body = wrap.format(f"<h1>Titolo</h1><p>{LONG}</p>")
    document = read(tmp_path, f"<body class='has-sidebar'>{around}{body}{around}</body>")
    assert [kind for kind, _, _ in blocks(document)] == ["heading", "paragraph"]


def test_parts_named_like_menus_but_full_of_text_are_kept(tmp_path):
    markup = f"<div class='social-housing'><p>{LONG}</p></div><p>{LONG}</p><p>{LONG}</p>"
    assert len(blocks(read(tmp_path, markup))) == 3


@pytest.mark.parametrize(
    "line",
    [
        "© 2022 Associazione Vicinato",
        "Copyright Leith Commons",
        "Associazione Vicinato. Tutti i diritti riservati.",
        "(c) 2019 The Commons. All rights reserved.",
    ],
)
def test_line_about_rights_is_in_no_passage(tmp_path, line):
    document = read(tmp_path, f"<body><h1>Titolo</h1><p>{LONG}</p><p>{line}</p></body>")
    assert [kind for kind, _, _ in blocks(document)] == ["heading", "paragraph", "furniture"]


def test_prose_about_rights_is_text(tmp_path):
    text = f"{LONG} In quella casa tutti i diritti riservati agli ospiti erano scritti sul muro."
    document = read(tmp_path, f"<body><p>{text}</p></body>")
    assert [kind for kind, _, _ in blocks(document)] == ["paragraph"]


@pytest.mark.parametrize(
    "links",
    [
        "<table><tr><td><a href=a>Home</a><br><a href=b>Sedi</a><br><a href=c>Orari</a></td></tr>"
        "</table>",
        "<p><a href=a>Home</a> | <a href=b>Sedi</a> | <a href=c>Orari</a></p>",
        "<div><a href=/login>Entra</a></div>",
    ],
)
def test_links_above_the_title_are_left_out_of_a_page_without_parts(tmp_path, links):
    document = read(tmp_path, f"<body>{links}<h1>Titolo</h1><p>{LONG}</p></body>")
    assert [kind for kind, _, _ in blocks(document)] == ["heading", "paragraph"]


def test_text_of_publishing_programs_is_known_by_its_class(tmp_path):
    document = read(
        tmp_path,
        f"<title>La casa | Sito</title><h1>La casa</h1><p>Redazione, lunedì</p>"
        f"<div class='entry-content'><p>{LONG}</p><p>{LONG}</p></div><p>Scrivici</p>",
    )
    assert [kind for kind, _, _ in blocks(document)] == ["heading", "paragraph", "paragraph"]


def test_heading_above_the_main_part_is_kept(tmp_path):
    head = "<title>La casa comune | Sito</title><header><h1>La casa comune</h1></header>"
    document = read(tmp_path, f"{head}<main><p>{LONG}</p></main>")
    assert blocks(document)[0] == ("heading", 1, "La casa comune")


def test_page_of_nothing_but_menu_words_falls_back_to_its_body(tmp_path):
    document = read(tmp_path, "<body><nav>Solo questo testo c'è</nav></body>")
    assert document.pages[0].text == "Solo questo testo c'è"


def test_table_that_lays_out_the_page_is_no_data(tmp_path):
    markup = "<table><tr><td><p>Uno</p><p>Due</p></td><td><h2>Tre</h2></td></tr></table>"
    kinds = [kind for kind, _, _ in blocks(read(tmp_path, markup))]
    assert kinds == ["paragraph", "paragraph", "heading"]


def test_merged_cells_repeat_their_text(tmp_path):
    markup = (
        "<table><tr><th>Regione<th>Ente<th>Soci<tr><td rowspan=2>Puglia<td>A<td>1"
        "<tr><td>B<td>2</table>"
    )
    assert [text for _, _, text in blocks(read(tmp_path, markup))] == [
        "Regione: Puglia; Ente: A; Soci: 1",
        "Regione: Puglia; Ente: B; Soci: 2",
    ]


def test_metadata_give_hints(tmp_path):
    document = read(
        tmp_path,
        "<html lang='it-IT'><head><title>Il patto | Vita</title>"
        "<meta property='og:site_name' content='Vita'><meta name='DC.creator' content='Ada Neri'>"
        "<meta name='DC.date' content='12/05/2019'></head><body><p>testo</p></body></html>",
    )
    hints = document.hints
    assert (hints.title, hints.publisher, hints.creators) == ("Il patto", "Vita", ("Ada Neri",))
    assert (hints.year, hints.language) == (2019, "it")


def test_linked_data_give_hints(tmp_path):
    document = read(
        tmp_path,
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type":'
        '["NewsArticle"], "headline": "Il patto", "author": [{"name": "Ada Neri"}], "publisher":'
        '{"name": "Vita"}, "datePublished": "2021-03-01"}]}</script>'
        '<script type="application/ld+json">{broken</script><p>testo</p>',
    )
    hints = document.hints
    assert (hints.title, hints.publisher, hints.creators) == ("Il patto", "Vita", ("Ada Neri",))
    assert hints.year == 2021


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "iso-8859-1"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", ""),
        ("iso-8859-15", "iso-8859-15"),
        ("utf-16", "utf-8"),
        ("utf-16-le", ""),
        ("utf-8-sig", ""),
    ],
)
def test_encodings_are_found_out(tmp_path, encoding, declared):
    text = "Comunità è perché «così» più"
    meta = f'<meta charset="{declared}">' if declared else ""
    document = read(tmp_path, f"{meta}<p>{text}</p>".encode(encoding))
    assert document.pages[0].text == text


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_deep_nesting_ends_soon_and_keeps_the_text(tmp_path, tag):
    begin = time.perf_counter()
    document = read(tmp_path, f"<{tag}>" * 100_000 + "in fondo")
    assert "in fondo" in document.pages[0].text
    assert time.perf_counter() - begin < 10


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><body><script>1</script></body></html>", "empty"),
        (b"%PDF-1.4", "not-a-document"),
        (bytes(range(256)) * 20, "not-a-document"),
    ],
)
def test_no_text_is_an_error(tmp_path, content, code):
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, content)
    assert caught.value.code == code
