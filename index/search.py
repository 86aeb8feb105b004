"""The search engine: one defined result set, ranked, counted and paged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import tantivy
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.errors import PassageNotFound
from corpus.identifiers import passage_key, passage_of_key
from corpus.records import Passage
from corpus.vectors import vectors_of_passages
from index.answers import Group, Hit, Mode, SearchAnswer, SearchRequest, Sort
from index.dense import Background, DenseReader
from index.facets import count_facets, count_records, restricted
from index.highlight import highlights
from index.lexical import LexicalIndex, facet_codes
from index.query import (
    ParsedQuery,
    Term,
    any_of,
    clause_query,
    concept_query,
    enough,
    parse,
    terms_of,
)
from index.ranking import Evidence, Scale, ranked

# Passages taken by their words to be ranked together with those taken by meaning; what lies
# beyond follows in the order of BM25.
_POOL = 500
# How many deviations above the background a cosine must lie for its passage to be in the result
# set. In a library of one subject everything is alike: over seven reports the pages that answer 70
# topics lie above 1.5 in 0.66, above 2.0 in 0.42, above 2.5 in 0.24 of cases, with 44, 11 and 3 of
# 679 passages above; on SQuAD-it (1,500 questions, 2,010 passages) above 2.0 in 0.98 of cases. So
# the floor is low, and in a large library the most similar are enough.
_FLOOR_DEVIATIONS = 1.5
_MOST_NEAR = 300
_NEAREST = 20
_FEW_ENOUGH = 20_000  # ids that Chroma filters by quickly (measured: 18 ms)

QueryEncoder = Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Found:
    """The result set of a request before filters, and what ranks it."""

    base: tantivy.Query  # unscored
    scored: tantivy.Query
    dense: Mapping[int, float]
    scale: Scale
    vector: NDArray[np.float32] | None
    terms: tuple[Term, ...]
    concepts: tuple[tuple[str, str], ...]
    parsed: ParsedQuery
    nearest_only: bool = False


@dataclass(frozen=True, slots=True)
class _Ranked:
    key: int
    score: float
    scores: Mapping[str, float]


class SearchEngine:
    """Answers searches over one state of the library. Safe to share among threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        lexical: LexicalIndex,
        dense: DenseReader,
        background: Background,
        encode: QueryEncoder,
        model: str,
        dimension: int,
    ) -> None:
        """``encode`` gives the vector of a query; ``model`` is the fingerprint of vectors."""
        self._catalogue = catalogue
        self._lexical = lexical
        self._dense = dense
        self._background = background
        self._encode = lru_cache(maxsize=1_000)(encode)
        self._model = model
        self._dimension = dimension

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a request.

        Raises UnknownFilter and BadQuery.
        """
        start = time.perf_counter()
        searcher = self._lexical.searcher()
        found = self._result_set(request, searcher)
        schema = self._lexical.schema
        within = restricted(found.base, schema, request.filters)
        by_record = request.group is Group.RECORD
        total = count_records(searcher, within) if by_record else _count(searcher, within)
        ranked = self._page(request, found, searcher) if total else []
        hits = self._hits(ranked, found, request.offset)
        end = request.offset + len(ranked)
        return SearchAnswer(
            request=request,
            total=total,
            hits=hits,
            facets=count_facets(searcher, schema, found.base, request.filters, by_record=by_record)
            if request.facets
            else (),
            nearest_only=found.nearest_only,
            forgiven=tuple(term.word for term in found.terms if term.forgiven),
            concepts=found.concepts,
            next_offset=end if ranked and end < total else None,
            took_ms=round((time.perf_counter() - start) * 1e3, 2),
        )

    def similar(self, identifier: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the passages nearest in meaning to one, best first, of whatever record.

        Raises PassageNotFound, also when the passage is not embedded yet.
        """
        ids, vectors = vectors_of_passages(
            self._catalogue, self._model, [identifier], self._dimension
        )
        if not ids:
            self._catalogue.passage(identifier)
            raise PassageNotFound(identifier)
        keys, similarities = self._dense.nearest(vectors[0], limit + 1)
        own = passage_key(ids[0])
        ranked = [
            _Ranked(key, similarity, {"dense": similarity})
            for key, similarity in zip(keys.tolist(), similarities.tolist(), strict=True)
            if key != own
        ]
        return self._hits(ranked[:limit], None, 0)

    # The result set

    def _result_set(self, request: SearchRequest, searcher: tantivy.Searcher) -> _Found:
        parsed = parse(request.query)
        schema = self._lexical.schema
        terms = terms_of(parsed.words, searcher, schema) if request.mode is not Mode.DENSE else ()
        vector = (
            self._encode(parsed.text) if parsed.text and request.mode is not Mode.LEXICAL else None
        )
        mean, deviation = self._background.usual(vector) if vector is not None else (0.0, 1.0)
        near = self._near(vector, mean + _FLOOR_DEVIATIONS * deviation)
        scale = Scale(mean, deviation, _best_bm25(terms))
        required = [clause_query(clause, schema) for clause in parsed.required]
        # Whatever else is asked, practices are passages that tell of one.
        only = (
            [tantivy.Query.term_query(schema, "kind", "practice")]
            if request.group is Group.PRACTICE
            else []
        )
        excluded = [clause_query(clause, schema) for clause in parsed.excluded]
        members = []
        if terms:
            members.append(enough(terms))
        if near and (parsed.words or not required):
            members.append(_keys_query(schema, near))
        if not members and (required or not parsed.text):
            members.append(tantivy.Query.all_query())
        base = _combined(members, [*required, *only], excluded)
        scored = _scoring(terms, required)
        # Dense and lexical are there to be looked at alone; what concepts add is of the hybrid.
        concepts = (
            self._lexical.concepts.named_in(parsed.words) if request.mode is Mode.HYBRID else ()
        )
        found = _Found(base, scored, near, scale, vector, terms, concepts, parsed)
        if vector is not None and not _any(searcher, restricted(base, schema, request.filters)):
            return self._nearest(request, found, searcher, only, excluded)
        return found

    def _near(self, vector: NDArray[np.float32] | None, floor: float) -> dict[int, float]:
        if vector is None:
            return {}
        keys, similarities = self._dense.nearest(vector, _MOST_NEAR)
        pairs = zip(keys.tolist(), similarities.tolist(), strict=True)
        return {key: similarity for key, similarity in pairs if similarity >= floor}

    def _nearest(
        self,
        request: SearchRequest,
        found: _Found,
        searcher: tantivy.Searcher,
        only: Sequence[tantivy.Query],
        excluded: Sequence[tantivy.Query],
    ) -> _Found:
        """Return the nearest passages within the filters instead of an empty result set."""
        schema = self._lexical.schema
        allowed = _combined([tantivy.Query.all_query()], only, excluded)
        allowed = restricted(allowed, schema, request.filters)
        if found.vector is None:
            return found
        count = _count(searcher, allowed)
        if count <= _FEW_ENOUGH:
            among = list(_scores(searcher, allowed, max(count, 1)))
            keys, similarities = self._dense.nearest(found.vector, _NEAREST, among)
        else:
            keys, similarities = self._dense.nearest(found.vector, _POOL)
        near = dict(zip(keys.tolist(), similarities.tolist(), strict=True))
        base = _combined([_keys_query(schema, near)], only, excluded)
        if count > _FEW_ENOUGH:
            within = restricted(base, schema, request.filters)
            inside = _scores(searcher, within, _POOL)
            near = dict([pair for pair in near.items() if pair[0] in inside][:_NEAREST])
            base = _keys_query(schema, near)
        return replace(found, base=base, dense=near, nearest_only=bool(near))

    # Ranking

    def _page(
        self, request: SearchRequest, found: _Found, searcher: tantivy.Searcher
    ) -> list[_Ranked]:
        schema = self._lexical.schema
        first, end = request.offset, request.offset + request.limit
        within = restricted(found.base, schema, request.filters)
        if request.sort is Sort.DATE or not found.parsed.text:
            return self._by_date(request, within, searcher)
        scored = _scored_within(within, found.scored)
        pool = self._pool(found, within, scored, searcher)
        if request.group is Group.RECORD:
            pool = _best_of_records(pool)
        if len(pool) < end:
            pool.extend(self._tail(request, pool, scored, searcher, end))
        return [_Ranked(e.key, score, _parts(e)) for score, e in pool[first:end]]

    def _pool(
        self,
        found: _Found,
        within: tantivy.Query,
        scored: tantivy.Query,
        searcher: tantivy.Searcher,
    ) -> list[tuple[float, Evidence]]:
        schema = self._lexical.schema
        rows = _scores(searcher, scored, _POOL) if found.terms or found.parsed.required else {}
        if found.dense:
            near = _combined([within], [_keys_query(schema, found.dense)], [])
            rows |= _scores(searcher, _scored_within(near, found.scored), len(found.dense))
        unknown = [key for key in rows if key not in found.dense]
        others = self._dense.similarities(found.vector, unknown) if found.vector is not None else {}
        named = {}
        if found.concepts:
            labelled = concept_query(found.concepts, searcher, schema)
            pool = _keys_query(schema, rows)
            named = _scores(
                searcher, _scored_within(_combined([pool], [], []), labelled), len(rows)
            )
        return ranked(
            (
                _evidence(row, found.dense.get(key, others.get(key)), named.get(key))
                for key, row in rows.items()
            ),
            found.scale,
        )

    def _tail(
        self,
        request: SearchRequest,
        pool: Sequence[tuple[float, Evidence]],
        scored: tantivy.Query,
        searcher: tantivy.Searcher,
        end: int,
    ) -> list[tuple[float, Evidence]]:
        """Return what follows the pool, by its words alone."""
        by_record = request.group is Group.RECORD
        seen = {e.record if by_record else e.key for _, e in pool}
        wanted = searcher.num_docs if by_record else end + len(pool)
        tail = []
        lowest = pool[-1][0] if pool else 0.0
        for row in _scores(searcher, scored, max(wanted, 1)).values():
            identity = row.record if by_record else row.key
            if identity not in seen:
                seen.add(identity)
                tail.append((lowest, _evidence(row, None, None)))
        return tail

    def _by_date(
        self, request: SearchRequest, within: tantivy.Query, searcher: tantivy.Searcher
    ) -> list[_Ranked]:
        end = request.offset + request.limit
        by_record = request.group is Group.RECORD
        wanted = searcher.num_docs if by_record else min(end, searcher.num_docs)
        result = searcher.search(
            within, limit=max(wanted, 1), count=False, order_by_field="recency"
        )
        addresses = [address for _, address in result.hits]
        keys = searcher.fast_field_values("key", addresses)
        if by_record:
            records = searcher.fast_field_values("record", addresses)
            best = dict(zip(reversed(records), reversed(keys), strict=True))
            keys = [best[record] for record in dict.fromkeys(records)]
        return [_Ranked(int(str(key)), 0.0, {}) for key in keys[request.offset : end]]

    # Hits

    def _hits(
        self, ranked: Sequence[_Ranked], found: _Found | None, offset: int
    ) -> tuple[Hit, ...]:
        passages = self._catalogue.passages_by_id(passage_of_key(r.key) for r in ranked)
        records = self._catalogue.records_by_id(p.record for p in passages.values())
        labels = self._catalogue.page_labels((p.record, p.page) for p in passages.values())
        hits: list[Hit] = []
        for row in ranked:
            passage = passages.get(passage_of_key(row.key))
            record = records.get(passage.record) if passage else None
            if passage is None or record is None:
                continue  # removed since the index was read; the next search will not have it
            hits.append(
                Hit(
                    rank=offset + len(hits) + 1,
                    score=round(row.score, 4),
                    scores=row.scores,
                    passage=passage,
                    record=record,
                    page_label=labels.get((passage.record, passage.page)),
                    facets=facet_codes(record, passage),
                    highlights=_highlights(passage, found),
                )
            )
        return tuple(hits)


