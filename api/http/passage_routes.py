"""Routes of single passages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.http.parameters import LabelsOf
from api.http.problems import described
from api.http.state import State, StateOf
from api.labels import Labels
from api.schema import SimilarModel, hit_model
from api.schema_records import PassageModel, passage_model
from corpus.records import Passage
from index.lexical import facet_codes

router = APIRouter(prefix="/v1/passages", tags=["passages"], responses=described(404, 422))


@router.get("/{identifier}")
def passage(state: StateOf, identifier: str, labels: LabelsOf) -> PassageModel:
    """Return a passage with its place, and its labels with the words that gave them."""
    return passage_of(state, state.catalogue.passage(identifier), labels)


def passage_of(state: State, found: Passage, labels: Labels) -> PassageModel:
    """Return a passage of the catalogue as it goes over the wire."""
    record = state.catalogue.record(found.record)
    place = (found.record, found.page)
    label = state.catalogue.page_labels([place]).get(place)
    return passage_model(record, found, label, facet_codes(record, found), labels)


@router.get("/{identifier}/similar", responses=described(409))
def similar(
    state: StateOf, identifier: str, limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> SimilarModel:
    """Return the passages nearest in meaning, of whatever record."""
    found = state.service.engine.similar(identifier, limit)
    return SimilarModel(passage_id=identifier, hits=[hit_model(hit) for hit in found])
