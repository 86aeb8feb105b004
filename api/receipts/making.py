"""Making a receipt of a search."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from api.program import program_version
from api.receipts.model import Asked, Counts, HitLine, Library, Receipt, digest_of
from api.schema import expansion_model
from corpus import schema
from corpus.catalogue import Catalogue
from corpus.changes import now
from corpus.identifiers import digest
from corpus.own_terms import own_mark
from corpus.sources import Outcome
from corpus.vocabulary import vocabulary_version
from index.answers import MAX_LIMIT, Group, Hit, SearchAnswer, SearchRequest
from index.lexical import FORMAT
from index.search import SearchEngine

#: Hits of a receipt: one page of the search, some 100 KB.
MOST_HITS = MAX_LIMIT
# Scores are told to this many digits; what differs beyond is rounding.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Origin:
    """What is searched: an engine that stays as it is, over changes up to ``seq``."""

    engine: SearchEngine
    catalogue: Catalogue
    model: str
    seq: int


def make_receipt(origin: Origin, request: SearchRequest) -> Receipt:
    """Search and write down what was found, up to MOST_HITS hits, wherever the request begins.

    Raises UnknownFilter and BadQuery, as the search does.
    """
    answer = search_whole(origin, request)
    lines = hit_lines(answer)
    content = {
        "kind": "prassi-receipt",
        "format": 1,
        "asked": Asked.of(request).model_dump(mode="json"),
        "expansions": [expansion_model(one).model_dump(mode="json") for one in answer.expansions],
        "library": library_of(origin).model_dump(mode="json"),
        "counts": _counts(origin.catalogue, answer).model_dump(mode="json"),
        "nearest_only": answer.nearest_only,
        "complete": answer.total == len(lines),
        "titles": {hit.record.id: hit.record.description.title for hit in answer.hits},
        "hits": [line.model_dump(mode="json") for line in lines],
    }
    return Receipt.model_validate({**content, "id": digest_of(content), "made_at": now()})


def search_whole(origin: Origin, request: SearchRequest) -> SearchAnswer:
    """Return the first MOST_HITS hits of a search."""
    wanted = replace(request, limit=MOST_HITS, offset=0, facets=False)
    return origin.engine.search(wanted)


def hit_lines(answer: SearchAnswer) -> list[HitLine]:
    """Return hits as a receipt has them."""
    return [
        HitLine(
            rank=hit.rank,
            key=_key(hit, answer.request.group),
            passage=hit.passage.id,
            record=hit.record.id,
            page=hit.passage.page,
            score=round(hit.score, _DIGITS),
        )
        for hit in answer.hits
    ]


def library_of(origin: Origin) -> Library:
    """Return the state that is searched."""
    return Library(
        seq=origin.seq,
        model=origin.model,
        index=str(FORMAT),
        vocabulary=digest(vocabulary_version(), own_mark(origin.catalogue.path.parent)),
        program=program_version(),
    )


def _key(hit: Hit, group: Group) -> str:
    if group is Group.PASSAGE:
        return hit.passage.id
    return hit.record.id if group is Group.RECORD else hit.practice or hit.passage.id


def _counts(catalogue: Catalogue, answer: SearchAnswer) -> Counts:
    held = catalogue.counts()
    table = schema.sources
    query = sa.select(table.c.outcome, sa.func.count()).group_by(table.c.outcome)
    with catalogue.engine.connect() as connection:
        came: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return Counts(
        files_seen=sum(came.values()),
        duplicates=came.get(Outcome.DUPLICATE.value, 0),
        unreadable=came.get(Outcome.FAILED.value, 0),
        records=held.records,
        passages=held.passages,
        matched=answer.total,
        shown=len(answer.hits),
    )
