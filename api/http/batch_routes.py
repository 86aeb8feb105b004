"""Many searches in one request, answered from one state of the library."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.cursor import search_cursor
from api.filters import resolve_filters
from api.http.access import charge
from api.http.fields import chosen_fields
from api.http.problems import OutOfTime, described, problem_body, problem_of
from api.http.state import State, StateOf
from api.labels import load_labels
from api.paging import Still
from api.schema import SearchAnswerModel, search_answer
from api.schema_batch import BatchAnswerModel, BatchModel, BatchQueryModel
from corpus.errors import PrassiError
from index.answers import SearchRequest

router = APIRouter(prefix="/v1", tags=["search"])

_PATH = "/v1/search/batch"
# Then what remains is told to be out of time. 200 searches take about 4 s on one core.
_MOST_S = 30.0


@router.post(
    "/search/batch",
    response_model=BatchAnswerModel,
    responses=described(400, 413, 422, 503),
)
async def search_batch(state: StateOf, request: Request, body: BatchModel) -> Response:
    """Make up to 200 searches at once; answers in their order, from one state of the library.

    A search that cannot be made gives a problem in its place and leaves the others alone. The
    cursors go on with `GET /v1/search` as long as the library is the same.
    """
    charge(request, len(body.queries) - 1)
    written = await run_in_threadpool(_answered, state, body)
    return Response(written, media_type="application/json")


def _answered(state: State, body: BatchModel) -> str:
    """Return a BatchAnswerModel as JSON, with the chosen fields of its answers.

    Each answer is written at once: 20,000 hits are 70 MB so, and several times that as objects.
    """
    start = time.perf_counter()
    chosen = chosen_fields(SearchAnswerModel, body.fields)
    with state.batches.place():
        # The mark first: where the library changes meanwhile, cursors say so.
        seq, mark = state.service.applied, state.service.mark()
        still = state.service.still_for(query.q for query in body.queries)
        answers = [
            f'{{"answer":{_json(answer, chosen)},"problem":{json.dumps(problem)}}}'
            for answer, problem in _each(still, mark, body, start + _MOST_S)
        ]
    took_ms = round((time.perf_counter() - start) * 1e3, 2)
    return f'{{"seq":{seq},"took_ms":{took_ms},"answers":[{",".join(answers)}]}}'


def _json(answer: SearchAnswerModel | None, chosen: Mapping[str, Any] | None) -> str:
    include = dict(chosen) if chosen else None
    return "null" if answer is None else answer.model_dump_json(include=include)


def _each(
    still: Still, mark: str, body: BatchModel, until: float
) -> Iterator[tuple[SearchAnswerModel | None, dict[str, object] | None]]:
    labels = load_labels(body.lang)
    for query in body.queries:
        try:
            if time.perf_counter() > until:
                raise OutOfTime
            answer = still.engine.search(_request(query))
        except PrassiError as error:
            yield None, problem_body(problem_of(error), _PATH)
        else:
            following = answer.next_offset
            cursor = search_cursor(answer.request, following, mark) if following else None
            yield search_answer(answer, labels, cursor), None


def _request(query: BatchQueryModel) -> SearchRequest:
    return SearchRequest(
        query=query.q,
        filters=resolve_filters(pair for pair in query.filter if pair),
        group=query.group,
        sort=query.sort,
        limit=query.limit,
        facets=query.facets,
        fold=query.fold,
        without=tuple(query.without),
    )
