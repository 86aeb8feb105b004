"""A call for proposals (bando), divided into what it asks for.

Calls list what they ask: numbered, lettered, with dashes or dots; others ask in prose. Where there
is a list its entries are the requirements, prose between them is divided into sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.sentences import split_sentences

MOST_CALL_CHARS = 40_000
MOST_REQUIREMENTS = 40
#: Less says nothing that could be searched for: "a) attività", "Art. 3".
_LEAST_WORDS = 4
#: A paragraph of more words asks for more than one thing.
_MOST_WORDS = 45
_MARK = re.compile(
    r"""^\s*(?:[-–—•·▪◦‣*o]\s+                 # a dash, a dot, the letter that stands for one
        |\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]{1,2}|[ivx]{1,5})[.)°]+\s*  # 1. 2.1) a) iv.
        |art(?:icolo|\.)?\s*\d+\s*[-–.:)]*\s*)""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"\w+")
_SYNTAX = re.compile(r"[^\w\s'’]+|_")


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something a call asks for, word for word; ``query`` is what to search for."""

    text: str

    @property
    def query(self) -> str:
        """The words, without signs that the search would take for its own."""
        return " ".join(_SYNTAX.sub(" ", self.text).split()[: 2 * _MOST_WORDS])


def requirements(text: str) -> tuple[Requirement, ...]:
    """Return what a call asks for, in its order, each once; at most ``MOST_REQUIREMENTS``.

    Headings and what is too short to mean something are left out.
    """
    found: dict[str, Requirement] = {}
    for block in _blocks(text[:MOST_CALL_CHARS]):
        for piece in _pieces(block):
            if len(_WORD.findall(piece)) >= _LEAST_WORDS and not _is_heading(piece):
                found.setdefault(piece.casefold(), Requirement(piece))
    return tuple(found.values())[:MOST_REQUIREMENTS]


def _blocks(text: str) -> Iterator[str]:
    """Yield entries of lists and paragraphs, their lines joined."""
    held: list[str] = []
    for line in [*text.splitlines(), ""]:
        mark = _MARK.match(line)
        if mark or not line.strip():
            if held:
                yield _joined(held)
            held = []
        if line.strip():
            held.append(line[mark.end() :] if mark else line)
        if len(held) == 1 and not mark and _is_heading(held[0].strip()):
            held = []


def _joined(lines: list[str]) -> str:
    # A word divided at the end of a line is made whole again.
    return " ".join(re.sub(r"(?<=\w)-\n\s*(?=[a-zà-ù])", "", "\n".join(lines)).split())


def _pieces(block: str) -> Iterator[str]:
    if len(_WORD.findall(block)) <= _MOST_WORDS:
        yield block
        return
    for start, end in split_sentences(block):
        yield block[start:end].strip()


def _is_heading(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    shouted = bool(letters) and sum(map(str.isupper, letters)) > 0.8 * len(letters)
    short = len(_WORD.findall(text)) <= 8
    return short and (shouted or not text.endswith((".", ";", ",", "?"))) and text[:1].isupper()
