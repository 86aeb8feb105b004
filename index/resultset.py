"""The result set of a search: what is in it, before filters, and what its members are worth.

In it are the passages that hold enough of the query's informative words, and those whose cosine
passes a floor fixed for the query; quoted words restrict it, excluded words too. Filters then
intersect it, so that totals, facet counts and paging speak of the same passages. Where the library
holds neither the words nor anything related in meaning, the set is the nearest passages, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.answers import Group, Mode, SearchRequest
from index.columns import PRACTICE, Columns, Rows
from index.copies import CONTENT_FIELDS
from index.dense import Background, DenseReader
from index.expansion import NOTHING_ADDED, Expanded, Expander
from index.lexical import LexicalIndex, keys_of
from index.query import ParsedQuery, Term, clause_query, enough, parse, terms_of
from index.ranking import Scale
from index.sentences import Sentences

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


@dataclass(frozen=True, slots=True)
class ResultSet:
    """The passages a query finds.

    ``rows`` are their places in the columns, sorted; ``members`` matches them in the lexical
    index (unscored), ``scored`` gives their BM25, ``dense`` the cosines of those found by
    meaning, by key. ``nearest_only``: nothing passed, or what did is about something else; these
    are just the nearest.
    """

    rows: Rows
    members: tantivy.Query
    scored: tantivy.Query
    dense: Mapping[int, float]
    scale: Scale
    vector: NDArray[np.float32] | None
    terms: tuple[Term, ...]
    concepts: tuple[tuple[str, str], ...]
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
    sentences: Sentences | None = None,
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
    # What is only quoted is asked for as it is written: nothing like it in meaning is added.
    meant = near if parsed.words or not required else {}
    everything = not terms and not meant and bool(required or not parsed.text)
    worded = _worded(expanded) if terms else [tantivy.Query.all_query()] if everything else []
    rest = [*required, *only]
    rows = _rows(columns, worded, rest, excluded, everything=everything)
    said = bool(len(rows)) and _mostly_known(terms)
    if meant:
        rows = np.union1d(rows, _those_of(columns, schema, meant, rest, excluded))
    keyed = [keys_query(schema, meant)] if meant else []
    members = combined([*worded, *keyed], rest, excluded)
    nearest_only = vector is not None and not (
        len(rows) and (required or said or _is_related(vector, near, background, sentences))
    )
    if nearest_only:
        around = _near(dense, vector, _NEAREST_LOOKED_AT, floor=-1.0)
        inside = set(columns.keys_of(_those_of(columns, schema, around, only, excluded)))
        near = dict([pair for pair in around.items() if pair[0] in inside][:_NEAREST])
        rows, members = columns.rows_of(list(near)), keys_query(schema, near)
    return ResultSet(
        rows=rows,
        members=members,
        scored=_scored_by(expanded, required),
        dense=near,
        scale=Scale(mean, deviation, _best_bm25(terms)),
        vector=vector,
        terms=terms,
        # Dense and lexical are there to be looked at alone; what concepts add is of the hybrid.
        concepts=tuple(sorted({*lexical.concepts.named_in(parsed.words), *expanded.facets}))
        if request.mode is Mode.HYBRID
        else (),
        parsed=parsed,
        nearest_only=nearest_only and bool(near),
        expanded=expanded,
    )


def _mostly_known(terms: Sequence[Term]) -> bool:
    """Say whether the library holds most of what is asked, as it is written."""
    known = sum(term.idf for term in terms if term.held and not term.forgiven)
    return known >= _MOSTLY * sum(term.idf for term in terms)


def _is_related(
    vector: NDArray[np.float32],
    near: Mapping[int, float],
    background: Background,
    sentences: Sentences | None,
) -> bool:
    """Say whether the nearest passages are about what is asked; none at all say nothing."""
    nearest = list(near)[:_NEAREST]
    told = sentences.nearest(vector, nearest) if sentences is not None else {}
    cosines = [(near[key] + told.get(key, near[key])) / 2 for key in nearest]
    return not cosines or background.is_related(max(cosines))


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


def _rows(
    columns: Columns,
    worded: Sequence[tantivy.Query],
    all_: Sequence[tantivy.Query],
    none: Sequence[tantivy.Query],
    *,
    everything: bool,
) -> Rows:
    if everything and not all_ and not none:
        return columns.everything()
    return columns.found(combined(worded, all_, none)) if worded else columns.rows_of([])


def _those_of(
    columns: Columns,
    schema: tantivy.Schema,
    keys: Mapping[int, float],
    all_: Sequence[tantivy.Query],
    none: Sequence[tantivy.Query],
) -> Rows:
    """Return the rows of ``keys`` that are in all of and in none of some queries."""
    if all_ or none:
        return columns.found(combined([keys_query(schema, keys)], all_, none))
    return columns.rows_of(list(keys))


def keys_query(schema: tantivy.Schema, keys: Iterable[int]) -> tantivy.Query:
    """Return the query of passages with these keys."""
    wanted = list(keys)
    if not wanted:
        return tantivy.Query.empty_query()
    return tantivy.Query.term_set_query(schema, "key", wanted)


def combined(
    any_: Sequence[tantivy.Query],
    all_: Sequence[tantivy.Query],
    none: Sequence[tantivy.Query],
) -> tantivy.Query:
    """Return the unscored query of what is in any of, in all of, and in none of some queries."""
    if not any_:
        return tantivy.Query.empty_query()
    union = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in any_])
    return tantivy.Query.const_score_query(
        tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, union),
                *((tantivy.Occur.Must, query) for query in all_),
                *((tantivy.Occur.MustNot, query) for query in none),
            ]
        ),
        0.0,
    )


def _scored_by(expanded: Expanded, required: Sequence[tantivy.Query]) -> tantivy.Query:
    parts = [(tantivy.Occur.Should, query) for query in required]
    if expanded.words:
        parts.append((tantivy.Occur.Should, expanded.scored()))
    return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the lexical index that a query found, with its score."""

    key: int
    record: int
    demotion: int
    pages: int
    content: tuple[int, ...]
    score: float


