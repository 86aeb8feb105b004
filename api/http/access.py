"""Who asks: the key a request carries, and what each route needs of it.

Reading is open unless the settings close it; then a middleware asks for a key before any route.
Routes that write depend on :data:`Writer` (or :data:`Admin`), which gives them the caller::

    @router.post("/v1/things")
    def add(state: StateOf, caller: Writer) -> ThingModel: ...
"""

from __future__ import annotations

import base64
import binascii
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import keys
from api.http.limits import Allowance, Buckets, client_address
from api.http.problems import KeyNeeded, ScopeNeeded, TooMany, WritingClosed, answer_of
from api.keys import KeyStore
from api.settings import Network, Settings
from corpus.changes import now
from corpus.errors import PrassiError

log = logging.getLogger("prassi")

#: Name of whoever carries the key of the settings.
OWN_KEY = "PRASSI_API_KEY"
_CALLER = "prassi.caller"
_BUCKET = "prassi.bucket"
# What says nothing of the library, and what the problem page itself needs.
_ALWAYS_OPEN = ("/health/", "/static/", "/robots.txt", "/favicon.ico")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks. ``id`` is that of the key, None for the key of the settings.

    ``by_browser``: the key came as a password that browsers add by themselves, so that a page
    elsewhere could make them send it: it opens reading and nothing else.
    """

    name: str
    id: str | None
    scopes: tuple[keys.Scope, ...]
    by_browser: bool = False

    def allows(self, scope: keys.Scope) -> bool:
        """Say whether the caller may do what needs a scope."""
        if self.by_browser and scope is not keys.Scope.READ:
            return False
        return keys.allows(self.scopes, scope)


class Doorkeeper:
    """Knows the keys of a server. Safe to share among threads."""

    def __init__(self, settings: Settings, store: KeyStore) -> None:
        """Take the key of the settings, if any, and those of the library."""
        own = settings.api_key.get_secret_value() if settings.api_key else ""
        self._own = own.encode()
        self._store = store
        self.reading_closed = settings.read_needs_key

    @property
    def takes_writing(self) -> bool:
        """Whether there is any key that opens writing."""
        return bool(self._own) or any(
            key.allows(keys.Scope.WRITE) and key.usable(now()) for key in self._store.all()
        )

    def caller(self, headers: Headers) -> Caller | None:
        """Return who carries a key that opens something, None if nobody does.

        Raises CatalogueMismatch if the keys cannot be read.
        """
        given, by_browser = _given(headers)
        if given is None:
            return None
        if self._own and secrets.compare_digest(given.encode(), self._own):
            return Caller(OWN_KEY, None, (keys.Scope.WRITE,), by_browser)
        found = self._store.find(given)
        if found is None:
            return None
        try:
            self._store.note_use(found)
        except OSError as error:  # a folder that cannot be written, or a key is being added now
            log.info("the use of key %s was not written down: %s", found.id, error)
        return Caller(found.name, found.id, found.scopes, by_browser)

    def caller_of_key(self, given: str) -> Caller | None:
        """Return who a key is of that opens something, None for any other text."""
        return self.caller(Headers({"x-api-key": given})) if given else None

    def still(self, identifier: str | None) -> Caller | None:
        """Return who the key with an id is of (None: the key of the settings), if it is good yet.

        Raises CatalogueMismatch if the keys cannot be read.
        """
        if identifier is None:
            return Caller(OWN_KEY, None, (keys.Scope.WRITE,)) if self._own else None
        at = now()
        found = (k for k in self._store.all() if k.id == identifier and k.usable(at))
        return next((Caller(k.name, k.id, k.scopes) for k in found), None)


def carries_key(headers: Headers) -> bool:
    """Say whether a request carries something that may be a key."""
    return _given(headers)[0] is not None


def _given(headers: Headers) -> tuple[str | None, bool]:
    kind, _, value = headers.get("authorization", "").strip().partition(" ")
    if kind.casefold() == "bearer" and value.strip():
        return value.strip(), False
    if headers.get("x-api-key"):
        return headers["x-api-key"], False
    if kind.casefold() == "basic":
        return _password(value.strip()), True
    return None, False


def _password(value: str) -> str | None:
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (password if colon else name) or None


class Admission:
    """Finds out who asks, whether they ask too often, and whether they may read."""

    def __init__(
        self,
        app: ASGIApp,
        doorkeeper: Doorkeeper,
        buckets: Buckets | None,
        trusted: Iterable[Network],
    ) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._buckets = buckets
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            allowance = await self._admit(scope)
        except PrassiError as error:
            await answer_of(Request(scope), error)(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if allowance is not None and message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowance.headers())
            await send(message)

        await self._app(scope, receive, counted)

    async def _admit(self, scope: Scope) -> Allowance | None:
        headers = Headers(scope=scope)
        # Of whoever carries no key nothing is read from the disk.
        known = carries_key(headers)
        caller = await run_in_threadpool(self._doorkeeper.caller, headers) if known else None
        scope[_CALLER] = caller
        if str(scope["path"]).startswith(_ALWAYS_OPEN):
            return None
        allowance = self._counted(scope, caller)
        if self._doorkeeper.reading_closed:
            _check_reading(caller, headers)
        return allowance

    def _counted(self, scope: Scope, caller: Caller | None) -> Allowance | None:
        if self._buckets is None:
            return None
        who = f"key {caller.id}" if caller else client_address(scope, self._trusted)
        scope[_BUCKET] = who
        allowance = self._buckets.take(who)
        if allowance.wait_s is not None:
            raise TooMany(allowance)
        return allowance


def charge(request: Request, tokens: int) -> None:
    """Let a request count as more than one, for what it makes the server do."""
    buckets: Buckets | None = request.app.state.prassi.buckets
    if buckets is not None and tokens > 0:
        buckets.take(request.scope[_BUCKET], tokens, owing=True)


def _check_reading(caller: Caller | None, headers: Headers) -> None:
    if caller is None:
        raise KeyNeeded(
            wrong=carries_key(headers), browser="text/html" in headers.get("accept", "")
        )
    if not caller.allows(keys.Scope.READ):
        raise ScopeNeeded(keys.Scope.READ)


def caller_of(scope: Scope) -> Caller | None:
    """Return who asks, None where no key is carried."""
    found: Caller | None = scope.get(_CALLER)
    return found


def _needs(wanted: keys.Scope) -> Callable[..., Coroutine[Any, Any, Caller]]:
    async def needed(
        request: Request,
        # Declared for the description of the API; what they carry was looked at before.
        _bearer: Annotated[object, Security(_BEARER)],
        _header: Annotated[object, Security(_HEADER)],
    ) -> Caller:
        caller = caller_of(request.scope)
        if caller is None:
            doorkeeper: Doorkeeper = request.app.state.prassi.doorkeeper
            if not await run_in_threadpool(lambda: doorkeeper.takes_writing):
                raise WritingClosed
            raise KeyNeeded(wrong=carries_key(request.headers))
        if not caller.allows(wanted):
            raise ScopeNeeded(wanted)
        return caller

    return needed


_BEARER = HTTPBearer(
    auto_error=False, scheme_name="Bearer", description="Chiave: `Authorization: Bearer CHIAVE`"
)
_HEADER = APIKeyHeader(
    name="X-API-Key", auto_error=False, scheme_name="ApiKey", description="Chiave: `X-API-Key`"
)
#: Whoever may add and correct. Raises WritingClosed, KeyNeeded, ScopeNeeded before the route.
Writer = Annotated[Caller, Depends(_needs(keys.Scope.WRITE))]
#: Whoever may do all.
Admin = Annotated[Caller, Depends(_needs(keys.Scope.ADMIN))]
