"""Passages out of pages: sentences packed to a size, within a section, with their places.

A passage never crosses a heading. It stays on one page, except that a sentence which runs over
a page break goes whole to the page it begins on. A slide is one passage together with its title
as long as it is not too long.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.identifiers import RecordId, passage_id
from corpus.records import (
    SOFT_HYPHEN,
    Block,
    BlockKind,
    Box,
    Format,
    Page,
    Passage,
    Span,
    joined,
)

#: Gives the ``[start, end)`` offsets of the sentences of a text, in order.
SentenceSplitter = Callable[[str], Sequence[tuple[int, int]]]

# Words a passage. nDCG@10 of the hybrid search, its sentences included, by the most words aimed at
# (mean tokens of the default model in brackets), on 70 page-level topics over real reports and on
# 1,500 questions of SQuAD-it: 40 words (61) 0.588 and 0.875; 70 (94) 0.600 and 0.881; 100 (118)
# 0.624 and -; 130 (139; kept) 0.619 and 0.890; 170 (159) 0.597 and -; 210 (182) 0.599 and 0.891.
# On 90 other topics, without sentences: 0.473 with 80, 0.485 with 130, 0.472 with 250.
_TARGET_WORDS = 130
_MAX_WORD_CHARS = 1_000  # what is longer is no word (data in a page), and is cut like a sentence
_MAX_WORDS = 200  # a longer sentence is cut; a slide up to this size stays whole

_WORD = re.compile(rf"\S{{1,{_MAX_WORD_CHARS}}}")
# As long as can be, up to a space where there is one in the last stretch.
_PIECE = re.compile(r".{1,99000}(?:$|(?<=\s)|.{1,1000}?(?:\s|$)|.)", re.DOTALL)
_END_OF_SENTENCE = re.compile(r"[.!?:;…»”\"')\]]\s*$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, bullet or row: what is not cut apart."""

    spans: tuple[Span, ...]
    words: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class _Run:
    """Units of one page, one section and one role that follow each other."""

    role: BlockKind
    section: tuple[str, ...]
    units: tuple[_Unit, ...]
    whole: bool = False  # a slide: not split up to the maximum


# Kinds that carry the thread of a text from page to page.
_MAIN = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.TITLE})
# Kinds that make passages of their own; all others flow together as plain text.
_OWN_ROLE = {
    BlockKind.TABLE_ROW: BlockKind.TABLE_ROW,
    BlockKind.CAPTION: BlockKind.TABLE_ROW,
    BlockKind.FOOTNOTE: BlockKind.FOOTNOTE,
    BlockKind.NOTE: BlockKind.NOTE,
    BlockKind.CONTENTS: BlockKind.CONTENTS,
    BlockKind.REFERENCE: BlockKind.REFERENCE,
}


def segment(
    record: RecordId, pages: Sequence[Page], format_: Format, split: SentenceSplitter
) -> tuple[Passage, ...]:
    """Return the passages of a record in reading order, without language and annotations."""
    texts = {page.number: page.text for page in pages}
    runs = _slide_runs(pages, split) if format_ is Format.SLIDES else _prose_runs(pages, split)
    by_number = {page.number: page for page in pages}
    seen: Counter[tuple[int, str]] = Counter()
    passages: list[Passage] = []
    for run in runs:
        for units in _packed(run):
            spans = _merged(units)
            text = joined(texts, spans)
            if not any(character.isalnum() for character in text):
                continue
            place = (spans[0].page, text)
            passages.append(
                Passage(
                    id=passage_id(record, *place, seen[place]),
                    record=record,
                    ordinal=len(passages),
                    text=text,
                    spans=spans,
                    section=run.section,
                    role=run.role,
                    boxes=tuple(
                        (span.page, box) for span in spans for box in _boxes(by_number, span)
                    ),
                )
            )
            seen[place] += 1
    return tuple(passages)


def rekeyed(passages: Sequence[Passage], record: RecordId) -> tuple[Passage, ...]:
    """Return passages as those of another record, with the ids they have there."""
    seen: Counter[tuple[int, str]] = Counter()
    moved = []
    for passage in passages:
        place = (passage.page, passage.text)
        identifier = passage_id(record, *place, seen[place])
        moved.append(dataclasses.replace(passage, id=identifier, record=record))
        seen[place] += 1
    return tuple(moved)


