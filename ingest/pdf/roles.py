"""What a paragraph is: heading, caption, footnote, list item, reference, contents line."""

from __future__ import annotations

import re

from corpus.records import BlockKind
from ingest.pdf.contents import is_contents_line, mark_contents, mark_references
from ingest.pdf.enumerating import mark_enumerations
from ingest.pdf.figures import gather_figures
from ingest.pdf.headings import Outline, name_headings
from ingest.pdf.layout import Draft, Sheet
from ingest.pdf.paragraphs import is_bullet

_CAPTION = re.compile(
    r"^(?:(?:figura|fig\.|tabella|tab\.|tavola|grafico|prospetto|schema|box|riquadro|figure|table|"
    r"chart|exhibit|diagramma|cartogramma)\s*(?:n\.\s*)?[A-Z]?\d{1,3}(?:[.\-]\d{1,3})*[a-z]?"
    r"(?=[\s.:–—-]|$)|(?:fonte|fonti|source|sources)\s*:)",
    re.IGNORECASE,
)
_TABLE_NOTE = re.compile(r"^(?:nota|note|notes)\s*:", re.IGNORECASE)
_NOTE_START = re.compile(r"^(?:\(?\d{1,3}[.)]?|\*{1,3}|†|‡)\s+[\"“«(]?[^\W\d_]")

_NOTE_SIZE = 0.92  # times the body
_MOST_NOTES = 99  # a bigger number at the start of small print is a figure


def assign(pages: list[tuple[Sheet, list[Draft]]], body: float, outline: Outline) -> None:
    """Give every draft of a document its kind and level."""
    for sheet, drafts in pages:
        _obvious(drafts)
        _footnotes(sheet, drafts, body)
        gather_figures(drafts, body)
    name_headings([drafts for _, drafts in pages], body, outline)
    for _, drafts in pages:
        mark_contents(drafts)
    whole = [draft for _, drafts in pages for draft in drafts]
    mark_enumerations(whole)
    mark_references(whole)


def is_caption(text: str) -> bool:
    """Whether a text begins as captions and the sources below them do."""
    return _CAPTION.match(text) is not None


def _obvious(drafts: list[Draft]) -> None:
    for index, draft in enumerate(drafts):
        if draft.kind is not BlockKind.PARAGRAPH:
            continue
        text = draft.text
        if is_bullet(text):
            draft.kind = BlockKind.LIST_ITEM
        elif len(text) < 600 and (is_caption(text) or _note_to_table(drafts, index)):
            draft.kind = BlockKind.CAPTION
        elif is_contents_line(text):
            draft.kind = BlockKind.CONTENTS
    _list_levels(drafts)


def _note_to_table(drafts: list[Draft], index: int) -> bool:
    return bool(_TABLE_NOTE.match(drafts[index].text))


def _list_levels(drafts: list[Draft]) -> None:
    """Levels of bullets from their indents, list by list."""
    indents: list[float] = []
    foot = 0.0
    for draft in drafts:
        if draft.kind is not BlockKind.LIST_ITEM:
            if draft.kind is not BlockKind.PARAGRAPH or len(draft.text) > 60:
                indents = []
            continue
        if draft.first.y0 < foot:  # another column
            indents = []
        foot = draft.first.y0
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
        small_mark = draft.has_small_mark
        plain_mark = (
            draft.box[1] > half
            and _starts_note(draft.text)
            and len(draft.text) > 30
            and not draft.bold
            and not draft.scattered
        )
        if draft.box[1] > sheet.trim[1] + 0.2 * sheet.height and (small_mark or plain_mark):
            draft.kind, open_note = BlockKind.FOOTNOTE, True
        elif open_note and draft.box[1] > half:
            draft.kind = BlockKind.FOOTNOTE


def _starts_note(text: str) -> bool:
    match = _NOTE_START.match(text)
    if match is None:
        return False
    number = re.match(r"\(?(\d+)", text)
    return number is None or int(number.group(1)) <= _MOST_NOTES
