"""What a person typed, taken apart; and the lexical query made of it.

Quotes mean the exact words, ``-word`` and ``-"some words"`` exclude, ``title:`` and ``author:``
look in those fields. Everything else is words, whatever signs they hold: no query is an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import tantivy

from index import analysis

MAX_QUERY_CHARS = 2_000
# More words than this say nothing new, and the ways to hold most of them grow fast.
_MAX_RULING_WORDS = 8
_MAX_WORDS = 64
# Share of the words' idf mass a passage must hold. Over 500 SQuAD-it questions on 2,010 passages
# the set so made holds the answer for 0.72 (0.55), 0.79 (0.5), 0.85 (0.4), 0.93 (0.25) of them,
# with 1, 2, 4 and 22 passages in the median. Joined with the passages above the dense floor it is
# 0.98 with any of these, so the smallest that still means "most" is kept.
_ENOUGH_MASS = 0.5
_HEAD_WEIGHT = 0.5  # title and headings against the passage's own words

_PART = re.compile(r'(-?)(?:(title|titolo|author|autore):)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_FIELDS = {"title": "title", "titolo": "title", "author": "author", "autore": "author"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Words asked for in a field (``exact``, ``title``, ``author``), folded, in their order."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query taken apart: free words (as typed), clauses required and clauses excluded."""

    text: str
    words: tuple[str, ...]
    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()

    @property
    def meaning(self) -> str:
        """The text whose meaning is searched: everything asked for, nothing excluded."""
        return self.text


@dataclass(frozen=True, slots=True)
class Term:
    """An informative word: ``query`` finds and scores it, ``idf`` is its weight.

    ``forgiven`` says it is unknown to the library and was matched by near spellings.
    """

    word: str
    query: tantivy.Query
    idf: float
    forgiven: bool = False
    held: bool = True


def parse(text: str) -> ParsedQuery:
    """Take a query apart."""
    text = " ".join(text[:MAX_QUERY_CHARS].replace("“", '"').replace("”", '"').split())
    words: list[str] = []
    required: list[Clause] = []
    excluded: list[Clause] = []
    asked: list[str] = []
    for match in _PART.finditer(text):
        minus, field, quoted, bare = match.groups()
        found = tuple(analysis.WORD.findall(quoted if quoted is not None else bare))
        if not found:
            continue
        folded = tuple(f for f in map(analysis.fold, found) if f)
        clause = Clause(_FIELDS[field.lower()] if field else "exact", folded)
        if minus:
            if folded:  # words too long for the index are in no passage
                excluded.append(clause)
        elif field or quoted is not None:
            required.append(clause)
            asked.append(" ".join(found))
        else:
            words.extend(free_words(bare))
            asked.append(bare)
    return ParsedQuery(" ".join(asked), tuple(words[:_MAX_WORDS]), tuple(required), tuple(excluded))


def free_words(bare: str) -> list[str]:
    """Return the words of what stands between two spaces; hyphens join, other signs part."""
    parts = re.split(r"[^\w\-\u2010\u2011]+", bare)
    return [word for part in parts if (word := analysis.join_compound(part))]


def terms_of(
    words: Sequence[str], searcher: tantivy.Searcher, schema: tantivy.Schema
) -> tuple[Term, ...]:
    """Return the informative words of a query, each once, in order.

    A word no passage holds is matched by words one letter away (two from 8 letters on). Where
    there are none either it is not ``held``: no passage can be asked to hold it, yet it counts
    against the words that were found (leaving it out took nDCG@10 on the reports from 0.482 to
    0.467).
    """
    terms: dict[tuple[str | None, ...], Term] = {}
    shouted = all(word.isupper() for word in words)  # then capitals tell no acronym
    for word in words:
        stems = tuple(analysis.stem(word, language) for language in analysis.LANGUAGES)
        if stems in terms or not _informative(word, stems, shouted):
            continue
        terms[stems] = _term(word, stems, searcher, schema)
    return tuple(terms.values())


def enough(terms: Sequence[Term]) -> tantivy.Query:
    """Return the query of passages that hold enough of the words.

    All of one or two; of more, any that together carry most of the idf mass.
    """
    terms = [term for term in terms if term.held] or terms
    ruling = sorted(terms, key=lambda term: -term.idf)[:_MAX_RULING_WORDS]
    if len(ruling) <= 2:
        return _all_of([term.query for term in ruling])
    return tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Should, _all_of([ruling[i].query for i in chosen]))
            for chosen in _minimal_sets([term.idf for term in ruling], None)
        ]
    )


