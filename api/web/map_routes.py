"""Routes of the maps: two facets crossed, Italy by region, documents by year, and their files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from api.crossings import FIRST_COLUMNS, FIRST_ROWS, MAP_FACETS, Mapped, mapped, write_csv
from api.http.state import State, StateOf
from api.labels import Labels, load_labels
from api.texts import Texts
from api.web import rendering
from api.web.address import Address, read_address
from api.web.map_view import region_views, table_view, year_views
from corpus.errors import BadQuery
from index.crossing import Crossing

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/map")
def map_page(state: StateOf, request: Request) -> HTMLResponse:
    """Show the maps of a search."""
    address, rows, columns = _asked(request)
    labels = load_labels(address.language)
    found = mapped(state.service.still_engine(), address.request(), rows, columns)
    return rendering.page(
        "map.html",
        address.language,
        rendering.in_other_language(request),
        address=address,
        facets=[(facet, labels.facet(facet)) for facet in MAP_FACETS],
        rows=rows,
        columns=columns,
        hidden=_hidden(address),
        regions=region_views(found, address, labels),
        years=year_views(found, address, labels),
        csv_url=address.map_at("/map.csv", rows=rows, columns=columns),
        html_url=address.map_at("/map.html", rows=rows, columns=columns),
        **_said(state, found, address, labels),
    )


@router.get("/map.html")
def map_file(state: StateOf, request: Request) -> HTMLResponse:
    """Give the table as one file for people, which needs nothing else."""
    address, rows, columns = _asked(request)
    labels = load_labels(address.language)
    found = mapped(state.service.still_engine(), address.request(), rows, columns)
    _crossing(found)
    written = rendering.text(
        "map_file.html",
        address.language,
        query=address.query or "",
        regions=region_views(found, address, labels),
        years=year_views(found, address, labels),
        **_said(state, found, address, labels),
    )
    return HTMLResponse(written, headers=_as_file("html"))


@router.get("/map.csv")
def map_table(state: StateOf, request: Request) -> Response:
    """Give the table as CSV, a row for each cell."""
    address, rows, columns = _asked(request)
    found = _crossing(mapped(state.service.still_engine(), address.request(), rows, columns))
    lines = write_csv(found, address.request(), load_labels(address.language), _today())
    return Response("".join(lines), media_type="text/csv; charset=utf-8", headers=_as_file("csv"))


def _asked(request: Request) -> tuple[Address, str, str]:
    """Return the search and the two facets.

    Raises BadQuery and UnknownFilter.
    """
    params = request.query_params
    rows = params.get("rows") or FIRST_ROWS
    columns = params.get("columns") or FIRST_COLUMNS
    for facet in (rows, columns):
        if facet not in MAP_FACETS:
            raise BadQuery(f"{facet!r} cannot be crossed (try one of {', '.join(MAP_FACETS)})")
    return read_address(params), rows, columns


def _said(state: State, found: Mapped, address: Address, labels: Labels) -> dict[str, Any]:
    t, crossing = Texts(address.language), found.crossing
    return {
        "found": found.documents.total,
        "table": None if crossing is None else table_view(crossing, address, labels),
        "nearest_only": found.documents.nearest_only,
        "chosen": [
            (labels.facet(facet), [labels.value(facet, code) for code in codes])
            for facet, codes in address.filters.items()
        ],
        "among": t.count("map.documents", found.documents.total),
        "practices_found": t.count(
            "map.practices", 0 if found.practices.nearest_only else found.practices.total
        ),
        "held": t.count("map.documents", state.catalogue.counts().records),
        "today": _today().isoformat(),
    }


def _crossing(found: Mapped) -> Crossing:
    if found.crossing is None:
        raise BadQuery("a facet cannot be crossed with itself")
    return found.crossing


def _hidden(address: Address) -> list[tuple[str, str]]:
    kept = Address(filters=address.filters, without=address.without, language=address.language)
    return kept.pairs()


def _today() -> date:
    return datetime.now(UTC).date()


def _as_file(kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="mappa.{kind}"'}
