"""The words of the library, as its passages spell them but for case and accents."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import nlargest

import numpy as np
import tantivy
from numpy.typing import NDArray

from index import analysis
from index.highlight import distance
from index.query import near_edits

_KINDS = 27  # the letters from a to z, and all others together
# A word rarer than this is as likely a slip of a document as what somebody meant.
_LEAST_PASSAGES = 2


class Words:
    """Every word of one commit with the number of passages that hold it. Safe among threads."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        """Read the words (2 microseconds each)."""
        # Where the library is small every word is rare.
        least = min(_LEAST_PASSAGES, max(searcher.num_docs // 1_000, 1))
        found = sorted(
            (word, count)
            for word, count in searcher.terms_with_prefix("exact", "")
            if count >= least and not any(letter.isdigit() for letter in word)
        )
        self._words = [word for word, _ in found]
        self._counts = [count for _, count in found]
        self._lengths = np.array([len(word) for word in self._words], np.int64)
        self._letters = _letters_of(self._words)

    def nearest(self, word: str, bound: int) -> str | None:
        """Return the known word fewest edits away, at most ``bound``; of equals the commonest."""
        # An edit takes one letter, brings one or both, so that few words need to be compared.
        apart = np.abs(self._letters - _letters_of([word])).sum(axis=1)
        longer = np.abs(self._lengths - len(word))
        alike = (longer <= bound) & (apart <= 2 * bound - longer)
        best: tuple[int, int, str] | None = None
        for place in np.flatnonzero(alike).tolist():
            edits = distance(word, self._words[place])
            if 0 < edits <= bound:
                rank = (edits, -self._counts[place], self._words[place])
                best = rank if best is None or rank < best else best
        return best[2] if best else None

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return the commonest words that begin so, at most ``limit``."""
        first = bisect_left(self._words, prefix)
        last = bisect_left(self._words, prefix + "\U0010ffff")
        places = nlargest(limit, range(first, last), key=lambda i: (self._counts[i], -i))
        return [self._words[place] for place in places]


def corrected(query: str, unknown: Iterable[str], words: Words) -> str | None:
    """Return a query with its unknown words as they may be meant, None if nothing is near.

    The bounds are those within which such words are matched (see index.query.near_edits).
    """
    meant = query
    for word in unknown:
        folded = analysis.fold(word)
        near = words.nearest(folded, near_edits(folded))
        if near is not None:
            meant = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", near, meant)
    return meant if meant != query else None


def _letters_of(words: Sequence[str]) -> NDArray[np.int8]:
    """Return how often each letter is in each word, ``(n, 27)``."""
    codes = np.frombuffer("\n".join(words).encode("ascii", "replace"), np.uint8)
    rows = np.cumsum(codes == ord("\n"))
    kinds = np.where((codes >= ord("a")) & (codes <= ord("z")), codes - ord("a"), _KINDS - 1)
    inside = codes != ord("\n")
    places = rows[inside] * _KINDS + kinds[inside]
    counts = np.bincount(places, minlength=len(words) * _KINDS)
    return counts.reshape(-1, _KINDS).astype(np.int8)
