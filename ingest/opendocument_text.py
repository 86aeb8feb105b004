"""Reading OpenDocument texts (ODT): blocks in order, on the pages that forced breaks give."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Page
from ingest.alttext import real_description
from ingest.opendocument import (
    Styles,
    asides,
    body_of,
    described,
    hints_of,
    list_items,
    paragraph_text,
    rows_of,
    whole_text,
)  # fmt: skip
from ingest.package import Package
from ingest.pages import PageWriter
from ingest.reader import ReadDocument
from ingest.references import ReferenceSection
from ingest.tables import is_caption, without_bullet
from ingest.xmltree import Element, attribute, child, descendants, name

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_INDEXES = frozenset(
    ("table-of-content", "alphabetical-index", "illustration-index", "table-index", "user-index",
     "object-index")
)  # fmt: skip
_TRANSPARENT = frozenset(("section", "index-body", "index-title", "text-box", "bibliography"))


def read_odt(path: Path) -> ReadDocument:
    """Read a text as it stands when all tracked changes are accepted.

    Raises UnreadableFile (``empty``, ``not-a-document``, ``encrypted``, ``damaged``,
    ``too-large``).
    """
    with Package.open(path) as package:
        body, styles = body_of(package, "text")
        reader = _Reader(styles)
        reader.read(body)
        pages = reader.finish()
        if not any(page.text for page in pages):
            raise UnreadableFile("empty", "the document holds no text")
        return ReadDocument(MEDIA_TYPE, pages, hints_of(package))


@dataclass(slots=True)
class _Reader:
    styles: Styles
    _pages: list[Page] = field(default_factory=list)
    _writer: PageWriter = field(default_factory=lambda: PageWriter(1))
    _footnotes: list[str] = field(default_factory=list)
    _endnotes: list[str] = field(default_factory=list)
    _references: ReferenceSection = field(default_factory=ReferenceSection)
    _index: int = 0
    _filled: bool = False

    def read(self, container: Element) -> None:
        """Write the paragraphs, lists and tables of a body, section or text box."""
        for element in container:
            kind = name(element)
            if kind in ("p", "h"):
                self._paragraph(element, 0)
            elif kind == "list":
                list_items(element, 1, self._in_list)
            elif kind == "table":
                self._table(element)
            elif kind in _INDEXES:
                self._index += 1
                self.read(element)
                self._index -= 1
            elif kind in _TRANSPARENT:
                self.read(element)
            elif kind == "frame":
                self._frame(element)

    def _table(self, element: Element) -> None:
        for row in rows_of(element):
            self._add(BlockKind.TABLE_ROW, row, 0)
        self._notes(element)

    def finish(self) -> tuple[Page, ...]:
        """Return the pages; endnotes stand at the end of the last."""
        self._footnotes += self._endnotes
        self._close()
        return tuple(self._pages)

    def _in_list(self, element: Element, level: int) -> None:
        if name(element) in ("p", "h"):
            self._paragraph(element, level)
        elif name(element) == "table":
            self._table(element)

    def _paragraph(self, element: Element, level: int) -> None:
        style = attribute(element, "style-name")
        if self._filled and self._breaks_before(style):
            self._close()
        text = paragraph_text(element)
        if text:
            self._add(*self._role(element, style, text, level))
        self._notes(element)
        for frame in asides(element, "frame"):
            self._frame(frame)

    def _breaks_before(self, style: str | None) -> bool:
        return self.styles.breaks.get(style or "", "") == "page"

    def _role(
        self, element: Element, style: str | None, text: str, level: int
    ) -> tuple[BlockKind, str, int]:
        if self._index:
            return BlockKind.CONTENTS, text, 0
        if name(element) == "h":
            outline = attribute(element, "outline-level") or "1"
            return BlockKind.HEADING, text, int(outline) if outline.isdecimal() else 1
        if self.styles.is_called(style, "Title"):
            return BlockKind.TITLE, text, 1
        if outlined := self.styles.level(style):
            return BlockKind.HEADING, text, outlined
        rest = without_bullet(text)
        if level or rest is not None:
            return BlockKind.LIST_ITEM, rest or text, max(level, 1)
        if self.styles.is_called(style, "Caption") or is_caption(text):
            return BlockKind.CAPTION, text, 0
        return BlockKind.PARAGRAPH, text, 0

    def _notes(self, element: Element) -> None:
        for note in descendants(element, "note"):
            kept = self._endnotes if attribute(note, "note-class") == "endnote" else self._footnotes
            body = child(note, "note-body")
            if body is not None:
                kept.append(whole_text(body))

    def _frame(self, frame: Element) -> None:
        box = child(frame, "text-box")
        if box is not None:
            self.read(box)
        else:
            self._add(BlockKind.CAPTION, real_description(described(frame)) or "", 0)

    def _add(self, kind: BlockKind, text: str, level: int) -> None:
        if text:
            self._writer.add(self._references.kind(kind, level, text), text, level)
            self._filled = True

    def _close(self) -> None:
        for note in self._footnotes:
            self._writer.add(BlockKind.FOOTNOTE, note)
        self._footnotes = []
        self._pages.append(self._writer.finish())
        self._writer = PageWriter(len(self._pages) + 1)
        self._filled = False
