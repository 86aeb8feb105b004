import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.identifiers import RecordId
from corpus.records import SOFT_HYPHEN, BlockKind, Box, Format, Page, Word, joined
from ingest.pages import PageWriter
from ingest.segment import segment

RECORD = RecordId("a" * 16)
SENTENCE = "Il portierato sociale apre ogni mattina e aiuta chi abita nel quartiere."


def split(text):
    """Cut after full stops: enough for sentences made here."""
    bounds = [(m.start(), m.end()) for m in re.finditer(r"[^.]+\.?\S*", text)]
    return [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), b) for a, b in bounds if text[a:b].strip()
    ]


def page(number, *blocks):
    writer = PageWriter(number)
    for kind, text, *level in blocks:
        writer.add(kind, text, level[0] if level else 0)
    return writer.finish()


def passages(*pages, fmt=Format.REPORT):
    return segment(RECORD, pages, fmt, split)


P, H, T, L = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE, BlockKind.LIST_ITEM


def test_a_slide_is_one_passage_with_its_title():
    found = passages(
        page(1, (T, "Welfare aziendale", 1), (L, "reti", 1), (L, "servizi", 2)), fmt=Format.SLIDES
    )
    assert [p.text for p in found] == ["Welfare aziendale\nreti\nservizi"]
    assert found[0].section == ("Welfare aziendale",)


def test_two_slides_are_never_one_passage():
    found = passages(
        page(1, (T, "Uno"), (L, "a")), page(2, (T, "Due"), (L, "b")), fmt=Format.SLIDES
    )
    assert [(p.page, p.text) for p in found] == [(1, "Uno\na"), (2, "Due\nb")]


def test_a_slide_that_is_too_long_is_cut_and_keeps_its_title_as_section():
    rows = [(L, SENTENCE)] * 40
    found = passages(page(1, (T, "Titolo"), *rows), fmt=Format.SLIDES)
    assert len(found) > 1
    assert {p.section for p in found} == {("Titolo",)}


def test_speaker_notes_stand_apart_from_their_slide():
    found = passages(
        page(1, (T, "Uno"), (L, "a"), (BlockKind.NOTE, "Detto a voce.")), fmt=Format.SLIDES
    )
    assert [(p.role, p.text) for p in found] == [(P, "Uno\na"), (BlockKind.NOTE, "Detto a voce.")]


def test_a_passage_never_crosses_a_heading():
    found = passages(
        page(1, (H, "5.1 Primo", 2), (P, SENTENCE), (H, "5.2 Secondo", 2), (P, SENTENCE))
    )
    assert [p.section for p in found] == [("5.1 Primo",), ("5.2 Secondo",)]


def test_the_section_path_follows_the_ranks_of_headings():
    found = passages(
        page(
            1,
            (H, "5 Capitolo", 1),
            (P, "A."),
            (H, "5.1 Parte", 2),
            (H, "5.1.1 Punto", 3),
            (P, "B."),
        ),
        page(2, (H, "5.2 Altra", 2), (P, "C.")),
    )
    assert [(p.text, p.section) for p in found] == [
        ("A.", ("5 Capitolo",)),
        ("B.", ("5 Capitolo", "5.1 Parte", "5.1.1 Punto")),
        ("C.", ("5 Capitolo", "5.2 Altra")),
    ]


def test_a_heading_without_text_is_not_lost():
    found = passages(page(1, (H, "Ringraziamenti", 1), (H, "Capitolo", 1), (P, "Testo.")))
    assert [p.text for p in found] == ["Ringraziamenti", "Testo."]
    assert found[0].role is H


def test_a_heading_at_the_very_end_is_not_lost():
    assert [p.text for p in passages(page(1, (P, "Testo."), (H, "Fine", 1)))] == ["Testo.", "Fine"]


def test_furniture_is_in_no_passage():
    found = passages(
        page(1, (BlockKind.FURNITURE, "Rapporto 2025"), (P, "Testo."), (BlockKind.FURNITURE, "12"))
    )
    assert [p.text for p in found] == ["Testo."]


def test_footnotes_do_not_interrupt_the_text():
    found = passages(page(1, (P, "Prima."), (BlockKind.FOOTNOTE, "1 Nota."), (P, "Dopo.")))
    assert [(p.role, p.text) for p in found] == [
        (P, "Prima.\nDopo."),
        (BlockKind.FOOTNOTE, "1 Nota."),
    ]


def test_a_sentence_over_a_page_break_goes_whole_to_its_first_page():
    first = page(1, (P, "Intera. Il servizio apre"))
    second = page(2, (P, "ogni mattina. Poi chiude."))
    found = passages(first, second)
    assert [(p.page, p.end_page, p.text) for p in found] == [
        (1, 2, "Intera. Il servizio apre ogni mattina."),
        (2, 2, "Poi chiude."),
    ]


