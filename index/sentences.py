"""How near the nearest sentence of a passage is to a query."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.identifiers import PassageId, passage_key, passage_of_key
from corpus.sentence_vectors import sentences_of
from index.products import products

# In memory: all the sentences of some 65,000 passages (3.6 of 384 bytes each on reports).
_ROOM_BYTES = 96 << 20
# Passages: searches that come meanwhile wait for some 20 ms at most.
_READ_AT_ONCE = 100


class Sentences:
    """Reads sentence vectors from the catalogue and keeps those last used.

    Safe to share among threads. A passage never changes under its id, so what is kept stays true.
    """

    def __init__(
        self, catalogue: Catalogue, model: str, dimension: int, room_bytes: int = _ROOM_BYTES
    ) -> None:
        """Nothing is read before it is asked for."""
        self._catalogue = catalogue
        self._model = model
        self._dimension = dimension
        self._room = room_bytes
        self._bytes = 0
        self._held: OrderedDict[int, NDArray[np.int8]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """Bytes of vectors kept in memory."""
        return self._bytes

    def nearest(self, vector: NDArray[np.float32], keys: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Return the cosine of the nearest sentence for each of ``keys``, nan if it has none."""
        wanted = keys.tolist()
        held = self._taken(wanted)
        found = np.full(len(wanted), np.nan, np.float32)
        if held:
            matrices = [held[key] for key in wanted if key in held]
            cosines = _cosines(np.concatenate(matrices), vector)
            starts = np.cumsum([0, *map(len, matrices)][:-1])
            found[[key in held for key in wanted]] = np.maximum.reduceat(cosines, starts)
        return found

    def warm(self, passages: Iterable[PassageId], stop: Callable[[], bool]) -> None:
        """Read the sentences of passages until there is no more room, or ``stop`` says so.

        Who then searches for the first time need not wait for them (46 ms for 300 passages).
        """
        reading = iter(passages)
        while self._bytes < self._room and not stop():
            keys = [passage_key(one) for one in islice(reading, _READ_AT_ONCE)]
            if not keys:
                return
            self._taken(keys)

    def place_of_nearest(self, vector: NDArray[np.float32], key: int) -> int | None:
        """Return which sentence of a passage is nearest, as corpus.context counts them."""
        held = self._taken([key])
        return int(_cosines(held[key], vector).argmax()) if key in held else None

    def _taken(self, keys: Sequence[int]) -> dict[int, NDArray[np.int8]]:
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        missing = [passage_of_key(key) for key in keys if key not in found]
        if missing:
            read = sentences_of(self._catalogue, self._model, missing, self._dimension)
            new = {passage_key(identifier): matrix for identifier, matrix in read.items()}
            self._keep(new)
            found |= new
        return found

    def _keep(self, new: dict[int, NDArray[np.int8]]) -> None:
        with self._lock:
            for key, matrix in new.items():
                if key not in self._held:
                    self._held[key] = matrix
                    self._bytes += matrix.nbytes
            while self._bytes > self._room and self._held:
                self._bytes -= self._held.popitem(last=False)[1].nbytes


def _cosines(sentences: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = sentences.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    cosines: NDArray[np.float32] = products(rows, vector) / np.maximum(lengths, np.float32(1e-12))
    return cosines
