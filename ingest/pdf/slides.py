"""Slide decks: what tells them from reports, and the titles of slides."""

from __future__ import annotations

from corpus.records import BlockKind
from ingest.pdf.layout import Draft, Sheet

_WORDS_A_SLIDE = 220  # median; a page of a landscape report has 400 and more
_TITLE_ZONE = 0.35  # share of the height in which a title begins
_TITLE_SIZE = 0.95  # times the biggest text of the slide


def is_deck(sheets: list[Sheet]) -> bool:
    """Whether most pages are wider than high and hold little text."""
    if not sheets:
        return False
    wide = sum(1 for sheet in sheets if sheet.width > 1.15 * sheet.height)
    words = sorted(sum(len(line.tokens) for line in sheet.lines) for sheet in sheets)
    return wide > 0.8 * len(sheets) and words[len(words) // 2] < _WORDS_A_SLIDE


def name_titles(pages: list[tuple[Sheet, list[Draft]]]) -> None:
    """Make the biggest text near the top of each slide its title; other headings go below it."""
    for sheet, drafts in pages:
        title = _title(sheet, drafts)
        for draft in drafts:
            if draft is title:
                draft.kind, draft.level = BlockKind.TITLE, 1
            elif draft.kind is BlockKind.HEADING:
                draft.level = 2


def _title(sheet: Sheet, drafts: list[Draft]) -> Draft | None:
    heads = [
        d
        for d in drafts
        if d.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and any(c.isalpha() for c in d.text)
    ]
    if not heads:
        return None
    biggest = max(draft.size for draft in heads)
    zone = _TITLE_ZONE if len(heads) > 2 else 1.0
    for draft in heads:
        near = draft.box[1] < zone * sheet.height
        if near and draft.size >= _TITLE_SIZE * biggest and len(draft.text) < 250:
            return draft
    return heads[0] if heads[0].kind is BlockKind.HEADING else None
