"""Numbered items: one after the other they make a list."""

from __future__ import annotations

import re

from corpus.records import BlockKind
from ingest.pdf.layout import Draft

_MARK = re.compile(r"^\(?(\d{1,2}|[a-z]|[A-Z]|[ivx]{1,5})([.)])\s*[^\W\d_«“\"'(]?")
_KIND = 1_000  # apart the values of figures, small and big letters and roman numerals
_ROMAN = {"i": 1, "v": 5, "x": 10}
# What may stand between two items anywhere.
_BESIDE = (BlockKind.FOOTNOTE, BlockKind.TABLE_ROW, BlockKind.CAPTION)
_LOOKED_BACK = 60  # places; a list inside a list is hardly longer
_APART = 3  # blocks between two items (their own second paragraphs)


def mark_enumerations(drafts: list[Draft]) -> None:
    """Make list items of paragraphs that are numbered on, in figures, letters or roman numerals."""
    drafts = [draft for draft in drafts if draft.kind not in _BESIDE]
    # Value of the last item of each series still open, with its place.
    last: dict[int, int] = {}
    items: list[tuple[int, int]] = []  # place and kind of mark
    for index, draft in enumerate(drafts):
        if draft.kind is BlockKind.HEADING:
            last = {}
        if draft.kind is not BlockKind.PARAGRAPH:
            continue
        for value in _values(draft.text):
            before = last.get(value - 1)
            if before is not None and index - before <= _APART + _between(items, before):
                items += [(place, value // _KIND) for place in (before, index)]
            last[value] = index
    _set_levels(drafts, sorted(set(items)))


def _between(items: list[tuple[int, int]], place: int) -> int:
    """Items of other lists that came after a place, of the last few."""
    return len({at for at, _ in items[-_LOOKED_BACK:] if at > place})


def _set_levels(drafts: list[Draft], items: list[tuple[int, int]]) -> None:
    """Put a list with another kind of mark inside a list a level deeper."""
    open_marks: list[int] = []
    reached = 0
    for place, mark in items:
        if any(draft.kind is BlockKind.HEADING for draft in drafts[reached:place]):
            open_marks = []
        reached = place
        if mark in open_marks:
            del open_marks[open_marks.index(mark) + 1 :]
        else:
            open_marks.append(mark)
        drafts[place].kind, drafts[place].level = BlockKind.LIST_ITEM, len(open_marks)


def _values(text: str) -> list[int]:
    match = _MARK.match(text)
    if match is None or text[match.end(2) : match.end(2) + 1].isdigit():
        return []
    mark = match.group(1)
    if mark.isdigit():
        return [int(mark)]
    values = [_KIND * (1 + mark.isupper()) + ord(mark.lower())] if len(mark) == 1 else []
    if all(letter in _ROMAN for letter in mark):
        numbers = [_ROMAN[letter] for letter in mark]
        values.append(3 * _KIND + sum(_signed(numbers)))
    return values


def _signed(numbers: list[int]) -> list[int]:
    return [-n if n < max(numbers[i + 1 : i + 2], default=0) else n for i, n in enumerate(numbers)]
