"""Errors as RFC 9457 problem details: one table for the errors raised on purpose."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from api.cursor import CursorMismatch
from api.dossier import DossierFull
from api.http.headers import secure
from api.http.limits import Allowance
from api.receipts.store import BadReceipt, ReceiptNotFound
from api.trouble import Busy, LibraryChanged, NotReady, TryLater
from corpus import errors

log = logging.getLogger("prassi")

_MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:prassi:problem:"
#: What is for programs; all else is for people.
DATA_PATHS = ("/v1/", "/health/", "/metrics", "/openapi.json")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_UNEXPECTED = "Something went wrong inside the server; its log says what."
_SAY_NOTHING = "The library cannot be used as it is; the server's log says why."


class KeyNeeded(errors.PrassiError):
    """The request lacks a key, or carries one that opens nothing (``wrong``).

    ``browser``: a person asks, whom the browser shall ask for the key.
    """

    def __init__(self, *, wrong: bool = False, browser: bool = False) -> None:
        super().__init__(
            "The key is wrong, has expired or was revoked."
            if wrong
            else "This needs a key of the library, as `Authorization: Bearer KEY`."
        )
        self.wrong = wrong
        self.browser = browser

    @property
    def challenge(self) -> str:
        """Value of WWW-Authenticate (RFC 6750, RFC 7617)."""
        if self.browser:
            return 'Basic realm="Prassi", charset="UTF-8"'
        return 'Bearer error="invalid_token"' if self.wrong else "Bearer"


class ScopeNeeded(errors.PrassiError):
    """The key opens something, but not this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs a key with the scope {str(scope)!r}, sent by a program.")
        self.scope = str(scope)


class WritingClosed(errors.PrassiError):
    """The server has no key that opens writing, so nobody may."""

    def __init__(self) -> None:
        super().__init__(
            "Writing is closed: there is no key for it. `prassi keys add NAME --scope write` "
            "makes one, or start the server with PRASSI_API_KEY."
        )


class TooMany(TryLater):
    """A caller has made more requests than allowed."""

    def __init__(self, allowance: Allowance) -> None:
        wait_s = allowance.wait_s or 1
        super().__init__(
            f"More than {allowance.limit} requests a minute; go on in {wait_s} seconds.", wait_s
        )
        self.allowance = allowance


class UnknownField(errors.PrassiError):
    """An answer has no such field; ``nearest`` are the likest it has."""

    def __init__(self, field: str, nearest: tuple[str, ...]) -> None:
        meant = f"; did you mean {', '.join(nearest)}?" if nearest else "."
        super().__init__(f"The answer has no field {field!r}{meant}")
        self.field = field
        self.nearest = nearest


class OutOfTime(TryLater):
    """The searches before this one of the same request took all the time there is."""

    def __init__(self) -> None:
        super().__init__("There was no time left for this search; send fewer at once.", 5)


class TooLarge(errors.PrassiError):
    """What a request brings is larger than allowed."""

    def __init__(self, limit_mb: int) -> None:
        super().__init__(f"What was sent is larger than {limit_mb} MB.")
        self.limit_mb = limit_mb


class BadUpload(errors.PrassiError):
    """The body of an upload is not what it should be."""


class UnknownHost(errors.PrassiError):
    """The request carries a host name that is not this server's."""

    def __init__(self) -> None:
        super().__init__(
            "The server does not answer to this name; PRASSI_ALLOWED_HOSTS lists the names it does."
        )


class FileGone(errors.PrassiError):
    """The library's own copy of a file is not there."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"The library's copy of the file of record {record_id!r} is missing.")
        self.record_id = record_id


class NotRead(errors.PrassiError):
    """An uploaded file was taken but could not be read."""

    def __init__(self, file: str, reason: str | None) -> None:
        super().__init__(f"{file} could not be read: {reason or 'unknown reason'}")
        self.file = file
        self.outcome = "failed"
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is told: ``name`` is the stable word for programs, ``data`` its details."""

    name: str
    title: str
    status: int
    detail: str
    data: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    title: str
    status: int
    data: tuple[str, ...] = ()
    detail: str | None = None  # said instead of the error's own words, which name folders