# Slides


def _slide_runs(pages: Sequence[Page], split: SentenceSplitter) -> Iterator[_Run]:
    for page in pages:
        flow: list[_Unit] = []
        own: dict[BlockKind, list[_Unit]] = {}
        title: tuple[str, ...] = ()
        for block in page.blocks:
            if block.kind is BlockKind.FURNITURE:
                continue
            if block.kind is BlockKind.TITLE and not title:
                title = (page.slice(block),)
            separate = block.kind in (BlockKind.NOTE, BlockKind.CONTENTS, BlockKind.REFERENCE)
            target = own.setdefault(block.kind, []) if separate else flow
            target.extend(_units(page, block, split))
        if flow:
            yield _Run(BlockKind.PARAGRAPH, title, tuple(flow), whole=True)
        for role, units in own.items():
            yield _Run(role, title, tuple(units))


# Prose


def _prose_runs(pages: Sequence[Page], split: SentenceSplitter) -> Iterator[_Run]:
    writer = _ProseWriter()
    # The part of a page that the last sentence of the page before took with it.
    taken: Span | None = None
    for index, page in enumerate(pages):
        following = pages[index + 1] if index + 1 < len(pages) else None
        last = _last_flowing(page)
        next_taken: Span | None = None
        for block in page.blocks:
            if block.kind is BlockKind.FURNITURE:
                continue
            if block.kind in (BlockKind.HEADING, BlockKind.TITLE):
                yield from writer.heading(page, block)
                continue
            begun = taken is not None and block.start == taken.start
            units = _units(page, block, split, start=taken.end if taken and begun else 0)
            if block is last and following is not None and units:
                units[-1], next_taken = _carried(units[-1], page, following, split)
            writer.add(block.kind, units)
        taken = next_taken
        yield from writer.end_page()
    yield from writer.finish()


class _ProseWriter:
    """Gathers units into runs, following headings."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []
        self._own: dict[BlockKind, list[_Unit]] = {}
        self._open: list[_Unit] = []
        self._role = BlockKind.PARAGRAPH
        self._done: list[_Run] = []
        self._bare: list[_Unit] = []  # headings with nothing beneath them yet

    @property
    def _section(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    def heading(self, page: Page, block: Block) -> Iterator[_Run]:
        self._close()
        if not any(character.isalnum() for character in page.slice(block)):
            return  # a rule or a row of dots heads nothing
        level = 0 if block.kind is BlockKind.TITLE else max(block.level, 1)
        if self._bare and (not self._path or self._path[-1][0] >= level):
            # Two headings of a rank in a row: the first has no text, and would be lost.
            yield _Run(BlockKind.HEADING, self._section[:-1], tuple(self._bare))
            self._bare = []
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, page.slice(block)))
        self._bare = [_unit(page, block)]

    def add(self, kind: BlockKind, units: list[_Unit]) -> None:
        if not units:
            return
        role = _OWN_ROLE.get(kind, BlockKind.PARAGRAPH)
        if role in (BlockKind.FOOTNOTE, BlockKind.NOTE):  # stand beside the text, break nothing
            self._own.setdefault(role, []).extend(units)
            return
        self._bare = []
        if role is not self._role:
            self._close()
            self._role = role
        self._open.extend(units)

    def end_page(self) -> Iterator[_Run]:
        self._close()
        yield from self._done
        self._done = []
        for role, units in self._own.items():
            yield _Run(role, self._section, tuple(units))
        self._own = {}

    def finish(self) -> Iterator[_Run]:
        if self._bare:
            yield _Run(BlockKind.HEADING, self._section[:-1], tuple(self._bare))

    def _close(self) -> None:
        if self._open:
            self._done.append(_Run(self._role, self._section, tuple(self._open)))
            self._open = []


def _last_flowing(page: Page) -> Block | None:
    flowing = [b for b in page.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
    return flowing[-1] if flowing else None


def _carried(
    unit: _Unit, page: Page, following: Page, split: SentenceSplitter
) -> tuple[_Unit, Span | None]:
    """Give a sentence its end on the next page; say what it takes from there."""
    ending = page.text[unit.spans[-1].start : unit.spans[-1].end]
    first = next((b for b in following.blocks if b.kind in _MAIN), None)
    if first is None or first.kind is not BlockKind.PARAGRAPH:
        return unit, None
    text = following.slice(first)
    cut = ending.endswith(SOFT_HYPHEN)
    if not cut and (_END_OF_SENTENCE.search(ending) or not text[0].islower()):
        return unit, None
    sentences = split(text)
    end = first.start + (sentences[0][1] if sentences else len(text))
    tail = Span(following.number, first.start, end)
    words = unit.words + _count(following.text[tail.start : tail.end])
    return _Unit((*unit.spans, tail), words, unit.kind), tail


# Units


def _count(text: str) -> int:
    return len(text.split())


def _unit(page: Page, block: Block) -> _Unit:
    span = Span(page.number, block.start, block.end)
    return _Unit((span,), _count(page.slice(block)), block.kind)


def _units(page: Page, block: Block, split: SentenceSplitter, start: int = 0) -> list[_Unit]:
    """Cut a block, from ``start`` of its page on, into sentences and those into maximal size."""
    begin = max(block.start, start)
    text = page.text[begin : block.end]
    offset = len(text) - len(text.lstrip())
    if not any(character.isalnum() for character in text):
        return []
    begin, text = begin + offset, text.strip()
    bounds = _sentences(text, split) if block.kind is not BlockKind.TITLE else [(0, len(text))]
    return [
        _Unit((Span(page.number, begin + a, begin + b),), _count(text[a:b]), block.kind)
        for sentence in bounds
        for a, b in _cut(text, *sentence)
    ]


def _sentences(text: str, split: SentenceSplitter) -> list[tuple[int, int]]:
    """Split a text of any length: what parses sentences takes a bounded text at a time."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    return [(at + a, at + b) for at, end in pieces for a, b in split(text[at:end])]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut ``[start, end)`` between words into pieces of at most the maximal size."""
    words = [match.span() for match in _WORD.finditer(text[start:end])]
    for first in range(0, len(words), _MAX_WORDS):
        piece = words[first : first + _MAX_WORDS]
        yield start + piece[0][0], start + piece[-1][1]


