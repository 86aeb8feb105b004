"""What a trusted proxy says of the request that it passes on."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.limits import from_proxy
from api.settings import Network

_SCHEMES = ("http", "https")


class BehindProxy:
    """Takes the scheme of a request from ``X-Forwarded-Proto``, where a trusted proxy sends it.

    A proxy that ends TLS speaks plain HTTP to the server: links and cookies must be those of the
    address that people use. Where several proxies add to the header, the nearest one, which alone
    is known, wrote its last word. What is neither http nor https, and whatever others send, is
    left alone.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and from_proxy(scope, self._trusted):
            said = ",".join(Headers(scope=scope).getlist("x-forwarded-proto"))
            scheme = said.rpartition(",")[2].strip().lower()
            if scheme in _SCHEMES:
                scope["scheme"] = scheme
        await self._app(scope, receive, send)
