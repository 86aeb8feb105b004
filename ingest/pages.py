"""Composing the text of a page out of blocks, the one way for all readers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.records import Block, BlockKind, Box, Page, Word

_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
# Control characters carry nothing to read, and some (U+0000) no store accepts.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return text on one line: NFC, ligatures apart, no control characters, single spaces."""
    text = _CONTROL.sub("", text)
    for ligature in "ﬀﬁﬂﬃﬄﬅﬆ":
        if ligature in text:
            text = text.replace(ligature, unicodedata.normalize("NFKC", ligature))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


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
