"""Concepts that a query names, whatever name and language it uses.

A passage that was labelled with a concept speaks of it even where it uses another word than the
query, or another language; so naming a concept speaks for the passages that carry its label.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexDamaged
from corpus.vocabulary import Vocabulary
from index import analysis

_FILE = "concepts.json"
_FACETS = ("actor", "target", "theme", "logic")
_ARTICLES = frozenset(
    ("il", "lo", "la", "i", "gli", "le", "l", "un", "uno", "una", "the", "a", "an")
)

Stems = tuple[str, ...]
Code = tuple[str, str]  # facet and code


@dataclass(frozen=True, slots=True)
class ConceptNames:
    """Every name of every concept, as the stems of its words, by language."""

    names: Mapping[str, Mapping[Stems, frozenset[Code]]]
    longest: int

    def named_in(self, words: tuple[str, ...]) -> tuple[Code, ...]:
        """Return the concepts that a query names, sorted; the longest name at a place wins."""
        found: set[Code] = set()
        for language, names in self.names.items():
            stems = [s for word in words if (s := analysis.stem(word, language)) is not None]
            start = 0
            while start < len(stems):
                for length in range(min(self.longest, len(stems) - start), 0, -1):
                    codes = names.get(tuple(stems[start : start + length]))
                    if codes:
                        found |= codes
                        start += length - 1
                        break
                start += 1
        return tuple(sorted(found))


def names_of(vocabulary: Vocabulary) -> ConceptNames:
    """Collect the names of the concepts of a vocabulary."""
    names: dict[str, dict[Stems, frozenset[Code]]] = {code: {} for code in analysis.LANGUAGES}
    for facet in _FACETS:
        for concept in vocabulary.facet(facet).concepts:
            for language, known in names.items():
                for label in concept.labels(language):
                    stems = _stems(label, language)
                    if stems:
                        known[stems] = known.get(stems, frozenset()) | {(facet, concept.code)}
    return _made(names)


def write_names(folder: Path, names: ConceptNames) -> None:
    """Write the names beside an index, so that a search need not read the vocabulary."""
    rows = [
        [language, list(stems), sorted(map(list, codes))]
        for language, known in names.names.items()
        for stems, codes in known.items()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{_FILE}"
    partial.write_text(json.dumps(rows))
    partial.replace(folder / _FILE)


def read_names(folder: Path) -> ConceptNames:
    """Read the names beside an index.

    Raises IndexDamaged if they are missing or unreadable.
    """
    try:
        rows = json.loads((folder / _FILE).read_text())
        names: dict[str, dict[Stems, frozenset[Code]]] = {code: {} for code in analysis.LANGUAGES}
        for language, stems, codes in rows:
            names[language][tuple(stems)] = frozenset((facet, code) for facet, code in codes)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(folder, "the names of concepts cannot be read") from error
    return _made(names)


def _made(names: Mapping[str, Mapping[Stems, frozenset[Code]]]) -> ConceptNames:
    longest = max((len(stems) for known in names.values() for stems in known), default=0)
    return ConceptNames(names, longest)


def _stems(label: str, language: str) -> Stems:
    """Return the stems of a label, none where too little is left of it to be known by.

    "I minori" is as good as "minori"; "dopo di noi" without its small words is any "dopo".
    """
    words = [analysis.join_compound(word) for word in label.replace("'", " ").split()]
    found = [(word, analysis.stem(word, language)) for word in words if word]
    stems = tuple(stem for _, stem in found if stem is not None)
    dropped = {word.lower() for word, stem in found if stem is None}
    return () if len(stems) == 1 and dropped - _ARTICLES else stems
