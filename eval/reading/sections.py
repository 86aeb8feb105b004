"""Whether passages lie under the right numbered heading.

The headings were noted by hand from the pages: number and page. Where on its page a heading
stands is found in pdfium's own text, so nothing here comes from the reader's idea of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from corpus.records import BlockKind, Page, Passage

_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?(?=\s)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: its number, its first words, page, distance from the top in points."""

    number: str
    start: str
    page: int
    top: float


def located(path: Path, noted: Sequence[tuple[int, str]]) -> list[Heading]:
    """Find the headings ``(page, "1.2 First words")``. Raises ValueError if one is not there."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [_found(document, page, text) for page, text in noted]
    finally:
        document.close()


def _found(document: pypdfium2.PdfDocument, number: int, text: str) -> Heading:
    page = document[number - 1]
    textpage = page.get_textpage()
    place = textpage.search(text, match_case=True).get_next()
    if place is None:
        raise ValueError(f"page {number} has no {text!r}")
    left, _, _, top = textpage.get_charbox(place[0])
    box = page.get_bbox()
    label, _, start = text.partition(" ")
    return Heading(label.rstrip("."), start, number, box[3] - top if left >= 0 else 0.0)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many passages were checked, and those under another heading."""

    passages: int
    wrong: tuple[tuple[int, str, str, str], ...]  # page, expected, found, first words

    @property
    def share(self) -> float:
        """Share of the passages that lie right."""
        return 1 - len(self.wrong) / self.passages if self.passages else 0.0


def check(pages: Sequence[Page], passages: Sequence[Passage], headings: list[Heading]) -> Checked:
    """Compare the numbers in the section path of each passage with the heading it stands under.

    The whole path must be right: 5.2.1 lies in 5.2 and in 5. Footnotes and headings by
    themselves are left out: a note belongs to its page.
    """
    wrong = []
    checked = 0
    by_number = {page.number: page for page in pages}
    for passage in passages:
        if passage.role in (BlockKind.FOOTNOTE, BlockKind.HEADING):
            continue
        checked += 1
        expected = _expected(_place(by_number, passage), headings)
        found = [match.group(1) for match in map(_NUMBER.match, passage.section) if match]
        if found != expected:
            wrong.append((passage.page, " > ".join(expected), " > ".join(found), passage.text[:60]))
    return Checked(checked, tuple(wrong))


def _place(pages: dict[int, Page], passage: Passage) -> tuple[int, float]:
    first = passage.spans[0]
    page = pages[first.page]
    tops = [word.box.y0 for word in page.words if word.start <= first.start < word.end]
    return first.page, tops[0] if tops else 0.0


def _expected(place: tuple[int, float], headings: list[Heading]) -> list[str]:
    above = [h for h in headings if (h.page, h.top) <= (place[0], place[1] + 2)]
    if not above:
        return []
    number = above[-1].number
    known = {heading.number for heading in above}
    parts = number.split(".")
    path = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
    return [step for step in path if step in known]
