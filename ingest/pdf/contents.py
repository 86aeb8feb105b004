"""Contents pages, indexes and bibliographies: marked, so that search can put them last."""

from __future__ import annotations

import re

from corpus.records import BlockKind
from ingest.pdf.layout import Draft
from ingest.pdf.lines import Line

_BIBLIOGRAPHY = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s*)?(?:bibliografia(?: essenziale)?|riferimenti(?: bibliografici)?|"
    r"references|bibliography|sitografia|key references|fonti bibliografiche|works cited|"
    r"riferimenti normativi|bibliografia e sitografia|references and sources)\W*$",
    re.IGNORECASE,
)
_CONTENTS_TITLE = re.compile(
    r"^(?:indice(?: generale| dei contenuti)?|sommario|contents|table of contents|"
    r"indice delle (?:figure|tabelle)|indice analitico|indice dei nomi|index)\W*$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})\s*$|_{4,}\s*\d{1,4}\s*$")
_PAGE_AT_END = re.compile(r"[^\W\d_].*\s(?!(?:19|20)\d\d$)(?:\d{1,4}|[ivxlc]{1,6})$")
_INDEX_ENTRY = re.compile(r"[^\W\d_].*?[,\s]\s*\d{1,4}(?:\s?[-–]\s?\d{1,4})?(?:,\s*\d[\d\s,–-]*)?$")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d")

_LEADERS = 3  # lines with leaders that make a page of contents
_CONTENTS_LINE = 250
_PROSE = 15  # words of a text that is no line of contents
_LONG_ENTRY = 300
_ENTRIES_SHARE = 0.6  # of the lines of a block that end with pages
_TITLED = (BlockKind.HEADING, BlockKind.PARAGRAPH)
_ENTRIES = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE)


def is_contents_line(text: str) -> bool:
    """Whether dots lead to a page number."""
    return _LEADER.search(text) is not None


def mark_contents(drafts: list[Draft]) -> None:
    """Lines with page numbers: after a title "Indice", or many of them with leaders."""
    leaders = sum(draft.kind is BlockKind.CONTENTS for draft in drafts)
    titled = any(_CONTENTS_TITLE.match(draft.text) for draft in drafts)
    if not leaders and not titled:
        return
    inside = leaders >= _LEADERS
    kept: list[Draft] = []
    for draft in drafts:
        if _CONTENTS_TITLE.match(draft.text):
            inside = True
        elif inside and len(draft.lines) > 1 and _is_index(draft):
            kept += [Draft(lines, BlockKind.CONTENTS) for lines in _entries(draft)]
            continue
        elif inside and _PAGE_AT_END.search(draft.text) and len(draft.text) < _CONTENTS_LINE:
            draft.kind, draft.level, draft.cells = BlockKind.CONTENTS, 0, None
        elif draft.kind is BlockKind.CONTENTS and not inside:
            draft.kind = BlockKind.PARAGRAPH
        elif inside and len(draft.text.split()) > _PROSE:
            inside = False
        kept.append(draft)
    drafts[:] = kept


def _is_index(draft: Draft) -> bool:
    if draft.kind not in (BlockKind.PARAGRAPH, BlockKind.CONTENTS):
        return False
    ending = sum(_INDEX_ENTRY.match(line.text) is not None for line in draft.lines)
    return ending >= _ENTRIES_SHARE * len(draft.lines)


def _entries(draft: Draft) -> list[list[Line]]:
    """Lines by entry: each ends with its pages."""
    entries: list[list[Line]] = [[]]
    for line in draft.lines:
        entries[-1].append(line)
        if _INDEX_ENTRY.match(line.text):
            entries.append([])
    return [entry for entry in entries if entry]


def mark_references(drafts: list[Draft]) -> None:
    """Everything between a heading "Bibliografia" and the next heading that is not below it."""
    inside = 0
    for draft in drafts:
        text = draft.text
        if draft.kind in _TITLED and _BIBLIOGRAPHY.match(text):
            draft.kind, draft.level = BlockKind.HEADING, draft.level or 1
            inside = draft.level
        elif draft.kind is BlockKind.HEADING and draft.level <= inside:
            inside = 0
        elif inside and draft.kind in _ENTRIES and not draft.has_small_mark:
            draft.kind, draft.level = BlockKind.REFERENCE, 0
            if len(text) > _LONG_ENTRY and not _YEAR.search(text):
                inside = 0  # back matter without a heading
