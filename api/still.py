"""Indexes that stand still: what they said once they say again, whatever is committed meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.dense import DenseReader
from index.lexical import LexicalIndex
from index.sentences import SentenceReader

Vector = NDArray[np.float32]
Keys = NDArray[np.uint64]


class StillLexical(LexicalIndex):
    """A lexical index as it was when this was made, whatever is committed later."""

    def __init__(self, lexical: LexicalIndex) -> None:
        """Share what ``lexical`` has opened. Raises IndexDamaged if it cannot be read."""
        still = lexical.searcher()
        lexical.columns(still)  # made once for all who share this state
        self.__dict__.update(lexical.__dict__)
        self._still = still

    def searcher(self) -> tantivy.Searcher:
        """Return always the same searcher."""
        return self._still

    def read_as(self, before: StillLexical) -> None:
        """Read what searches asked of the state before, so that the first of this need not."""
        self.columns(self._still).read_as(before.columns(before.searcher()))


class StillDense:
    """A dense index that says the same of a query each time it is asked."""

    def __init__(self, dense: DenseReader) -> None:
        """Ask ``dense`` for what was not asked before."""
        self._dense = dense
        self._near: dict[tuple[bytes, int], tuple[Keys, Vector]] = {}
        self._said = _Said(dense.similarities)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return self._dense.size

    def nearest(self, vector: Vector, limit: int) -> tuple[Keys, Vector]:
        """See :class:`index.dense.DenseReader`."""
        key = (vector.tobytes(), limit)
        if key not in self._near:
            self._near[key] = self._dense.nearest(vector, limit)
        return self._near[key]

    def similarities(self, vector: Vector, keys: Keys) -> Vector:
        """See :class:`index.dense.DenseReader`."""
        return self._said.of(vector, keys)


class StillSentences:
    """Sentences that say the same of a passage each time, though some are embedded meanwhile."""

    def __init__(self, sentences: SentenceReader) -> None:
        """Ask ``sentences`` for what was not asked before."""
        self._live = sentences
        self._said = _Said(sentences.nearest)

    def nearest(self, vector: Vector, keys: Keys) -> Vector:
        """See :class:`index.sentences.SentenceReader`."""
        return self._said.of(vector, keys)

    def place_of_nearest(self, vector: Vector, key: int) -> int | None:
        """See :class:`index.sentences.SentenceReader`."""
        return self._live.place_of_nearest(vector, key)


class _Said:
    """What was said of passages, one number each for a query; nan is an answer too."""

    def __init__(self, ask: Callable[[Vector, Keys], Vector]) -> None:
        self._ask = ask
        self._known: dict[bytes, dict[int, float]] = {}

    def of(self, vector: Vector, keys: Keys) -> Vector:
        known = self._known.setdefault(vector.tobytes(), {})
        new = np.array([key not in known for key in keys.tolist()], np.bool_)
        if new.any():
            said = self._ask(vector, keys[new])
            known.update(zip(keys[new].tolist(), said.tolist(), strict=True))
        return np.array([known[key] for key in keys.tolist()], np.float32)
