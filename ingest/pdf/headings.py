"""Headings and their levels: by number, by outline, else by the rank of their style."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from corpus.records import BlockKind
from ingest.pdf.layout import Draft

_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d_]")
_DATE = re.compile(
    r"^\d{1,2}\s+(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic|jan|may|jun|jul|"
    r"aug|sep|oct|dec)[a-z]*(?:\s+\d{4}|$)",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"^(?:capitolo|chapter|parte|part|appendice|appendix|allegato|annex)\s+"
    r"(?:\d+|[ivx]+|[a-z])\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_END = re.compile(r"[.!?:;…][\"”»')\]]*[\s\u00b9\u00b2\u00b3\u2070-\u2079\d*]*$")

_HEADING_SIZE = 1.1  # times the body
_HEADING_LENGTH = 220
_ITALIC_SIZE = 0.94  # times the body: italics are cut a little smaller
_ITALIC_LENGTH = 100
_LEAST_LETTERS = 4
_SENTENCE = 8  # words from which a text with a full stop is a sentence, however big
_HEADING_LINES = 4
_TEXT_BELOW = 8  # words below a heading that stands beside others
_LABELS = 2  # big or bold texts in the same row that make a draft one of several labels
_NAMED = 0.5  # share of the headings of a style that an outline must name to be believed
_DEEPEST = 6

_Look = tuple[float, bool]  # size in half points, bold


@dataclass(slots=True)
class Outline:
    """Titles of the document outline, normalised, with their level from 1."""

    levels: dict[str, int] = field(default_factory=dict)

    def level(self, text: str) -> int:
        """Level of a heading the outline names, or 0."""
        return self.levels.get(plain(text), 0) if self.levels else 0


def plain(text: str) -> str:
    """Letters and digits only, in lower case: for comparing titles."""
    return "".join(re.findall(r"\w+", text.lower()))


def name_headings(pages: list[list[Draft]], body: float, outline: Outline) -> None:
    """Make headings of what is set like one, with levels that form a tree."""
    headings = [draft for drafts in pages for draft in _heads(drafts, body, outline)]
    raw = _levels(headings, outline)
    for draft, level in zip(headings, _as_tree(headings, raw), strict=True):
        draft.kind, draft.level = BlockKind.HEADING, level


def _may_head(draft: Draft, body: float, outline: Outline) -> bool:
    if draft.kind is not BlockKind.PARAGRAPH or draft.scattered or not body:
        return False
    if len(draft.lines) > _HEADING_LINES:
        return False
    text = draft.text.strip()
    if len(text) > _HEADING_LENGTH or text[:1].islower():
        return False
    letters = len(_LETTER.findall(text))
    if letters < _LEAST_LETTERS or letters < 0.5 * len(text):
        return False
    if outline.level(text):
        return True
    bold = draft.bold and draft.size >= 0.97 * body
    if bold and _NUMBERED.match(text):
        return True
    if text.endswith((".", ";", ",")) and len(text.split()) > _SENTENCE:
        return False
    strong = bold and not text.endswith((".", ";", ","))
    return strong or draft.size >= _HEADING_SIZE * body


def _heads(drafts: list[Draft], body: float, outline: Outline) -> list[Draft]:
    """Drafts that may head what follows; labels that stand in a row in a figure do not."""
    may = [_may_head(draft, body, outline) for draft in drafts]
    kept: list[Draft] = []
    for index, draft in enumerate(drafts):
        if not may[index] and not _is_italic_head(drafts, index, body, kept):
            continue
        below = drafts[index + 1] if index + 1 < len(drafts) else None
        heads_text = below is not None and len(below.text.split()) >= _TEXT_BELOW
        if heads_text or _neighbours(draft, may, drafts) < _LABELS:
            kept.append(draft)
    return kept


def _is_italic_head(drafts: list[Draft], index: int, body: float, heads: list[Draft]) -> bool:
    """Whether a line in italics stands by itself between a finished text and one it heads."""
    draft = drafts[index]
    text = draft.text.strip()
    if draft.kind is not BlockKind.PARAGRAPH or draft.scattered or len(draft.lines) > 1:
        return False
    if not draft.first.italic or not text[:1].isupper() or len(text) > _ITALIC_LENGTH:
        return False
    if text[-1] in ".,;:" or len(draft.first.tokens) < 2 or draft.size < _ITALIC_SIZE * body:
        return False
    below = drafts[index + 1] if index + 1 < len(drafts) else None
    above = drafts[index - 1] if index else None
    if below is None or below.kind is not BlockKind.PARAGRAPH or not below.text[:1].isupper():
        return False
    if len(below.text.split()) < _TEXT_BELOW or below.first.italic:
        return False
    if above is None or above.kind is not BlockKind.PARAGRAPH:
        return True
    return (bool(heads) and above is heads[-1]) or _END.search(above.text[-20:]) is not None


def _neighbours(draft: Draft, may: list[bool], drafts: list[Draft]) -> int:
    _, top, _, bottom = draft.box
    return sum(
        1
        for other, able in zip(drafts, may, strict=True)
        if able and other is not draft and other.box[1] < bottom and other.box[3] > top
    )


def _levels(headings: list[Draft], outline: Outline) -> list[int]:
    """Levels by number where there is one, by outline, else by rank of the style."""
    numbered: dict[_Look, int] = {}
    uses: Counter[_Look] = Counter()
    for draft in headings:
        depth, look = _depth(draft), _look(draft)
        uses[look] += 1
        if depth:
            numbered[look] = min(depth, numbered.get(look, depth))
    ranks = _ranks(uses, numbered)
    told = [outline.level(draft.text) for draft in headings]
    usual = _outlined(headings, told, uses)
    levels = []
    for draft, level in zip(headings, told, strict=True):
        look = _look(draft)
        outlined = level or usual[look] if look in usual else 0
        levels.append(_depth(draft) or outlined or ranks[look])
    return levels


def _outlined(headings: list[Draft], told: list[int], uses: Counter[_Look]) -> dict[_Look, int]:
    """Level that the outline gives to a style, where it names most headings of that style."""
    found: dict[_Look, Counter[int]] = {}
    for draft, level in zip(headings, told, strict=True):
        if level:
            found.setdefault(_look(draft), Counter())[level] += 1
    return {
        look: levels.most_common(1)[0][0]
        for look, levels in found.items()
        if levels.total() >= _NAMED * uses[look]
    }


def _depth(draft: Draft) -> int:
    match = _NUMBERED.match(draft.text)
    if match and not _DATE.match(draft.text):
        return min(match.group(1).count(".") + 1, _DEEPEST)
    return 1 if _CHAPTER.match(draft.text) else 0


def _look(draft: Draft) -> _Look:
    return round(draft.size * 2) / 2, draft.bold


def _ranks(uses: Counter[_Look], numbered: dict[_Look, int]) -> dict[_Look, int]:
    """Bigger first; a style that numbers its headings keeps their depth, smaller ones go below.

    Styles used once (on covers, in boxes) do not push the others down.
    """
    ranks: dict[_Look, int] = {}
    level, deeper = 0, False
    for look in sorted(uses, reverse=True):
        if look in numbered:
            level, deeper = numbered[look], True
        elif uses[look] > 1:
            level, deeper = level + 1, True
        elif deeper:
            level, deeper = level + 1, False
        ranks[look] = max(1, min(level, _DEEPEST))
    deepest = max(numbered.values(), default=0)
    return {look: _below(look, rank, numbered, deepest) for look, rank in ranks.items()}


def _below(look: _Look, rank: int, numbered: dict[_Look, int], deepest: int) -> int:
    """Put an unnumbered style smaller than all numbered ones below the deepest of them."""
    if look in numbered or not numbered or look >= min(numbered):
        return rank
    return min(max(rank, deepest + 1), _DEEPEST)


def _as_tree(headings: list[Draft], raw: list[int]) -> list[int]:
    """Levels without jumps: a heading is one below the one it stands under.

    Numbers keep their depth; an unnumbered heading before a numbered one in the same place has
    the depth of that number, so that it does not take it in.
    """
    depths = [_depth(draft) for draft in headings]
    parents = _parents(raw)
    levels: list[int] = []
    following = _numbered_sibling(parents, depths)
    for index, parent in enumerate(parents):
        above = levels[parent] if parent is not None else 0
        levels.append(depths[index] or min(raw[index], max(above + 1, following[index])))
    return levels


def _parents(raw: list[int]) -> list[int | None]:
    stack: list[int] = []
    parents: list[int | None] = []
    for index, level in enumerate(raw):
        while stack and raw[stack[-1]] >= level:
            stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(index)
    return parents


def _numbered_sibling(parents: list[int | None], depths: list[int]) -> list[int]:
    """For each heading the depth of the next numbered one under the same heading, or 0."""
    found: dict[int | None, int] = {}
    following = []
    for parent, depth in zip(reversed(parents), reversed(depths), strict=True):
        following.append(found.get(parent, 0))
        if depth:
            found[parent] = depth
    return following[::-1]
