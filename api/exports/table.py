"""CSV for spreadsheets: a row a hit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from api.exports.hits import Found
from api.schema import counted_codes, locator
from index.answers import Hit
from index.lexical import PASSAGE_FACETS

# Excel takes a file without it for one in the code page of the machine, and breaks accents.
_BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so is taken for a formula, also after blanks (OWASP, "CSV Injection").
_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠\t\r]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What a cell of Excel holds; what is longer would run over into the next rows.
_MOST_CHARS = 32_767

COLUMNS = (
    "rank",
    "score",
    "title",
    "creators",
    "year",
    "publisher",
    "series",
    "language",
    "format",
    "page",
    "end_page",
    "page_label",
    "section",
    "text",
    *PASSAGE_FACETS,
    "file",
    "source_url",
    "record_id",
    "passage_id",
)


def write_csv(found: Found) -> Iterator[str]:
    """Yield the table: UTF-8 for Excel, a row of names, then a row for each hit."""
    yield _BYTE_ORDER_MARK + _rows([list(COLUMNS)])
    for page in found.pages:
        yield _rows([_row(hit) for hit in page])


def _rows(rows: list[list[str | int | float | None]] | list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _row(hit: Hit) -> list[str | int | float | None]:
    what, passage = hit.record.description, hit.passage
    place = locator(hit.record, passage, hit.page_label)
    facets = counted_codes(hit.facets)
    cells: dict[str, str | int | float | None] = {
        "rank": hit.rank,
        "score": hit.score,
        "title": what.title,
        "creators": "; ".join(what.creators),
        "year": what.year,
        "publisher": what.publisher,
        "series": what.series,
        "language": what.language,
        "format": what.format.value,
        "page": place.page,
        "end_page": place.end_page,
        "page_label": place.label,
        "section": " > ".join(passage.section),
        "text": passage.text,
        **{facet: "; ".join(facets.get(facet, ())) for facet in PASSAGE_FACETS},
        "file": hit.record.file_name,
        "source_url": what.source_url,
        "record_id": hit.record.id,
        "passage_id": passage.id,
    }
    return [cell(cells[name]) for name in COLUMNS]


def cell(value: str | int | float | None) -> str | int | float | None:
    """Return a value as a cell that no spreadsheet takes for a formula.

    Text that would be one gets an apostrophe in front, which spreadsheets do not show; control
    characters go, and what no cell can hold is cut.
    """
    if not isinstance(value, str):
        return value
    guarded = f"'{value}" if _FORMULA.match(value) else value
    return _CONTROLS.sub("", guarded)[:_MOST_CHARS]
