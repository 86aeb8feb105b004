"""The running server's hold on the indexes: it owns them and follows the catalogue.

Two threads: one applies the change feed as it grows, so that what is committed is found within
a second; the other embeds what has no vector, when no other process does so already.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from api.library import Library, open_model, open_owned_indexes
from api.settings import Settings
from corpus.vectors import count_to_embed
from index.apply import Indexes, sync
from index.dense import open_background
from index.embed import TextEmbedder, embed_missing
from index.owner import embedding_turn, own
from index.search import SearchEngine

log = logging.getLogger("prassi")

_LOOK_EVERY_S = 0.25
_EMBED_EVERY_S = 2.0


class Service:
    """The library as a server holds it."""

    def __init__(self, library: Library, embedder: TextEmbedder, indexes: Indexes) -> None:
        """Take what is open already; the caller owns the indexes."""
        self.library = library
        self.embedder = embedder
        self._indexes = indexes
        self._stop = threading.Event()
        self._applied = 0
        self._counted = (-1, 0)  # change number and passages to embed then
        self._engine = self._refreshed()
        self._threads = [
            threading.Thread(target=self._run, args=(self._follow, _LOOK_EVERY_S), name="follow"),
            threading.Thread(target=self._run, args=(self._embed, _EMBED_EVERY_S), name="embed"),
        ]

    @property
    def engine(self) -> SearchEngine:
        """The search over the latest state that was applied."""
        return self._engine

    @property
    def applied(self) -> int:
        """Number of the last change that searches know of."""
        return self._applied

    def to_embed(self) -> int:
        """Return how many passages have no vector yet."""
        seq = self.library.catalogue.last_seq()
        known, count = self._counted
        if known != seq:  # whatever changes the count is in the feed
            count = count_to_embed(self.library.catalogue, self.embedder.fingerprint)
            self._counted = (seq, count)
        return count

    def start(self) -> None:
        """Begin to follow the catalogue."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop following; returns when no thread touches the indexes any more."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _refreshed(self) -> SearchEngine:
        catalogue, embedder = self.library.catalogue, self.embedder
        self._applied = sync(catalogue, self._indexes)
        return SearchEngine(
            catalogue,
            self._indexes.lexical,
            self._indexes.dense,
            open_background(catalogue, embedder.fingerprint, embedder.dimension),
            lambda text: embedder.embed_queries([text])[0],
            embedder.fingerprint,
            embedder.dimension,
        )

    def _follow(self) -> None:
        if self.library.catalogue.last_seq() > self._applied:
            self._engine = self._refreshed()

    def _embed(self) -> None:
        if not self.to_embed():
            return
        with embedding_turn(self.library.data, timeout_s=0) as mine:
            if mine:
                embed_missing(self.library.catalogue, self.embedder, stop=self._stop.is_set)

    def _run(self, step: Callable[[], None], every_s: float) -> None:
        while not self._stop.wait(every_s):
            try:
                step()
            except Exception:
                # A thread that ends would leave a server that answers but never learns: what
                # went wrong is logged, and the step tried again.
                log.exception("following the catalogue failed; trying again")


@contextmanager
def open_service(settings: Settings, library: Library, url: str) -> Iterator[Service]:
    """Own the indexes of a library, bring them up to date and follow it while the block runs.

    Raises OwnerBusy, IndexMismatch, ModelMissing.
    """
    with ExitStack() as stack:
        stack.enter_context(own(library.data, "prassi serve", url))
        embedder = open_model(settings)
        indexes = stack.enter_context(open_owned_indexes(library, embedder))
        service = Service(library, embedder, indexes)
        service.start()
        stack.callback(service.stop)
        yield service
