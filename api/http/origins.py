"""Pages of other sites may read the data where the settings name their origin (CORS).

Without credentials: a browser sends no password of its own along, so that a page reads what
anybody could read, or what it has a key for. The web pages themselves are for no other site.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import DATA_PATHS

_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_SENT = "Accept, Authorization, Content-Type, If-Match, If-None-Match, Range, X-API-Key"
_SHOWN = (
    "Content-Disposition, ETag, Link, RateLimit, RateLimit-Limit, RateLimit-Policy, "
    "RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, X-Total-Count"
)
_KEPT_S = 600


class Origins:
    """Tells browsers which other sites may read the data. Others are told nothing."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not str(scope["path"]).startswith(DATA_PATHS):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origin = asked.get("origin", "")
        known = origin in self._allowed

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if known:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = _SHOWN
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            await _preflight(known)(scope, receive, told)
        else:
            await self._app(scope, receive, told)


def _preflight(known: bool) -> Response:
    if not known:
        return Response(status_code=204)
    headers = {
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _SENT,
        "Access-Control-Max-Age": str(_KEPT_S),
    }
    return Response(status_code=204, headers=headers)
