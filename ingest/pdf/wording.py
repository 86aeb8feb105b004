"""Words of a block with their boxes; words cut by the end of a line made whole again.

A hyphen at the end of a line may be there only because of the line. The document itself is
asked: the form it uses elsewhere wins; without any, a true compound is recognised by two parts
that are words of their own, the first ending as Italian and English first parts do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.records import SOFT_HYPHEN
from ingest.pages import clean
from ingest.pdf.glyphs import Token
from ingest.pdf.layout import Sheet
from ingest.pdf.lines import Line
from ingest.pdf.wordforms import english_words

_HYPHENS = ("-", "\u2010", "\u2011", "\u00ad")
_LETTERS = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]+)[-\u2010\u2011\u00ad]$")
_COMPOUND_TAIL = re.compile(r"([^\W_]+(?:[-\u2010\u2011][^\W_]+)*)[-\u2010\u2011\u00ad]$")
_HEAD = re.compile(r"^([^\W\d_]+)")
_COMPOUND_HEAD = re.compile(r"^([^\W_]+(?:[-\u2010\u2011][^\W_]+)*)")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Private-use code points: glyphs of a font that says nothing about their meaning.
_UNKNOWN = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x1f\x7f-\x9f]+")
_FIRST_PARTS = ("o", "ex", "non", "self", "long", "anti", "multi", "semi", "post", "pre", "e")
# Words of grammar, which the tables of lemmas leave out.
_SHORT_WORDS = frozenset(
    {
        *("the", "of", "to", "for", "in", "on", "at", "by", "up", "off", "out", "and", "or", "as"),
        *("is", "it", "with", "from", "into", "over", "under", "than", "non", "self", "cross"),
        "olds",
    }
)
_SHORTEST_PART = 4


@dataclass(slots=True)
class Vocabulary:
    """Forms that the document uses inside its lines, in lower case, with their counts."""

    counts: Counter[str] = field(default_factory=Counter)

    def joins(self, left: str, right: str) -> bool:
        """Whether ``left-`` at a line's end and ``right`` on the next line are one plain word."""
        tail, head = _TAIL.search(left), _HEAD.search(right)
        if tail is None or head is None or not head.group(1)[0].islower():
            return tail is not None and head is not None and _all_capitals(tail, head)
        wide_tail, wide_head = _COMPOUND_TAIL.search(left), _COMPOUND_HEAD.search(right)
        whole_tail = wide_tail.group(1).lower() if wide_tail else tail.group(1).lower()
        whole_head = wide_head.group(1).lower() if wide_head else head.group(1).lower()
        joined = self.counts[whole_tail + whole_head]
        hyphenated = self.counts[f"{whole_tail}-{whole_head}"]
        if joined or hyphenated:
            return joined >= hyphenated
        if self._is_english:
            return not _is_english_compound(whole_tail, whole_head)
        if "-" in whole_tail or "-" in whole_head:  # "15-year-" / "olds", "applicant-" / "to-place"
            return not (self.counts[tail.group(1).lower()] and self.counts[head.group(1).lower()])
        return not self._is_compound(tail.group(1).lower(), head.group(1).lower())

    @property
    def _is_english(self) -> bool:
        return self.counts["the"] > self.counts["di"] + self.counts["che"]

    def _is_compound(self, left: str, right: str) -> bool:
        if len(left) < _SHORTEST_PART and left not in _FIRST_PARTS:
            return False
        if self.counts[right] == 0 or len(right) < _SHORTEST_PART:
            return False
        known = self.counts[left] > 0 or any(w.startswith(f"{left}-") for w in self._compounds())
        return known and left.endswith(_FIRST_PARTS)

    def _compounds(self) -> Iterable[str]:
        return (word for word in self.counts if "-" in word)

    def is_cut_word(self, left: str, right: str) -> bool:
        """Whether ``left`` and ``right`` with a free-standing hyphen between are one word."""
        joined = f"{left}{right}".lower()
        if self.counts[joined]:
            return True
        return not self.counts[left.lower()] and not self.counts[right.lower()]


def _is_english_compound(left: str, right: str) -> bool:
    """Whether a hyphen belongs between two parts ("hospital-based", "15-year-olds")."""
    known = english_words()
    if left + right in known:
        return False
    tail, head = re.split(r"[-\u2010\u2011]", left)[-1], re.split(r"[-\u2010\u2011]", right)[0]
    if tail + head in known:
        return False  # "self-re-" / "ported"
    whole = all(part in known or part in _SHORT_WORDS for part in (tail, head))
    return whole and min(len(tail), len(head)) > 1


def _all_capitals(tail: re.Match[str], head: re.Match[str]) -> bool:
    left, right = tail.group(1), head.group(1)
    return len(left) > 1 and len(right) > 1 and left.isupper() and right.isupper()


