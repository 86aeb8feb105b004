"""The blocks of a stretch of a web page: headings, paragraphs, lists, tables, captions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.records import BlockKind
from ingest.pages import clean
from ingest.tables import table_rows
from ingest.web_main import is_silent, walk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCK_TAGS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body caption center dd details div dl dt fieldset"
        " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre"
        " section summary table tbody td tfoot th thead tr ul",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol"))
_NOTE_MARK = re.compile(r"\W?\d{1,3}\W?")
_LAYOUT_TAGS = "table, h1, h2, h3, h4, ul, ol, p + p"
_MAX_SPAN = 50  # columns a cell may say it covers

_Skip = Callable[["LexborNode"], bool]


@dataclass(frozen=True, slots=True)
class WebBlock:
    """A block of text; ``level`` as in :class:`corpus.records.Block`."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(slots=True)
class _State:
    """Where in the page the walk is, and the text of the block it is in."""

    text: list[str] = field(default_factory=list)
    lists: int = 0
    items: list[int] = field(default_factory=list)
    heading: int = 0
    captions: int = 0
    breaks: int = 0

    def flush(self) -> Iterator[WebBlock]:
        text = clean("".join(self.text))
        self.text.clear()
        self.breaks = 0
        if not text:
            return
        if self.heading:
            yield WebBlock(BlockKind.HEADING, text, self.heading)
        elif self.captions:
            yield WebBlock(BlockKind.CAPTION, text)
        elif self.items:
            yield WebBlock(BlockKind.LIST_ITEM, text, max(self.items[-1], 1))
        else:
            yield WebBlock(BlockKind.PARAGRAPH, text)

    def enter(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self.lists += 1
        elif tag == "li":
            self.items.append(self.lists)
        elif tag in ("figcaption", "caption"):
            self.captions += 1

    def leave(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.heading = 0
        elif tag in _LISTS:
            self.lists -= 1
        elif tag == "li" and self.items:
            self.items.pop()
        elif tag in ("figcaption", "caption"):
            self.captions -= 1


def blocks_below(root: LexborNode, skipped: frozenset[int]) -> Iterator[WebBlock]:
    """Iterate over the blocks below an element in order; ``skipped`` elements are left out."""
    state = _State()
    tables: set[int] = set()

    def is_left_out(node: LexborNode) -> bool:
        return is_silent(node) or node.mem_id in skipped or _is_note_mark(node)

    def is_skipped(node: LexborNode) -> bool:
        if node.tag == "table" and node.mem_id not in tables and _is_data(node):
            tables.add(node.mem_id)
        # The table itself is met as it opens; what is in it is read at once.
        parent = node.parent
        return is_left_out(node) or (parent is not None and parent.mem_id in tables)

    for node, opening in walk(root, is_skipped):
        if node.tag in _BLOCK_TAGS:
            yield from state.flush()
            if opening and node.mem_id in tables:
                yield from _table(node, is_left_out)
            (state.enter if opening else state.leave)(node.tag or "")
        elif opening and node.tag == "br":
            yield from _line_break(state)
        elif opening and node.tag == "-text":
            _take_text(state, node)
    yield from state.flush()


def _take_text(state: _State, node: LexborNode) -> None:
    text = _visible(node)
    state.text.append(text)
    if text.strip():
        state.breaks = 0


def _visible(node: LexborNode) -> str:
    # Soft hyphens only say where a word may be cut.
    return (node.text_content or "").replace("\u00ad", "")


def _line_break(state: _State) -> Iterator[WebBlock]:
    """One break is a space; two in a row end a paragraph, as old pages write them."""
    state.breaks += 1
    if state.breaks >= 2:
        yield from state.flush()
    else:
        state.text.append(" ")


def _is_note_mark(node: LexborNode) -> bool:
    """Tell the raised number of a note, which is no part of the word before it."""
    if node.tag != "sup" or node.css_first("a") is None:
        return False
    return _NOTE_MARK.fullmatch(node.text(deep=True).strip()) is not None


def _is_data(table: LexborNode) -> bool:
    """Tell a table of data from one that arranges the page."""
    if (table.attributes.get("role") or "") in ("presentation", "none"):
        return False
    if table.css_first("th") is not None and table.css_first("table table") is None:
        return True
    cells = len(table.css("td"))
    return cells > len(table.css("tr")) and not any(
        inner.mem_id != table.mem_id for inner in table.css(_LAYOUT_TAGS)
    )


def _table(table: LexborNode, is_left_out: _Skip) -> Iterator[WebBlock]:
    for caption in table.css("caption"):
        yield WebBlock(BlockKind.CAPTION, _text_of(caption, is_left_out))
    grid: list[list[str]] = []
    open_cells: dict[int, tuple[int, str]] = {}  # column: rows still covered from above, text
    headers: list[bool] = []
    for row in table.css("tr"):
        line: list[str] = []
        cells = [e for e in row.iter() if e.tag in ("td", "th")]
        for cell in cells:
            _fill_from_above(line, open_cells)
            text = _text_of(cell, is_left_out)
            down = _span(cell, "rowspan") - 1
            if down:
                open_cells[len(line)] = (down, text)
            line.extend([text, *[""] * (_span(cell, "colspan") - 1)])
        _fill_from_above(line, open_cells)
        grid.append(line)
        headers.append(bool(cells) and all(cell.tag == "th" for cell in cells))
    # Where header cells are marked at all, a first row without them is none.
    marked = headers[0] if headers and table.css_first("th") is not None else None
    for text in table_rows(grid, header=marked):
        yield WebBlock(BlockKind.TABLE_ROW, text)


def _fill_from_above(line: list[str], open_cells: dict[int, tuple[int, str]]) -> None:
    while len(line) in open_cells:
        left, text = open_cells.pop(len(line))
        if left > 1:
            open_cells[len(line)] = (left - 1, text)
        line.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() else 1


def _text_of(node: LexborNode, is_left_out: _Skip) -> str:
    parts: list[str] = []
    for inner, opening in walk(node, is_left_out):
        if inner.tag == "-text":
            if opening:
                parts.append(_visible(inner))
        elif inner.tag == "br" or inner.tag in _BLOCK_TAGS:
            parts.append(" ")
    return clean("".join(parts))
