"""Receipts of searches: given, and made again."""

from __future__ import annotations

from fastapi import APIRouter

from api.http.conditional import Tagged
from api.http.parameters import Identifier
from api.http.problems import described
from api.http.state import State, StateOf
from api.paging import Still
from api.receipts import Origin, Receipt, ReceiptStore, Replay, make_receipt, replay
from index.answers import SearchRequest

router = APIRouter(prefix="/v1/receipts", tags=["search"])


@router.get(
    "/{identifier}",
    response_model=Replay,
    responses=described(304, 400, 404, 422, 503),
    dependencies=[Tagged],
)
def receipt(state: StateOf, identifier: Identifier) -> Replay:
    """Return the receipt of a search, and what the same search gives now.

    Each says why, as far as it is known: `new` and `gone`; `moved`, which stands elsewhere in the
    order; `changed`, a record or practice that another passage stands for now.
    """
    found = _store(state).read(identifier)
    with state.exports.place():
        seq = state.service.applied
        return replay(_origin(state, state.service.still(), seq), found)


def receipt_of(state: State, still: Still, seq: int, request: SearchRequest) -> Receipt:
    """Make and keep the receipt of a search over one state, of changes up to ``seq``."""
    with state.exports.place():
        return _store(state).keep(make_receipt(_origin(state, still, seq), request))


def _origin(state: State, still: Still, seq: int) -> Origin:
    return Origin(still.engine, state.catalogue, state.service.embedder.fingerprint, seq)


def _store(state: State) -> ReceiptStore:
    return ReceiptStore(state.service.library.data)
