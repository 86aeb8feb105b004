"""The body of a Word document as blocks on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.records import BlockKind, Page
from ingest.alttext import real_description
from ingest.docx_numbering import Numbering
from ingest.docx_runs import Piece, Sign, pieces
from ingest.docx_styles import Role, Styles
from ingest.pages import PageWriter
from ingest.references import ReferenceSection
from ingest.tables import is_caption, table_rows, without_bullet
from ingest.xmltree import Element, attribute, child, children, descendants, name

_TRANSPARENT = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
# A cell with this many paragraphs is a column of a page laid out with a table.
_LAYOUT_PARAGRAPHS = 8


@dataclass(slots=True)
class BodyReader:
    """Writes the blocks of a body; :meth:`finish` gives the pages.

    ``notes`` are the foot- and endnotes by kind and id. ``laid_out`` says that the file keeps
    where Word's pages began, so breaks before paragraphs need not be worked out. ``emphasised`` are
    paragraphs that are headings by their look, with their level.
    """

    styles: Styles
    notes: Mapping[tuple[str, str], Element]
    laid_out: bool
    emphasised: Mapping[Element, int] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    _pages: list[Page] = field(default_factory=list)
    _writer: PageWriter = field(default_factory=lambda: PageWriter(1))
    _footnotes: list[str] = field(default_factory=list)
    _endnotes: list[str] = field(default_factory=list)
    _references: ReferenceSection = field(default_factory=ReferenceSection)
    # A forced break is followed by the mark of the layout it caused; the two are one page.
    _just_broken: bool = False

    def read(self, container: Element) -> None:
        """Write the paragraphs and tables of a body, cell, text box or content control."""
        for element in container:
            kind = name(element)
            if kind == "p":
                self._paragraph(element)
            elif kind == "tbl":
                self._table(element)
            elif kind in _TRANSPARENT:
                self.read(element)
            elif kind == "AlternateContent":
                self.read(next(iter(element), element))

    def finish(self) -> tuple[Page, ...]:
        """Return the pages; endnotes stand at the end of the last."""
        self._footnotes.extend(self._endnotes)
        self._close_page()
        return tuple(self._pages)

    def _close_page(self) -> None:
        for note in self._footnotes:
            self._writer.add(BlockKind.FOOTNOTE, note)
        self._footnotes = []
        self._pages.append(self._writer.finish())
        self._writer = PageWriter(len(self._pages) + 1)

    def _break(self, forced: bool) -> None:
        if forced or not self._just_broken:
            self._close_page()
        self._just_broken = forced

    def _paragraph(self, element: Element) -> None:
        properties = child(element, "pPr")
        role = self.styles.role(properties)
        if element in self.emphasised:
            role = Role(BlockKind.HEADING, self.emphasised[element])
        if not self.laid_out and _is_on(properties, "pageBreakBefore") and self._holds_text():
            self._break(forced=True)
        text: list[str] = []
        number = self._number(properties, role)
        after: list[Piece] = []
        for piece in pieces(element):
            if piece.sign in (Sign.FORCED_BREAK, Sign.LAYOUT_BREAK):
                if self._write(role, "".join(text), number):
                    text, number = [], ""
                self._break(forced=piece.sign is Sign.FORCED_BREAK)
            elif piece.sign is Sign.TEXT:
                text.append(piece.text)
                self._just_broken = self._just_broken and not piece.text.strip()
            elif piece.sign is Sign.NOTE:
                self._note(piece.element)
            else:
                after.append(piece)
                self._just_broken = False
        self._write(role, "".join(text), number)
        for piece in after:
            self._beside(piece)
        if not self.laid_out and _starts_page(properties):
            self._break(forced=True)

    def _number(self, properties: Element | None, role: Role) -> str:
        """Count a paragraph; return what Word writes before it if it is a heading."""
        place = self.styles.list_place(properties)
        number = self.numbering.next(*place) if place is not None else ""
        return number if role.kind is BlockKind.HEADING else ""

    def _holds_text(self) -> bool:
        return bool(self._writer.finish().text)

    def _write(self, role: Role, text: str, number: str = "") -> bool:
        """Write a paragraph or the part of it up to a page break; tell whether it had text."""
        if not text.strip():
            return False
        text = f"{number} {text.strip()}" if number else text
        kind, level = role.kind, role.level
        if kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            rest = without_bullet(text.strip())
            if rest is not None:
                kind, level, text = BlockKind.LIST_ITEM, max(level, 1), rest
            elif kind is BlockKind.PARAGRAPH and is_caption(text.strip()):
                kind = BlockKind.CAPTION
        self._writer.add(self._references.kind(kind, level, text), text, level)
        return True

    def _beside(self, piece: Piece) -> None:
        if piece.sign is Sign.BOX and piece.element is not None:
            self.read(piece.element)
        elif piece.sign is Sign.PICTURE:
            self._writer.add(BlockKind.CAPTION, real_description(piece.text) or "")

    def _note(self, reference: Element | None) -> None:
        if reference is None:
            return
        kind = name(reference).removesuffix("Reference")
        note = self.notes.get((kind, attribute(reference, "id") or ""))
        if note is not None:
            kept = self._footnotes if kind == "footnote" else self._endnotes
            kept.append(_plain_text(note))

    def _table(self, table: Element) -> None:
        rows = list(_rows(table))
        cells = [list(_cells(row)) for row in rows]
        if _is_layout(cells):
            for row in cells:
                for cell in row:
                    self.read(cell)
            return
        for note in descendants(table, "footnoteReference"):
            self._note(note)
        breaks = [_row_break(row) for row in rows]
        start = 0
        for index, broken in enumerate([*breaks, Sign.LAYOUT_BREAK]):
            if broken is None or index == start == len(rows):
                continue
            self._rows(table, rows, start, index)
            if index < len(rows):
                self._break(forced=broken is Sign.FORCED_BREAK)
            start = index

    def _rows(self, table: Element, rows: Sequence[Element], start: int, end: int) -> None:
        """Write rows ``[start, end)``; those after a page break go on under the same header."""
        grid = _grid(rows)
        lines = table_rows(grid[:1] + grid[max(start, 1) : end], _declares_header(table, rows))
        headed = len(lines) == len([r for r in grid[max(start, 1) : end] if any(r)])
        for line in lines if start == 0 or headed else lines[1:]:
            self._just_broken = False
            self._writer.add(BlockKind.TABLE_ROW, line)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if name(element) == "tr":
            if child(element, "trPr", "del") is None:
                yield element
        elif name(element) in _TRANSPARENT:
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if name(element) == "tc":
            yield element
        elif name(element) in _TRANSPARENT:
            yield from _cells(element)


def _grid(rows: Sequence[Element]) -> list[list[str]]:
    """Return the texts of cells; cells merged downwards repeat theirs, across leave room."""
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in _cells(row):
            text = _plain_text(cell)
            merge = child(cell, "tcPr", "vMerge")
            if merge is not None and attribute(merge, "val") in (None, "continue"):
                text = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else text
            span = child(cell, "tcPr", "gridSpan")
            width = (attribute(span, "val") or "1") if span is not None else "1"
            line.extend([text, *[""] * (min(int(width), 64) - 1 if width.isdecimal() else 0)])
        grid.append(line)
    return grid


def _plain_text(container: Element) -> str:
    """Return all text of a cell or note on one line, inner tables and boxes included."""
    texts: list[str] = []
    skipped: set[Element] = set()
    for element in container.iter():
        if name(element) == "Fallback":  # says again what its other branch says
            skipped.update(element.iter())
        elif name(element) == "p" and element not in skipped:
            texts.append("".join(p.text for p in pieces(element) if p.sign is Sign.TEXT))
    return " ".join(text.strip() for text in texts if text.strip())


def _is_layout(cells: Sequence[Sequence[Element]]) -> bool:
    """Tell a table that only arranges text (one column, or long columns) from one of data."""
    if all(len(row) <= 1 for row in cells):
        return True
    if len(cells) > 2:
        return False
    return any(sum(1 for _ in children(c, "p")) >= _LAYOUT_PARAGRAPHS for row in cells for c in row)


def _row_break(row: Element) -> Sign | None:
    """Return the page break that a row begins with or holds."""
    for paragraph in descendants(row, "p"):
        for piece in pieces(paragraph):
            if piece.sign in (Sign.FORCED_BREAK, Sign.LAYOUT_BREAK):
                return piece.sign
    return None


def _declares_header(table: Element, rows: Sequence[Element]) -> bool | None:
    if rows and child(rows[0], "trPr", "tblHeader") is not None:
        return True
    look = child(table, "tblPr", "tblLook")
    declared = attribute(look, "firstRow") if look is not None else None
    return None if declared is None else declared in ("1", "true", "on")


def _is_on(properties: Element | None, wanted: str) -> bool:
    found = child(properties, wanted)
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


def _starts_page(properties: Element | None) -> bool:
    """Tell whether a paragraph ends a section after which a new page begins."""
    section = child(properties, "sectPr")
    if section is None:
        return False
    kind = child(section, "type")
    return kind is None or attribute(kind, "val") in ("nextPage", "oddPage", "evenPage")