def vocabulary_of(sheets: list[Sheet]) -> Vocabulary:
    """Collect the words of a document that no line break touches."""
    seen: list[str] = []
    for sheet in sheets:
        for line in sheet.lines:
            end = len(line.tokens)
            if end and line.tokens[-1].text.endswith(_HYPHENS):
                # Part of a word, and so is what stands before a loose hyphen ("ripro -").
                end -= 2 if len(line.tokens[-1].text) == 1 else 1
            # The first word of a line may be the rest of one: it counts only from the second on.
            seen += [token.text for token in line.tokens[1 : max(end, 1)]]
    counts: Counter[str] = Counter()
    for text, times in Counter(seen).items():
        for word in (text,) if text.isalpha() else _LETTERS.findall(text):
            counts[word.lower()] += times
    return Vocabulary(counts)


@dataclass(slots=True)
class Wording:
    """Text under construction; ``starts``, ``ends`` and ``tokens`` are its words."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is written so far."""
        return "".join(self.parts)

    def say(self, words: str) -> None:
        """Append what stands nowhere on the page (spaces, punctuation between cells)."""
        self.parts.append(words)
        self.length += len(words)

    def drop_hyphen(self) -> None:
        """Take the last character away, from its word too, and a space before it."""
        written = self.parts.pop()[:-1]
        self.length -= 1
        if written:
            self.parts.append(written)
            self.ends[-1] -= 1
            return
        for column in (self.starts, self.ends, self.tokens):
            column.pop()
        if self.parts and self.parts[-1] == " ":
            self.parts.pop()
            self.length -= 1

    def mark_cut(self) -> None:
        """Let the last hyphen say that the word goes on on the next page."""
        self.parts[-1] = self.parts[-1][:-1] + SOFT_HYPHEN

    def extend(self, other: Wording) -> None:
        """Append another wording."""
        self.starts += [start + self.length for start in other.starts]
        self.ends += [end + self.length for end in other.ends]
        self.tokens += other.tokens
        self.parts += other.parts
        self.length += other.length

    def last_word(self) -> str:
        """Text after the last space."""
        return self.text.rsplit(" ", 1)[-1]


def wording(lines: list[Line], vocabulary: Vocabulary) -> Wording:
    """Write lines as running text."""
    made = Wording()
    parts, starts, ends, tokens = made.parts, made.starts, made.ends, made.tokens
    for line in lines:
        at = -1
        for token in line.tokens:
            text = token.text
            raised = token.raised
            if raised or not text.isascii() or not text.isprintable():
                text = spelled(token) if raised else _repaired(text)
                if not text:
                    continue
            space = not token.glued
            if at < 0:
                space = _line_break(made, text, vocabulary)
                at = made.length
            elif raised and token.glued:
                space = _stands_off(parts[-1])
            elif space and tokens[-1].raised and text[0] in ",.;:)":
                space = False
            if space and at:
                parts.append(" ")
                at += 1
            parts.append(text)
            starts.append(at)
            at += len(text)
            ends.append(at)
            tokens.append(token)
        if at >= 0:
            made.length = at
    return made


def _stands_off(text: str) -> bool:
    """Whether a note mark keeps a distance; exponents of units ("m²") do not."""
    match = re.search(r"[^\W\d_]+$", text)
    return match is None or len(match.group()) > 2


def _line_break(made: Wording, written: str, vocabulary: Vocabulary) -> bool:
    """Settle what becomes of a hyphen at the end of the line before; whether a space follows."""
    if not made.parts or not made.parts[-1].endswith(_HYPHENS):
        return True
    before = made.last_word()
    if len(before) == 1:
        return _loose_hyphen(made, written, vocabulary)
    if before.endswith(SOFT_HYPHEN) or vocabulary.joins(before, written):
        made.drop_hyphen()
    return False


def _loose_hyphen(made: Wording, written: str, vocabulary: Vocabulary) -> bool:
    parts = made.text[:-1].split()
    head = _HEAD.search(written)
    if not parts or head is None or not parts[-1].isalpha() or not head.group(1).islower():
        return True
    if not vocabulary.is_cut_word(parts[-1], head.group(1)):
        return True
    made.drop_hyphen()
    return False


def spelled(token: Token) -> str:
    """Return the text of a word, repaired; empty if nothing of it can be read."""
    text = _repaired(token.text)
    if token.raised and token.glued and text.isdigit():
        return text.translate(_SUPERSCRIPTS)
    return text


@lru_cache(maxsize=4_096)
def _repaired(text: str) -> str:
    text = _UNKNOWN.sub("", text)
    return text if text.isascii() else clean(text[:-1].replace(SOFT_HYPHEN, "") + text[-1:])
