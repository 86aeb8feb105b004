"""Headings of Word documents whose writer used bold or large type instead of heading styles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import BlockKind
from ingest.docx_runs import Sign, pieces
from ingest.docx_styles import Look, Styles
from ingest.tables import is_caption
from ingest.xmltree import Element, child, descendants, name

# A document with this many styled headings says itself what its headings are.
_STYLED = 2
_MAX_CHARS = 120  # two lines of a page
_MAX_WORDS = 16
_LARGER = 1.12  # times the size of the text
# More of the text than this set apart is a way of writing, not a set of headings.
_MAX_SHARE = 0.3
_DEEPEST = 4
_OPEN_END = re.compile(r"[.;,:…]\W*$")
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    element: Element
    text: str
    look: Look


def headings_by_look(body: Element, styles: Styles) -> dict[Element, int]:
    """Return the paragraphs that look like headings with their level, from 1.

    Empty where the document has headings of its own. Paragraphs in tables and lists are none.
    """
    plain: list[_Paragraph] = []
    styled = 0
    for element in _top(body):
        properties = child(element, "pPr")
        kind = styles.role(properties).kind
        styled += kind is BlockKind.HEADING
        if styled >= _STYLED:
            return {}
        text = "".join(p.text for p in pieces(element) if p.sign is Sign.TEXT).strip()
        if text and kind is BlockKind.PARAGRAPH:
            plain.append(_Paragraph(element, text, _look(element, styles.look(properties))))
    return _levels(_standing_out(plain))


def _top(container: Element) -> Iterator[Element]:
    for element in container:
        if name(element) == "p":
            yield element
        elif name(element) in ("sdt", "sdtContent", "ins"):
            yield from _top(element)


def _look(paragraph: Element, inherited: Look) -> Look:
    """Return how a paragraph looks: bold if all its letters are, as large as its smallest."""
    bold, sizes = True, []
    for run in descendants(paragraph, "r"):
        if any(e.text and e.text.strip() for e in descendants(run, "t")):
            look = Look.of(child(run, "rPr"), inherited)
            bold = bold and look.bold
            sizes.append(look.points)
    return Look(bold and bool(sizes), min(sizes, default=inherited.points))


def _standing_out(plain: Sequence[_Paragraph]) -> list[_Paragraph]:
    """Return the short paragraphs set in stronger type than the text, text below each."""
    weights: Counter[float] = Counter()
    for paragraph in plain:
        weights[paragraph.look.points] += len(paragraph.text)
    body = weights.most_common(1)[0][0] if weights else 0.0
    found = [p for p in plain if _could_head(p.text) and _is_strong(p, body)]
    while found and found[-1] is plain[-1]:  # nothing below it
        found.pop()
        plain = plain[:-1]
    held = sum(len(p.text) for p in found)
    return found if held <= _MAX_SHARE * sum(len(p.text) for p in plain) else []


def _could_head(text: str) -> bool:
    return (
        len(text) <= _MAX_CHARS
        and len(text.split()) <= _MAX_WORDS
        and (text[0].isupper() or text[0].isdigit() or text[0] in "«“\"'")
        and sum(c.isalpha() for c in text) >= 3
        and not _OPEN_END.search(text)
        and not is_caption(text)
    )


def _is_strong(paragraph: _Paragraph, body: float) -> bool:
    look = paragraph.look
    if look.points < body:
        return False
    capitals = paragraph.text.isupper() and len(paragraph.text.split()) > 1
    return look.bold or capitals or look.points >= _LARGER * body


def _levels(found: Sequence[_Paragraph]) -> dict[Element, int]:
    """Return the level of each: by its number, else by the rank of its size and capitals."""
    ranks = sorted({_rank(p) for p in found}, reverse=True)
    levels = {}
    for paragraph in found:
        numbered = _NUMBER.match(paragraph.text)
        level = numbered.group(1).count(".") if numbered else ranks.index(_rank(paragraph))
        levels[paragraph.element] = min(level + 1, _DEEPEST)
    return levels


def _rank(paragraph: _Paragraph) -> tuple[float, bool, bool]:
    return paragraph.look.points, paragraph.text.isupper(), paragraph.look.bold
