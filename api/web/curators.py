"""Signing in and out, and what only people who are signed in may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.http.access import Caller
from api.http.sessions import COOKIE, LASTS_S
from api.http.state import State, state_of
from api.keys import Scope
from api.web.address import path_with, read_language
from api.web.forms import own_path
from corpus.errors import PrassiError

#: Where people sign in, and what they find then.
HOME = "/curation"


class SignInNeeded(PrassiError):
    """A page is for people who are signed in."""

    def __init__(self) -> None:
        super().__init__("This page is for whoever signs in with a key that may write.")


def install(app: FastAPI) -> None:
    """Send whoever is not signed in to where one signs in."""
    app.add_exception_handler(SignInNeeded, _to_sign_in)


def curator_of(state: State, request: Request) -> Caller | None:
    """Return who is signed in with a key that may still write, None if nobody is."""
    token = request.cookies.get(COOKIE)
    held = state.sessions.key_of(token) if token else None
    caller = state.doorkeeper.still(held[0]) if held else None
    return caller if caller is not None and caller.allows(Scope.WRITE) else None


async def _signed_in(request: Request) -> Caller:
    caller = await run_in_threadpool(curator_of, state_of(request), request)
    if caller is None:
        raise SignInNeeded
    return caller


#: Who is signed in. Raises SignInNeeded before the route.
Curator = Annotated[Caller, Depends(_signed_in)]


def signed_in(state: State, request: Request, key: str) -> Response | None:
    """Begin a session with a key and return the way on, None for a key that may not write."""
    caller = state.doorkeeper.caller_of_key(key.strip())
    if caller is None or not caller.allows(Scope.WRITE):
        return None
    answer = gone_to(request, own_path(request.query_params.get("back")) or HOME)
    answer.set_cookie(
        COOKIE,
        state.sessions.begin(caller.id),
        LASTS_S,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


def shown_to(curator: Caller | None, answer: HTMLResponse) -> HTMLResponse:
    """Return a page with a way to correct what it shows; only who is signed in has it."""
    if curator is not None:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def signed_out(state: State, request: Request) -> Response:
    """End the session of whoever asks."""
    state.sessions.end(request.cookies.get(COOKIE, ""))
    answer = gone_to(request, HOME)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def gone_to(request: Request, path: str, **said: str) -> RedirectResponse:
    """Return the way to a page of this site, in the language of the one it is left from."""
    pairs = list(said.items())
    if "lang=" not in path and read_language(request.query_params) == "en":
        pairs.append(("lang", "en"))
    joint = "&" if "?" in path else "?"
    more = path_with("", pairs)[1:]
    return RedirectResponse(path + (joint + more if more else ""), 303)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    # A form cannot be sent again after signing in: the page it stands on is shown then.
    path = request.url.path
    if request.method != "GET":
        return gone_to(request, HOME)
    query = f"?{request.url.query}" if request.url.query else ""
    return gone_to(request, HOME, back=own_path(path + query) or HOME)
