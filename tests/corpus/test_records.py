import pytest

from corpus.identifiers import PassageId, RecordId
from corpus.records import (
    SOFT_HYPHEN,
    Annotation,
    Block,
    BlockKind,
    Box,
    Page,
    Passage,
    Span,
    Word,
    joined,
)


def test_blocks_out_of_order_or_past_the_end_are_refused():
    with pytest.raises(ValueError, match="out of place"):
        Page(1, "uno\ndue", (Block(BlockKind.PARAGRAPH, 4, 7), Block(BlockKind.PARAGRAPH, 0, 3)))
    with pytest.raises(ValueError, match="out of place"):
        Page(1, "uno", (Block(BlockKind.PARAGRAPH, 0, 4),))


def test_a_block_holds_no_line_break():
    with pytest.raises(ValueError, match="line break"):
        Page(1, "uno\ndue", (Block(BlockKind.PARAGRAPH, 0, 7),))


def test_words_past_the_end_of_the_page_are_refused():
    with pytest.raises(ValueError, match="out of place"):
        Page(1, "uno", words=(Word(0, 9, Box(0, 0, 1, 1)),))


def test_a_box_inside_out_is_refused():
    with pytest.raises(ValueError, match="inside out"):
        Box(5, 0, 1, 1)


def test_evidence_past_the_end_of_its_passage_is_refused():
    with pytest.raises(ValueError, match="past the end"):
        Passage(
            PassageId("0" * 16),
            RecordId("1" * 16),
            0,
            "breve",
            (Span(1, 0, 5),),
            annotations=(Annotation("theme", "housing", 0, 6, "label"),),
        )


def test_spans_of_one_page_are_joined_by_a_line_break():
    assert joined({1: "uno due tre"}, (Span(1, 0, 3), Span(1, 8, 11))) == "uno\ntre"


def test_a_sentence_over_a_page_break_is_joined_by_a_space():
    assert joined({1: "la casa", 2: "di tutti."}, (Span(1, 0, 7), Span(2, 0, 9))) == (
        "la casa di tutti."
    )


def test_a_word_cut_by_a_page_break_is_whole_again():
    pages = {1: f"i ser{SOFT_HYPHEN}", 2: "vizi sociali"}
    assert joined(pages, (Span(1, 0, 6), Span(2, 0, 12))) == "i servizi sociali"


def test_a_span_past_the_end_of_its_page_is_refused():
    with pytest.raises(ValueError, match="past the end"):
        joined({1: "breve"}, (Span(1, 0, 9),))
