"""No request brings more than is read of it."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import TooLarge, answer_of

# The largest request is 200 searches with 64 filters each: 0.7 MB as a rule, 3 MB at most.
MOST_MB = 4
_UPLOADS = frozenset({"/v1/records", "/curation/upload"})


class BoundedBodies:
    """Refuses bodies over ``MOST_MB``, announced or not; uploads have bounds of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in _UPLOADS:
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > MOST_MB * 1_000_000:
            await answer_of(Request(scope), TooLarge(MOST_MB))(scope, receive, send)
            return
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST_MB * 1_000_000:
                # The framework lets its own errors through, and takes others for a bad body.
                raise HTTPException(413, str(TooLarge(MOST_MB)))
            return message

        await self._app(scope, bounded, send)
