"""Routes that search: passages, practices, facets."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.cursor import search_cursor, search_digest, search_place
from api.http.conditional import Tagged
from api.http.fields import Fields, chosen_fields, given
from api.http.parameters import (
    Cursor,
    Identifier,
    LabelsOf,
    PracticeSearch,
    Receipted,
    Search,
    Text,
)
from api.http.problems import described
from api.http.receipt_routes import receipt_of
from api.http.state import State, StateOf
from api.labels import Labels
from api.practices import PracticeAnswerModel, PracticeModel, practice_answer, practice_models
from api.schema import (
    FacetsModel,
    SearchAnswerModel,
    SuggestModel,
    facet_model,
    search_answer,
    suggest_model,
)
from corpus.practices import practice as read_practice
from index.answers import SearchRequest

router = APIRouter(
    prefix="/v1", tags=["search"], responses=described(304, 400, 422, 503), dependencies=[Tagged]
)

Suggested = Annotated[int, Query(ge=1, le=20, description="Suggestions at most")]


@router.get("/search", response_model=SearchAnswerModel, responses=described(409, 410))
def search(
    state: StateOf,
    request: Search,
    labels: LabelsOf,
    cursor: Cursor = "",
    fields: Fields = "",
    receipt: Receipted = False,
) -> SearchAnswerModel | Response:
    """Find passages, the best of each record, or of each practice.

    Paging with `next_cursor` stays in the state of the library in which it began. With
    `receipt=true` the first 1,000 hits are kept as a receipt, whose id is `receipt_id`.
    """
    chosen = chosen_fields(SearchAnswerModel, fields)
    return given(_answered(state, request, cursor, labels, receipt), chosen)


@router.get("/practices", response_model=PracticeAnswerModel, responses=described(409, 410))
def practices(
    state: StateOf,
    request: PracticeSearch,
    labels: LabelsOf,
    cursor: Cursor = "",
    fields: Fields = "",
) -> PracticeAnswerModel | Response:
    """Find practices, by their best passages; without a query all of them, newest first.

    It is the search with `group=practice`, each hit with its practice record.
    """
    chosen = chosen_fields(PracticeAnswerModel, fields)
    answer = _answered(state, request, cursor, labels)
    return given(practice_answer(state.catalogue, answer, labels), chosen)


@router.get("/practices/{identifier}", responses=described(404))
def practice(state: StateOf, identifier: Identifier, labels: LabelsOf) -> PracticeModel:
    """Return a practice record: each field is sentences with their places, or not stated."""
    found = read_practice(state.catalogue, identifier)
    return practice_models(state.catalogue, {found.id: found}, labels)[found.id]


@router.get("/facets", responses=described(409))
def facets(state: StateOf, request: Search, labels: LabelsOf) -> FacetsModel:
    """Count the facets of the whole library, or of what a search leaves of it."""
    answer = state.service.engine.search(replace(request, limit=1, offset=0, facets=True))
    return FacetsModel(
        total=answer.total, facets=[facet_model(facet, labels) for facet in answer.facets]
    )


@router.get("/suggest")
def suggest(state: StateOf, q: Text = "", limit: Suggested = 8) -> SuggestModel:
    """Suggest titles, practices, concepts and words that begin as what was typed so far."""
    return suggest_model(q, state.service.engine.suggest(q, limit))


def _answered(
    state: State, request: SearchRequest, cursor: str, labels: Labels, receipt: bool = False
) -> SearchAnswerModel:
    paging = state.service.paging
    seq = state.service.applied
    if cursor:
        mark = search_place(cursor, request)[1]
        still = paging.go_on(mark, search_digest(request))
    else:
        mark, still = paging.begin()
    answer = still.engine.search(request)
    following = answer.next_offset
    after = None
    if following is not None:
        paging.keep(mark, search_digest(request), still)
        after = search_cursor(request, following, mark)
    model = search_answer(answer, labels, after)
    if not receipt:
        return model
    kept = receipt_of(state, still, seq, request)
    return model.model_copy(update={"receipt_id": kept.id})