def enough_beside(terms: Sequence[Term], named: frozenset[str]) -> tantivy.Query | None:
    """Return the query of passages that hold enough of the other words, ``named`` being held.

    ``terms`` are all words, ``named`` those (as typed) that another name stands for; the rule is
    that of :func:`enough`. None where nothing else is needed.
    """
    held = [term for term in terms if term.held or term.word in named] or list(terms)
    ruling = sorted(held, key=lambda term: -term.idf)[:_MAX_RULING_WORDS]
    others = [term for term in ruling if term.word not in named]
    if len(ruling) <= 2:
        return _all_of([term.query for term in others]) if others else None
    needed = _ENOUGH_MASS * sum(term.idf for term in ruling)
    needed -= sum(term.idf for term in ruling if term.word in named)
    if needed <= 0 or not others:
        return None
    sets = _minimal_sets([term.idf for term in others], needed)
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, _all_of([others[i].query for i in chosen])) for chosen in sets]
    )


def clause_query(clause: Clause, schema: tantivy.Schema) -> tantivy.Query:
    """Return the query of a clause: its words in a row."""
    if not clause.words:
        return tantivy.Query.empty_query()
    if len(clause.words) == 1:
        return tantivy.Query.term_query(schema, clause.field, clause.words[0])
    return tantivy.Query.phrase_query(schema, clause.field, list(clause.words))


def _informative(word: str, stems: tuple[str | None, ...], shouted: bool) -> bool:
    folded = analysis.fold(word)
    if len(folded) < 2 and not folded.isdigit():
        return False
    # A stop word of either language is one, unless the other knows it as a word written large
    # (an acronym such as ADI or CON).
    return all(stem is not None for stem in stems) or (
        word.isupper() and len(word) > 2 and not shouted
    )


def _term(
    word: str,
    stems: tuple[str | None, ...],
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
) -> Term:
    total = max(searcher.num_docs, 1)
    fields: list[tuple[tantivy.Query, float]] = []
    frequency = 0
    for language, stem in zip(analysis.LANGUAGES, stems, strict=True):
        if stem is None:
            continue
        for field, weight in ((f"body_{language}", 1.0), (f"head_{language}", _HEAD_WEIGHT)):
            found = searcher.doc_freq(field, stem)
            if found:
                fields.append((tantivy.Query.term_query(schema, field, stem), weight))
                frequency = max(frequency, found)
    if not fields:
        near = _near(word, schema)
        held = bool(searcher.search(near, limit=1, count=False).hits)
        return Term(word, near, idf_of(0, total), forgiven=held, held=held)
    weighted = [
        (tantivy.Occur.Should, query if weight == 1.0 else tantivy.Query.boost_query(query, weight))
        for query, weight in fields
    ]
    return Term(word, tantivy.Query.boolean_query(weighted), idf_of(frequency, total))


def _near(word: str, schema: tantivy.Schema) -> tantivy.Query:
    folded = analysis.fold(word)
    if len(folded) < 4 or any(c.isdigit() for c in folded):
        return tantivy.Query.empty_query()
    return tantivy.Query.fuzzy_term_query(schema, "exact", folded, distance=near_edits(folded))


def near_edits(word: str) -> int:
    """Return how many edits away a spelling still counts as near an unknown word."""
    return 2 if len(word) >= 8 else 1


def idf_of(frequency: int, total: int) -> float:
    """Return the inverse document frequency of BM25 (Robertson and Sparck Jones, as Lucene)."""
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def _all_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    if not queries:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _minimal_sets(weights: Sequence[float], needed: float | None) -> Iterator[tuple[int, ...]]:
    """Yield the sets of positions that reach enough mass and lose it without any member.

    ``needed`` is that mass, None for most of what all have.
    """
    if needed is None:
        needed = _ENOUGH_MASS * sum(weights)
    for size in range(1, len(weights) + 1):
        for chosen in combinations(range(len(weights)), size):
            mass = sum(weights[i] for i in chosen)
            if mass >= needed and mass - min(weights[i] for i in chosen) < needed:
                yield chosen
