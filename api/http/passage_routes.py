"""Routes of single passages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.conditional import Tagged
from api.http.fields import Fields, chosen_fields, given
from api.http.parameters import Identifier, LabelsOf
from api.http.problems import described
from api.http.state import State, StateOf
from api.labels import Labels
from api.schema import SimilarModel, hit_model
from api.schema_records import PassageModel, passage_model
from corpus.records import Passage
from index.lexical import facet_codes

router = APIRouter(
    prefix="/v1/passages",
    tags=["passages"],
    responses=described(304, 404, 422),
    dependencies=[Tagged],
)


@router.get("/{identifier}", response_model=PassageModel)
def passage(
    state: StateOf, identifier: Identifier, labels: LabelsOf, fields: Fields = ""
) -> PassageModel | Response:
    """Return a passage with its place, and its labels with the words that gave them."""
    chosen = chosen_fields(PassageModel, fields)
    return given(passage_of(state, state.catalogue.passage(identifier), labels), chosen)


def passage_of(state: State, found: Passage, labels: Labels) -> PassageModel:
    """Return a passage of the catalogue as it goes over the wire."""
    record = state.catalogue.record(found.record)
    place = (found.record, found.page)
    label = state.catalogue.page_labels([place]).get(place)
    return passage_model(record, found, label, facet_codes(record, found), labels)


@router.get("/{identifier}/similar", response_model=SimilarModel, responses=described(409, 503))
def similar(
    state: StateOf,
    identifier: Identifier,
    limit: Annotated[int, Query(ge=1, le=100, description="Passages at most")] = 10,
    fields: Fields = "",
) -> SimilarModel | Response:
    """Return the passages nearest in meaning, of whatever record."""
    chosen = chosen_fields(SimilarModel, fields)
    found = state.service.engine.similar(identifier, limit)
    hits = [hit_model(hit) for hit in found]
    return given(SimilarModel(passage_id=identifier, hits=hits), chosen)
