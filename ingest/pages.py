"""Composing the text of a page out of blocks, the one way for all readers."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import gt
from typing import Any

from corpus.records import Block, BlockKind, Box, Page, Word

_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
# Control characters carry nothing to read, and some (U+0000) no store accepts.
# Normalising takes time with the square of such a run; no letter bears so many marks (the
# stream-safe format of Unicode Annex 15 stops at 30).
_MARKS = re.compile("([\u0300-\u036f]{30})[\u0300-\u036f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_MANY = 1_000  # characters from which such a run costs anything


def clean(text: str) -> str:
    """Return text on one line: NFC, ligatures apart, no control characters, single spaces."""
    text = _CONTROL.sub("", text)
    if len(text) > _MANY:
        text = _MARKS.sub(r"\1", text)
    for ligature in "ﬀﬁﬂﬃﬄﬅﬆ":
        if ligature in text:
            text = text.replace(ligature, unicodedata.normalize("NFKC", ligature))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


Corners = tuple[float, float, float, float]

_SET_BOX: tuple[Callable[[Box, float], None], ...] = tuple(
    Box.__dict__[name].__set__ for name in ("x0", "y0", "x1", "y1")
)
_SET_WORD: tuple[Callable[[Word, Any], None], ...] = tuple(
    Word.__dict__[name].__set__ for name in ("start", "end", "box")
)


def _words_at(starts: list[int], ends: list[int], corners: list[Corners]) -> list[Word]:
    """Make words in bulk: 0.5 us each, 1.7 us through their constructors, a fifth of all reading.

    What the constructor of a box checks is checked here.
    """
    if not corners:
        return []
    sides = tuple(zip(*corners, strict=True))
    if any(map(gt, sides[0], sides[2])) or any(map(gt, sides[1], sides[3])):
        raise ValueError("a box is inside out")
    made: list[Box] = [object.__new__(Box) for _ in corners]
    for put, side in zip(_SET_BOX, sides, strict=True):
        deque(map(put, made, side), maxlen=0)
    words: list[Word] = [object.__new__(Word) for _ in corners]
    columns: tuple[Iterable[Any], ...] = (starts, ends, made)
    for place, values in zip(_SET_WORD, columns, strict=True):
        deque(map(place, words, values), maxlen=0)
    return words


@dataclass(slots=True)
class PageWriter:
    """Collects the blocks of one page and gives the finished :class:`Page`."""

    number: int
    width: float = 0.0
    height: float = 0.0
    label: str | None = None
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _words: list[Word] = field(default_factory=list)
    _length: int = 0

    def add(
        self,
        kind: BlockKind,
        text: str,
        level: int = 0,
        box: Box | None = None,
        words: Iterable[Word] = (),
    ) -> None:
        """Append a block; blank text is left out.

        ``words`` have offsets in ``text``, which must then be clean already (see :func:`clean`).
        """
        words = tuple(words)
        text = text if words else clean(text)
        if not text:
            return
        start = self._length
        self._parts.append(text)
        self._blocks.append(Block(kind, start, start + len(text), level, box))
        self._words.extend(Word(start + w.start, start + w.end, w.box) for w in words)
        self._length = start + len(text) + 1

    def add_placed(
        self,
        kind: BlockKind,
        text: str,
        level: int,
        box: Box,
        starts: list[int],
        ends: list[int],
        corners: list[Corners],
    ) -> None:
        """Append a block of clean text with the start, end and rectangle of each of its words."""
        offset = self._length
        self._parts.append(text)
        self._blocks.append(Block(kind, offset, offset + len(text), level, box))
        if offset:
            starts, ends = [start + offset for start in starts], [end + offset for end in ends]
        self._words += _words_at(starts, ends, corners)
        self._length = offset + len(text) + 1

    def finish(self, unreadable: str | None = None) -> Page:
        """Return the page."""
        return Page(
            number=self.number,
            text="\n".join(self._parts),
            blocks=tuple(self._blocks),
            words=tuple(self._words),
            width=self.width,
            height=self.height,
            label=self.label,
            unreadable=unreadable,
        )
