"""One deck as PPTX, as PDF and as text: the same sentences in the same order on each slide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.records import BlockKind
from ingest.office_pptx import read_pptx
from ingest.pdf import read_pdf
from ingest.reader import ReadDocument

DECK = Path(__file__).parents[2].parent / "shared/library/seed/secondowelfare-terzo-settore.txt"

pytestmark = pytest.mark.skipif(
    not DECK.exists(), reason="the shared library is not beside the project"
)


def sentence(line: str) -> str:
    """Return a line without stars, bullets and arrows, with single spaces."""
    return " ".join(re.sub(r"^[\s•⇒–-]+", "", line.replace("*", "")).split())


def by_slide(document: ReadDocument) -> list[list[str]]:
    return [
        [
            sentence(cell)
            for block in page.blocks
            if block.kind is not BlockKind.FURNITURE
            for cell in page.slice(block).split(" | ")
        ]
        for page in document.pages
    ]


@pytest.mark.parametrize(("read", "ending"), [(read_pptx, ".pptx"), (read_pdf, ".pdf")])
def test_a_deck_says_what_its_text_says_sentence_by_sentence(read, ending):
    wanted = [sentence(line) for line in DECK.read_text(encoding="utf-8").splitlines()]
    slides = by_slide(read(DECK.with_suffix(ending)))
    assert [line for slide in slides for line in slide] == [line for line in wanted if line]


def test_slides_hold_the_same_sentences_in_both_formats():
    assert by_slide(read_pptx(DECK.with_suffix(".pptx"))) == by_slide(
        read_pdf(DECK.with_suffix(".pdf"))
    )
