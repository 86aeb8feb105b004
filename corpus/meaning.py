"""What an acronym means in a text: told by the words around it and by the text's year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from corpus.terms import Term, Terms, load_terms

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<![\d./])(?:19|20)\d\d(?![\d/])")
_NEAR_WORDS = 30  # about a sentence and a half each way
# What speaks for a meaning: its own unmistakable name says more than any words around it.
_NAME_POINTS = 6
_NEAR_POINTS = 2
_FAR_POINTS = 1
_LONG_ROOT = 5


def meaning(acronym: str, text: str, year: int | None, terms: Terms | None = None) -> Term | None:
    """Return what an acronym means in a text of a year, None where nothing tells.

    ``acronym`` is a label as written (ADI). A meaning that did not exist yet in the latest of
    ``year`` and the years named in the text is left out; of the others the one that more speaks
    for is taken, and none of two for which the same speaks.
    """
    known = terms if terms is not None else load_terms()
    candidates = known.by_label.get(acronym, ())
    years = [int(found) for found in _YEAR.findall(text)]
    latest = max([*years, *([year] if year is not None else [])], default=None)
    possible = [term for term in candidates if term.possible_in(latest)]
    if len(possible) <= 1:
        return possible[0] if possible else None
    return likeliest(points(possible, text, acronym))


def likeliest(found: Mapping[Term, int] | Sequence[tuple[Term, int]]) -> Term | None:
    """Return the term that most speaks for, None if nothing does or two are equal."""
    pairs = found.items() if isinstance(found, Mapping) else found
    rows = sorted(pairs, key=lambda pair: -pair[1])
    if not rows or rows[0][1] <= 0 or (len(rows) > 1 and rows[1][1] == rows[0][1]):
        return None
    return rows[0][0]


def points(
    candidates: Iterable[Term], text: str, acronym: str, *, near: int = _NEAR_WORDS
) -> list[tuple[Term, int]]:
    """Return how much in a text speaks for each of the terms that share an acronym.

    Names of its own count most, then cues within ``near`` words of the acronym, then others.
    """
    words = _WORD.findall(text)
    roots = [root(word) for word in words]
    places = [at for at, word in enumerate(words) if word == acronym] or [
        at for at, word in enumerate(words) if word.casefold() == acronym.casefold()
    ]
    close = {found for at in places for found in roots[max(at - near, 0) : at + near + 1]} or set(
        roots
    )
    everywhere = set(roots)
    spoken = " " + " ".join(roots) + " "
    return [(term, _points_of(term, spoken, close, everywhere)) for term in candidates]


def _points_of(term: Term, spoken: str, close: set[str], everywhere: set[str]) -> int:
    found = sum(_NAME_POINTS for name in _own_names(term) if name in spoken)
    for cue in _cues(term):
        if " " in cue.strip():
            found += _NEAR_POINTS if cue in spoken else 0
        elif cue.strip() in close:
            found += _NEAR_POINTS
        elif cue.strip() in everywhere:
            found += _FAR_POINTS
    return found


def _own_names(term: Term) -> frozenset[str]:
    # Terms hold mappings and have no hash of their own worth the name: the texts are the key.
    shared = {label.casefold() for label in term.ambiguous}
    return _spoken(tuple(label for _, label in term.labels() if label.casefold() not in shared))


def _cues(term: Term) -> frozenset[str]:
    return _spoken(term.cues)


@lru_cache(maxsize=4_096)
def _spoken(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" " + " ".join(map(root, _WORD.findall(text))) + " " for text in texts if text)


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """Return a word without case, accents and the vowel (or s) in which its forms differ."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if len(plain) < _LONG_ROOT or word.isupper():
        return plain
    return plain.rstrip("s").rstrip("aeiou") or plain
