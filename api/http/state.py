"""What the routes share."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, cast

from fastapi import Depends, Request

from api.drawing import Drawer, PictureCache
from api.http.access import Doorkeeper
from api.http.desk import Desk
from api.http.limits import Buckets
from api.http.metrics import Metrics
from api.http.sessions import Sessions
from api.keys import KeyStore
from api.service import Service
from api.settings import Settings
from api.trouble import Line
from corpus.catalogue import Catalogue

# Files are read one at a time, each for up to minutes, and whoever waits holds a thread and a
# copy of the file on the disk.
_MOST_UPLOADS = 4
_UPLOADS_BUSY = "Too many files are waiting to be read; send this one again later."


# An export keeps one thread busy while it is written, and holds a page of hits.
_MOST_EXPORTS = 4
_EXPORTS_BUSY = "Too many exports are being written; ask for this one again later."


# Two hundred searches each, which leave the processors to nobody else for seconds.
_MOST_BATCHES = 2
_BATCHES_BUSY = "Too many sets of searches are being answered; send this one again later."


def _batches() -> Line:
    return Line(_MOST_BATCHES, _BATCHES_BUSY, retry_after_s=5)


def _exports() -> Line:
    return Line(_MOST_EXPORTS, _EXPORTS_BUSY, retry_after_s=15)


def _uploads() -> Line:
    return Line(_MOST_UPLOADS, _UPLOADS_BUSY, retry_after_s=30)


@dataclass(frozen=True)
class State:
    """The open library and what hangs on this server."""

    service: Service
    settings: Settings
    drawer: Drawer
    pictures: PictureCache = field(default_factory=PictureCache)
    metrics: Metrics = field(default_factory=Metrics)
    uploading: threading.Lock = field(default_factory=threading.Lock)
    uploads: Line = field(default_factory=_uploads)
    exports: Line = field(default_factory=_exports)
    batches: Line = field(default_factory=_batches)

    @cached_property
    def doorkeeper(self) -> Doorkeeper:
        """Who knows the keys."""
        return Doorkeeper(self.settings, KeyStore(self.service.library.data))

    @cached_property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions()

    @cached_property
    def desk(self) -> Desk:
        """Where people hand files in."""
        # Here: reading files needs this state.
        from api.http.upload import take_in

        folder = self.service.library.data / "desk"
        return Desk(folder, lambda path: take_in(self, path, path.name))

    @cached_property
    def buckets(self) -> Buckets | None:
        """What each caller has left, None where nobody is limited."""
        rate = self.settings.rate_per_minute
        return Buckets(rate) if rate else None

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the library."""
        return self.service.library.catalogue


def state_of(request: Request) -> State:
    """Return the state of the app a request came to."""
    return cast(State, request.app.state.prassi)


async def _state(request: Request) -> State:
    # Async: it does nothing that would need a thread of its own.
    return state_of(request)


StateOf = Annotated[State, Depends(_state)]
