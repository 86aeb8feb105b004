"""Routes that give out whole result sets."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from api.exports import FORMATS, ExportFormat
from api.exports.hits import find_all
from api.http.conditional import Tagged
from api.http.files import disposition
from api.http.parameters import (
    FilterPairs,
    Grouping,
    Sorting,
    Text,
    Without,
    search_request,
)
from api.http.problems import described
from api.http.state import State, StateOf
from index.answers import Group, SearchRequest, Sort

router = APIRouter(prefix="/v1", tags=["search"])

# Answers are written to the network in pieces of about this size, in characters.
_PIECE = 1 << 16

Form = StrEnum("Form", {name: name for name in FORMATS})  # type: ignore[misc]


def export_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    group: Grouping = Group.PASSAGE,
    sort: Sorting = Sort.RELEVANCE,
    without: Without = [],  # noqa: B006 - FastAPI copies it
) -> SearchRequest:
    """Return the search whose whole result set is asked for."""
    return search_request(q, filters, group, sort, without=without)


@router.get(
    "/export",
    response_class=Response,
    responses={
        200: {
            "description": "The whole result set, streamed; `X-Total-Count` says how many",
            "content": {one.media_type.partition(";")[0]: {} for one in FORMATS.values()},
        },
        **described(304, 400, 422, 503),
    },
    dependencies=[Tagged],
)
def export(
    state: StateOf,
    form: Annotated[Form, Query(alias="format", description="What to write")],
    request: Annotated[SearchRequest, Depends(export_request)],
) -> StreamingResponse:
    """Give out all that a search finds: hits (csv, jsonl, jsonld) or records (ris, bibtex)."""
    chosen = FORMATS[str(form.value)]
    # The place is held until the last piece is out. What goes wrong with the search itself goes
    # wrong now, while it can still be told.
    pieces = _pieces(state, request, chosen)
    total = next(pieces)
    headers = {
        "Content-Disposition": disposition("attachment", f"prassi.{chosen.suffix}"),
        "X-Total-Count": total,
    }
    body = chain([next(pieces, "")], pieces)
    return StreamingResponse(
        (piece.encode() for piece in body), media_type=chosen.media_type, headers=headers
    )


def _pieces(state: State, request: SearchRequest, chosen: ExportFormat) -> Iterator[str]:
    """Yield the total first, then the file."""
    with state.exports.place():
        found = find_all(state.service.still_engine(), request, by_record=chosen.by_record)
        yield str(found.total)
        held: list[str] = []
        size = 0
        for piece in chosen.write(found):
            held.append(piece)
            size += len(piece)
            if size >= _PIECE:
                yield "".join(held)
                held, size = [], 0
        yield "".join(held)
