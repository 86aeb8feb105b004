"""Pages on which labels and practices are set right, with the history of who said what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from api.corrections import field_wish, moved, wish_of
from api.http.access import Caller
from api.http.state import State, StateOf
from api.labels import load_labels
from api.web.address import read_address, read_language, whole_number
from api.web.correction_view import (
    correctable_passage,
    correctable_practice,
    entry_views,
    practice_of_text,
)
from api.web.curation_routes import page
from api.web.curators import HOME, Curator, gone_to
from api.web.forms import Sent, own_path
from corpus.errors import BadQuery, NoSuchLabel, PassageNotFound, PracticeNotFound, UnknownFilter
from corpus.judgement_history import history
from corpus.judgements import MOST_CHARS, Verdict
from corpus.judging import judge, undo
from corpus.practice_judging import PracticeWish, judge_practice
from corpus.practices import practice_ids

router = APIRouter(prefix=HOME, include_in_schema=False, default_response_class=HTMLResponse)

_SAID = {verdict.value: verdict for verdict in (Verdict.ADD, Verdict.REMOVE, Verdict.CONFIRM)}
_REFUSED = (BadQuery, UnknownFilter, NoSuchLabel, PassageNotFound, PracticeNotFound)
_ON_A_PAGE = 50
_MOST_SEQ = 10**9 - 1


@router.get("/passage/{identifier}")
def passage_page(
    state: StateOf, request: Request, identifier: str, curator: Curator
) -> HTMLResponse:
    """Show the labels of a passage, to be set right. Raises PassageNotFound."""
    return _passage_page(state, request, identifier, curator)


def _passage_page(
    state: State, request: Request, identifier: str, curator: Caller, refused: str | None = None
) -> HTMLResponse:
    language = read_language(request.query_params)
    return page(
        request,
        "curation_passage.html",
        422 if refused else 200,
        curator=curator,
        view=correctable_passage(state.catalogue, identifier, load_labels(language)),
        **_common(request, refused),
    )


@router.post("/passage/{identifier}")
def correct_passage(
    state: StateOf, request: Request, identifier: str, curator: Curator, sent: Sent
) -> Response:
    """Add, remove or confirm a label. Raises PassageNotFound."""
    text = state.catalogue.passage(identifier).text

    def said() -> None:
        verdict = _verdict(sent)
        wish = wish_of(text, verdict, sent.get("label", ""), sent.get("words") or None)
        judge(state.catalogue, identifier, [wish], curator.name, sent.get("why", ""))

    if (refused := _refused(said)) is not None:
        return _passage_page(state, request, identifier, curator, refused)
    return gone_to(request, f"{HOME}/passage/{identifier}", done="1")


@router.get("/practice/{identifier}")
def practice_page(
    state: StateOf, request: Request, identifier: str, curator: Curator
) -> HTMLResponse:
    """Show the fields of a practice, to be set right. Raises PracticeNotFound."""
    return _practice_page(state, request, identifier, curator)


def _practice_page(
    state: State, request: Request, identifier: str, curator: Caller, refused: str | None = None
) -> HTMLResponse:
    address = read_address(request.query_params)
    return page(
        request,
        "curation_practice.html",
        422 if refused else 200,
        curator=curator,
        view=correctable_practice(state, identifier, address, load_labels(address.language)),
        **_common(request, refused),
    )


@router.post("/practice/{identifier}")
def correct_practice(
    state: StateOf, request: Request, identifier: str, curator: Curator, sent: Sent
) -> Response:
    """Set right a sentence of a field, join with another practice, or part a record."""
    catalogue = state.catalogue

    def said() -> None:
        wish = _practice_wish(state, identifier, sent)
        judge_practice(catalogue, identifier, wish, curator.name, sent.get("why", ""))

    if (refused := _refused(said)) is not None:
        return _practice_page(state, request, identifier, curator, refused)
    # What was joined goes by another id.
    there = identifier in set(practice_ids(catalogue))
    return gone_to(request, f"{HOME}/{f'practice/{identifier}' if there else 'history'}", done="1")


def _practice_wish(state: State, identifier: str, sent: Mapping[str, str]) -> PracticeWish:
    match sent.get("do"):
        case "join":
            return PracticeWish(join=(practice_of_text(sent.get("other", "")),))
        case "part":
            return PracticeWish(part=(sent.get("record", ""),))
    field, sentence = sent.get("field", ""), sent.get("sentence", "")
    if sent.get("do") == "move":
        return PracticeWish(moved(state.catalogue, identifier, field, sentence, sent.get("to", "")))
    passage = sent.get("passage") or None
    one = field_wish(state.catalogue, identifier, _verdict(sent), field, sentence, passage)
    return PracticeWish(fields=(one,))


@router.get("/history")
def history_page(state: StateOf, request: Request, curator: Curator) -> HTMLResponse:
    """List what people said, the latest first."""
    params = request.query_params
    language = read_language(params)
    before = whole_number(params.get("before"), _MOST_SEQ)
    found = history(state.catalogue, limit=_ON_A_PAGE + 1, before=before)
    older = found[_ON_A_PAGE - 1][0] if len(found) > _ON_A_PAGE else None
    return page(
        request,
        "curation_history.html",
        curator=curator,
        entries=entry_views((e for _, e in found[:_ON_A_PAGE]), load_labels(language)),
        older=older,
        **_common(request, None),
    )


@router.post("/undo")
def take_back(state: StateOf, request: Request, curator: Curator, sent: Sent) -> Response:
    """Take a correction back. Raises JudgementNotFound and BadQuery."""
    undo(state.catalogue, sent.get("id", ""), curator.name, sent.get("why", ""))
    return gone_to(request, own_path(sent.get("back")) or f"{HOME}/history", done="1")


def _verdict(sent: Mapping[str, str]) -> Verdict:
    verdict = _SAID.get(sent.get("do", ""))
    if verdict is None:
        raise BadQuery("The form says neither to add, nor to remove, nor to confirm.")
    return verdict


def _refused(said: Callable[[], None]) -> str | None:
    """Return why what was said cannot be, None if it was written down."""
    try:
        said()
    except _REFUSED as error:
        return str(error)
    return None


def _common(request: Request, refused: str | None) -> dict[str, Any]:
    done = request.query_params.get("done") == "1" and not refused
    path = "/" + request.url.path.lstrip("/")
    return {"done": done, "refused": refused, "most": MOST_CHARS["why"], "here": path}
