"""The knowledge base's own things: record, page, block, passage, annotation.

All are frozen; what must hold is checked when they are made, so that a passage which exists
can be cited. Coordinates are points (1/72 inch), origin top left; pixels for images.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.identifiers import PassageId, RecordId

if TYPE_CHECKING:
    from corpus.corrections import Corrections

#: Ends a span whose word goes on in the next span of the passage (a word cut by a page break).
SOFT_HYPHEN = "\u00ad"


class BlockKind(enum.StrEnum):
    """What a stretch of page text is."""

    TITLE = "title"  # title of a slide or of the document
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    NOTE = "note"  # speaker notes of a slide
    CONTENTS = "contents"  # line of a table of contents or index
    REFERENCE = "reference"  # entry of a bibliography
    FURNITURE = "furniture"  # running head or foot, page number: in no passage


class Format(enum.StrEnum):
    """Kind of publication, as people filter it."""

    SLIDES = "slides"
    REPORT = "report"
    ARTICLE = "article"
    GUIDELINE = "guideline"
    LAW = "law"
    WEB_PAGE = "web-page"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"box is inside out: {self}")


@dataclass(frozen=True, slots=True)
class Word:
    """Where a stretch of page text (usually one word) stands; ``end`` is exclusive."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``[start, end)`` of the page text with one role; it holds no line break.

    ``level`` is 1 for the top heading or outer bullet and grows inwards; 0 where it means nothing.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page or slide: blocks in reading order, one a line of ``text``.

    ``label`` is the number as printed ("xii", "p. 10") where it differs from ``number`` (from 1).
    ``unreadable`` says why a page yielded no text although it shows something. ``ocr`` is the mean
    confidence, 0 to 1, of the words of a page read by optical recognition, None for other pages.
    """

    number: int
    text: str
    blocks: tuple[Block, ...] = ()
    words: tuple[Word, ...] = ()
    width: float = 0.0
    height: float = 0.0
    label: str | None = None
    unreadable: str | None = None
    ocr: float | None = None

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"page number {self.number} is not positive")
        if self.ocr is not None and not 0.0 <= self.ocr <= 1.0:
            raise ValueError(f"page {self.number}: confidence is not in [0, 1]: {self.ocr}")
        reached = 0
        for block in self.blocks:
            if not reached <= block.start < block.end <= len(self.text):
                raise ValueError(f"page {self.number}: block {block} is out of place")
            if "\n" in self.text[block.start : block.end]:
                raise ValueError(f"page {self.number}: block {block} holds a line break")
            reached = block.end
        for word in self.words:
            if not 0 <= word.start < word.end <= len(self.text):
                raise ValueError(f"page {self.number}: word {word} is out of place")

    def slice(self, block: Block) -> str:
        """Return the text of a block of this page."""
        return self.text[block.start : block.end]


@dataclass(frozen=True, slots=True)
class Description:
    """Bibliographic description of a work (Dublin Core), as far as it is known.

    ``sources`` says where each field came from, for instance ``{"title": "page 1"}``.
    """

    title: str
    format: Format = Format.OTHER
    creators: tuple[str, ...] = ()
    year: int | None = None
    language: str | None = None
    publisher: str | None = None
    series: str | None = None
    source_url: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """Catalogue entry of one work.

    ``location`` is the absolute path or address it was read from, ``sha256`` the digest of the
    file, ``unreadable_pages`` the pages nothing could be read from, ``work`` the id shared by
    records that hold one work in several files (its own id when alone). ``corrections`` is what
    people said in place of what was found; ``description`` has it applied.
    """

    id: RecordId
    sha256: str
    location: str
    file_name: str
    media_type: str
    description: Description
    page_count: int
    added_at: str
    unreadable_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    work: RecordId | None = None
    corrections: Corrections | None = None

    def __post_init__(self) -> None:
        if self.page_count < 1:
            raise ValueError(f"record {self.id} has no page")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of the text of a page."""

    page: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span is empty or negative: {self}")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A label with the words that gave it: characters ``[start, end)`` of the passage text.

    ``rule`` names what decided, ``confidence`` lies in (0, 1]. ``by`` is the person who said so
    (rule ``person``), None for what was found.
    """

    facet: str
    code: str
    start: int
    end: int
    rule: str
    confidence: float = 1.0
    by: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"evidence is empty or negative: {self}")
        if not 0.0 < self.confidence <= 1.0:
            raise ValueError(f"confidence is not in (0, 1]: {self}")


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is retrieved: a stretch of a record that stays within one section.

    ``text`` is exactly what :func:`joined` makes of ``spans``. ``role`` is the block kind that
    rules the passage (paragraph for plain text). ``boxes`` are ``(page, box)`` pairs around its
    lines. ``section`` is the path of headings above it, outermost first.
    """

    id: PassageId
    record: RecordId
    ordinal: int
    text: str
    spans: tuple[Span, ...]
    section: tuple[str, ...] = ()
    role: BlockKind = BlockKind.PARAGRAPH
    language: str | None = None
    boxes: tuple[tuple[int, Box], ...] = ()
    annotations: tuple[Annotation, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"passage {self.id} has no text")
        if not self.spans:
            raise ValueError(f"passage {self.id} has no place")
        for annotation in self.annotations:
            if annotation.end > len(self.text):
                raise ValueError(f"passage {self.id}: evidence past the end: {annotation}")

    @property
    def page(self) -> int:
        """Page the passage begins on."""
        return self.spans[0].page

    @property
    def end_page(self) -> int:
        """Page the passage ends on."""
        return self.spans[-1].page

    def facets(self) -> dict[str, tuple[str, ...]]:
        """Return the codes of each facet, sorted, without the evidence."""
        codes: dict[str, set[str]] = {}
        for annotation in self.annotations:
            codes.setdefault(annotation.facet, set()).add(annotation.code)
        return {facet: tuple(sorted(found)) for facet, found in sorted(codes.items())}


def joined(pages: Mapping[int, str], spans: tuple[Span, ...]) -> str:
    """Return the text of spans, given the text of their pages by number.

    Line breaks inside a span stay. Spans of the same page are joined by a line break; a span
    that goes on across a page break by a space, or by nothing where its last character is a
    soft hyphen (which is dropped).

    Raises ValueError if a span reaches past the end of its page.
    """
    text = ""
    last_page = 0
    for span in spans:
        page = pages[span.page]
        if span.end > len(page):
            raise ValueError(f"{span} reaches past the end of its page ({len(page)} characters)")
        part = page[span.start : span.end]
        if not text:
            text = part
        elif text.endswith(SOFT_HYPHEN):
            text = text[:-1] + part
        else:
            text += ("\n" if span.page == last_page else " ") + part
        last_page = span.page
    return text
