"""Errors as RFC 9457 problem details: one table for the errors raised on purpose."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.http.headers import secure
from api.trouble import Busy, NotReady, PracticeNotFound, TryLater
from corpus import errors

log = logging.getLogger("prassi")

_MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:prassi:problem:"
_DATA_PATHS = ("/v1/", "/health/", "/metrics", "/openapi.json")
_UNEXPECTED = "Something went wrong inside the server; its log says what."
_SAY_NOTHING = "The library cannot be used as it is; the server's log says why."


class KeyNeeded(errors.PrassiError):
    """The request lacks the key, or carries a wrong one."""

    def __init__(self) -> None:
        super().__init__("This needs the key of the library, as `Authorization: Bearer KEY`.")


class UploadsClosed(errors.PrassiError):
    """The server has no key, so nobody may upload."""

    def __init__(self) -> None:
        super().__init__("Uploads are closed: the server was started without PRASSI_API_KEY.")


class TooLarge(errors.PrassiError):
    """An upload is larger than allowed."""

    def __init__(self, limit_mb: int) -> None:
        super().__init__(f"The upload is larger than {limit_mb} MB.")
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
    PracticeNotFound: _Kind("practice-not-found", "Practice not found", 404, ("passage_id",)),
    errors.NotEmbeddedYet: _Kind("not-embedded-yet", "Not embedded yet", 409, ("passage_id",)),
    errors.UnknownFilter: _Kind(
        "unknown-filter", "Unknown filter", 400, ("facet", "code", "known")
    ),
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
    UploadsClosed: _Kind("uploads-closed", "Uploads closed", 403),
    TooLarge: _Kind("too-large", "Too large", 413, ("limit_mb",)),
    UnknownHost: _Kind("unknown-host", "Unknown host", 400),
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
        if wants_page and not request.url.path.startswith(_DATA_PATHS):
            answer = page(request, problem)
        else:
            answer = _json(request, problem)
        # An unexpected error is answered outside the middleware that secures other answers.
        secure(MutableHeaders(raw=answer.raw_headers), request.url.path)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def deliberate(request: Request, error: Exception) -> Response:
        return told(request, problem_of(error))

    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected error at %s", request.url.path, exc_info=error)
        return told(request, _problem(_OTHER, _UNEXPECTED))

    for kind in (errors.PrassiError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, deliberate)
    app.add_exception_handler(Exception, unexpected)


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
        return {"WWW-Authenticate": "Bearer"}
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
    answer = _json(request, problem_of(error))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _json(request: Request, problem: Problem) -> JSONResponse:
    content = {
        "type": _TYPE + problem.name,
        "title": problem.title,
        "status": int(problem.status),
        "detail": problem.detail,
        "instance": request.url.path,
        **problem.data,
    }
    headers = dict(problem.headers)
    return JSONResponse(content, problem.status, headers, media_type=_MEDIA_TYPE)


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
    """Return the OpenAPI description of the problems with these statuses."""
    content = {_MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}
    return {s: {"description": HTTPStatus(s).phrase, "content": content} for s in statuses}