def scores(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> dict[int, Row]:
    """Return the best passages of a query by key, best first."""
    limit = max(min(limit, searcher.num_docs), 1)  # room for them all is set aside at once
    hits = searcher.search(query, limit=limit, count=False).hits
    addresses = [address for _, address in hits]
    key, record, demotion, pages, *content = (
        [int(str(value)) for value in searcher.fast_field_values(field, addresses)]
        for field in ("key", "record", "demotion", "pages", *CONTENT_FIELDS)
    )
    rows = zip(key, record, demotion, pages, zip(*content, strict=True), hits, strict=True)
    return {k: Row(k, r, d, p, c, float(hit[0])) for k, r, d, p, c, hit in rows}


def points(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> dict[int, float]:
    """Return the scores alone of the best passages of a query, by key."""
    limit = max(min(limit, searcher.num_docs), 1)
    hits = searcher.search(query, limit=limit, count=False).hits
    keys = keys_of(searcher, [address for _, address in hits])
    return {key: float(score) for key, (score, _) in zip(keys, hits, strict=True)}


def _near(
    dense: DenseReader, vector: NDArray[np.float32] | None, limit: int, floor: float
) -> dict[int, float]:
    if vector is None:
        return {}
    keys, similarities = dense.nearest(vector, limit)
    pairs = zip(keys.tolist(), similarities.tolist(), strict=True)
    return {key: similarity for key, similarity in pairs if similarity >= floor}


def _practices() -> tantivy.Query:
    return tantivy.Query.exists_query(PRACTICE)


def _best_bm25(terms: Sequence[Term]) -> float:
    """Return the most BM25 can give for these words: idf times k1 + 1 each (k1 = 1.2)."""
    return 2.2 * sum(term.idf for term in terms)
