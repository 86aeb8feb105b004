"""What a paragraph is: heading, caption, footnote, list item, reference, contents line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from corpus.records import BlockKind
from ingest.pdf.layout import Draft, Sheet
from ingest.pdf.paragraphs import is_bullet

_CAPTION = re.compile(
    r"^(?:(?:figura|fig\.|tabella|tab\.|tavola|grafico|prospetto|schema|box|riquadro|figure|table|"
    r"chart|exhibit|diagramma|cartogramma)\s*(?:n\.\s*)?[A-Z]?\d{1,3}(?:[.\-]\d{1,3})*[a-z]?"
    r"(?=[\s.:–—-]|$)|(?:fonte|fonti|source|sources)\s*:)",
    re.IGNORECASE,
)
_TABLE_NOTE = re.compile(r"^(?:nota|note|notes)\s*:", re.IGNORECASE)
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
_BIBLIOGRAPHY = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s*)?(?:bibliografia(?: essenziale)?|riferimenti(?: bibliografici)?|"
    r"references|bibliography|sitografia|key references|fonti bibliografiche|works cited|"
    r"riferimenti normativi|bibliografia e sitografia|references and sources)\W*$",
    re.IGNORECASE,
)
_CONTENTS_TITLE = re.compile(
    r"^(?:indice(?: generale| dei contenuti)?|sommario|contents|table of contents|"
    r"indice delle (?:figure|tabelle)|indice analitico|index)\W*$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})\s*$|_{4,}\s*\d{1,4}\s*$")
_PAGE_AT_END = re.compile(r"[^\W\d_].*\s(?!(?:19|20)\d\d$)(?:\d{1,4}|[ivxlc]{1,6})$")
_NOTE_MARK = re.compile(r"^(?:\(?\d{1,3}\)?|\*{1,3}|[a-z]|†|‡)(?:\s|$|[.)])")
_NOTE_START = re.compile(r"^(?:\(?\d{1,3}[.)]?|\*{1,3}|†|‡)\s+[\"“«(]?[^\W\d_]")
_LETTER = re.compile(r"[^\W\d_]")

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d")
_LEADERS = 3  # lines with leaders that make a page of contents
_CONTENTS_LINE = 250
_PROSE = 15  # words of a text that is no line of contents
_LONG_ENTRY = 300
_HEADING_SIZE = 1.1  # times the body
_HEADING_LENGTH = 220
_LEAST_LETTERS = 4
_SENTENCE = 8  # words from which a text with a full stop is a sentence, however big
_HEADING_LINES = 4
_NOTE_SIZE = 0.92  # times the body
_TEXT_BELOW = 8  # words below a heading that stands beside others
_LABELS = 2  # big or bold texts in the same row that make a draft one of several labels
_DEEPEST = 6


_Look = tuple[float, bool]  # size in half points, bold


@dataclass(slots=True)
class Outline:
    """Titles of the document outline, normalised, with their level from 1."""

    levels: dict[str, int] = field(default_factory=dict)

    def level(self, text: str) -> int:
        """Level of a heading the outline names, or 0."""
        return self.levels.get(plain(text), 0)


def plain(text: str) -> str:
    """Letters and digits only, in lower case: for comparing titles."""
    return "".join(re.findall(r"\w+", text.lower()))


def assign(pages: list[tuple[Sheet, list[Draft]]], body: float, outline: Outline) -> None:
    """Give every draft of a document its kind and level."""
    for sheet, drafts in pages:
        _obvious(drafts)
        _footnotes(sheet, drafts, body)
    headings = [
        draft
        for _, drafts in pages
        for draft in _heads([_may_head(d, body, outline) for d in drafts], drafts)
    ]
    _levels(headings, outline)
    _contents(pages)
    _references(pages)


def _obvious(drafts: list[Draft]) -> None:
    for index, draft in enumerate(drafts):
        if draft.kind is not BlockKind.PARAGRAPH:
            continue
        text = draft.text
        if is_bullet(text):
            draft.kind = BlockKind.LIST_ITEM
        elif len(text) < 600 and (_CAPTION.match(text) or _note_to_table(drafts, index)):
            draft.kind = BlockKind.CAPTION
        elif _LEADER.search(text):
            draft.kind = BlockKind.CONTENTS
    _list_levels(drafts)


def _note_to_table(drafts: list[Draft], index: int) -> bool:
    return bool(_TABLE_NOTE.match(drafts[index].text))


def _list_levels(drafts: list[Draft]) -> None:
    """Levels of bullets from their indents, list by list."""
    indents: list[float] = []
    for draft in drafts:
        if draft.kind is not BlockKind.LIST_ITEM:
            if draft.kind is not BlockKind.PARAGRAPH or len(draft.text) > 60:
                indents = []
            continue
        x, size = draft.first.x0, draft.first.size
        while indents and indents[-1] > x + 0.5 * size:
            indents.pop()
        if not indents or x > indents[-1] + 0.5 * size:
            indents.append(x)
        draft.level = len(indents)


def _footnotes(sheet: Sheet, drafts: list[Draft], body: float) -> None:
    """Small print at the foot of a column that begins with a mark."""
    half = sheet.trim[1] + 0.4 * (sheet.trim[3] - sheet.trim[1])
    open_note = False
    for draft in drafts:
        if draft.kind is not BlockKind.PARAGRAPH or draft.size > _NOTE_SIZE * body:
            open_note = False
            continue
        small_mark = _has_small_mark(draft)
        plain_mark = (
            draft.box[1] > half
            and _NOTE_START.match(draft.text) is not None
            and len(draft.text) > 30
            and not draft.bold
            and not draft.scattered
        )
        if draft.box[1] > sheet.trim[1] + 0.2 * sheet.height and (small_mark or plain_mark):
            draft.kind, open_note = BlockKind.FOOTNOTE, True
        elif open_note and draft.box[1] > half:
            draft.kind = BlockKind.FOOTNOTE


def _may_head(draft: Draft, body: float, outline: Outline) -> bool:
    if draft.kind is not BlockKind.PARAGRAPH or draft.scattered or not body:
        return False
    text = draft.text.strip()
    if len(draft.lines) > _HEADING_LINES or len(text) > _HEADING_LENGTH:
        return False
    letters = len(_LETTER.findall(text))
    if letters < _LEAST_LETTERS or letters < 0.5 * len(text) or text[:1].islower():
        return False
    if outline.level(text):
        return True
    if draft.bold and _NUMBERED.match(text) and draft.size >= 0.97 * body:
        return True
    if text.endswith((".", ";", ",")) and len(text.split()) > _SENTENCE:
        return False
    strong = draft.bold and draft.size >= 0.97 * body and not text.endswith((".", ";", ","))
    return strong or draft.size >= _HEADING_SIZE * body


def _has_small_mark(draft: Draft) -> bool:
    """Whether a raised number or sign stands before the text, as in footnotes."""
    first = draft.first.tokens[0]
    return first.size < 0.85 * draft.size and _NOTE_MARK.match(first.text) is not None


def _heads(may: list[bool], drafts: list[Draft]) -> list[Draft]:
    """Drafts that may head what follows; labels that stand in a row in a figure do not."""
    kept = []
    for index, draft in enumerate(drafts):
        if not may[index]:
            continue
        below = drafts[index + 1] if index + 1 < len(drafts) else None
        heads_text = below is not None and len(below.text.split()) >= _TEXT_BELOW
        if heads_text or _neighbours(draft, may, drafts) < _LABELS:
            kept.append(draft)
    return kept


def _neighbours(draft: Draft, may: list[bool], drafts: list[Draft]) -> int:
    _, top, _, bottom = draft.box
    return sum(
        1
        for other, able in zip(drafts, may, strict=True)
        if able and other is not draft and other.box[1] < bottom and other.box[3] > top
    )


def _levels(headings: list[Draft], outline: Outline) -> None:
    """Levels by number where there is one, by outline, else by rank of the style."""
    numbered: dict[_Look, int] = {}
    uses: Counter[_Look] = Counter()
    for draft in headings:
        depth, look = _depth(draft), _look(draft)
        uses[look] += 1
        if depth:
            numbered[look] = min(depth, numbered.get(look, depth))
    ranks = _ranks(uses, numbered)
    for draft in headings:
        draft.kind = BlockKind.HEADING
        draft.level = _depth(draft) or outline.level(draft.text) or ranks[_look(draft)]


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
    return ranks


def _contents(pages: list[tuple[Sheet, list[Draft]]]) -> None:
    """Lines with page numbers: after a title "Indice", or many of them with leaders."""
    for _, drafts in pages:
        leaders = sum(draft.kind is BlockKind.CONTENTS for draft in drafts)
        inside = leaders >= _LEADERS
        for draft in drafts:
            if _CONTENTS_TITLE.match(draft.text):
                inside = True
            elif inside and _PAGE_AT_END.search(draft.text) and len(draft.text) < _CONTENTS_LINE:
                draft.kind, draft.level, draft.cells = BlockKind.CONTENTS, 0, None
            elif draft.kind is BlockKind.CONTENTS and not inside:
                draft.kind = BlockKind.PARAGRAPH
            elif inside and len(draft.text.split()) > _PROSE:
                inside = False


def _references(pages: list[tuple[Sheet, list[Draft]]]) -> None:
    """Everything between a heading "Bibliografia" and the next heading that is not below it."""
    inside = 0
    for draft in (draft for _, drafts in pages for draft in drafts):
        text = draft.text
        if draft.kind in _TITLED and _BIBLIOGRAPHY.match(text):
            draft.kind, draft.level = BlockKind.HEADING, draft.level or 1
            inside = draft.level
        elif draft.kind is BlockKind.HEADING and draft.level <= inside:
            inside = 0
        elif inside and draft.kind in _ENTRIES and not _has_small_mark(draft):
            draft.kind, draft.level = BlockKind.REFERENCE, 0
            if len(text) > _LONG_ENTRY and not _YEAR.search(text):
                inside = 0  # back matter without a heading


_TITLED = (BlockKind.HEADING, BlockKind.PARAGRAPH)
_ENTRIES = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE)
