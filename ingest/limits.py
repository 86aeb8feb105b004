"""How much of a document is cut into passages: what nobody could read is left on its page.

The work on a passage grows with its text, and some of it faster: without these bounds a line of
megabytes would hold up its reader until the time is over, and the text before it would be lost.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from corpus.errors import UnreadableFile
from corpus.records import Block, Page
from ingest.reader import ReadDocument

# A report of 1,000 pages has 3,000,000 characters in 20,000 blocks; to annotate them takes 20 s,
# near the whole time a file has (500 pages: 11 s).
MAX_CHARACTERS = 3_000_000
MAX_BLOCKS = 40_000
MAX_PAGES = 5_000  # the longest reports have about 1,000
# 20,000 characters fill seven pages: a text without line breaks is taken in pieces. The sentence
# splitter refuses more than 1,000,000 at once.
MAX_BLOCK_CHARACTERS = 20_000
# Web addresses have about 2,000 characters at most; what is longer is data written in letters.
MAX_WORD_CHARACTERS = 2_000
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD_CHARACTERS + 1},}}")


def check_pages(count: int) -> None:
    """Raise UnreadableFile (``too-large``) if a file has too many pages."""
    if count > MAX_PAGES:
        reason = f"the file has {count:,} pages; the limit is {MAX_PAGES:,}"
        raise UnreadableFile("too-large", reason)


def within_limits(document: ReadDocument) -> ReadDocument:
    """Return the document with blocks that can be worked on; its pages keep all their text.

    Long blocks are parted between words. Words too long to be any, and what stands beyond the
    bounds, are in no block; a warning names the pages. Raises UnreadableFile (``too-large``) if
    there are too many pages.
    """
    check_pages(len(document.pages))
    pages: list[Page] = []
    cut: list[int] = []
    characters = blocks = 0
    for page in document.pages:
        whole, kept = tuple(_workable(page)), []
        for block in whole:
            characters += block.end - block.start
            blocks += 1
            if characters > MAX_CHARACTERS or blocks > MAX_BLOCKS:
                break
            kept.append(block)
        if len(kept) < len(whole) or _LONG_WORD.search(page.text):
            cut.append(page.number)
        changed = tuple(kept) != page.blocks
        pages.append(dataclasses.replace(page, blocks=tuple(kept)) if changed else page)
    warnings = (*document.warnings, _warning(cut)) if cut else document.warnings
    return dataclasses.replace(document, pages=tuple(pages), warnings=warnings)


def _warning(pages: list[int]) -> str:
    numbers = ", ".join(map(str, pages[:10])) + (" ..." if len(pages) > 10 else "")
    return f"page {numbers}: too much text to be searched, a part was left out"


def _workable(page: Page) -> Iterator[Block]:
    """Give the blocks of a page, parted where they are too long."""
    for block in page.blocks:
        if block.end - block.start <= MAX_WORD_CHARACTERS:
            yield block
            continue
        start = block.start
        for word in _LONG_WORD.finditer(page.text, block.start, block.end):
            yield from _parted(page.text, block, start, word.start())
            start = word.end()
        yield from _parted(page.text, block, start, block.end)


def _parted(text: str, block: Block, start: int, end: int) -> Iterator[Block]:
    """Part a stretch of a block between words, without the spaces at either end."""
    while start < end:
        stop = min(start + MAX_BLOCK_CHARACTERS, end)
        if stop < end:
            stop = max(text.rfind(" ", start, stop), start + 1)
        piece = text[start:stop]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            last = stop - len(piece) + len(piece.rstrip())
            whole = (first, last) == (block.start, block.end)
            yield block if whole else dataclasses.replace(block, start=first, end=last)
        start = stop
