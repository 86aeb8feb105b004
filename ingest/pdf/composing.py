"""Sheets into pages: furniture apart, reading order, paragraphs, roles, text with boxes."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import SOFT_HYPHEN, BlockKind, Box, Page, Word
from ingest.pages import PageWriter
from ingest.pdf.furniture import set_apart
from ingest.pdf.layout import Draft, Sheet, body_size
from ingest.pdf.lines import Line
from ingest.pdf.order import reading_order
from ingest.pdf.paragraphs import paragraphs
from ingest.pdf.resuming import resumed
from ingest.pdf.roles import Outline, assign
from ingest.pdf.slides import is_deck, name_titles
from ingest.pdf.tables import find_tables, row_wording
from ingest.pdf.turning import as_shown, set_upright
from ingest.pdf.wording import Vocabulary, Wording, vocabulary_of, wording

_FRAGMENTS = 5  # scattered pieces in a row that make a chart
_FRAGMENT_WORDS = 4
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
    written = [[_written(draft, vocabulary) for draft in drafts] for _, drafts in pages]
    return tuple(
        _page(sheet, drafts, written[index], _next_draft(pages, index), vocabulary)
        for index, (sheet, drafts) in enumerate(pages)
    )


def _drafts(sheet: Sheet) -> list[Draft]:
    upright = reading_order([line for line in sheet.lines if line.angle == 0])
    drafts: list[Draft] = []
    waiting: list[Line] = []
    for piece in find_tables(upright):
        if isinstance(piece, Draft):
            drafts += paragraphs(waiting)
            waiting = []
            drafts.append(piece)
        else:
            waiting.append(piece)
    drafts = _fragments_joined(drafts + paragraphs(waiting))
    # Text that runs up or across (axes, stamps) comes after the page, each line by itself.
    return drafts + [Draft([line]) for line in sheet.lines if line.angle != 0]


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
    return draft.kind is BlockKind.PARAGRAPH and short and not draft.text.endswith((".", ":"))


def _written(draft: Draft, vocabulary: Vocabulary) -> Wording:
    if draft.kind is BlockKind.TABLE_ROW:
        return row_wording(draft, vocabulary)
    if draft.kind is BlockKind.HEADING:
        # The mark of a footnote is no part of a heading.
        while len(draft.last.tokens) > 1 and draft.last.tokens[-1].raised:
            draft.last.tokens.pop()
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
        words = [Word(start, end, Box(*token[1:5])) for start, end, token in made.words]
        box = Box(line.x0, line.y0, line.x1, line.y1)
        if words:
            writer.add(BlockKind.FURNITURE, made.text, 0, box, words)


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
    if sheet.turn:
        words = [Word(s, e, Box(*as_shown(token[1:5], sheet))) for s, e, token in made.words]
    else:
        words = [Word(s, e, Box(*token[1:5])) for s, e, token in made.words]
    writer.add(draft.kind, text, draft.level, box, words)
