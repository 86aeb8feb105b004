"""The lines of a document that speak of the document: cover, imprint, running heads, last pages."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Block, BlockKind, Page, Word

#: Pages from the beginning on which a work names itself, and from the end on which imprints stand.
FRONT_PAGES = 4
BACK_PAGES = 2
_BODY_PAGES = 12
_LINES_A_PAGE = 60
_DISPLAYED_WORDS = 25
_MOST_CHARS = 500  # of a line: no cover prints more, and patterns take time with the length
# Sizes of text without coordinates, in bodies.
_SIZE_OF_KIND = {BlockKind.TITLE: 2.0, BlockKind.HEADING: 1.5}
_LEVEL_STEP = 0.1
_NO_LINES = (BlockKind.FURNITURE, BlockKind.TABLE_ROW, BlockKind.NOTE)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line.

    ``size`` is its height in heights of the body text, ``block`` counts the blocks of its page.
    ``first`` when it begins its block, ``measured`` when the size was measured on the page and not
    taken from the kind of the block. ``words`` is the number of words on its page,
    ``block_words`` that of its block: lines of the running text stand in long blocks.
    """

    text: str
    page: int
    block: int
    kind: BlockKind
    size: float
    first: bool
    measured: bool
    words: int
    block_words: int

    @property
    def displayed(self) -> bool:
        """Whether it stands by itself, as on covers and in imprints, not in running text."""
        return self.block_words <= _DISPLAYED_WORDS


@dataclass(frozen=True, slots=True)
class Front:
    """What a document shows of itself.

    ``front`` are the lines of the first pages without furniture, ``back`` those of the last ones,
    ``heads`` the furniture by the number of pages it stands on.
    """

    front: tuple[Line, ...]
    back: tuple[Line, ...]
    heads: dict[str, int]
    pages: int

    def on(self, *pages: int) -> list[Line]:
        """Return the lines of some of the first pages."""
        return [line for line in self.front if line.page in pages]


def front_of(pages: Sequence[Page]) -> Front:
    """Gather the lines that speak of the document."""
    body = _body_height(pages[:_BODY_PAGES])
    last = pages[max(FRONT_PAGES, len(pages) - BACK_PAGES) :]
    return Front(
        tuple(line for page in pages[:FRONT_PAGES] for line in _lines(page, body)),
        tuple(line for page in last for line in _lines(page, body)),
        _heads(pages),
        len(pages),
    )


def _heads(pages: Sequence[Page]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for page in pages:
        found.update(
            {page.slice(b)[:_MOST_CHARS] for b in page.blocks if b.kind is BlockKind.FURNITURE}
        )
    return dict(found)


def _body_height(pages: Sequence[Page]) -> float:
    heights = [w.box.y1 - w.box.y0 for page in pages for w in page.words]
    return statistics.median(heights) if heights else 0.0


def _lines(page: Page, body: float) -> list[Line]:
    count = len(page.text.split())
    found: list[Line] = []
    words = _words_of_blocks(page)
    for number, block in enumerate(page.blocks):
        if block.kind in _NO_LINES:
            continue
        long = len(page.slice(block).split())
        lines = _split(page, block, words.get(block.start, []))
        for at, (text, height) in enumerate(lines):
            found.append(
                Line(
                    text=text[:_MOST_CHARS],
                    page=page.number,
                    block=number,
                    kind=block.kind,
                    size=height / body if body and height else _size_of(block),
                    first=at == 0,
                    measured=bool(body and height),
                    words=count,
                    block_words=long,
                )
            )
        if len(found) > _LINES_A_PAGE:
            break
    return found


def _size_of(block: Block) -> float:
    size = _SIZE_OF_KIND.get(block.kind, 1.0)
    return max(size - _LEVEL_STEP * max(block.level - 1, 0), 1.0)


def _words_of_blocks(page: Page) -> dict[int, list[Word]]:
    """Return the words of each block by the block's start."""
    found: dict[int, list[Word]] = {}
    words = iter(sorted(page.words, key=lambda w: w.start))
    word = next(words, None)
    for block in page.blocks:
        while word is not None and word.start < block.end:
            if word.start >= block.start:
                found.setdefault(block.start, []).append(word)
            word = next(words, None)
    return found


def _split(page: Page, block: Block, words: list[Word]) -> Iterator[tuple[str, float]]:
    """Yield the printed lines of a block with the height of their letters (0 if unknown)."""
    if not words:
        yield page.slice(block), 0.0
        return
    start, begun = block.start, words[0]
    line: list[Word] = []
    for word in words:
        if line and word.box.y0 >= begun.box.y1 - 0.3 * (begun.box.y1 - begun.box.y0):
            yield page.text[start : word.start].strip(), _height(line)
            start, begun, line = word.start, word, []
        line.append(word)
    yield page.text[start : block.end].strip(), _height(line)


def _height(words: list[Word]) -> float:
    return statistics.median(w.box.y1 - w.box.y0 for w in words)
