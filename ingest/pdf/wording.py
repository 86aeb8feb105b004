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

from corpus.records import SOFT_HYPHEN
from ingest.pages import clean
from ingest.pdf.glyphs import Token
from ingest.pdf.layout import Sheet
from ingest.pdf.lines import Line

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
        if "-" in whole_tail or "-" in whole_head:  # "15-year-" / "olds", "applicant-" / "to-place"
            return not (self.counts[tail.group(1).lower()] and self.counts[head.group(1).lower()])
        return not self._is_compound(tail.group(1).lower(), head.group(1).lower())

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


def _all_capitals(tail: re.Match[str], head: re.Match[str]) -> bool:
    left, right = tail.group(1), head.group(1)
    return len(left) > 1 and len(right) > 1 and left.isupper() and right.isupper()


def vocabulary_of(sheets: list[Sheet]) -> Vocabulary:
    """Collect the words of a document that no line break touches."""
    counts: Counter[str] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            inner = line.tokens
            if inner and inner[-1].text.endswith(_HYPHENS):
                # Part of a word, and so is what stands before a loose hyphen ("ripro -").
                inner = inner[: -2 if len(inner[-1].text) == 1 else -1]
            # The first word of a line may be the rest of one: it counts only from the second on.
            for token in inner[1:]:
                if token.text.isalpha():
                    counts[token.text.lower()] += 1
                else:
                    counts.update(m.lower() for m in _LETTERS.findall(token.text))
    return Vocabulary(counts)


Placed = tuple[int, int, Token]


@dataclass(slots=True)
class Wording:
    """Text under construction; ``words`` are start, end and the word that stands there."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    words: list[Placed] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is written so far."""
        return "".join(self.parts)

    def add(self, token: Token, written: str, *, space: bool) -> None:
        """Append a word."""
        if space and self.length:
            self.say(" ")
        start = self.length
        self.say(written)
        self.words.append((start, self.length, token))

    def say(self, words: str) -> None:
        """Append what stands nowhere on the page (spaces, punctuation between cells)."""
        self.parts.append(words)
        self.length += len(words)

    def drop_hyphen(self) -> None:
        """Take the last character away, from its word too, and a space before it."""
        written = self.parts.pop()[:-1]
        self.length -= 1
        start, end, token = self.words.pop()
        if written:
            self.parts.append(written)
            self.words.append((start, end - 1, token))
        elif self.parts and self.parts[-1] == " ":
            self.parts.pop()
            self.length -= 1

    def mark_cut(self) -> None:
        """Let the last hyphen say that the word goes on on the next page."""
        self.parts[-1] = self.parts[-1][:-1] + SOFT_HYPHEN

    def extend(self, other: Wording) -> None:
        """Append another wording."""
        self.words += [(a + self.length, b + self.length, token) for a, b, token in other.words]
        self.parts += other.parts
        self.length += other.length

    def last_word(self) -> str:
        """Text after the last space."""
        return self.text.rsplit(" ", 1)[-1]


def wording(lines: list[Line], vocabulary: Vocabulary) -> Wording:
    """Write lines as running text."""
    made = Wording()
    for line in lines:
        first = True
        for token in line.tokens:
            text = token.text
            if token.raised or not (text.isascii() and text.isprintable()):
                text = spelled(token)
                if not text:
                    continue
            space = not token.glued
            if first:
                space = _line_break(made, text, vocabulary)
                first = False
            elif token.glued and token.raised:
                space = _stands_off(made.parts[-1])
            made.add(token, text, space=space)
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
    text = _UNKNOWN.sub("", token.text)
    if not text.isascii():
        text = clean(text[:-1].replace(SOFT_HYPHEN, "") + text[-1:])
    if token.raised and token.glued and text.isdigit():
        return text.translate(_SUPERSCRIPTS)
    return text
