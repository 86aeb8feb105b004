"""Sketches of texts, to find records that hold the same work in another file."""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Iterable

from corpus.titles import plain_words

_SHINGLE_WORDS = 4
_SIZE = 128
#: Share of a sketch two records must have in common to be one work. The expected overlap of
#: bottom-k sketches grows with the Jaccard similarity of the shingles (Broder 1997). The same
#: slides as PPTX, PDF and text share 0.98 to 1.0, chapters of one yearbook 0.02 at most.
SAME_WORK = 0.3

# A number with its separators: 1.234,5 in Italian and 1,234.5 in English are the same digits.
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,’'\u00a0\u202f]\d+)*(?!\w)")
_LEAST_DIGITS = 2  # small numbers are words in one language and digits in the other
_ANCHOR_NUMBERS = 3
_YEAR = re.compile(r"(?:19|20)\d\d")


def sketch(texts: Iterable[str]) -> frozenset[int]:
    """Return the bottom-k sketch of a text: its 128 smallest 63-bit hashes of four-word shingles.

    Case, accents and punctuation do not matter; so neither do line breaks and bullets.
    """
    words = plain_words(" ".join(texts))
    width = min(_SHINGLE_WORDS, len(words))
    if width == 0:
        return frozenset()
    shingles = {" ".join(words[i : i + width]) for i in range(len(words) - width + 1)}
    return _smallest(shingles)


def anchors(texts: Iterable[str]) -> frozenset[int]:
    """Return the bottom-k sketch of what a translation leaves as it is: runs of numbers.

    A run is three numbers that follow each other in the text, of two digits or more, in any order
    (languages turn sentences round), and not years only, which many documents list alike.
    """
    numbers: list[str] = []
    for text in texts:
        digits = (re.sub(r"\D", "", found) for found in _NUMBER.findall(text))
        numbers.extend(number for number in digits if len(number) >= _LEAST_DIGITS)
    runs = {
        "#".join(sorted(run))
        for i in range(len(numbers) - _ANCHOR_NUMBERS + 1)
        if len(set(run := numbers[i : i + _ANCHOR_NUMBERS])) > 1
        and not all(_YEAR.fullmatch(number) for number in run)
    }
    return _smallest(runs)


def _smallest(shingles: Iterable[str]) -> frozenset[int]:
    return frozenset(heapq.nsmallest(_SIZE, map(_hash, shingles)))


def _hash(shingle: str) -> int:
    value = hashlib.blake2b(shingle.encode(), digest_size=8).digest()
    return int.from_bytes(value, "big") >> 1  # 63 bits fit SQLite's signed integers