_KINDS: Mapping[type[errors.PrassiError], _Kind] = {
    errors.RecordNotFound: _Kind("record-not-found", "Record not found", 404, ("record_id",)),
    errors.PageNotFound: _Kind("page-not-found", "Page not found", 404, ("record_id", "page")),
    errors.PassageNotFound: _Kind("passage-not-found", "Passage not found", 404, ("passage_id",)),
    errors.PracticeNotFound: _Kind(
        "practice-not-found", "Practice not found", 404, ("practice_id",)
    ),
    ReceiptNotFound: _Kind("receipt-not-found", "Receipt not found", 404, ("receipt_id",)),
    BadReceipt: _Kind("receipt-unusable", "Receipt unusable", 404),
    LibraryChanged: _Kind("library-changed", "Library changed", 410),
    errors.NotEmbeddedYet: _Kind("not-embedded-yet", "Not embedded yet", 409, ("passage_id",)),
    errors.UnknownFilter: _Kind(
        "unknown-filter", "Unknown filter", 400, ("facet", "code", "known")
    ),
    CursorMismatch: _Kind("cursor-mismatch", "Cursor of another search", 409),
    errors.JudgementNotFound: _Kind(
        "correction-not-found", "Correction not found", 404, ("correction_id",)
    ),
    errors.NoSuchLabel: _Kind("no-such-label", "No such label", 409, ("facet", "code", "held")),
    errors.BadQuery: _Kind("bad-query", "Bad query", 400),
    errors.UnreadableFile: _Kind("unreadable-file", "Unreadable file", 422, ("code", "page")),
    errors.FileChanged: _Kind("file-changed", "File changed", 409),
    errors.RecordHeld: _Kind("record-held", "Record held", 409, ("record_id",)),
    errors.CatalogueMismatch: _Kind("library-unusable", "Library unusable", 503, (), _SAY_NOTHING),
    errors.IndexMismatch: _Kind("index-unusable", "Index unusable", 503, (), _SAY_NOTHING),
    errors.OwnerBusy: _Kind("index-busy", "Index in use", 503, (), _SAY_NOTHING),
    errors.ModelMissing: _Kind("model-missing", "Model missing", 503, ("name",), _SAY_NOTHING),
    errors.ModelDamaged: _Kind("model-damaged", "Model damaged", 503, (), _SAY_NOTHING),
    errors.VocabularyError: _Kind("vocabulary-unusable", "Vocabulary", 500, (), _SAY_NOTHING),
    Busy: _Kind("busy", "Busy", 503, ("retry_after_s",)),
    NotReady: _Kind("not-ready", "Not ready yet", 503, ("retry_after_s",)),
    KeyNeeded: _Kind("key-needed", "Key needed", 401),
    ScopeNeeded: _Kind("scope-needed", "Scope needed", 403, ("scope",)),
    WritingClosed: _Kind("writing-closed", "Writing closed", 403),
    UnknownField: _Kind("unknown-field", "Unknown field", 422, ("field", "nearest")),
    OutOfTime: _Kind("out-of-time", "Out of time", 503, ("retry_after_s",)),
    TooMany: _Kind("too-many-requests", "Too many requests", 429, ("retry_after_s",)),
    TooLarge: _Kind("too-large", "Too large", 413, ("limit_mb",)),
    UnknownHost: _Kind("unknown-host", "Unknown host", 400),
    DossierFull: _Kind("dossier-full", "Dossier full", 409, ("most",)),
    BadUpload: _Kind("bad-upload", "Bad upload", 400),
    FileGone: _Kind("file-gone", "File gone", 410, ("record_id",)),
    NotRead: _Kind("not-read", "File not read", 422, ("file", "outcome", "reason")),
}
_OTHER = _Kind("internal-error", "Internal error", 500, (), _UNEXPECTED)

