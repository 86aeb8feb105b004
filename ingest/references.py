"""Entries of a bibliography, known by the heading they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.records import BlockKind
from ingest.pages import clean

_HEADING = re.compile(
    r"(?:[\dIVX]+[.)]?\s+)*"
    r"(?:bibliografia|riferimenti(?: bibliografici)?|sitografia|fonti bibliografiche"
    r"|bibliografia e sitografia|riferimenti bibliografici e sitografici"
    r"|references|bibliography|works cited|literature cited|reference list)[.:]?",
    re.IGNORECASE,
)
_TEXT = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(slots=True)
class ReferenceSection:
    """Follows the headings of a document; tells when a bibliography is being read."""

    _level: int | None = None

    def kind(self, kind: BlockKind, level: int, text: str) -> BlockKind:
        """Return the kind of the next block, a reference where plain text was given."""
        if kind in (BlockKind.HEADING, BlockKind.TITLE):
            if _HEADING.fullmatch(clean(text)):
                self._level = level
            elif self._level is not None and level <= self._level:
                self._level = None
            return kind
        return BlockKind.REFERENCE if self._level is not None and kind in _TEXT else kind
