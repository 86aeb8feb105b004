"""Routes of the dossier, and of the draft that answers a call.

Everything is a form, so that no script is needed; the dossier itself lies in the reader's cookies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.dossier import Contents, Dossier, Item, ItemKind, contents, kept, requirements, unkept
from api.dossier.answering import Answered, answered, draft
from api.dossier.call import MOST_CALL_CHARS
from api.dossier.word import word_file
from api.http.problems import BadUpload
from api.http.state import State, StateOf
from api.labels import load_labels
from api.texts import Texts
from api.web import rendering
from api.web.address import Address, path_with, read_language
from api.web.dossier_view import entry_views, file_views
from api.web.forms import Sent, own_path
from api.web.view import hit_view
from corpus.errors import PassageNotFound
from corpus.practices import practice as read_practice

router = APIRouter(prefix="/dossier", include_in_schema=False, default_response_class=HTMLResponse)

_KEPT_S = 180 * 24 * 3600
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("")
def dossier_page(state: StateOf, request: Request) -> HTMLResponse:
    """Show the dossier of whoever asks."""
    held = unkept(request.cookies)
    language = read_language(request.query_params)
    return rendering.page(
        "dossier.html",
        language,
        rendering.in_other_language(request),
        dossier=held,
        entries=entry_views(contents(state.catalogue, held), Address(language=language)),
        back=own_path(request.query_params.get("back")),
        language_pairs=Address(language=language).language_pairs(),
    )


@router.post("/add")
def add(state: StateOf, request: Request, sent: Sent) -> Response:
    """Put a passage or a practice at the end of the dossier.

    Raises PassageNotFound, PracticeNotFound, DossierFull and BadUpload.
    """
    if identifier := sent.get("practice"):
        read_practice(state.catalogue, identifier)
        item = Item(ItemKind.PRACTICE, identifier)
    elif identifier := sent.get("passage"):
        if not state.catalogue.passages_by_id([identifier]):
            raise PassageNotFound(identifier)
        item = Item(ItemKind.PASSAGE, identifier)
    else:
        raise BadUpload("The form names neither a passage nor a practice.")
    return _gone_to_dossier(request, unkept(request.cookies).adding(item), sent)


@router.post("/change")
def change(request: Request, sent: Sent) -> Response:
    """Move, take out or note a piece, name the dossier or empty it."""
    held, code = unkept(request.cookies), sent.get("code", "")
    match sent.get("do"):
        case "up":
            held = held.moved(code, -1)
        case "down":
            held = held.moved(code, 1)
        case "remove":
            held = held.without(code)
        case "note":
            held = held.noted(code, sent.get("note", ""))
        case "title":
            held = held.titled(sent.get("title", ""))
        case "empty":
            held = Dossier()
        case other:
            raise BadUpload(f"The form asks for {other!r}, which cannot be done.")
    return _gone_to_dossier(request, held, sent)


@router.get("/file.{kind}")
def dossier_file(state: StateOf, request: Request, kind: str) -> Response:
    """Give the dossier as a file: `docx` or `html`."""
    t = Texts(read_language(request.query_params))
    return _file(contents(state.catalogue, unkept(request.cookies)), kind, t)


@router.get("/call")
def call_page(request: Request) -> HTMLResponse:
    """Show the form for the text of a call."""
    language = read_language(request.query_params)
    return rendering.page(
        "call.html",
        language,
        rendering.in_other_language(request),
        text="",
        found=None,
        most=MOST_CALL_CHARS,
        language_pairs=Address(language=language).language_pairs(),
    )


@router.post("/call")
async def answer_call(state: StateOf, request: Request, sent: Sent) -> Response:
    """Divide a call into what it asks, search each, and show, give or keep the draft."""
    return await run_in_threadpool(_answer_call, state, request, sent)


def _answer_call(state: State, request: Request, sent: Mapping[str, str]) -> Response:
    language = read_language(request.query_params)
    text = sent.get("text", "")
    needs = requirements(text)
    with state.batches.place():
        found = answered(state.service, needs)
    wanted = sent.get("do", "show")
    if wanted == "keep":
        return _gone_to_dossier(request, unkept(request.cookies).adding(*draft(found)), sent)
    if wanted in ("docx", "html"):
        held = Dossier(title=Texts(language)("call.draft"))
        pieces = Dossier(tuple(draft(found)), held.title)
        return _file(contents(state.catalogue, pieces), wanted, Texts(language))
    return rendering.page(
        "call.html",
        language,
        rendering.in_other_language(request),
        text=text[:MOST_CALL_CHARS],
        found=_shown(found, language),
        most=MOST_CALL_CHARS,
        language_pairs=Address(language=language).language_pairs(),
    )


def _shown(found: tuple[Answered, ...], language: str) -> list[tuple[str, str, list[object]]]:
    labels, address = load_labels(language), Address(language=language)
    return [
        (
            one.requirement.text,
            address.with_query(one.requirement.query).url,
            [hit_view(hit, address, labels) for hit in one.hits],
        )
        for one in found
    ]


def _file(held: Contents, kind: str, t: Texts) -> Response:
    made = datetime.now(UTC).date()
    if kind == "docx":
        body, media_type = word_file(held, t, made), _WORD
    elif kind == "html":
        written = rendering.text(
            "dossier_file.html",
            t.language,
            title=held.title or t("dossier.title"),
            made=made.isoformat(),
            entries=file_views(held, t),
        )
        body, media_type = written.encode(), "text/html; charset=utf-8"
    else:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="dossier.{kind}"'}
    return Response(body, media_type=media_type, headers=headers)


def _gone_to_dossier(request: Request, held: Dossier, sent: Mapping[str, str]) -> Response:
    language = read_language(request.query_params)
    pairs = Address(language=language).language_pairs()
    if back := own_path(sent.get("back")):
        pairs = [("back", back), *pairs]
    answer = RedirectResponse(path_with("/dossier", pairs), 303)
    for name, value in kept(held).items():
        if value:
            answer.set_cookie(name, value, _KEPT_S, path="/", httponly=True, samesite="strict")
        elif name in request.cookies:
            answer.delete_cookie(name, path="/", httponly=True, samesite="strict")
    return answer
