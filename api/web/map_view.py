"""What the maps show, worked out before the templates: cells, tiles of regions, bars of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from api.crossings import MOST_YEARS, Mapped, axis
from api.labels import Labels
from api.web.address import Address
from index.answers import Group, SearchAnswer
from index.crossing import Crossing
from index.lexical import YEAR

#: Shades a count may have; 0 is that of nothing.
SHADES = 5
#: Regions as they stand in the map, each by the letters it shows.
REGIONS: Mapping[str, str] = {
    "Piemonte": "PIE",
    "Valle d'Aosta": "VDA",
    "Lombardia": "LOM",
    "Trentino-Alto Adige": "TAA",
    "Veneto": "VEN",
    "Friuli-Venezia Giulia": "FVG",
    "Liguria": "LIG",
    "Emilia-Romagna": "EMR",
    "Toscana": "TOS",
    "Umbria": "UMB",
    "Marche": "MAR",
    "Lazio": "LAZ",
    "Abruzzo": "ABR",
    "Molise": "MOL",
    "Campania": "CAM",
    "Puglia": "PUG",
    "Basilicata": "BAS",
    "Calabria": "CAL",
    "Sicilia": "SIC",
    "Sardegna": "SAR",
}


@dataclass(frozen=True, slots=True)
class CellView:
    """What is told of two values: numbers, a shade from 0 (nothing) to SHADES, the searches.

    ``url`` leads to its documents, ``practices_url`` to its practices.
    """

    column: str
    practices: int
    documents: int
    shade: int
    url: str
    practices_url: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A gap map: ``steps`` are the counts ``[first, last]`` of each shade that is used."""

    rows_label: str
    columns_label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CellView, ...]], ...]
    steps: tuple[tuple[int, int, int], ...]
    empty: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A region or a year: ``share`` is its part of the most that any has, in percent."""

    code: str
    label: str
    short: str
    practices: int
    documents: int
    shade: int
    share: int
    url: str


def table_view(found: Crossing, address: Address, labels: Labels) -> TableView:
    """Return a crossing as a table whose cells lead to the documents they count."""
    most = int(found.documents.max(initial=0))
    rows, columns = found.rows, found.columns
    names = tuple(labels.value(columns.facet, code) for code in columns.codes)
    shown = replace(address, group=Group.RECORD)
    lines = []
    for i, code in enumerate(rows.codes):
        of_row = shown.with_only(rows.facet, code)
        documents_of = of_row.choosing(columns.facet)
        practices_of = of_row.with_group(Group.PRACTICE).choosing(columns.facet)
        cells = (
            CellView(
                names[j],
                int(found.practices[i, j]),
                int(found.documents[i, j]),
                shade(int(found.documents[i, j]), most),
                documents_of(column),
                practices_of(column),
            )
            for j, column in enumerate(columns.codes)
        )
        lines.append((labels.value(rows.facet, code), tuple(cells)))
    return TableView(
        labels.facet(rows.facet),
        labels.facet(columns.facet),
        names,
        tuple(lines),
        steps(most),
        int((found.documents == 0).sum()),
    )


def shade(count: int, most: int) -> int:
    """Return the shade of a count: equal parts of the most there is, 0 for none."""
    return -(-count * SHADES // most) if most else 0


def steps(most: int) -> tuple[tuple[int, int, int], ...]:
    """Return each shade that a count up to ``most`` may have, with its first and last count."""
    ends = [(step, most * (step - 1) // SHADES + 1, most * step // SHADES) for step in _STEPS]
    return tuple((step, first, last) for step, first, last in ends if first <= last)


_STEPS = range(1, SHADES + 1)


def region_views(found: Mapped, address: Address, labels: Labels) -> list[PlaceView]:
    """Return the twenty regions, from north to south."""
    return _places(found, "territory", REGIONS, address, labels)


def year_views(found: Mapped, address: Address, labels: Labels) -> list[PlaceView]:
    """Return the years from the first that has documents to the last, at most MOST_YEARS."""
    present = _counts(found.documents, YEAR)
    years = axis(YEAR, address.filters, tuple(present)).codes[-MOST_YEARS:]
    return _places(found, YEAR, dict.fromkeys(years, ""), address, labels)


def _places(
    found: Mapped, facet: str, short: Mapping[str, str], address: Address, labels: Labels
) -> list[PlaceView]:
    documents, practices = _counts(found.documents, facet), _counts(found.practices, facet)
    if found.practices.nearest_only:
        practices = {}  # the nearest are no answer
    most = max(_of(documents, short), default=0)
    chosen = replace(address, group=Group.RECORD).choosing(facet)
    return [
        PlaceView(
            code,
            labels.value(facet, code),
            letters,
            practices.get(code, 0),
            count := documents.get(code, 0),
            shade(count, most),
            max(1, round(100 * count / most)) if count else 0,
            chosen(code),
        )
        for code, letters in short.items()
    ]


def _counts(answer: SearchAnswer, facet: str) -> dict[str, int]:
    return {v.code: v.count for f in answer.facets if f.facet == facet for v in f.values}


def _of(counts: Mapping[str, int], codes: Iterable[str]) -> list[int]:
    return [counts.get(code, 0) for code in codes]
