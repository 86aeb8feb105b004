"""Finding the passages that somebody spoke of in a record that was read anew.

A passage that kept its words is found by them, wherever it stands now; one that was cut otherwise
by the runs of words it shares with the old one. What shares too little is not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.identifiers import PassageId
from corpus.judgements import Judgement, Placed, Subject, Verdict
from corpus.records import SOFT_HYPHEN, Passage

_WORD = re.compile(rf"[^\W_]+(?:{SOFT_HYPHEN}[^\W_]+)*")
_RUN = 3
#: Part of the old passage's runs of words that another has to hold to be taken for it. A sentence
#: added to or taken from a passage of five leaves 0.8, the half of one cut in two 0.5.
_HELD = 0.5
#: Part of a smaller passage's runs that have to come from the old one: it is a piece of it.
_PIECE = 0.8
#: Fewer words than this ("Obiettivi generali") are met anywhere: only the same passage will do.
_LEAST_WORDS = 8


@dataclass(frozen=True)
class _Words:
    """The words of a text and where they stand."""

    text: str

    @cached_property
    def found(self) -> tuple[tuple[str, int, int], ...]:
        return tuple(
            (m.group().replace(SOFT_HYPHEN, "").casefold(), m.start(), m.end())
            for m in _WORD.finditer(self.text)
        )

    @cached_property
    def plain(self) -> tuple[str, ...]:
        return tuple(word for word, _, _ in self.found)

    @cached_property
    def runs(self) -> dict[tuple[str, ...], int]:
        """Runs of words, each with the place of its first word where it is met first."""
        runs: dict[tuple[str, ...], int] = {}
        for at in range(len(self.plain) - _RUN + 1):
            runs.setdefault(self.plain[at : at + _RUN], at)
        return runs

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets of words ``first`` to ``last``, both included."""
        return self.found[first][1], self.found[last][2]


class Places:
    """The passages of one record, in which judgements are placed."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._words = [_Words(p.text) for p in passages]

    def of(self, judgement: Judgement) -> tuple[Placed, ...]:
        """Return where a judgement applies: nowhere, in one passage, or in the parts of one."""
        old = _Words(judgement.text)
        same = self._same(judgement, old)
        if same is not None:
            number, start, end = same
            return (self._placed(judgement, number, start, end),)
        if len(old.plain) < _LEAST_WORDS:
            return ()
        shared = self._sharing(judgement, old)
        if judgement.start is not None and not _is_removal_of_label(judgement):
            return self._with_words(judgement, old, shared)
        return tuple(self._cut(judgement, old, shared))

    def _placed(self, judgement: Judgement, number: int, start: int, end: int) -> Placed:
        return Placed(judgement, PassageId(self._passages[number].id), start, end)

    def _same(self, judgement: Judgement, old: _Words) -> tuple[int, int, int] | None:
        numbers = [
            n
            for n, (p, words) in enumerate(zip(self._passages, self._words, strict=True))
            if p.text == judgement.text or (old.plain and words.plain == old.plain)
        ]
        if not numbers:
            return None

        def distance(number: int) -> tuple[bool, int, int]:
            passage = self._passages[number]
            return passage.id != judgement.passage, abs(passage.page - judgement.page), number

        number = min(numbers, key=distance)
        text = self._passages[number].text
        if judgement.start is None or judgement.end is None:
            return number, 0, len(text)
        if text == judgement.text:
            return number, judgement.start, judgement.end
        marked = _marked(old, judgement.start, judgement.end)
        if marked is None:
            return number, 0, len(text)
        return number, *self._words[number].stretch(*marked)

    def _sharing(self, judgement: Judgement, old: _Words) -> list[tuple[int, set[tuple[str, ...]]]]:
        """Return the passages that share enough, those that share most first."""
        found = []
        for number, words in enumerate(self._words):
            common = old.runs.keys() & words.runs.keys()
            if not common:
                continue
            held = len(common) / len(old.runs)
            if held >= _HELD or len(common) / len(words.runs) >= _PIECE:
                found.append((number, common))
        page = judgement.page
        return sorted(found, key=lambda f: (-len(f[1]), abs(self._passages[f[0]].page - page)))

    def _with_words(
        self,
        judgement: Judgement,
        old: _Words,
        shared: Iterable[tuple[int, set[tuple[str, ...]]]],
    ) -> tuple[Placed, ...]:
        """Return the likest passage that holds the words which were marked."""
        marked = _marked(old, judgement.start or 0, judgement.end or 0)
        if marked is None:
            return ()
        wanted = old.plain[marked[0] : marked[1] + 1]
        for number, _ in shared:
            words = self._words[number]
            for at in range(len(words.plain) - len(wanted) + 1):
                if words.plain[at : at + len(wanted)] == wanted:
                    start, end = words.stretch(at, at + len(wanted) - 1)
                    return (self._placed(judgement, number, start, end),)
        return ()

    def _cut(
        self,
        judgement: Judgement,
        old: _Words,
        shared: Iterable[tuple[int, set[tuple[str, ...]]]],
    ) -> Iterable[Placed]:
        """Yield the passages that together hold the old one, none that only repeats another."""
        left = set(old.runs)
        for number, common in shared:
            if len(common & left) * 2 < len(common):
                continue
            left -= common
            words = self._words[number]
            places = [words.runs[run] for run in common]
            start, end = words.stretch(min(places), max(places) + _RUN - 1)
            yield self._placed(judgement, number, start, end)


def _is_removal_of_label(judgement: Judgement) -> bool:
    # A label is removed from the passage, whatever words had given it.
    return judgement.subject is Subject.LABEL and judgement.verdict is Verdict.REMOVE


def _marked(words: _Words, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last word within ``[start, end)``, None if there is none."""
    inside = [n for n, (_, s, e) in enumerate(words.found) if s < end and start < e]
    return (inside[0], inside[-1]) if inside else None
