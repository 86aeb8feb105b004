"""Words that were split or joined in reading.

The words of a page as pdfium itself gives them are the reference; it marks the hyphen at the end
of a line, and what stands around such a hyphen is judged by the word list. The word list also
finds splits that pdfium shares ("uffi ciale").
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.records import SOFT_HYPHEN, BlockKind, Page
from eval.reading.wordlist import words as known_words

_LINE_HYPHEN = "\ufffe"  # how pdfium marks a hyphen at the end of a line
_TOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"([^\W\d_]+)([ ]|[-\u2010\u2011\u00ad] ?)(?=([^\W\d_]+))")
_ROMAN = re.compile(r"[ivx]{1,4}")
_CUT = re.compile(r"([^\W\d_]+)\ufffe\s*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Faults:
    """Alphabetic words of a document as read, and those that were split or joined."""

    words: int
    split: tuple[str, ...]
    joined: tuple[str, ...]

    @property
    def share(self) -> float:
        """Split and joined words as a share of all, 0 to 1."""
        return (len(self.split) + len(self.joined)) / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """Words with a letter or figure: pdfium's, and those that were read and have a place."""

    reference: int
    read: int

    @property
    def difference(self) -> float:
        """Read less reference, as a share of the reference."""
        return (self.read - self.reference) / self.reference if self.reference else 0.0


def reference_texts(path: Path) -> list[str]:
    """Text of each page as pdfium gives it, with U+FFFE for a hyphen at a line's end."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [_text(document, index) for index in range(len(document))]
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, index: int) -> str:
    page = document[index]
    textpage = page.get_textpage()
    count = textpage.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(textpage.raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    textpage.close()
    page.close()
    # A loose line break without a space may follow the mark.
    return text.replace("\u0002", _LINE_HYPHEN).replace("\u00a0", " ")


def faults(pages: Sequence[Page], references: Sequence[str]) -> Faults:
    """Compare the pages of a document with pdfium's texts of the same pages."""
    total = 0
    split: list[str] = []
    joined: list[str] = []
    whole = Counter(word for text in references for word in _plain(text))
    for page, reference in zip(pages, references, strict=True):
        text = _body(page)
        total += len(_LETTERS.findall(text))
        split += _split(text, reference)
        joined += _joined(text, reference, whole)
        for wrong, found in _hyphens(text, reference, whole):
            (split if wrong == "split" else joined).append(found)
    return Faults(total, tuple(split), tuple(joined))


def _body(page: Page) -> str:
    lines = (page.slice(b) for b in page.blocks if b.kind is not BlockKind.FURNITURE)
    return "\n".join(lines)


def _plain(text: str) -> list[str]:
    """Words that no hyphen at a line's end touches, in lower case."""
    tokens = (token for token in _TOKEN.findall(text) if _LINE_HYPHEN not in token)
    return [word.lower() for token in tokens for word in _LETTERS.findall(token)]


def _split(text: str, reference: str) -> list[str]:
    """Neighbours that are one word on the page, or one word of the list and no two."""
    theirs = set(_plain(reference))
    together = set(_pairs(reference))
    known = known_words()
    found = []
    for left, right in _pairs(text):
        whole = left + right
        if (left, right) in together:
            # pdfium has them apart too: the list decides.
            if whole in known and left not in known and len(left) > 1 and right not in known:
                found.append(f"{left} {right}")
        elif _ROMAN.fullmatch(right):
            continue  # pdfium sets the mark of an endnote close to its word ("paesiiii")
        elif whole in theirs and not (left in theirs and right in theirs):
            found.append(f"{left} {right}")
    return found


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        if match.group(2) == " ":
            yield match.group(1).lower(), match.group(3).lower()


def _joined(text: str, reference: str, whole: Counter[str]) -> list[str]:
    """Words that pdfium nowhere has, but has in two pieces on this page."""
    tokens = [word.lower() for word in _LETTERS.findall(reference.replace(_LINE_HYPHEN, ""))]
    apart = {left + right for left, right in pairwise(tokens)}
    cut = {(a + b).lower() for a, b in _CUT.findall(reference)}
    return [
        word
        for word in (found.lower() for found in _LETTERS.findall(text))
        if word not in whole and word in apart and word not in cut and len(word) > 1
    ]


def _hyphens(text: str, reference: str, whole: Counter[str]) -> Iterable[tuple[str, str]]:
    """Hyphens at line ends that were kept or taken away against the word list."""
    known = known_words()
    words = {word.lower() for word in _LETTERS.findall(text)}
    lowered = text.lower().replace("\u2010", "-").replace("\u2011", "-")
    for left, right in ((a.lower(), b.lower()) for a, b in _CUT.findall(reference)):
        one = left + right
        is_word = one in known or whole[one] > 0
        is_pair = left in known and right in known and f"{left}-{right}" in lowered
        if one in words and not is_word and left in known and right in known and len(left) > 3:
            yield "joined", one
        elif f"{left}-{right}" in lowered and is_word and one not in words and not is_pair:
            yield "split", f"{left}-{right}"
        elif re.search(rf"\b{left}- ?\n? ?{right}\b", lowered) and one not in words and not is_pair:
            yield "split", f"{left}- {right}"


def counts(pages: Sequence[Page], references: Sequence[str]) -> Count:
    """Count words. Headers repeated in the rows of a table stand in one place and count once."""
    reference = 0
    read = 0
    for page, text in zip(pages, references, strict=True):
        # What pdfium puts on one word around a hyphen at a line's end is one word.
        joined = re.sub(rf"{_LINE_HYPHEN}\s*", "", text)
        reference += sum(_counts(token) for token in _TOKEN.findall(joined))
        placed = {word.box: page.text[word.start : word.end] for word in page.words}
        read += len(_TOKEN.findall(_spaced(page, placed.values())))
    return Count(reference, read)


def _spaced(page: Page, placed: Iterable[str]) -> str:
    """Words as placed; those glued to the one before (marks of notes, signs) do not count."""
    return " ".join(word.strip(SOFT_HYPHEN) for word in placed if _counts(word))


def _counts(token: str) -> bool:
    return any(character.isalnum() for character in token)
