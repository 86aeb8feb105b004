"""Validators: answers that have not changed are not made again.

Data is tagged with the state it was answered from and the request, weakly: the time an answer
took differs each time, and compressed or not it is the same. The state is the number of the last
change, how far the indexes and the sentence vectors are, the model, the vocabulary and the
program; finding it takes about 0.3 ms, so that a 304 costs no search (30 ms). Data carries no
Last-Modified: two changes may fall into one second.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.state import StateOf
from api.program import program_version
from corpus.identifiers import digest

_TAG = "prassi.etag"
#: What was typed is nobody else's business, and may have another answer at the next change.
CHECKED = "private, no-cache"
_KEY_HEADERS = ("Authorization", "X-API-Key")
_ENTITY_HEADERS = frozenset({b"content-length", b"content-type", b"content-encoding"})


class Unchanged(Exception):
    """The client has the answer already."""

    def __init__(self, tag: str, cache: str = CHECKED) -> None:
        super().__init__(tag)
        self.headers = {"ETag": tag, "Cache-Control": cache}


async def unchanged(_: Request, error: Exception) -> Response:
    """Answer 304."""
    headers = error.headers if isinstance(error, Unchanged) else {}
    return Response(status_code=304, headers=headers)


def state_tag(state: StateOf, request: Request) -> None:
    """Tag the answer to a request; a dependency of routes that read data.

    Raises Unchanged if the client has the answer of this state.
    """
    query = bytes(request.scope["query_string"]).decode("latin-1")
    # Feeds hold whole addresses: the same question at another name has another answer.
    base = str(request.base_url)
    asked = (base, request.url.path, query, request.headers.get("accept", ""))
    parts = (program_version(), state.service.mark(), *asked)
    tag = f'W/"{digest(*parts)}"'
    if has_tag(request.headers, tag):
        raise Unchanged(tag)
    request.scope[_TAG] = tag


Tagged = Depends(state_tag)
TaggedBy = Annotated[None, Tagged]


def has_tag(headers: Headers, tag: str) -> bool:
    """Say whether If-None-Match names a tag, compared weakly. ``*`` is looked at by Validators."""
    bare = tag.removeprefix("W/")
    named = ",".join(headers.getlist("if-none-match")).split(",")
    return any(one.strip().removeprefix("W/") == bare for one in named)


def not_modified(headers: Headers, tag: str, modified: float) -> bool:
    """Say whether a client has a file already, by tag or (only without one) by time in seconds."""
    if "if-none-match" in headers:
        return has_tag(headers, tag)
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
        return int(modified) <= since.timestamp()
    except (ValueError, TypeError, OverflowError):
        return False


class Validators:
    """Puts the tag on a good answer, and what every cache must know; answers ``*`` by 304."""

    def __init__(self, app: ASGIApp, *, keyed: bool) -> None:
        self._app = app
        self._keyed = keyed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        whatever = Headers(scope=scope).get("if-none-match", "").strip() == "*"
        dropped = False

        async def tagged(message: Message) -> None:
            nonlocal dropped
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._tag(scope, message["status"], headers)
                if whatever and message["status"] == 200 and "etag" in headers:
                    dropped = True
                    message = {**message, "status": 304, "headers": _without_body(message)}
            elif dropped and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, tagged)

    def _tag(self, scope: Scope, status: int, headers: MutableHeaders) -> None:
        tag = scope.get(_TAG)
        if tag is not None and status == 200:
            headers["ETag"] = tag
            headers["Cache-Control"] = CHECKED
        if scope["method"] not in ("GET", "HEAD"):
            headers.setdefault("Cache-Control", "no-store")
        if "content-encoding" in headers and headers.get("etag", "").startswith('"'):
            # Compressed bytes are others than those the tag stands for: parts of both must not be
            # put together.
            headers["ETag"] = "W/" + headers["etag"]
        if status in (200, 206, 304):
            for name in ("Accept-Encoding", *_KEY_HEADERS) if self._keyed else ("Accept-Encoding",):
                if name not in headers.get("vary", ""):
                    headers.add_vary_header(name)


def _without_body(start: Message) -> list[tuple[bytes, bytes]]:
    return [pair for pair in start["headers"] if pair[0].lower() not in _ENTITY_HEADERS]
