"""Reading Markdown and plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from ingest.markdown import read_markdown
from ingest.plain import read_plain
from ingest.reader import ReadDocument

SEED = Path(__file__).parents[2].parent / "shared" / "library" / "seed"
LONG = "Il progetto ha coinvolto quaranta famiglie e sei scuole. " * 4


def read(reader, folder: Path, text: str | bytes) -> ReadDocument:
    path = folder / "file.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return reader(path)


def blocks(document: ReadDocument, page: int = 1) -> list[tuple[str, int, str]]:
    chosen = document.pages[page - 1]
    return [(block.kind.value, block.level, chosen.slice(block)) for block in chosen.blocks]


def test_markdown_loses_its_markup_and_keeps_its_structure(tmp_path):
    text = (
        "---\ntitle: 'La rete'\nauthor:\n  - name: Ada Neri\n  - Ugo Blu\ndate: 2022-04-01\n"
        "lang: it\n---\n# Titolo\n\nUn **testo** con [link](http://x.it) e `codice`[^1]\na capo.\n"
        "\n- uno\n    - *due*\n- ![foto](a.png) tre\n\n| Anno | Enti |\n|--|--|\n| 2020 | 4 |\n\n"
        "<div>Blocco <i>html</i><script>no</script></div>\n\n```\nx = 1\n```\n\n[^1]: Una nota.\n"
    )
    document = read(read_markdown, tmp_path, text)
    assert blocks(document) == [
        ("heading", 1, "Titolo"),
        ("paragraph", 0, "Un testo con link e codice a capo."),
        ("list-item", 1, "uno"),
        ("list-item", 2, "due"),
        ("list-item", 1, "foto tre"),
        ("table-row", 0, "Anno: 2020; Enti: 4"),
        ("paragraph", 0, "Blocco html"),
        ("paragraph", 0, "x = 1"),
        ("footnote", 0, "Una nota."),
    ]
    hints = document.hints
    assert (hints.title, hints.creators, hints.year) == ("La rete", ("Ada Neri", "Ugo Blu"), 2022)
    assert hints.language == "it"


@pytest.mark.parametrize("front", ["---\ntitle: [a\n---\n", "---\nd: 2021-02-30\n---\n"])
def test_broken_front_matter_does_not_lose_the_text(tmp_path, front):
    assert read(read_markdown, tmp_path, front + "testo").pages[0].text == "testo"


def test_a_rule_at_the_top_is_no_front_matter(tmp_path):
    document = read(read_markdown, tmp_path, "---\nSolo testo.\n\n---\n\nfine")
    assert document.pages[0].text == "Solo testo.\nfine"


def test_endless_nesting_in_markdown_ends(tmp_path):
    for text in (">" * 20_000 + "x", "[" * 20_000 + "x", "*" * 20_000 + "x", "- " * 5_000 + "x"):
        assert "x" in read(read_markdown, tmp_path, text).pages[0].text


def test_plain_paragraphs_lists_and_headings(tmp_path):
    text = (
        f"Il metodo\n\n{LONG}\n\nI risultati\n\n- **primo** punto\n  - interno\n    che continua\n"
        "- *secondo*\n\nUna frase sola.\n\n1. uno\n2. due\n"
    )
    document = read(read_plain, tmp_path, text)
    assert blocks(document) == [
        ("heading", 1, "Il metodo"),
        ("paragraph", 0, LONG.strip()),
        ("heading", 1, "I risultati"),
        ("list-item", 1, "primo punto"),
        ("list-item", 2, "interno che continua"),
        ("list-item", 1, "secondo"),
        ("paragraph", 0, "Una frase sola."),
        ("list-item", 1, "uno"),
        ("list-item", 1, "due"),
    ]
    assert document.hints.title == "Il metodo"


def test_lone_phrases_are_no_headings_of_each_other(tmp_path):
    document = read(read_plain, tmp_path, "Logica capacitante\n\nWelfare di comunità\n\nReti\n")
    assert {kind for kind, _, _ in blocks(document)} == {"paragraph"}


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Titolo\n======\n\ntesto.", ("heading", 1, "Titolo")),
        ("## Parte\n\ntesto.", ("heading", 2, "Parte")),
        ("2.1 Il contesto\n\ntesto.", ("heading", 2, "2.1 Il contesto")),
        ("CONCLUSIONI\n\ntesto.", ("heading", 1, "CONCLUSIONI")),
    ],
)
def test_headings_that_are_marked_are_taken(tmp_path, text, heading):
    assert blocks(read(read_plain, tmp_path, text))[0] == heading


def test_lines_cut_at_the_width_of_the_page_are_joined(tmp_path):
    text = (
        "La cooperativa ha aperto tre sportelli nei quartieri più lonta-\n"
        "ni dal centro, con educatori e volontari che ogni settimana\n"
        "incontrano le famiglie.\nVia Roma 3\nTorino\n"
    )
    assert [t for _, _, t in blocks(read(read_plain, tmp_path, text))] == [
        "La cooperativa ha aperto tre sportelli nei quartieri più lontani dal centro, con educatori"
        " e volontari che ogni settimana incontrano le famiglie.",
        "Via Roma 3",
        "Torino",
    ]


def test_compounds_that_the_text_has_elsewhere_keep_their_hyphen_at_a_line_end(tmp_path):
    text = (
        "Il servizio socio-sanitario e la co-progettazione: la parte socio-\neducativa è del co-\n"
    )
    text += "mune, che fa la co-\nprogettazione nel centro qui vici-\nno."
    assert read(read_plain, tmp_path, text).pages[0].text == (
        "Il servizio socio-sanitario e la co-progettazione: la parte socio-educativa è del comune, "
        "che fa la co-progettazione nel centro qui vicino."
    )


def test_form_feeds_part_pages(tmp_path):
    document = read(read_plain, tmp_path, "una\n\f\fdue\n\f")
    assert [page.text for page in document.pages] == ["una", "", "due"]


def test_stars_that_are_no_emphasis_stay(tmp_path):
    text = "5 * 3 * 2 e nome_di_file e ** no **"
    assert read(read_plain, tmp_path, text).pages[0].text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
def test_encodings_are_found_out(tmp_path, encoding):
    text = "Perché la comunità è più forte, e così l’identità."
    assert read(read_plain, tmp_path, text.encode(encoding)).pages[0].text == text


@pytest.mark.parametrize("reader", [read_plain, read_markdown])
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b" \n\n\t", "empty"), (b"%PDF-1", "not-a-document"),
     (bytes(range(256)) * 9, "not-a-document")],
)  # fmt: skip
def test_no_text_is_an_error(tmp_path, reader, content, code):
    with pytest.raises(UnreadableFile) as caught:
        read(reader, tmp_path, content)
    assert caught.value.code == code


def test_seed_text_has_all_words_and_few_headings():
    path = SEED / "secondowelfare-terzo-settore.txt"
    if not path.exists():
        pytest.skip("the seed library is not here")
    document = read_plain(path)
    words = path.read_text(encoding="utf-8").replace("*", "").replace("- ⇒", "").split()
    assert document.pages[0].text.split() == [word for word in words if word != "-"]
    assert [t for kind, _, t in blocks(document) if kind == "heading"] == [
        "Terzo settore e welfare (aziendale) territoriale",
        "Welfare e terziario sociale",
        "Il volontariato ai tempi del Covid-19",
        "Welfare, territorio e Terzo Settore",
    ]
