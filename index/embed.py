"""First step of embedding: vectors for the passages that have none, into the catalogue.

The passages come first, so that they can be found by meaning; then their sentences, which rank
them better and take about two thirds of the time again (109 sentences a second against 22
passages, 3.6 to a passage).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.sentence_vectors import count_sentences_missing, put_sentences, sentences_missing
from corpus.vectors import count_to_embed, put_vectors, texts_to_embed

# Texts a commit: small enough that what is embedded can be searched within seconds, large
# enough that texts of like length meet.
_BATCH = 32
_FETCH = 1_024


class TextEmbedder(Protocol):
    """What embedding needs of a model."""

    @property
    def fingerprint(self) -> str:
        """Identity of the vectors it makes."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def unrelated(self) -> tuple[float, float] | None:
        """Mean and deviation of the cosines of texts about different things, if known."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return ``(n, dimension)`` rows of length 1."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return ``(n, dimension)`` rows of length 1."""
        ...


def embed_missing(
    catalogue: Catalogue,
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Embed what has no vector of this model yet; return how many texts were embedded.

    Commits every few seconds, so it can be ended anywhere. ``progress`` is told (done, total) in
    passages, ``stop`` is asked after each commit. The caller holds the embedding turn.
    """
    total = count_to_embed(catalogue, embedder.fingerprint)
    done = 0
    while not stop():
        # Passages may be added meanwhile: ask until none is missing.
        missing = texts_to_embed(catalogue, embedder.fingerprint, _FETCH)
        if not missing:
            break
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = embedder.embed_passages([text.text for text in batch])
            keyed = {text.hash: vector for text, vector in zip(batch, vectors, strict=True)}
            put_vectors(catalogue, embedder.fingerprint, keyed)
            done += len(batch)
            if progress is not None:
                progress(done, max(total, done))
            if stop():
                break
    return done


def embed_sentences(
    catalogue: Catalogue,
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Embed the sentences of passages that have none yet; return of how many texts.

    As :func:`embed_missing`, which comes first: a ``stop`` that says passages wait lets them by.
    """
    total = count_sentences_missing(catalogue, embedder.fingerprint)
    done = 0
    while not stop():
        batch = sentences_missing(catalogue, embedder.fingerprint, _BATCH)
        if not batch:
            break
        vectors = embedder.embed_passages([text for texts in batch.values() for text in texts])
        ends = np.cumsum([len(texts) for texts in batch.values()])
        parts = np.split(vectors, ends[:-1])
        put_sentences(catalogue, embedder.fingerprint, dict(zip(batch, parts, strict=True)))
        done += len(batch)
        if progress is not None:
            progress(done, max(total, done))
    return done
