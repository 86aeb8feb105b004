"""Finding a labelled passage of a published document again without keeping its text."""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 4
_SIZE = 24
# Of 197 passages whose PDF reader was rewritten in between, 162 keep this share of their
# shingles; below it a heading, a table or half a paragraph was added or lost, and labels differ.
_SAME = 0.8


def text_key(text: str) -> str:
    """Return the SHA-256 of a passage's words: case, spaces and punctuation do not matter."""
    return hashlib.sha256(" ".join(_words(text)).encode()).hexdigest()


def shingle_key(text: str) -> tuple[int, ...]:
    """Return the 24 smallest 48-bit hashes of a passage's four-word shingles, in order.

    A bottom-k sketch (Broder 1997): two of them tell how alike two passages are, not what
    they say. Fewer than 24 come from a passage of fewer shingles, none from one without words.
    """
    words = _words(text)
    width = min(_SHINGLE_WORDS, len(words))
    starts = range(len(words) - width + 1) if width else range(0)
    hashes = {_hash(" ".join(words[n : n + width])) for n in starts}
    return tuple(heapq.nsmallest(_SIZE, hashes))


def likeness(one: Iterable[int], other: Iterable[int]) -> float:
    """Estimate the Jaccard similarity in [0, 1] of two passages from their shingle keys."""
    left, right = set(one), set(other)
    smallest = heapq.nsmallest(min(_SIZE, len(left | right)), left | right)
    if not smallest:
        return 0.0
    return sum(value in left and value in right for value in smallest) / len(smallest)


def same_passage(sha256: str, shingles: tuple[int, ...], texts: Iterable[str]) -> str | None:
    """Return which of some texts is the labelled passage, None if none is.

    The very words win; else the likest text, if at least four fifths of it are the same. So a
    hyphen or a footnote mark that is read otherwise loses no label, while a passage that is cut
    otherwise is missed rather than mistaken. Give the texts of one page.
    """
    best, nearest = 0.0, None
    for text in texts:
        if text_key(text) == sha256:
            return text
        alike = likeness(shingles, shingle_key(text))
        if alike > best:
            best, nearest = alike, text
    return nearest if best >= _SAME else None


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=6).digest(), "big")