def _highlights(passage: Passage, found: _Found | None) -> tuple[tuple[int, int], ...]:
    if found is None:
        return ()
    return highlights(passage.text, passage.language, found.parsed, found.terms)


def _best_bm25(terms: Sequence[Term]) -> float:
    """Return the most BM25 can give for these words: idf times k1 + 1 each (k1 = 1.2)."""
    return 2.2 * sum(term.idf for term in terms)


def _parts(evidence: Evidence) -> dict[str, float]:
    parts = {"lexical": round(evidence.lexical, 4)}
    if evidence.concept:
        parts["concept"] = round(evidence.concept, 4)
    if evidence.dense is not None:
        parts["dense"] = round(evidence.dense, 4)
    return parts


def _best_of_records(pool: Sequence[tuple[float, Evidence]]) -> list[tuple[float, Evidence]]:
    best: dict[int, tuple[float, Evidence]] = {}
    for row in pool:
        best.setdefault(row[1].record, row)
    return list(best.values())


def _keys_query(schema: tantivy.Schema, keys: Iterable[int]) -> tantivy.Query:
    wanted = list(keys)
    if not wanted:
        return tantivy.Query.empty_query()
    return tantivy.Query.term_set_query(schema, "key", wanted)


def _combined(
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


def _scoring(terms: Sequence[Term], required: Sequence[tantivy.Query]) -> tantivy.Query:
    parts = [(tantivy.Occur.Should, query) for query in required]
    if terms:
        parts.append((tantivy.Occur.Should, any_of(terms)))
    return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()


def _scored_within(within: tantivy.Query, scored: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, within), (tantivy.Occur.Should, scored)]
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A document of the lexical index that a query found, with its score."""

    key: int
    record: int
    content: int
    demotion: int
    score: float


def _scores(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> dict[int, _Row]:
    """Return the best passages of a query by key, best first."""
    limit = max(min(limit, searcher.num_docs), 1)  # room for them all is set aside at once
    hits = searcher.search(query, limit=limit, count=False).hits
    addresses = [address for _, address in hits]
    columns = [
        [int(str(value)) for value in searcher.fast_field_values(field, addresses)]
        for field in ("key", "record", "content", "demotion")
    ]
    rows = zip(*columns, (float(score) for score, _ in hits), strict=True)
    return {row[0]: _Row(*row) for row in rows}


def _evidence(row: _Row, dense: float | None, named: _Row | None) -> Evidence:
    return Evidence(
        key=row.key,
        record=row.record,
        content=row.content,
        demotion=row.demotion,
        dense=dense,
        lexical=row.score,
        concept=named.score if named else 0.0,
    )


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    # The binding's type stub lacks this field of its result.
    return int(getattr(searcher.search(query, limit=1, count=True), "count"))  # noqa: B009


def _any(searcher: tantivy.Searcher, query: tantivy.Query) -> bool:
    return bool(searcher.search(query, limit=1, count=False).hits)
