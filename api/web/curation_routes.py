"""Pages of who keeps the library: signing in, handing in files, what came of them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.http.problems import BadUpload, TooLarge
from api.http.state import State, StateOf
from api.http.upload import bounded
from api.trouble import Busy
from api.web import rendering
from api.web.address import path_with, read_language, whole_number
from api.web.curation_view import file_views, outcome_choices, paper_views
from api.web.curators import HOME, Curator, curator_of, gone_to, signed_in, signed_out
from api.web.forms import Sent, check_own, own_path
from corpus.sources import Outcome

router = APIRouter(prefix=HOME, include_in_schema=False, default_response_class=HTMLResponse)

_MOST_FILES = 50
# All files of a form together: as much as this many of the largest allowed.
_MOST_FULL_FILES = 5
_ON_A_PAGE = 50
_MAX_PAGE = 100_000


def page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page that no browser and no proxy keeps."""
    language = read_language(request.query_params)
    other = rendering.in_other_language(request)
    answer = rendering.page(template, language, other, status, **values)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("")
def curation_page(state: StateOf, request: Request) -> HTMLResponse:
    """Show the form to sign in or, to who is signed in, what there is to do."""
    curator = curator_of(state, request)
    if curator is None:
        return _sign_in_page(state, request)
    papers = paper_views(state.desk.papers(), read_language(request.query_params))
    return page(
        request,
        "curation.html",
        curator=curator,
        papers=papers,
        waiting=sum(paper.is_waiting for paper in papers),
        most_files=_MOST_FILES,
        most_mb=state.settings.max_upload_mb,
        to_embed=state.service.to_embed(),
    )


def _sign_in_page(state: State, request: Request, *, wrong: bool = False) -> HTMLResponse:
    return page(
        request,
        "curation_sign_in.html",
        403 if wrong else 200,
        wrong=wrong,
        closed=not state.doorkeeper.takes_writing,
        back=own_path(request.query_params.get("back")),
    )


@router.post("/sign-in")
def sign_in(state: StateOf, request: Request, sent: Sent) -> Response:
    """Begin a session with a key that may write."""
    answer = signed_in(state, request, sent.get("key", ""))
    return _sign_in_page(state, request, wrong=True) if answer is None else answer


@router.post("/sign-out")
def sign_out(state: StateOf, request: Request, _sent: Sent) -> Response:
    """End the session."""
    return signed_out(state, request)


@router.post("/upload")
async def upload(state: StateOf, request: Request, _: Curator) -> Response:
    """Take in files; they are read one after the other while people do something else.

    Raises BadUpload for a form without files and TooLarge.
    """
    check_own(request)
    most_mb = state.settings.max_upload_mb
    within = Request(request.scope, bounded(request, _MOST_FULL_FILES * most_mb))
    async with within.form(max_files=_MOST_FILES, max_fields=10) as form:
        files = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        named = [one for one in files if one.filename]
        if not named:
            raise BadUpload("The form carries no file.")
        for one in named:
            await run_in_threadpool(_handed_in, state, one, most_mb)
    return gone_to(request, HOME)


def _handed_in(state: State, sent: UploadFile, most_mb: int) -> None:
    name = sent.filename or "file"
    if sent.size is not None and sent.size > most_mb * 1_000_000:
        state.desk.refuse(name, str(TooLarge(most_mb)))
        return
    try:
        state.desk.hand_in(sent.file, name)
    except Busy as error:  # the others of the form were taken in: each has its own outcome
        state.desk.refuse(name, str(error))


@router.get("/files")
def files_page(state: StateOf, request: Request, curator: Curator) -> HTMLResponse:
    """List what was read, the latest first, with what came of it."""
    params = request.query_params
    language = read_language(params)
    number = whole_number(params.get("p"), _MAX_PAGE) or 1
    chosen = next((o for o in Outcome if o.value == params.get("outcome")), None)
    shown, counts = file_views(state, chosen, language, _ON_A_PAGE + 1, (number - 1) * _ON_A_PAGE)
    about = [("lang", "en")] if language == "en" else []
    kept = [*([("outcome", chosen.value)] if chosen else []), *about]

    def at(place: int) -> str:
        return path_with(f"{HOME}/files", [("p", str(place)), *kept])

    return page(
        request,
        "curation_files.html",
        curator=curator,
        files=shown[:_ON_A_PAGE],
        choices=outcome_choices(counts, chosen, about),
        previous=at(number - 1) if number > 1 else None,
        next=at(number + 1) if len(shown) > _ON_A_PAGE else None,
    )
