"""Running heads, feet and page numbers in passages, found by bands noted by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Page, Passage


@dataclass(frozen=True, slots=True)
class Bands:
    """Where heads end and feet begin, in points from the top; ``bare`` pages have neither.

    ``phrases`` are running heads; a passage may hold one only in its own section path.
    """

    head: float
    foot: float
    bare: frozenset[int] = frozenset()
    phrases: tuple[str, ...] = ()


def furniture_in(
    pages: Sequence[Page], passages: Sequence[Passage], bands: Bands
) -> Iterator[tuple[int, str]]:
    """Give page number and word for every word of a passage that stands in a band."""
    by_number = {page.number: page for page in pages}
    for passage in passages:
        for span in passage.spans:
            if span.page in bands.bare:
                continue
            for word in by_number[span.page].words:
                if word.start < span.end and span.start < word.end:
                    middle = (word.box.y0 + word.box.y1) / 2
                    if middle < bands.head or middle > bands.foot:
                        yield span.page, by_number[span.page].text[word.start : word.end]


def phrases_in(passages: Sequence[Passage], bands: Bands) -> Iterator[tuple[int, str]]:
    """Give page and running head for every passage that holds one whole."""
    for passage in passages:
        for phrase in bands.phrases:
            if phrase in passage.text and passage.page not in bands.bare:
                yield passage.page, phrase
