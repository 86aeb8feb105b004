"""Where a passage holds the words of a query, as offsets (never markup)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from index import analysis
from index.query import ParsedQuery, Term, near_edits

# The same words stand in all the hits of a search.
_WORDS_KEPT = 1 << 16


class Highlighter:
    """Finds the words of one query in passages; what was said of a word is kept."""

    def __init__(
        self,
        parsed: ParsedQuery,
        terms: Iterable[Term],
        names: Mapping[str, Collection[tuple[str, ...]]] | None = None,
    ) -> None:
        """``names`` are other names searched for, as sequences of stems by language."""
        terms = tuple(terms)
        self._plain = tuple(term.word for term in terms if not term.forgiven)
        self._guessed = tuple(analysis.fold(term.word) for term in terms if term.forgiven)
        self._exact = frozenset(
            word for clause in parsed.required if clause.field == "exact" for word in clause.words
        )
        self._names = names or {}
        self._answers: dict[str, Callable[[str], bool]] = {}

    def spans(self, text: str, language: str | None) -> tuple[tuple[int, int], ...]:
        """Return the ``[start, end)`` offsets of the words of ``text`` that answer the query.

        Inflected forms are covered: words are compared by stem, those in quotes as written, those
        that were forgiven by near spelling. Names are marked where all their words stand in a row.
        """
        spoken = language if language in analysis.LANGUAGES else "it"
        answers = self._answers.get(spoken) or self._answers.setdefault(
            spoken, self._answering(spoken)
        )
        found = list(analysis.WORD.finditer(text))
        own = _possible(text, self._names.get(spoken, ()))
        named = _in_a_row([_compared(m.group(), spoken) for m in found], own) if own else ()
        return tuple(m.span() for at, m in enumerate(found) if at in named or answers(m.group()))

    def _answering(self, language: str) -> Callable[[str], bool]:
        stems = {analysis.stem(word, language) for word in self._plain} - {None}
        exact, guessed = self._exact, self._guessed

        @cache
        def answers(word: str) -> bool:
            if analysis.stem(word, language) in stems:
                return True
            if not exact and not guessed:
                return False
            folded = analysis.fold(word)
            return folded in exact or any(_near(guess, folded) for guess in guessed)

        return answers


def _compared(word: str, language: str) -> str:
    return analysis.stem(word, language) or analysis.fold(word)


def _possible(text: str, names: Collection[tuple[str, ...]]) -> Collection[tuple[str, ...]]:
    """Return the names that may stand in a text: finding the stems of all its words is slow."""
    if not names:
        return ()
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = letters.encode("ascii", "ignore").decode()
    # The last letter of a stem may be none of the word (family, famili).
    return [name for name in names if all(stem[: max(len(stem) - 1, 1)] in plain for stem in name)]


def _in_a_row(words: list[str], names: Collection[tuple[str, ...]]) -> set[int]:
    """Return the places of words that make up one of some names."""
    beginning: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        beginning.setdefault(name[0], []).append(name)
    return {
        place
        for start, word in enumerate(words)
        for name in beginning.get(word, ())
        if tuple(words[start : start + len(name)]) == name
        for place in range(start, start + len(name))
    }


@lru_cache(_WORDS_KEPT)
def _near(guess: str, word: str) -> bool:
    bound = near_edits(guess)
    if len(guess) < 4 or abs(len(guess) - len(word)) > bound:
        return False
    return distance(guess, word, bound) <= bound


def distance(a: str, b: str, most: int | None = None) -> int:
    """Return the optimal string alignment distance: edits and swaps of neighbours.

    Beyond ``most`` it is not told by how much: that is quicker.
    """
    return OSA.distance(a, b, score_cutoff=most)
