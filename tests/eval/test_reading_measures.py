"""The measures of reading find what is wrong, and nothing else."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.identifiers import PassageId, RecordId
from corpus.records import Block, BlockKind, Box, Page, Passage, Span, Word
from eval.reading.furniture import Bands, furniture_in, phrases_in
from eval.reading.sections import Heading, check, located
from eval.reading.words import counts, faults

HYPHEN = "\ufffe"


def page_of(text, *, number=1, tops=None):
    words, start = [], 0
    for place, word in enumerate(text.split(" ")):
        top = tops[place] if tops else 100.0
        box = Box(10.0 * place, top, 10.0 * place + 9, top + 8)
        words.append(Word(start, start + len(word), box))
        start += len(word) + 1
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    return Page(number, text, (block,), tuple(words), 600.0, 800.0)


def passage_of(page, *, section=(), text=None, start=0):
    text = text or page.text
    span = Span(page.number, start, start + len(text))
    return Passage(PassageId("p"), RecordId("r"), 0, text, (span,), section)


@pytest.mark.parametrize(
    ("read", "reference", "split", "joined"),
    [
        ("il lavoro di cura", "il lavoro di cura", 0, 0),
        ("il la voro di cura", "il lavoro di cura", 1, 0),
        ("il lavorodi cura", "il lavoro di cura", 0, 1),
        ("uffi ciale", "uffi ciale", 1, 0),  # pdfium has it apart too
        ("la pre- sidenza", f"la pre{HYPHEN}sidenza", 1, 0),
        ("la presidenza", f"la pre{HYPHEN}sidenza", 0, 0),
        ("hospitalbased care", f"hospital{HYPHEN}based care", 0, 1),
        ("hospital-based care", f"hospital{HYPHEN}based care", 0, 0),
        ("paesi iii dati", "paesiiii dati", 0, 0),
    ],
)
def test_split_and_joined_words_are_found(read, reference, split, joined):
    found = faults([page_of(read)], [reference])
    assert (len(found.split), len(found.joined)) == (split, joined)
    assert found.share == pytest.approx((split + joined) / found.words)


def test_word_in_two_rows_of_a_table_counts_once():
    page = page_of("Ore 12 Ore 15")
    words = page.words
    twice = Word(words[2].start, words[2].end, words[0].box)
    page = Page(1, page.text, page.blocks, (*words[:2], twice, words[3]), 600.0, 800.0)
    found = counts([page], ["Ore 12 15"])
    assert (found.reference, found.read, found.difference) == (3, 3, 0.0)


def test_word_in_a_band_and_running_head_are_found_in_passages():
    page = page_of("Rapporto testo 7", tops=[20.0, 100.0, 780.0])
    bands = Bands(50.0, 750.0, phrases=("Rapporto testo",))
    made = [passage_of(page)]
    assert list(furniture_in([page], made, bands)) == [(1, "Rapporto"), (1, "7")]
    assert list(phrases_in(made, bands)) == [(1, "Rapporto testo")]
    bare = Bands(50.0, 750.0, frozenset({1}), ("Rapporto testo",))
    assert list(furniture_in([page], made, bare)) == []
    assert list(phrases_in(made, bare)) == []


@pytest.mark.parametrize(
    ("section", "right"),
    [
        (("5 La cura", "5.2 I servizi", "5.2.1 Il bisogno"), True),
        (("5 La cura", "5.2 I servizi", "5.2.1 Il bisogno", "Le regioni"), True),
        (("5 La cura", "5.2.1 Il bisogno"), False),
        (("5 La cura", "5.2 I servizi"), False),
        ((), False),
    ],
)
def test_whole_path_of_a_passage_must_be_right(section, right):
    headings = [
        Heading(number, "", 1, top) for number, top in (("5", 50.0), ("5.2", 60.0), ("5.2.1", 70.0))
    ]
    page = page_of("Il bisogno cresce", tops=[100.0] * 3)
    checked = check([page], [passage_of(page, section=section)], headings)
    assert checked.share == (1.0 if right else 0.0)


def test_headings_are_located_on_their_page_or_refused(tmp_path):
    drawing = Canvas(str(tmp_path / "c.pdf"), pagesize=(400, 500))
    drawing.drawString(50, 400, "5.2 I servizi sul territorio")
    drawing.save()
    (found,) = located(tmp_path / "c.pdf", [(1, "5.2 I servizi")])
    assert (found.number, found.page) == ("5.2", 1)
    assert found.top == pytest.approx(90, abs=5)
    with pytest.raises(ValueError, match="Le risorse"):
        located(tmp_path / "c.pdf", [(1, "5.3 Le risorse")])
