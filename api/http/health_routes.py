"""Routes for whoever watches over the server."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from api.http.state import State, StateOf
from api.schema_records import LiveModel, ReadyModel
from corpus.errors import PrassiError
from index.answers import SearchRequest

router = APIRouter(tags=["health"])

_PROBE = SearchRequest(query="prassi", limit=1, facets=False)


@router.get("/health/live")
def live() -> LiveModel:
    """Answer as long as the process does."""
    return LiveModel(status="live")


@router.get("/health/ready", responses={503: {"model": ReadyModel}})
def ready(state: StateOf, response: Response) -> ReadyModel:
    """Answer 200 once searches are answered."""
    answering = _answering(state)
    if not answering:
        response.status_code = 503
    return ReadyModel(
        status="ready" if answering else "starting",
        seq=state.catalogue.last_seq(),
        applied=state.service.applied,
        to_embed=state.service.to_embed(),
    )


def _answering(state: State) -> bool:
    try:
        state.service.engine.search(_PROBE)
    except PrassiError:
        return False
    return True


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(state: StateOf) -> PlainTextResponse:
    """Return counts and latencies in the Prometheus text format."""
    counts = state.catalogue.counts()
    gauges = {
        "prassi_records": ("Records in the catalogue.", counts.records),
        "prassi_pages": ("Pages in the catalogue.", counts.pages),
        "prassi_passages": ("Passages in the catalogue.", counts.passages),
        "prassi_to_embed": ("Passages without a vector.", state.service.to_embed()),
        "prassi_seq": ("Last change of the catalogue.", state.catalogue.last_seq()),
        "prassi_applied": ("Last change that searches know of.", state.service.applied),
    }
    text = state.metrics.text(gauges)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")
