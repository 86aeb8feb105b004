"""Sheets into pages: furniture apart, reading order, paragraphs, roles, text with boxes."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from corpus.records import SOFT_HYPHEN, BlockKind, Box, Page
from ingest.pages import PageWriter
from ingest.pdf.furniture import set_apart
from ingest.pdf.grids import Table, ruled_tables
from ingest.pdf.headings import Outline
from ingest.pdf.layout import Draft, Sheet, body_size
from ingest.pdf.lines import Line
from ingest.pdf.order import reading_order
from ingest.pdf.paragraphs import paragraphs
from ingest.pdf.resuming import resumed
from ingest.pdf.roles import assign, is_caption
from ingest.pdf.slides import is_deck, name_titles
from ingest.pdf.tables import find_tables, row_wording
from ingest.pdf.turning import as_shown, set_upright
from ingest.pdf.wording import Vocabulary, Wording, vocabulary_of, wording

_FRAGMENTS = 5  # scattered pieces in a row that make a chart
_FRAGMENT_WORDS = 4
_LEADERS = ".·…_"  # dots that lead to a page number
_CORNERS = itemgetter(1, 2, 3, 4)  # of a token
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.REFERENCE)


def compose(sheets: list[Sheet], outline: Outline) -> tuple[Page, ...]:
    """Return the pages of a document. The sheets are changed on the way."""
    set_apart(sheets, body_size(sheets))
    for sheet in sheets:
        set_upright(sheet)
    body = body_size(sheets)
    vocabulary = vocabulary_of(sheets)
    pages = [(sheet, _drafts(sheet)) for sheet in sheets]
    assign(pages, body, outline)
    if is_deck(sheets):
        name_titles(pages)
    else:
        pages = [(sheet, resumed(drafts, vocabulary)) for sheet, drafts in pages]
    names: dict[int, Wording] = {}
    written = [[_written(draft, vocabulary, names) for draft in drafts] for _, drafts in pages]
    return tuple(
        _page(sheet, drafts, written[index], _next_draft(pages, index), vocabulary)
        for index, (sheet, drafts) in enumerate(pages)
    )


def _drafts(sheet: Sheet) -> list[Draft]:
    lines = [line for line in _legible(sheet.lines) if line.angle == 0]
    ruled: dict[int, Table] = {}
    for table in ruled_tables(sheet.rules, lines):
        taken = {id(line) for line in table.lines}
        # A table takes part in the order of the page as one thing.
        whole = Line(table.lines[0].tokens, min(line.order for line in table.lines), *table.box)
        ruled[id(whole)] = table
        lines = [line for line in lines if id(line) not in taken] + [whole]
    drafts: list[Draft] = []
    waiting: list[Line] = []
    for piece in find_tables(reading_order(lines), set(ruled)):
        if isinstance(piece, Line) and id(piece) not in ruled:
            waiting.append(piece)
            continue
        drafts += paragraphs(waiting)
        waiting = []
        drafts += [piece] if isinstance(piece, Draft) else ruled[id(piece)].rows
    drafts = _fragments_joined(drafts + paragraphs(waiting))
    # Text that runs up or across (axes, stamps) comes after the page, each line by itself.
    return drafts + [Draft([line]) for line in sheet.lines if line.angle != 0]


def _legible(lines: list[Line]) -> list[Line]:
    """Leave out signs set in a font that says nothing of its letters; they upset the order."""
    odd = [line for line in lines if not line.text.isprintable()]
    fonts = {t.style.name for line in odd for t in line.tokens if not t.text.isprintable()}
    if not fonts:
        return lines
    return [
        line
        for line in lines
        if line.tokens[0].style.name not in fonts or any(c.isalnum() for c in line.text)
    ]


def _fragments_joined(drafts: list[Draft]) -> list[Draft]:
    """Join runs of scattered words and figures, as charts have them, to one draft each."""
    joined: list[Draft] = []
    run: list[Draft] = []
    for draft in [*drafts, None]:
        if draft is not None and _is_fragment(draft):
            run.append(draft)
            continue
        figures = sum(any(c.isdigit() for c in piece.text) for piece in run)
        if len(run) >= _FRAGMENTS and figures >= 0.3 * len(run):
            run = [Draft([line for piece in run for line in piece.lines], scattered=True)]
        joined += run
        run = []
        if draft is not None:
            joined.append(draft)
    return joined


def _is_fragment(draft: Draft) -> bool:
    short = sum(len(line.tokens) for line in draft.lines) <= _FRAGMENT_WORDS
    if draft.kind is not BlockKind.PARAGRAPH or not short or is_caption(draft.text):
        return False
    return not draft.text.endswith((".", ":"))


def _written(draft: Draft, vocabulary: Vocabulary, names: dict[int, Wording]) -> Wording:
    if draft.kind is BlockKind.TABLE_ROW:
        return row_wording(draft, vocabulary, names)
    if draft.kind is BlockKind.HEADING:
        # The mark of a footnote is no part of a heading.
        while len(draft.last.tokens) > 1 and draft.last.tokens[-1].raised:
            draft.last.tokens.pop()
    if draft.kind is BlockKind.CONTENTS:
        for line in draft.lines:
            line.tokens = [t for t in line.tokens if t.text.strip(_LEADERS)] or line.tokens
    return wording(draft.lines, vocabulary)


def _next_draft(pages: Sequence[tuple[Sheet, list[Draft]]], index: int) -> list[Draft]:
    """Give the running drafts of the page after this one."""
    if index + 1 >= len(pages):
        return []
    return [draft for draft in pages[index + 1][1] if draft.kind in _RUNNING]


def _page(
    sheet: Sheet,
    drafts: list[Draft],
    written: list[Wording],
    following: list[Draft],
    vocabulary: Vocabulary,
) -> Page:
    writer = PageWriter(sheet.number, sheet.width, sheet.height, sheet.label)
    half = sheet.height / 2
    head = [line for line in sheet.furniture if line.y0 < half]
    foot = [line for line in sheet.furniture if line.y0 >= half]
    _add_furniture(writer, head, vocabulary)
    cut = [draft for draft in drafts if draft.kind in _RUNNING and draft.ends_cut]
    for draft, made in zip(drafts, written, strict=True):
        if cut and draft is cut[-1]:
            _mark_cut(draft, made, following, vocabulary)
        _add(writer, sheet, draft, made)
    _add_furniture(writer, foot, vocabulary)
    return writer.finish(sheet.unreadable)


def _add_furniture(writer: PageWriter, lines: list[Line], vocabulary: Vocabulary) -> None:
    for line in lines:
        made = wording([line], vocabulary)
        box = Box(line.x0, line.y0, line.x1, line.y1)
        if made.tokens:
            corners = list(map(_CORNERS, made.tokens))
            writer.add_placed(
                BlockKind.FURNITURE, made.text, 0, box, made.starts, made.ends, corners
            )


def _mark_cut(draft: Draft, made: Wording, following: list[Draft], vocabulary: Vocabulary) -> None:
    """End with a soft hyphen where the page cuts a word."""
    mates = [other for other in following if other.is_set_like(draft)]
    if not mates or not made.parts or not made.parts[-1].endswith(("-", SOFT_HYPHEN)):
        return
    if vocabulary.joins(made.last_word(), mates[0].first.tokens[0].text):
        made.mark_cut()


def _add(writer: PageWriter, sheet: Sheet, draft: Draft, made: Wording) -> None:
    text = made.text
    if not any(character.isalnum() for character in text):
        return
    box = Box(*as_shown(draft.box, sheet))
    corners = list(map(_CORNERS, made.tokens))
    if sheet.turn:
        corners = [as_shown(place, sheet) for place in corners]
    writer.add_placed(draft.kind, text, draft.level, box, made.starts, made.ends, corners)
