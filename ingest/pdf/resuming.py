"""Paragraphs that a table or a figure interrupts on their page."""

from __future__ import annotations

import re

from corpus.records import BlockKind
from ingest.pdf.layout import Draft
from ingest.pdf.wording import Vocabulary

_END = re.compile(r"[.!?:;…][\"”»')\]]*[\s\u00b9\u00b2\u00b3\u2070-\u2079\d*]*$")
_STOPPERS = (BlockKind.HEADING, BlockKind.TITLE, BlockKind.LIST_ITEM, BlockKind.REFERENCE)
_LINES = 2  # lines a paragraph has at least to be taken for running text


def resumed(drafts: list[Draft], vocabulary: Vocabulary) -> list[Draft]:
    """Join a paragraph that stops without a full stop with the one that goes on in lower case.

    Only captions, rows, notes and text set differently may stand between the two; they follow it.
    """
    kept: list[Draft] = []
    open_draft: Draft | None = None
    for draft in drafts:
        if open_draft is not None and _goes_on(open_draft, draft, vocabulary):
            open_draft.lines = open_draft.lines + draft.lines
            open_draft = open_draft if _is_open(open_draft) else None
            continue
        kept.append(draft)
        if draft.kind in _STOPPERS:
            open_draft = None
        elif _is_running(draft) and (open_draft is None or draft.is_set_like(open_draft)):
            open_draft = draft if _is_open(draft) else None
    return kept


def _is_running(draft: Draft) -> bool:
    return draft.kind is BlockKind.PARAGRAPH and not draft.scattered


def _is_open(draft: Draft) -> bool:
    return len(draft.lines) >= _LINES and _END.search(draft.last.text) is None


def _goes_on(draft: Draft, other: Draft, vocabulary: Vocabulary) -> bool:
    if not _is_running(other) or not other.is_set_like(draft):
        return False
    start = other.first.tokens[0].text
    if not start[:1].islower():
        return False
    if draft.ends_cut:
        return vocabulary.joins(draft.last.tokens[-1].text, start)
    return len(other.lines) >= _LINES or _END.search(other.text) is not None
