"""Routes that search: passages, practices, facets."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from api.cursor import search_cursor
from api.http.parameters import LabelsOf, PracticeSearch, Search, Text
from api.http.problems import described
from api.http.state import State, StateOf
from api.labels import Labels
from api.schema import (
    FacetsModel,
    SearchAnswerModel,
    SuggestModel,
    facet_model,
    search_answer,
    suggest_model,
)
from index.answers import SearchRequest

router = APIRouter(prefix="/v1", tags=["search"], responses=described(400, 422, 503))


@router.get("/search")
def search(state: StateOf, request: Search, labels: LabelsOf) -> SearchAnswerModel:
    """Find passages, the best of each record, or passages that tell of practices."""
    return _answered(state, request, labels)


@router.get("/practices")
def practices(state: StateOf, request: PracticeSearch, labels: LabelsOf) -> SearchAnswerModel:
    """Find practices: the search with ``group=practice``."""
    return _answered(state, request, labels)


@router.get("/facets")
def facets(state: StateOf, request: Search, labels: LabelsOf) -> FacetsModel:
    """Count the facets of the whole library, or of what a search leaves of it."""
    answer = state.service.engine.search(replace(request, limit=1, offset=0, facets=True))
    return FacetsModel(
        total=answer.total, facets=[facet_model(facet, labels) for facet in answer.facets]
    )


@router.get("/suggest")
def suggest(
    state: StateOf, q: Text = "", limit: Annotated[int, Query(ge=1, le=20)] = 8
) -> SuggestModel:
    """Suggest titles, practices, concepts and words that begin as what was typed so far."""
    return suggest_model(q, state.service.engine.suggest(q, limit))


def _answered(state: State, request: SearchRequest, labels: Labels) -> SearchAnswerModel:
    answer = state.service.engine.search(request)
    following = answer.next_offset
    cursor = None if following is None else search_cursor(request, following)
    return search_answer(answer, labels, cursor)
