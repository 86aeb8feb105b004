"""How near the nearest sentence of a passage is to a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.identifiers import PassageId
from corpus.sentence_vectors import sentences_of
from index.held import Held
from index.products import products

# In memory: all the sentences of some 65,000 passages (3.6 of 384 bytes each on reports).
_ROOM_BYTES = 96 << 20


class SentenceReader(Protocol):
    """What the search asks of sentences. Vectors are float32 of length 1."""

    def nearest(self, vector: NDArray[np.float32], keys: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Return the cosine of the nearest sentence for each of ``keys``, nan if it has none."""
        ...

    def place_of_nearest(self, vector: NDArray[np.float32], key: int) -> int | None:
        """Return which sentence of a passage is nearest, as corpus.context counts them."""
        ...


class Sentences:
    """Reads sentence vectors from the catalogue and keeps those last used.

    Safe to share among threads. A passage never changes under its id, so what is kept stays true.
    """

    def __init__(
        self, catalogue: Catalogue, model: str, dimension: int, room_bytes: int = _ROOM_BYTES
    ) -> None:
        """Nothing is read before it is asked for."""

        def read(passages: Sequence[PassageId]) -> dict[PassageId, NDArray[np.int8]]:
            return sentences_of(catalogue, model, passages, dimension)

        self._held: Held[np.int8] = Held(read, room_bytes)

    @property
    def held_bytes(self) -> int:
        """Bytes of vectors kept in memory."""
        return self._held.bytes

    def nearest(self, vector: NDArray[np.float32], keys: NDArray[np.uint64]) -> NDArray[np.float32]:
        """See :class:`SentenceReader`."""
        wanted = keys.tolist()
        held = self._held.of(wanted)
        found = np.full(len(wanted), np.nan, np.float32)
        if held:
            matrices = [held[key] for key in wanted if key in held]
            cosines = _cosines(np.concatenate(matrices), vector)
            starts = np.cumsum([0, *map(len, matrices)][:-1])
            found[[key in held for key in wanted]] = np.maximum.reduceat(cosines, starts)
        return found

    def warm(self, passages: Iterable[PassageId], stop: Callable[[], bool]) -> None:
        """Read the sentences of passages until there is no more room, or ``stop`` says so.

        Who then searches for the first time need not wait for them (3 ms for 300 of 812
        passages, 21 to 61 ms for 300 of 20,000).
        """
        self._held.warm(passages, stop)

    def place_of_nearest(self, vector: NDArray[np.float32], key: int) -> int | None:
        """See :class:`SentenceReader`."""
        held = self._held.of([key])
        return int(_cosines(held[key], vector).argmax()) if key in held else None


def _cosines(sentences: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = sentences.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    cosines: NDArray[np.float32] = products(rows, vector) / np.maximum(lengths, np.float32(1e-12))
    return cosines
