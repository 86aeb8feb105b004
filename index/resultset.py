"""The result set of a search: what is in it, before filters, and what its members are worth.

In it are the passages that hold enough of the query's informative words, and those whose cosine
passes a floor fixed for the query; quoted words restrict it, excluded words too. Filters then
intersect it, so that totals, facet counts and paging speak of the same passages. Where the library
holds neither the words nor anything related in meaning, the set is the nearest passages, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.answers import Group, Mode, SearchRequest
from index.columns import PRACTICE, Columns, Rows
from index.dense import Background, DenseReader
from index.expansion import NOTHING_ADDED, Expanded, Expander
from index.lexical import LexicalIndex
from index.query import ParsedQuery, Term, clause_query, enough, idf_of, parse, terms_of
from index.ranking import Scale
from index.sentences import SentenceReader

# How many deviations above the background a cosine must lie for its passage to be in the result
# set. In a library of one subject everything is alike: over seven reports the pages that answer 70
# topics lie above 1.25 in 0.88, above 1.5 in 0.78, above 2.0 in 0.66 of cases, with 91, 58 and 20
# of 862 passages above; on SQuAD-it (1,500 questions, 2,010 passages) above 2.0 in 0.98 of cases.
# So the floor is low, and in a large library the most similar are enough. Recall@100 and nDCG@10 of
# the hybrid search on the reports: 0.81 and 0.609 (1.5), 0.84 and 0.604 (1.4, kept: a slide that
# answers is found), 0.86 and 0.600 (1.25).
_FLOOR_DEVIATIONS = 1.4
_MOST_NEAR = 300
_NEAREST = 20
_NEAREST_LOOKED_AT = 200
# Share of the words' idf that the library must know for what holds enough of them to be an answer
# although nothing is near in meaning ("PHQ8"): 0.6 to 1 refuse one true topic more.
_MOSTLY = 0.5

QueryEncoder = Callable[[str], NDArray[np.float32]]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Near:
    """Passages nearest to a query, best first: keys and cosines."""

    keys: NDArray[np.uint64]
    cosines: NDArray[np.float32]


NOTHING_NEAR = Near(np.empty(0, np.uint64), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class ResultSet:
    """The passages a query finds.

    ``rows`` are their places in the columns, sorted; ``lexical`` the BM25 of each; ``near`` those
    of them found by meaning, with the cosine of each; ``concepts`` those the query names, with
    their idf. ``nearest_only``: nothing passed, or what
    did is about something else; these are just the nearest.
    """

    rows: Rows
    lexical: Numbers
    near: tuple[Rows, Numbers]
    scale: Scale
    vector: NDArray[np.float32] | None
    terms: tuple[Term, ...]
    concepts: Mapping[tuple[str, str], float]
    parsed: ParsedQuery
    nearest_only: bool = False
    expanded: Expanded = NOTHING_ADDED


def result_set(
    request: SearchRequest,
    searcher: tantivy.Searcher,
    lexical: LexicalIndex,
    dense: DenseReader,
    background: Background,
    encode: QueryEncoder,
    expander: Expander | None = None,
    sentences: SentenceReader | None = None,
) -> ResultSet:
    """Return what a request finds, whatever its filters."""
    parsed, schema, columns = parse(request.query), lexical.schema, lexical.columns(searcher)
    expanded = _expanded(request, parsed, expander, searcher, schema)
    terms = expanded.words
    vector = (
        encode(expanded.meaning(parsed.text))
        if parsed.text and request.mode is not Mode.LEXICAL
        else None
    )
    mean, deviation = background.usual(vector) if vector is not None else (0.0, 1.0)
    near = _near(dense, vector, _MOST_NEAR, floor=mean + _FLOOR_DEVIATIONS * deviation)
    required = [clause_query(clause, schema) for clause in parsed.required]
    excluded = [clause_query(clause, schema) for clause in parsed.excluded]
    # Whatever else is asked, practices are passages that tell of one.
    only = [_practices()] if request.group is Group.PRACTICE else []
    limits = _Limits([*required, *only], excluded)
    scored = _scored_by(expanded, required)
    # What is only quoted is asked for as it is written: nothing like it in meaning is added.
    meant = near if parsed.words or not required else NOTHING_NEAR
    everything = not terms and not len(meant.keys) and bool(required or not parsed.text)
    worded = _worded(expanded) if terms else [tantivy.Query.all_query()] if everything else []
    if everything and limits.none:
        rows = columns.everything()
        points = np.zeros(len(rows))
    else:
        found = [*worded, *_keyed(schema, meant.keys)]
        rows, points = columns.scored(limits.within(found, scored))
    held = _held(columns, meant, rows)
    nearest_only = vector is not None and not (
        len(rows)
        and (
            required
            or _is_related(vector, near, background, sentences)
            # Words that most of the query is made of are an answer, whatever it means.
            or (_mostly_known(terms) and (len(rows) > len(held[0]) or limits.any(searcher, worded)))
        )
    )
    if nearest_only:
        around = _near(dense, vector, _NEAREST_LOOKED_AT, floor=-1.0)
        alike = _Limits(only, excluded).within(_keyed(schema, around.keys), scored)
        rows, points = columns.scored(alike)
        rows, cosines = _held(columns, around, rows)
        best = np.sort(np.lexsort((rows, -cosines))[:_NEAREST])
        points = points[best]
        held = rows, cosines = rows[best], cosines[best]
    return ResultSet(
        rows=rows,
        lexical=points,
        near=held,
        scale=Scale(mean, deviation, _best_bm25(terms)),
        vector=vector,
        terms=terms,
        # Dense and lexical are there to be looked at alone; what concepts add is of the hybrid.
        concepts={
            (facet, code): idf_of(searcher.doc_freq(facet, code), max(searcher.num_docs, 1))
            for facet, code in sorted(
                {*lexical.concepts.named_in(parsed.words), *expanded.facets}
                if request.mode is Mode.HYBRID
                else ()
            )
        },
        parsed=parsed,
        nearest_only=nearest_only and bool(len(rows)),
        expanded=expanded,
    )


def _mostly_known(terms: Sequence[Term]) -> bool:
    """Say whether the library holds most of what is asked, as it is written."""
    known = sum(term.idf for term in terms if term.held and not term.forgiven)
    return known >= _MOSTLY * sum(term.idf for term in terms)


def _is_related(
    vector: NDArray[np.float32],
    near: Near,
    background: Background,
    sentences: SentenceReader | None,
) -> bool:
    """Say whether the nearest passages are about what is asked; none at all say nothing."""
    keys, cosines = near.keys[:_NEAREST], near.cosines[:_NEAREST]
    if not len(keys):
        return True
    if sentences is not None:
        told = sentences.nearest(vector, keys)
        cosines = np.where(np.isnan(told), cosines, (cosines + told) / 2)
    return background.is_related(float(cosines.max()))


def _expanded(
    request: SearchRequest,
    parsed: ParsedQuery,
    expander: Expander | None,
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
) -> Expanded:
    """Return the informative words of a query, with other names of what they name."""
    if request.mode is Mode.DENSE:
        return Expanded(())
    words = terms_of(parsed.words, searcher, schema)
    if expander is None:
        return Expanded(words)
    return expander.expand(parsed, words, request.without, searcher, schema)


def _worded(expanded: Expanded) -> list[tantivy.Query]:
    """Return the queries of passages that hold enough, by the words typed and by other names."""
    other = expanded.found()
    return [enough(expanded.words), *([other] if other is not None else [])]


def _held(columns: Columns, near: Near, rows: Rows) -> tuple[Rows, Numbers]:
    """Return those of the nearest that are among ``rows``, sorted, with their cosines."""
    found, cosines = columns.with_values(near.keys, near.cosines)
    inside = np.isin(found, rows, assume_unique=True)
    return found[inside], cosines[inside]


def _keyed(schema: tantivy.Schema, keys: NDArray[np.uint64]) -> list[tantivy.Query]:
    return [tantivy.Query.term_set_query(schema, "key", keys.tolist())] if len(keys) else []


@dataclass(frozen=True, slots=True)
class _Limits:
    """What passages must be in all of, and in none of, whatever finds them."""

    all_: Sequence[tantivy.Query]
    none_: Sequence[tantivy.Query]

    @property
    def none(self) -> bool:
        return not self.all_ and not self.none_

    def within(self, any_: Sequence[tantivy.Query], scored: tantivy.Query) -> tantivy.Query:
        """Return the query of what is in any of some queries, scored by ``scored`` alone."""
        if not any_:
            return tantivy.Query.empty_query()
        parts = [(tantivy.Occur.Should, query) for query in any_]
        found = [tantivy.Query.boolean_query(parts), *self.all_]
        unscored = [tantivy.Query.const_score_query(query, 0.0) for query in found]
        return tantivy.Query.boolean_query(
            [
                *((tantivy.Occur.Must, query) for query in unscored),
                *((tantivy.Occur.MustNot, query) for query in self.none_),
                (tantivy.Occur.Should, scored),
            ]
        )

    def any(self, searcher: tantivy.Searcher, any_: Sequence[tantivy.Query]) -> bool:
        """Say whether there is anything in any of some queries."""
        query = self.within(any_, tantivy.Query.empty_query())
        return bool(searcher.search(query, limit=1, count=False).hits)


def _scored_by(expanded: Expanded, required: Sequence[tantivy.Query]) -> tantivy.Query:
    parts = [(tantivy.Occur.Should, query) for query in required]
    if expanded.words:
        parts.append((tantivy.Occur.Should, expanded.scored()))
    return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()


def _near(dense: DenseReader, vector: NDArray[np.float32] | None, limit: int, floor: float) -> Near:
    if vector is None:
        return NOTHING_NEAR
    keys, cosines = dense.nearest(vector, limit)
    above = cosines >= floor
    return Near(keys[above], cosines[above])


def _practices() -> tantivy.Query:
    return tantivy.Query.exists_query(PRACTICE)


def _best_bm25(terms: Sequence[Term]) -> float:
    """Return the most BM25 can give for these words: idf times k1 + 1 each (k1 = 1.2)."""
    return 2.2 * sum(term.idf for term in terms)
