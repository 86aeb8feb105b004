"""Sketches of texts, to find records that hold the same work in another file."""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 4
_SIZE = 128
#: Share of a sketch two records must have in common to be one work. The expected overlap of
#: bottom-k sketches grows with the Jaccard similarity of the shingles (Broder 1997). The same
#: slides as PPTX, PDF and text share 0.98 to 1.0, chapters of one yearbook 0.02 at most.
SAME_WORK = 0.3


def sketch(texts: Iterable[str]) -> frozenset[int]:
    """Return the bottom-k sketch of a text: its 128 smallest 63-bit hashes of four-word shingles.

    Case, accents and punctuation do not matter; so neither do line breaks and bullets.
    """
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    width = min(_SHINGLE_WORDS, len(words))
    if width == 0:
        return frozenset()
    shingles = {" ".join(words[i : i + width]) for i in range(len(words) - width + 1)}
    return frozenset(heapq.nsmallest(_SIZE, map(_hash, shingles)))


def _hash(shingle: str) -> int:
    value = hashlib.blake2b(shingle.encode(), digest_size=8).digest()
    return int.from_bytes(value, "big") >> 1  # 63 bits fit SQLite's signed integers
