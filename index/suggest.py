"""What a person may be about to type: titles, practices, concepts and words of the library."""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from corpus import schema
from corpus.catalogue import Catalogue
from corpus.practices import NamedBy
from corpus.vocabulary import load_vocabulary
from index import analysis
from index.words import Words

_LANGUAGES = ("it", "en")
_MAX_CHARS = 200  # longer than what is completed while it is typed
_LONGEST = 120  # a name longer than this is a sentence
_MOST_PRACTICES = 20_000
# Entries looked at for one answer: all of a library of this size, a share of a larger one.
_MOST_MATCHES = 20_000
_LEAST_LETTERS = 2  # fewer begin half of all words


class Kind(enum.StrEnum):
    """What a suggestion is, in the order in which they are offered."""

    CONCEPT = "concept"
    PRACTICE = "practice"
    TITLE = "title"
    WORD = "word"


_KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to search for; ``facet`` and ``code`` say which concept it names."""

    text: str
    kind: Kind
    facet: str | None = None
    code: str | None = None


class Suggester:
    """Suggestions over one state of the library. Safe to share among threads."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        """Read titles, names of practices and concepts."""
        self._words = words
        self._entries = (*_concepts(), *_practices(catalogue), *_titles(catalogue))
        folded = [_folded(entry.text) for entry in self._entries]
        self._folded = [" ".join(words) for words in folded]
        self._order = [
            (_KINDS.index(entry.kind), len(entry.text), entry.text) for entry in self._entries
        ]
        self._index = sorted(
            {(word, place) for place, words in enumerate(folded) for word in words}
        )

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most ``limit`` suggestions for what was typed so far, each text once.

        Each word typed begins a word of the suggestion; those that begin with what was typed come
        first, concepts before practices, titles and words.
        """
        typed = typed[:_MAX_CHARS]
        wanted = _folded(typed)
        if sum(map(len, wanted)) < _LEAST_LETTERS:
            return ()
        start = " ".join(wanted)
        best = sorted(
            self._matching(wanted),
            key=lambda place: (not self._folded[place].startswith(start), self._order[place]),
        )
        found: dict[str, Suggestion] = {}
        for place in best:
            found.setdefault(self._folded[place], self._entries[place])
            if len(found) == limit:
                return tuple(found.values())
        for suggestion in self._completed(typed, wanted, limit):
            found.setdefault(" ".join(_folded(suggestion.text)), suggestion)
            if len(found) == limit:
                break
        return tuple(found.values())

    def _matching(self, wanted: list[str]) -> list[int]:
        # The longest says most; the others are looked for in what it leaves.
        first, *rest = sorted(set(wanted), key=len, reverse=True)
        places: dict[int, None] = {}
        for at in range(bisect_left(self._index, (first, -1)), len(self._index)):
            word, place = self._index[at]
            if not word.startswith(first) or len(places) >= _MOST_MATCHES:
                break
            places[place] = None
        if not rest:
            return list(places)
        return [p for p in places if _all_begin(rest, self._folded[p].split(" "))]

    def _completed(self, typed: str, wanted: list[str], limit: int) -> Iterator[Suggestion]:
        """Yield what was typed with its last word completed."""
        if not typed[-1:].isalnum():
            return
        last = wanted[-1]
        if len(last) < _LEAST_LETTERS or last in analysis.stop_words("it"):
            return
        before = typed[: list(analysis.WORD.finditer(typed))[-1].start()]
        for word in self._words.beginning(last, limit):
            yield Suggestion(
                " ".join(before.split()) + " " * bool(before.split()) + word, Kind.WORD
            )


def _folded(text: str) -> list[str]:
    return [word for found in analysis.WORD.findall(text) if (word := analysis.fold(found))]


def _all_begin(prefixes: Iterable[str], words: list[str]) -> bool:
    return all(any(word.startswith(prefix) for word in words) for prefix in prefixes)


def _concepts() -> Iterator[Suggestion]:
    for concept in load_vocabulary().concepts():
        for language in _LANGUAGES:
            label = concept.pref_label.get(language)
            if label:
                yield Suggestion(label, Kind.CONCEPT, concept.facet, concept.code)


def _titles(catalogue: Catalogue) -> Iterator[Suggestion]:
    query = sa.select(schema.records.c.title).distinct().order_by(schema.records.c.title)
    with catalogue.engine.connect() as connection:
        for title in connection.scalars(query):
            yield Suggestion(title, Kind.TITLE)


def _practices(catalogue: Catalogue) -> Iterator[Suggestion]:
    """Yield the names of practice records; those called as their document are its title."""
    table = schema.initiatives
    query = (
        sa.select(table.c.name)
        .where(
            table.c.named_by != NamedBy.TITLE.value,
            sa.func.length(table.c.name) <= _LONGEST,
        )
        .distinct()
        .order_by(table.c.name)
        .limit(_MOST_PRACTICES)
    )
    with catalogue.engine.connect() as connection:
        for name in connection.scalars(query):
            yield Suggestion(name, Kind.PRACTICE)
