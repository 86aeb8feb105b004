"""The running server's hold on the indexes: it owns them and follows the catalogue.

Two threads: one applies the change feed as it grows, so that what is committed is found within
a second; the other embeds what has no vector, when no other process does so already.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache

from api.library import Library, open_model, open_owned_indexes
from api.paging import Paging, Still
from api.relabelling import relabel
from api.settings import Settings
from api.still import StillDense, StillLexical, StillSentences
from api.trouble import NotReady
from corpus.errors import OwnerBusy
from corpus.identifiers import digest
from corpus.own_terms import own_mark
from corpus.sentence_vectors import catalogue_mark
from corpus.vectors import count_to_embed
from corpus.vocabulary import vocabulary_version
from index.apply import Indexes, sync
from index.dense import Background, open_background
from index.embed import TextEmbedder, embed_missing, embed_sentences
from index.lexical import FORMAT
from index.owner import current_owner, embedding_turn, own
from index.proximity import Proximity
from index.query import parse
from index.resultset import QueryEncoder
from index.search import SearchEngine
from index.sentences import Sentences
from ingest.reannotation import VectorModel

log = logging.getLogger("prassi")

_LOOK_EVERY_S = 0.25
_EMBED_EVERY_S = 2.0
# Searches that come while passages are read ahead have the processor for themselves in between:
# a hundred passages take 4 to 27 ms to read, by what is read. Other lengths were not tried.
_BETWEEN_READS_S = 0.015
# After a failure a step is tried again this much later: what failed fills the log.
_AFTER_FAILURE_S = 5.0
# An ingestion owns the indexes while it applies its changes: 1,000 passages take 1.8 s, 20,000
# take 43 s. Another server never gives them up, so it is not waited for.
_OWNER_WAIT_S = 30.0
_QUERIES_KEPT = 1_000  # vectors of 1.5 KB


class _Stopped(Exception):
    pass


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
        self._embedded = -1  # change number at which nothing was left to embed
        self._engine: SearchEngine | None = None
        self._background: Background | None = None
        self._lexical: StillLexical | None = None  # of the latest state that was applied
        self._sentences = Sentences(library.catalogue, embedder.fingerprint, embedder.dimension)
        self._proximity = Proximity(library.catalogue)
        self._ready = threading.Event()
        self._warm = False  # whether what searches compare was read ahead
        self._vocabulary = vocabulary_version()  # 1 ms, and the same as long as the program runs
        self.paging = Paging(self.mark, self.still)
        # Kept here: an engine is made anew at each change, the vector of a query stays the same.
        self._encode = lru_cache(_QUERIES_KEPT)(lambda text: embedder.embed_queries([text])[0])
        self._threads = [
            threading.Thread(target=self._run, args=(self._follow, _LOOK_EVERY_S), name="follow"),
            threading.Thread(target=self._run, args=(self._embed, _EMBED_EVERY_S), name="embed"),
        ]

    @property
    def engine(self) -> SearchEngine:
        """The search over the latest state that was applied.

        Raises NotReady before the indexes have been brought up to date for the first time.
        """
        if self._engine is None:
            raise NotReady
        return self._engine

    def still_engine(self) -> SearchEngine:
        """Return a search that sees nothing of what is committed from now on.

        Raises NotReady before the indexes have been brought up to date for the first time.
        """
        return self.still().engine

    def still(self, encode: QueryEncoder | None = None) -> Still:
        """Return a still search with the state it is over; ``encode`` gives vectors of queries.

        Raises NotReady before the indexes have been brought up to date for the first time.
        """
        lexical, background = self._lexical, self._background
        if lexical is None or background is None:
            raise NotReady
        searcher = lexical.searcher()
        engine = SearchEngine(
            self.library.catalogue,
            lexical,
            StillDense(self._indexes.dense),
            background,
            encode or self._encode,
            self.embedder.fingerprint,
            self.embedder.dimension,
            StillSentences(self._sentences),
            self._proximity,
            still=True,
        )
        return Still(engine, id(searcher), searcher.num_docs)

    def still_for(self, queries: Iterable[str]) -> Still:
        """Return a still search that has the vectors of some queries, made in one go.

        Raises NotReady.
        """
        texts = sorted({text for query in queries if (text := parse(query).text)})
        rows = self.embedder.embed_queries(texts) if texts else ()
        vectors = dict(zip(texts, rows, strict=True))
        return self.still(lambda text: vectors[text] if text in vectors else self._encode(text))

    def mark(self) -> str:
        """Return a name for the state that answers are given from: it changes when they may.

        Takes about 0.3 ms, most of it a question to the catalogue.
        """
        catalogue = self.library.catalogue
        return digest(
            *catalogue_mark(catalogue),
            self._applied,
            self.embedder.fingerprint,
            self._vocabulary,
            own_mark(self.library.data),
            FORMAT,
        )

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until searches are answered; return whether they are."""
        return self._ready.wait(timeout_s)

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

    def _refresh(self) -> None:
        catalogue, embedder = self.library.catalogue, self.embedder
        applied = sync(catalogue, self._indexes, self._go_on)
        lexical = StillLexical(self._indexes.lexical)
        # Searches go on over the state before while what they count by is read (0.1 s for 20,000
        # passages, alone): while much is committed, most searches would wait for it otherwise.
        if self._lexical is not None:
            lexical.read_as(self._lexical)
        background = open_background(
            catalogue, embedder.fingerprint, embedder.dimension, embedder.unrelated
        )
        self._lexical, self._background = lexical, background
        self._engine = SearchEngine(
            catalogue,
            lexical,
            self._indexes.dense,
            background,
            self._encode,
            embedder.fingerprint,
            embedder.dimension,
            self._sentences,
            self._proximity,
        )
        # Last: an answer of the state before must not be tagged with the mark of this one.
        self._applied = applied

    def _go_on(self, _done: int, _total: int) -> None:
        # Asked between two batches: replaying the rest is for whoever owns the indexes next.
        if self._stop.is_set():
            raise _Stopped

    def _follow(self) -> None:
        if self._engine is None or self.library.catalogue.last_seq() > self._applied:
            self._refresh()
            self._ready.set()

    def _embed(self) -> None:
        catalogue = self.library.catalogue
        if not self._warm and self._ready.wait(_EMBED_EVERY_S):
            self._warm = True
            for what in (self._indexes.dense, self._sentences, self._proximity):
                what.warm(catalogue.passage_ids(), lambda: self._stop.wait(_BETWEEN_READS_S))
        if self._embedded == catalogue.last_seq():
            return
        with embedding_turn(self.library.data, timeout_s=0) as mine:
            if mine:
                embed_missing(catalogue, self.embedder, stop=self._stop.is_set)
                seq = catalogue.last_seq()
                # Sentences only better the ranking: passages that come meanwhile go before.
                embed_sentences(
                    catalogue,
                    self.embedder,
                    stop=lambda: self._stop.is_set() or self.to_embed() > 0,
                )
                if not self._stop.is_set() and self.to_embed() == 0:
                    model = VectorModel(self.embedder.fingerprint, self.embedder.dimension)
                    relabel(catalogue, self.library.data, model, self._stop.is_set)
                if not self._stop.is_set() and catalogue.last_seq() == seq:
                    self._embedded = seq

    def _run(self, step: Callable[[], None], every_s: float) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            try:
                step()
                wait_s = every_s
            except _Stopped:
                return
            except Exception:
                wait_s = max(every_s, _AFTER_FAILURE_S)
                # A thread that ends would leave a server that answers but never learns: what
                # went wrong is logged, and the step tried again.
                log.exception("following the catalogue failed; trying again")


@contextmanager
def open_service(
    settings: Settings, library: Library, url: str, tell: Callable[[str], None]
) -> Iterator[Service]:
    """Own the indexes of a library and follow it while the block runs.

    The service is ready once it has brought the indexes up to date, which it does meanwhile.
    ``tell`` is told if it has to wait for whoever owns them.

    Raises OwnerBusy, IndexMismatch, ModelMissing.
    """
    with ExitStack() as stack:
        _own_patiently(stack, library, url, tell)
        embedder = open_model(settings)
        indexes = stack.enter_context(open_owned_indexes(library, embedder))
        service = Service(library, embedder, indexes)
        service.start()
        stack.callback(service.stop)
        yield service


def _own_patiently(
    stack: ExitStack, library: Library, url: str, tell: Callable[[str], None]
) -> None:
    try:
        stack.enter_context(own(library.data, "prassi serve", url))
    except OwnerBusy as error:
        owner = current_owner(library.data)
        if owner is not None and owner.url is not None:
            raise  # a server
        tell(f"Waiting up to {_OWNER_WAIT_S:.0f} s for the indexes ({error.owner} has them).")
        stack.enter_context(own(library.data, "prassi serve", url, timeout_s=_OWNER_WAIT_S))
