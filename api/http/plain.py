"""Errors that the framework answers as plain text, told as problems like all others."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import answer_of

_DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request holds a header that cannot be understood, such as Range.",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "The file does not hold the bytes asked for.",
}


class NoPlainErrors:
    """Replaces an error in plain text (a file asked for by an impossible Range) by a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        replaced = False

        async def checked(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_plain_error(message):
                replaced = True
                await _problem(scope, message)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, checked)


def _is_plain_error(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return bool(start["status"] >= HTTPStatus.BAD_REQUEST and kind.startswith("text/plain"))


def _problem(scope: Scope, start: Message) -> ASGIApp:
    status = HTTPStatus(start["status"])
    size = Headers(raw=start["headers"]).get("content-range")
    headers = {"Content-Range": size} if size else None
    detail = _DETAILS.get(status, status.description or status.phrase)
    return answer_of(Request(scope), HTTPException(status, detail, headers))
