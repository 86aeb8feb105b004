"""The sentences of passages, with what was found in each and where it stands on a page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.practices.cues import ADVICE
from corpus.practices.naming import mentions_pattern, name_key
from corpus.practices.roles import labelled_field
from corpus.records import Annotation, BlockKind, Passage
from corpus.sentences import split_sentences

#: Passages that tell nothing by themselves.
APPARATUS = frozenset(
    {BlockKind.CONTENTS, BlockKind.REFERENCE, BlockKind.FOOTNOTE, BlockKind.CAPTION}
)
_WORD = re.compile(r"\w+")
_LEAST_WORDS, _MOST_WORDS = 4, 90
_ENDED = re.compile(r"[.!?…:;][»”\"’')\]]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters ``[start, end)`` of the text of the passage at ``place`` in reading order.

    ``names`` are the keys of the initiatives it names, ``page`` is None where it does not stand
    whole and just so on one page. ``opens`` says that a line begins with it; ``heading`` is the one
    above it that heads a field, be it a line of the passage itself.
    """

    place: int
    passage: Passage
    start: int
    end: int
    page: int | None
    names: frozenset[str]
    annotations: tuple[Annotation, ...]
    opens: bool
    heading: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return self.passage.text[self.start : self.end]

    def quotable(self) -> bool:
        """Whether it can be shown by itself: a whole sentence, or a line that stands alone."""
        words = _WORD.findall(self.text)
        if self.page is None or not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
            return False
        if self.text.count("|") > 1 or sum(w.isdigit() for w in words) * 2 > len(words):
            return False
        if self.text.endswith("?") or any(ADVICE.match(h.lower()) for h in self.passage.section):
            return False
        said = " ".join(self.text.split())
        if any(said == " ".join(heading.split()) for heading in self.passage.section):
            return False
        if self.passage.role is BlockKind.PARAGRAPH:
            first = _WORD.search(self.text)
            whole = bool(_ENDED.search(self.text)) and bool(first and not first[0][0].islower())
            return whole or self.labelled()
        return self.passage.role is not BlockKind.TABLE_ROW or self.labelled()

    def labelled(self) -> bool:
        """Whether it begins with the name of a field and a colon."""
        before, colon, _ = self.text.partition(":")
        return bool(colon) and labelled_field(before) is not None


def section_of(passage: Passage) -> tuple[str, ...]:
    """Return the headings above a passage, without those that head a field ("Risultati")."""
    path = passage.section
    while path and labelled_field(path[-1]) is not None:
        path = path[:-1]
    return path


def sentences_of(passages: Sequence[Passage], names: dict[str, str]) -> list[Sentence]:
    """Return the sentences of passages in order.

    ``names`` gives the key of each name as it is written, where the writing alone tells that the
    initiative is meant; annotations tell of the others.
    """
    pattern = mentions_pattern(names)
    found: list[Sentence] = []
    for place, passage in enumerate(passages):
        mentioned = sorted(_mentions(passage, pattern, names))
        heading = _heading_of(passage)
        for start, end in split_sentences(passage.text):
            if "\n" not in passage.text[start:end] and _alone(passage.text, start, end):
                heading = passage.text[start:end]
            inside = tuple(a for a in passage.annotations if start <= a.start and a.end <= end)
            found.append(
                Sentence(
                    place=place,
                    passage=passage,
                    start=start,
                    end=end,
                    page=page_of(passage, start, end),
                    names=frozenset(key for at, key in mentioned if start <= at < end),
                    annotations=inside,
                    heading=heading,
                    opens=start == 0 or "\n" in passage.text[max(0, start - 2) : start],
                )
            )
    return found


def _heading_of(passage: Passage) -> str:
    """Return the nearest heading of a passage if it heads a field.

    Notes of a speaker stand beside the slide's subject as often as they tell of it.
    """
    if not passage.section or passage.role is BlockKind.NOTE:
        return ""
    return passage.section[-1] if labelled_field(passage.section[-1]) is not None else ""


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a line is nothing but the name of a field."""
    whole = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] in ("\n", "")
    return whole and text[end - 1] not in ".!?" and labelled_field(text[start:end]) is not None


def _mentions(
    passage: Passage, pattern: re.Pattern[str] | None, names: dict[str, str]
) -> Iterator[tuple[int, str]]:
    for annotation in passage.annotations:
        if annotation.facet == "project":
            yield annotation.start, names.get(annotation.code, name_key(annotation.code))
    if pattern is not None:
        for match in pattern.finditer(passage.text):
            yield match.start(), names[" ".join(match.group().split())]


def page_of(passage: Passage, start: int, end: int) -> int | None:
    """Return the page that a stretch of the text stands on whole, None if it is not on one."""
    starts: list[int] = []
    at, last_page, text = 0, 0, passage.text
    for span in passage.spans:  # as corpus.records.joined lays them out
        if starts:
            at += 1 if text[at : at + 1] in ("\n", " ") else 0
        starts.append(at)
        at += span.end - span.start
        last_page = span.page
    if at != len(text):  # a word cut by a page break was joined: offsets are not told apart
        return last_page if len({span.page for span in passage.spans}) == 1 else None
    index = bisect_right(starts, start) - 1
    span = passage.spans[index]
    return span.page if end <= starts[index] + span.end - span.start else None
