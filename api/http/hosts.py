"""Only requests under a name of this server are answered."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import UnknownHost, answer_of


class OwnNames:
    """Refuses requests that carry another host name.

    A page elsewhere must not read the library by a name of its own that leads here (DNS
    rebinding). ``*`` answers any name, ``*.example.org`` whatever lies below one.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        lowered = [name.casefold() for name in names]
        self._names = frozenset(name.strip("[]") for name in lowered if not name.startswith("*"))
        self._endings = tuple(name[1:] for name in lowered if name.startswith("*"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or self._is_ours(host_name(Headers(scope=scope))):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        await answer_of(request, UnknownHost())(scope, receive, send)

    def _is_ours(self, name: str) -> bool:
        return name in self._names or name.endswith(self._endings)


def host_name(headers: Headers) -> str:
    """Return the name or address in a Host header, without port and brackets, in lower case."""
    host = headers.get("host", "").strip().casefold()
    if host.startswith("["):  # an IPv6 address: its colons are not the port's
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
