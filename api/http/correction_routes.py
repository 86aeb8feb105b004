"""Routes of what people say of labels and of practices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.corrections import field_wish, words_in
from api.http.access import Writer
from api.http.examples import CORRECTION_EXAMPLES
from api.http.parameters import Identifier
from api.http.problems import described
from api.http.state import State, StateOf
from api.schema_corrections import (
    CorrectionModel,
    CorrectionSent,
    CorrectionsModel,
    PracticeCorrectionSent,
    UndoSent,
    correction_model,
)
from corpus.errors import BadQuery
from corpus.judgement_history import Entry, entries, history
from corpus.judgements import Judgement, Verdict, Wish, check_label
from corpus.judging import judge, undo
from corpus.practice_judging import PracticeWish, judge_practice

router = APIRouter(prefix="/v1/corrections", tags=["corrections"], responses=described(400, 422))

_CURSOR = re.compile(r"c1-(\d{1,18})")
_Id = Annotated[str | None, Query(max_length=64, description="Id, as other answers give it")]


@router.post("", status_code=201, responses=described(401, 403, 404, 409))
def correct(
    state: StateOf,
    sent: Annotated[
        CorrectionSent | PracticeCorrectionSent, Body(openapi_examples=CORRECTION_EXAMPLES)
    ],
    caller: Writer,
) -> CorrectionsModel:
    """Set right labels of a passage, or a practice; searches know it within two seconds.

    Of a passage labels are added, removed or confirmed. Of a practice sentences of its fields are,
    and it is joined with another or parted from what a record tells under its name.
    """
    if isinstance(sent, PracticeCorrectionSent):
        return _of_practice(state, sent, sent.by or caller.name)
    text = state.catalogue.passage(sent.passage_id).text
    wishes = []
    for label in sent.labels:
        check_label(label.facet, label.code)
        verdict = Verdict(label.verdict)
        place = None if verdict is Verdict.REMOVE else words_in(text, label.words)
        wishes.append(Wish(verdict, label.facet, label.code, place))
    by = sent.by or caller.name
    made = judge(state.catalogue, sent.passage_id, wishes, by, sent.why)
    return _answer(state, made)


def _of_practice(state: State, sent: PracticeCorrectionSent, by: str) -> CorrectionsModel:
    catalogue, practice = state.catalogue, sent.practice_id
    fields = tuple(
        field_wish(catalogue, practice, Verdict(f.verdict), f.field, f.sentence, f.passage_id)
        for f in sent.fields
    )
    wish = PracticeWish(fields, tuple(sent.join), tuple(sent.part))
    return _answer(state, judge_practice(catalogue, practice, wish, by, sent.why))


@router.get("")
def corrections(
    state: StateOf,
    passage: _Id = None,
    record: _Id = None,
    practice: _Id = None,
    by: Annotated[str | None, Query(max_length=200, description="Who made them")] = None,
    waiting: Annotated[bool, Query(description="Those whose passage is not there")] = False,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Corrections at most")] = 100,
    cursor: Annotated[str, Query(max_length=32, description="`next_cursor` of before")] = "",
) -> CorrectionsModel:
    """List corrections, the latest first; none is met twice or missed while others are made."""
    found = history(
        state.catalogue,
        passage=passage or None,
        record=record or None,
        practice=practice or None,
        by=by or None,
        waiting=waiting,
        limit=limit + 1,
        before=_before(cursor),
    )
    shown = found[:limit]
    return CorrectionsModel(
        corrections=[correction_model(entry) for _, entry in shown],
        next_cursor=f"c1-{shown[-1][0]}" if len(found) > limit else None,
    )


@router.post("/{identifier}/undo", status_code=201, responses=described(401, 403, 404))
def take_back(
    state: StateOf, identifier: Identifier, sent: UndoSent, caller: Writer
) -> CorrectionModel:
    """Take a correction back, by one more that says so."""
    made = undo(state.catalogue, identifier, sent.by or caller.name, sent.why)
    return correction_model(Entry(made, (), undone=False))


def _answer(state: State, made: Sequence[Judgement]) -> CorrectionsModel:
    found = entries(state.catalogue, [one.id for one in made])
    return CorrectionsModel(corrections=[correction_model(entry) for entry in found])


def _before(cursor: str) -> int | None:
    if not cursor:
        return None
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise BadQuery("the cursor is not one that an earlier answer gave")
    return int(match[1])
