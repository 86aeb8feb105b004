"""Where a passage holds the words of a query, as offsets (never markup)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from index import analysis
from index.query import ParsedQuery, Term, near_edits


def highlights(
    text: str, language: str | None, parsed: ParsedQuery, terms: Iterable[Term]
) -> tuple[tuple[int, int], ...]:
    """Return the ``[start, end)`` offsets of the words of ``text`` that answer the query.

    Inflected forms are covered: words are compared by stem, those in quotes as written, those
    that were forgiven by near spelling.
    """
    terms = tuple(terms)
    spoken = language if language in analysis.LANGUAGES else "it"
    stems = {analysis.stem(term.word, spoken) for term in terms if not term.forgiven} - {None}
    exact = {word for clause in parsed.required if clause.field == "exact" for word in clause.words}
    guessed = [analysis.fold(term.word) for term in terms if term.forgiven]

    @cache
    def answers(word: str) -> bool:
        folded = analysis.fold(word)
        return (
            folded in exact
            or analysis.stem(word, spoken) in stems
            or any(_near(guess, folded) for guess in guessed)
        )

    return tuple(m.span() for m in analysis.WORD.finditer(text) if answers(m.group()))


def _near(guess: str, word: str) -> bool:
    bound = near_edits(guess)
    if len(guess) < 4 or abs(len(guess) - len(word)) > bound:
        return False
    return distance(guess, word) <= bound


def distance(a: str, b: str) -> int:
    """Return the optimal string alignment distance: edits and swaps of neighbours."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