def _packed(run: _Run) -> Iterator[list[_Unit]]:
    """Spread the units of a run evenly over as few passages as their size asks for."""
    total = sum(unit.words for unit in run.units)
    if run.whole and total <= _MAX_WORDS:
        yield list(run.units)
        return
    size = total / max(1, math.ceil(total / _TARGET_WORDS - 0.3))
    current: list[_Unit] = []
    filled = 0.0
    for unit in run.units:
        # Cut before a unit that would reach further past the mark than it now falls short of it.
        if current and filled + unit.words / 2 > size:
            yield current
            current, filled = [], 0.0
        current.append(unit)
        filled += unit.words
    if current:
        yield current


def _merged(units: Iterable[_Unit]) -> tuple[Span, ...]:
    """Join spans that touch but for one separator (a space or a line break)."""
    merged: list[Span] = []
    for unit in units:
        for span in unit.spans:
            last = merged[-1] if merged else None
            if last is not None and last.page == span.page and 0 <= span.start - last.end <= 1:
                merged[-1] = Span(last.page, last.start, span.end)
            else:
                merged.append(span)
    return tuple(merged)


def _boxes(pages: dict[int, Page], span: Span) -> list[Box]:
    """Return the boxes of the lines of a span, or of its blocks where words have no place."""
    page = pages[span.page]
    if not page.words:
        return [b.box for b in page.blocks if b.box and b.start < span.end and span.start < b.end]
    first = bisect.bisect_left(page.words, span.start, key=lambda word: word.start)
    lines: list[Box] = []
    for word in page.words[first:]:
        if word.start >= span.end:
            break
        if word.end > span.end:
            continue
        box = word.box
        if lines and _same_line(lines[-1], box):
            last = lines[-1]
            lines[-1] = Box(
                min(last.x0, box.x0),
                min(last.y0, box.y0),
                max(last.x1, box.x1),
                max(last.y1, box.y1),
            )
        else:
            lines.append(box)
    return lines


def _same_line(line: Box, box: Box) -> bool:
    overlap = min(line.y1, box.y1) - max(line.y0, box.y0)
    height = min(line.y1 - line.y0, box.y1 - box.y0)
    # A gap of several heights is another column or the next line's beginning.
    near = -height <= box.x0 - line.x1 <= 3 * max(height, 1.0)
    return overlap > 0.5 * height and near
