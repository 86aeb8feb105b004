"""Two facets crossed, as data."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.crossings import FIRST_COLUMNS, FIRST_ROWS, crossing_of
from api.http.conditional import Tagged
from api.http.parameters import FilterPairs, LabelsOf, Text, Without, search_request
from api.http.problems import described
from api.http.state import StateOf
from api.schema_crossing import CrossingModel, crossing_model
from index.answers import Group, SearchRequest

router = APIRouter(
    prefix="/v1", tags=["search"], responses=described(304, 400, 422, 503), dependencies=[Tagged]
)

#: As :data:`api.crossings.MAP_FACETS`, which a test compares.
MapFacet = Literal["kind", "polarity", "theme", "target", "actor", "logic", "territory", "year"]


def crossing_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    without: Without = [],  # noqa: B006 - FastAPI copies it
) -> SearchRequest:
    """Return the search whose documents are counted."""
    return search_request(q, filters, Group.RECORD, without=without)


@router.get("/crossing")
def crossing(
    state: StateOf,
    request: Annotated[SearchRequest, Depends(crossing_request)],
    labels: LabelsOf,
    rows: Annotated[MapFacet, Query(description="Facet of the rows")] = FIRST_ROWS,
    columns: Annotated[MapFacet, Query(description="Facet of the columns")] = FIRST_COLUMNS,
) -> CrossingModel:
    """Cross two facets of what a search finds: documents, practices and passages of each cell.

    Values without anything are there too, with 0; where values of a facet are chosen, only these
    are. The two facets must differ.
    """
    found = crossing_of(state.service.engine, request, rows, columns)
    return crossing_model(found, request.query, labels)
