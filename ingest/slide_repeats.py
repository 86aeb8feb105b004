"""What comes back at the edge of most slides: names of events and of makers, addresses."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

from corpus.records import Block, BlockKind, Page

_LEAST_SLIDES = 4  # fewer slides repeat a line by chance
_SHARE = 0.6  # of the slides
_EDGE = 0.15  # of the height; in the middle of slides stand labels that all sheets of a kind have
_PLACE = 3.0  # points that the same box may move by
_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.CAPTION)

_Key = tuple[str, int, int]


def repeated_set_apart(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the slides with what repeats at the edge of most as furniture; titles never are."""
    counts = Counter(key for page in pages for key in {_key(page, b) for b in page.blocks})
    least = max(_LEAST_SLIDES, _SHARE * len(pages))
    repeated = {key for key, count in counts.items() if key is not None and count >= least}
    if not repeated:
        return tuple(pages)
    return tuple(
        dataclasses.replace(
            page,
            blocks=tuple(
                dataclasses.replace(block, kind=BlockKind.FURNITURE, level=0)
                if _key(page, block) in repeated
                else block
                for block in page.blocks
            ),
        )
        for page in pages
    )


def _key(page: Page, block: Block) -> _Key | None:
    if block.box is None or block.kind not in _KINDS:
        return None
    middle = (block.box.y0 + block.box.y1) / 2
    if _EDGE * page.height < middle < (1 - _EDGE) * page.height:
        return None
    return page.slice(block), round(block.box.x0 / _PLACE), round(block.box.y0 / _PLACE)
