"""Two facets crossed, as the doors give it: which values make an axis, and the table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from api.exports.table import cell
from api.labels import Labels
from index.answers import FacetCounts, Group, SearchAnswer, SearchRequest
from index.crossing import Axis, Crossing
from index.facets import span
from index.lexical import YEAR
from index.search import SearchEngine

#: Facets that can be crossed; those of files (source, series) have too many values for a table.
MAP_FACETS = ("kind", "polarity", "theme", "target", "actor", "logic", "territory", "year")
#: What is crossed where nothing is chosen.
FIRST_ROWS: Final = "theme"
FIRST_COLUMNS: Final = "target"
#: Years of an axis at most, the latest ones.
MOST_YEARS = 60
#: Values of a facet that is no list of ours: municipalities of a province.
_MOST_PLACES = 130
# Excel takes a file without it for one in the code page of the machine, and breaks accents.
_BYTE_ORDER_MARK = "\ufeff"

_COLUMNS = (
    "rows",
    "row",
    "row_label",
    "columns",
    "column",
    "column_label",
    "practices",
    "documents",
    "passages",
    "documents_found",
    "documents_in_library",
    "date",
    "query",
    "filters",
    "nearest_only",
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A search with two of its facets crossed.

    ``documents`` and ``practices`` are the answers (of one hit) that count each facet in
    documents and in practices; ``crossing`` is None where both facets are the same.
    """

    documents: SearchAnswer
    practices: SearchAnswer
    crossing: Crossing | None


def mapped(engine: SearchEngine, request: SearchRequest, rows: str, columns: str) -> Mapped:
    """Count what a search finds, by its facets and by two of them crossed.

    Raises UnknownFilter and BadQuery.
    """
    one = replace(request, limit=1, offset=0, fold=False, facets=True)
    documents = engine.search(replace(one, group=Group.RECORD))
    return Mapped(
        documents,
        engine.search(replace(one, group=Group.PRACTICE)),
        None if rows == columns else _crossed(engine, request, rows, columns, documents.facets),
    )


def crossing_of(engine: SearchEngine, request: SearchRequest, rows: str, columns: str) -> Crossing:
    """Cross two facets of what a search finds, by the values that :func:`axis` gives them.

    Raises UnknownFilter and BadQuery.
    """
    one = replace(request, group=Group.RECORD, limit=1, offset=0, fold=False, facets=True)
    counted = engine.search(one).facets if {"territory", YEAR} & {rows, columns} else ()
    return _crossed(engine, request, rows, columns, counted)


def _crossed(
    engine: SearchEngine,
    request: SearchRequest,
    rows: str,
    columns: str,
    counted: tuple[FacetCounts, ...],
) -> Crossing:
    present = {facet.facet: tuple(v.code for v in facet.values) for facet in counted}
    axes = [axis(facet, request.filters, present.get(facet, ())) for facet in (rows, columns)]
    return engine.cross(request, axes[0], axes[1])


def axis(facet: str, filters: Mapping[str, tuple[str, ...]], present: tuple[str, ...]) -> Axis:
    """Return the values of a facet that a table shows, those without any passage included.

    Concepts come in the order of the vocabulary; territories are the regions, or a chosen place
    with those right beneath it; years go from the first that is ``present`` to the last. Where
    values are chosen, only these are shown.
    """
    chosen = filters.get(facet, ())
    if facet == "territory":
        return Axis(facet, _places(chosen, present))
    if facet == YEAR:
        return Axis(facet, _years(chosen, present))
    from corpus.vocabulary import load_vocabulary

    codes = load_vocabulary().facet(facet).codes()
    return Axis(facet, tuple(code for code in codes if not chosen or code in chosen))


def _places(chosen: tuple[str, ...], present: tuple[str, ...]) -> tuple[str, ...]:
    from corpus.territory import load_territory

    territory = load_territory()
    if not chosen:
        return tuple(place.code for place in territory.regions)
    beneath = [place.code for place in territory.places if place.code.rpartition("/")[0] in chosen]
    if len(beneath) > _MOST_PLACES:
        beneath = [code for code in present if code in set(beneath)][:_MOST_PLACES]
    return tuple(dict.fromkeys((*chosen, *beneath)))


def _years(chosen: tuple[str, ...], present: tuple[str, ...]) -> tuple[str, ...]:
    spans = [span(code) for code in chosen]
    years = [
        year
        for year in (int(code) for code in present if code.isdigit())
        if not spans or any(low <= year <= high for low, high in spans)
    ]
    if not years:
        return ()
    first = max(min(years), max(years) - MOST_YEARS + 1)
    return tuple(
        str(year)
        for year in range(first, max(years) + 1)
        if not spans or any(low <= year <= high for low, high in spans)
    )


def write_csv(
    found: Crossing, request: SearchRequest, labels: Labels, today: date
) -> Iterator[str]:
    """Yield the table: UTF-8 for Excel, a row of names, then a row for each cell.

    Every row says what was searched, among how many documents and when, and whether what is
    counted is no answer but just the nearest (``nearest_only``: yes or no).
    """
    yield _BYTE_ORDER_MARK + _rows([list(_COLUMNS)])
    about: list[str | int] = [
        found.found,
        found.held,
        today.isoformat(),
        request.query,
        "; ".join(f"{f}:{code}" for f, codes in request.filters.items() for code in codes),
        "yes" if found.nearest_only else "no",
    ]
    rows, columns = found.rows, found.columns
    for i, row in enumerate(rows.codes):
        one: list[str | int] = [rows.facet, row, labels.value(rows.facet, row), columns.facet]
        yield _rows(
            [
                [
                    *one,
                    column,
                    labels.value(columns.facet, column),
                    int(found.practices[i, j]),
                    int(found.documents[i, j]),
                    int(found.passages[i, j]),
                    *about,
                ]
                for j, column in enumerate(columns.codes)
            ]
        )


def _rows(rows: list[list[str | int]] | list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