PageOfProblem = Callable[[Request, Problem], Response]


def install(app: FastAPI, page: PageOfProblem) -> None:
    """Answer every error of an app as a problem; ``page`` shows it to people who use a browser."""

    def told(request: Request, problem: Problem) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if wants_page and not request.url.path.startswith(DATA_PATHS):
            answer = page(request, problem)
            answer.headers.update(problem.headers)
        else:
            answer = _json(request, problem)
        # An unexpected error is answered outside the middleware that secures other answers.
        secure(MutableHeaders(raw=answer.raw_headers), request.url.path)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def deliberate(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            problem = replace(problem, headers={"Allow": _allowed(request)})
        return told(request, problem)

    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected error at %s", request.url.path, exc_info=error)
        return told(request, _problem(_OTHER, _UNEXPECTED))

    app.state.told = told
    for kind in (errors.PrassiError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, deliberate)
    app.add_exception_handler(Exception, unexpected)


def _allowed(request: Request) -> str:
    """Return the methods of a path: the framework names those of one of its routes only."""
    found = [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.router.routes
        )
    ]
    return ", ".join(["HEAD", *found] if "GET" in found else found)


def problem_of(error: Exception) -> Problem:
    """Return what is told of an error."""
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        name = status.phrase.lower().replace(" ", "-")
        detail = str(error.detail) if error.detail != status.phrase else status.description
        return Problem(
            name, status.phrase, status, detail or status.phrase, {}, error.headers or {}
        )
    kind = next((_KINDS[c] for c in type(error).__mro__ if c in _KINDS), _OTHER)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, TryLater):
        log.error("%s", error)
    data = {name: getattr(error, name) for name in kind.data}
    return _problem(kind, str(error), data, _headers(error))


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, KeyNeeded):
        return {"WWW-Authenticate": error.challenge}
    if isinstance(error, ScopeNeeded):
        return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{error.scope}"'}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after_s), **error.allowance.headers()}
    return {"Retry-After": str(error.retry_after_s)} if isinstance(error, TryLater) else {}


def _problem(
    kind: _Kind,
    detail: str,
    data: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Problem:
    return Problem(
        kind.name, kind.title, kind.status, kind.detail or detail, data or {}, headers or {}
    )


def _invalid(error: RequestValidationError) -> Problem:
    wrong = [
        {"where": [str(part) for part in one["loc"]], "message": str(one["msg"])}
        for one in error.errors()
    ]
    first = wrong[0] if wrong else {"where": ["request"], "message": "invalid"}
    detail = f"{first['where'][-1]}: {first['message']}"
    return Problem("invalid-request", "Invalid request", 422, detail, {"errors": wrong})


def answer_of(request: Request, error: Exception) -> Response:
    """Return the answer to an error met before any route."""
    told: Callable[[Request, Problem], Response] = request.app.state.told
    return told(request, problem_of(error))


def _json(request: Request, problem: Problem) -> JSONResponse:
    content, headers = problem_body(problem, request.url.path), dict(problem.headers)
    return JSONResponse(content, problem.status, headers, media_type=_MEDIA_TYPE)


def problem_body(problem: Problem, instance: str) -> dict[str, object]:
    """Return a problem as it goes over the wire; ``instance`` is the path that was asked for."""
    return {
        "type": _TYPE + problem.name,
        "title": problem.title,
        "status": int(problem.status),
        "detail": problem.detail,
        "instance": instance,
        **problem.data,
    }


#: How the problems are described in OpenAPI.
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
    "additionalProperties": True,
}


def described(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Return the OpenAPI description of the problems with these statuses, and of 304."""
    told: dict[int | str, dict[str, object]] = {}
    for status in statuses:
        told[status] = {"description": HTTPStatus(status).phrase}
        if status >= HTTPStatus.BAD_REQUEST:
            told[status]["content"] = {_MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}
    return told