def test_a_word_cut_by_a_page_break_is_whole_in_its_passage():
    found = passages(page(1, (P, f"I ser{SOFT_HYPHEN}")), page(2, (P, "vizi aprono. Poi.")))
    assert [p.text for p in found] == ["I servizi aprono.", "Poi."]


def test_a_finished_sentence_takes_nothing_from_the_next_page():
    found = passages(page(1, (P, "Finita.")), page(2, (P, "altra frase.")))
    assert [p.text for p in found] == ["Finita.", "altra frase."]


def test_a_table_at_the_top_of_the_next_page_is_not_taken_along():
    first = page(1, (P, "Il servizio apre"))
    second = page(2, (BlockKind.TABLE_ROW, "anno: 2020"), (P, "ogni mattina. Poi chiude."))
    assert [p.text for p in passages(first, second)] == [
        "Il servizio apre ogni mattina.",
        "anno: 2020",
        "Poi chiude.",
    ]


def test_a_list_at_the_top_of_the_next_page_ends_a_sentence():
    found = passages(page(1, (P, "Servono due cose")), page(2, (L, "tempo"), (P, "poi altro.")))
    assert [p.text for p in found] == ["Servono due cose", "tempo\npoi altro."]


def test_long_text_is_spread_evenly():
    [block] = [(P, " ".join([SENTENCE] * 30))]
    sizes = [len(p.text.split()) for p in passages(page(1, block))]
    assert len(sizes) > 1
    assert max(sizes) <= 200
    assert max(sizes) - min(sizes) <= 2 * len(SENTENCE.split())


def test_a_text_without_full_stops_is_cut_between_words():
    found = passages(page(1, (P, "parola " * 950)))
    assert max(len(p.text.split()) for p in found) <= 200
    assert sum(len(p.text.split()) for p in found) == 950


def test_the_same_text_twice_on_a_page_gives_two_ids():
    found = passages(page(1, (H, "A", 1), (P, "Uguale."), (H, "B", 1), (P, "Uguale.")))
    assert len({p.id for p in found}) == 2


def test_boxes_of_a_passage_are_its_lines():
    writer = PageWriter(1, 600, 800)
    words = (
        Word(0, 3, Box(10, 10, 40, 22)),
        Word(4, 7, Box(45, 10, 80, 22)),
        Word(8, 11, Box(10, 26, 40, 38)),
    )
    writer.add(P, "uno due tre", words=words)
    [found] = segment(RECORD, [writer.finish()], Format.REPORT, split)
    assert found.boxes == ((1, Box(10, 10, 80, 22)), (1, Box(10, 26, 40, 38)))


KINDS = st.sampled_from([k for k in BlockKind if k is not BlockKind.FURNITURE])
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(KINDS, TEXTS, st.integers(0, 4)), max_size=8), min_size=1, max_size=4
    ),
    st.sampled_from([Format.SLIDES, Format.REPORT]),
)
def test_every_word_outside_furniture_is_in_exactly_one_passage(pages, fmt):
    made = [page(n, *blocks) for n, blocks in enumerate(pages, 1)]
    texts = {p.number: p.text for p in made}
    found = segment(RECORD, made, fmt, split)
    seen = set()
    for passage in found:
        assert passage.text == joined(texts, passage.spans)
        for span in passage.spans:
            for position in range(span.start, span.end):
                if texts[span.page][position].isalnum():
                    assert (span.page, position) not in seen
                    seen.add((span.page, position))
    headings = (BlockKind.HEADING, BlockKind.TITLE)
    for p in made:
        for block in p.blocks:
            if fmt is Format.REPORT and block.kind in headings:
                continue  # those live on as section paths
            for position in range(block.start, block.end):
                if p.text[position].isalnum():
                    assert (p.number, position) in seen
    if fmt is Format.REPORT:
        paths = {text for passage in found for text in (*passage.section, passage.text)}
        for p in made:
            for block in p.blocks:
                if block.kind in headings and any(c.isalnum() for c in p.slice(block)):
                    assert p.slice(block) in paths


@pytest.mark.parametrize("fmt", list(Format))
def test_ids_do_not_depend_on_anything_but_the_text(fmt):
    made = [page(1, (T, "Titolo"), (P, SENTENCE))]
    assert segment(RECORD, made, fmt, split) == segment(RECORD, made, fmt, split)


def test_a_page_without_text_gives_nothing():
    assert passages(Page(1, "")) == ()


def test_a_word_of_a_million_letters_is_cut_and_nothing_is_lost():
    sizes = []

    def bounded(text):
        sizes.append(len(text))
        return [(0, len(text))]

    [made] = [page(1, (P, "a" * 1_200_000))]
    found = segment(RECORD, [made], Format.REPORT, bounded)
    assert max(sizes) <= 100_000
    assert sum(len(p.text.replace("\n", "").replace(" ", "")) for p in found) == 1_200_000
