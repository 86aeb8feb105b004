"""Rows of tables as lines that read by themselves, and what a typed bullet looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.pages import clean

# A column label is short; a longer first cell is a sentence in a table without header.
_MAX_LABEL_CHARS = 60
_MAX_LABEL_WORDS = 9
_FIGURE = re.compile(r"[\s\d.,%€$+\-–/()]+")
# "Tabella 1. ...", "Figure 2 – ...": a mark after the number, which prose about it does not have.
_CAPTION = re.compile(
    r"(?:figura|fig\.|tabella|tab\.|tavola|grafico|prospetto|riquadro|box|figure|table|chart|exhibit)"
    r"\s*(?:n\.\s*)?[A-Z]?\d{1,3}(?:[.\-]\d{1,3})*[a-z]?\s*[.:–—-]\s*\S"
    r"|(?:fonte|fonti|source|sources)\s*:",
    re.IGNORECASE,
)
_MAX_CAPTION_CHARS = 300
_BULLET = re.compile(r"(?:[•●○◦▪▫■□‣⁃∙·➢➤►▶✓✔❖⇒⮚]|[-–—*](?=\s))\s*(?=\S)")


def table_rows(cells: Iterable[Sequence[str]], header: bool | None = None) -> list[str]:
    """Return one line a row: ``column: value; column: value`` under a header, else ``a | b``.

    ``header`` says what the file declares about the first row (None: nothing). Word and
    PowerPoint declare one by default, so its cells must look like labels as well.
    """
    rows = [[clean(cell) for cell in row] for row in cells]
    rows = [row for row in rows if any(row)]
    if len(rows) > 1 and header is not False and _looks_like_header(rows[0], rows[1:]):
        return [_labelled(rows[0], row) for row in rows[1:]]
    return [" | ".join(cell for cell in row if cell) for row in rows]


def without_bullet(text: str) -> str | None:
    """Return the text after a bullet that was typed as a character, None if there is none."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else None


def is_caption(text: str) -> bool:
    """Tell whether a paragraph is the caption or source of a table or figure."""
    return len(text) <= _MAX_CAPTION_CHARS and _CAPTION.match(text) is not None


def _looks_like_header(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    # The first cell may be empty: it stands above the labels of the rows.
    labels = [label for label in first if label]
    if len(first) < 2 or len(labels) < len(first) - 1 or len(set(labels)) < len(labels):
        return False
    if any(len(x) > _MAX_LABEL_CHARS or len(x.split()) > _MAX_LABEL_WORDS for x in labels):
        return False
    if any(len(row) > len(first) for row in others):
        return False
    # Years head columns; other figures are values, unless the first cell is a label.
    return not all(_FIGURE.fullmatch(x) for x in labels) or all(
        re.fullmatch(r"(19|20)\d\d", x) for x in labels
    )


def _labelled(labels: Sequence[str], row: Sequence[str]) -> str:
    pairs = zip(labels, row, strict=False)
    return "; ".join(
        f"{label.rstrip(':')}: {value}" if label and label != value else value
        for label, value in pairs
        if value
    )
