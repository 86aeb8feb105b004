"""The search engine: one defined result set, ranked, counted and paged."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import tantivy

from corpus.catalogue import Catalogue
from corpus.context import embedded_sentences
from corpus.errors import NotEmbeddedYet
from corpus.identifiers import passage_key, passage_of_key
from corpus.records import Passage
from corpus.vectors import vectors_of_passages
from index.answers import Group, Hit, SearchAnswer, SearchRequest, Sort
from index.columns import Rows
from index.dense import Background, DenseReader
from index.facets import count_facets, restricted, within
from index.highlight import highlights
from index.lexical import LexicalIndex, facet_codes
from index.query import concept_query
from index.ranking import Evidence, ranked
from index.resultset import (
    QueryEncoder,
    ResultSet,
    Row,
    combined,
    keys_query,
    points,
    result_set,
    scores,
)
from index.sentences import Sentences
from index.suggest import Suggester, Suggestion
from index.words import corrected

# Passages taken by their words to be ranked together with those taken by meaning; what lies
# beyond follows in the order of BM25.
_POOL = 500


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
        sentences: Sentences | None = None,
    ) -> None:
        """``encode`` gives the vector of a query; ``model`` is the fingerprint of vectors.

        ``sentences`` may be shared with the engine before, so that what was read is not read anew.
        """
        self._catalogue = catalogue
        self._lexical = lexical
        self._dense = dense
        self._background = background
        self._sentences = sentences or Sentences(catalogue, model, dimension)
        self._encode = encode
        self._suggester: tuple[tantivy.Searcher, Suggester] | None = None
        self._model = model
        self._dimension = dimension

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a request.

        Raises UnknownFilter and BadQuery.
        """
        start = time.perf_counter()
        searcher = self._lexical.searcher()
        found = result_set(
            request, searcher, self._lexical, self._dense, self._background, self._encode
        )
        columns = self._lexical.columns(searcher)
        by_record = request.group is Group.RECORD
        rows = within(columns, found.rows, request.filters)
        total = columns.count(rows, by_record=by_record)
        ranked = self._page(request, found, searcher, rows) if total else []
        hits = self._hits(ranked, found, request.offset)
        end = request.offset + len(ranked)
        forgiven = tuple(term.word for term in found.terms if term.forgiven)
        return SearchAnswer(
            request=request,
            total=total,
            hits=hits,
            facets=count_facets(columns, found.rows, request.filters, by_record=by_record)
            if request.facets
            else (),
            nearest_only=found.nearest_only and total > 0,
            forgiven=forgiven,
            did_you_mean=corrected(request.query, forgiven, self._lexical.words(searcher))
            if forgiven
            else None,
            concepts=found.concepts,
            next_offset=end if ranked and end < total else None,
            took_ms=round((time.perf_counter() - start) * 1e3, 2),
        )

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return what may be meant by what was typed so far."""
        searcher = self._lexical.searcher()
        kept = self._suggester
        if kept is None or kept[0] is not searcher:
            kept = (searcher, Suggester(self._catalogue, self._lexical.words(searcher)))
            self._suggester = kept
        return kept[1].suggest(typed, limit)

    def similar(self, identifier: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the passages nearest in meaning to one, best first, of whatever record.

        Raises PassageNotFound, and NotEmbeddedYet if the passage has no vector so far.
        """
        ids, vectors = vectors_of_passages(
            self._catalogue, self._model, [identifier], self._dimension
        )
        if not ids:
            self._catalogue.passage(identifier)
            raise NotEmbeddedYet(identifier)
        keys, similarities = self._dense.nearest(vectors[0], limit + 1)
        own = passage_key(ids[0])
        ranked = [
            _Ranked(key, similarity, {"dense": similarity})
            for key, similarity in zip(keys.tolist(), similarities.tolist(), strict=True)
            if key != own
        ]
        return self._hits(ranked[:limit], None, 0)

    # Ranking

    def _page(
        self, request: SearchRequest, found: ResultSet, searcher: tantivy.Searcher, rows: Rows
    ) -> list[_Ranked]:
        """Return the hits asked for of ``rows``, the result set within the filters."""
        first, end = request.offset, request.offset + request.limit
        columns = self._lexical.columns(searcher)
        by_record = request.group is Group.RECORD
        if request.sort is Sort.DATE or not found.parsed.text:
            newest = columns.newest(rows, by_record=by_record)[first:end]
            return [_Ranked(key, 0.0, {}) for key in columns.keys_of(newest)]
        pool = self._pool(found, self._candidates(request, found, searcher, rows), searcher)
        if by_record:
            pool = _best_of_records(pool)
        if len(pool) < end:
            pool.extend(self._tail(request, found, pool, searcher, end))
        return [_Ranked(e.key, score, _parts(e)) for score, e in pool[first:end]]

    def _candidates(
        self, request: SearchRequest, found: ResultSet, searcher: tantivy.Searcher, rows: Rows
    ) -> dict[int, Row]:
        """Return what is ranked by everything: the best by their words, and all by meaning."""
        schema, columns = self._lexical.schema, self._lexical.columns(searcher)
        worded = bool(found.terms or found.parsed.required)
        if len(rows) <= _POOL + len(found.dense):
            # Few enough to be named, which is quicker than to be searched for again.
            named = combined([keys_query(schema, columns.keys_of(rows))], [], [])
            every = scores(searcher, _scored_within(named, found.scored), len(rows))
            best = islice(every.items(), _POOL) if worded else ()
            return dict(best) | {key: row for key, row in every.items() if key in found.dense}
        base = restricted(found.members, schema, request.filters)
        best_rows = scores(searcher, _scored_within(base, found.scored), _POOL) if worded else {}
        if found.dense:
            near = np.intersect1d(columns.rows_of(list(found.dense)), rows)
            named = combined([keys_query(schema, columns.keys_of(near))], [], [])
            best_rows |= scores(searcher, _scored_within(named, found.scored), len(near))
        return best_rows

    def _pool(
        self, found: ResultSet, rows: Mapping[int, Row], searcher: tantivy.Searcher
    ) -> list[tuple[float, Evidence]]:
        schema = self._lexical.schema
        unknown = [key for key in rows if key not in found.dense]
        others: dict[int, float] = {}
        sentences: dict[int, float] = {}
        if found.vector is not None:
            others = self._dense.similarities(found.vector, unknown)
            sentences = self._sentences.nearest(found.vector, list(rows))
        named: dict[int, float] = {}
        if found.concepts:
            labelled = concept_query(found.concepts, searcher, schema)
            pool = keys_query(schema, rows)
            named = points(searcher, _scored_within(combined([pool], [], []), labelled), len(rows))
        return ranked(
            (
                _evidence(
                    row,
                    dense=found.dense.get(key, others.get(key)),
                    named=named.get(key, 0.0),
                    sentence=sentences.get(key),
                )
                for key, row in rows.items()
            ),
            found.scale,
        )

    def _tail(
        self,
        request: SearchRequest,
        found: ResultSet,
        pool: Sequence[tuple[float, Evidence]],
        searcher: tantivy.Searcher,
        end: int,
    ) -> list[tuple[float, Evidence]]:
        """Return what follows the pool, by its words alone."""
        by_record = request.group is Group.RECORD
        base = restricted(found.members, self._lexical.schema, request.filters)
        scored = _scored_within(base, found.scored)
        seen = {e.record if by_record else e.key for _, e in pool}
        wanted = searcher.num_docs if by_record else end + len(pool)
        tail = []
        lowest = pool[-1][0] if pool else 0.0
        for row in scores(searcher, scored, max(wanted, 1)).values():
            identity = row.record if by_record else row.key
            if identity not in seen:
                seen.add(identity)
                tail.append((lowest, _evidence(row)))
        return tail

    # Hits

    def _hits(
        self, ranked: Sequence[_Ranked], found: ResultSet | None, offset: int
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
                    highlights=self._highlights(passage, found) if found else (),
                )
            )
        return tuple(hits)

    def _highlights(self, passage: Passage, found: ResultSet) -> tuple[tuple[int, int], ...]:
        """Return where the words stand; where none does, the sentence that answers."""
        words = highlights(passage.text, passage.language, found.parsed, found.terms)
        if words or found.vector is None:
            return words
        place = self._sentences.place_of_nearest(found.vector, passage_key(passage.id))
        sentences = embedded_sentences(passage.text)
        # Of a single sentence there is nothing to tell apart; vectors of a text divided otherwise
        # (an older recipe) may name a sentence that is not there.
        if place is None or not 1 < len(sentences) > place:
            return ()
        return (sentences[place],)


def _parts(evidence: Evidence) -> dict[str, float]:
    parts = {"lexical": round(evidence.lexical, 4)}
    if evidence.concept:
        parts["concept"] = round(evidence.concept, 4)
    if evidence.dense is not None:
        parts["dense"] = round(evidence.dense, 4)
    if evidence.sentence is not None:
        parts["sentence"] = round(evidence.sentence, 4)
    return parts


def _best_of_records(pool: Sequence[tuple[float, Evidence]]) -> list[tuple[float, Evidence]]:
    best: dict[int, tuple[float, Evidence]] = {}
    for row in pool:
        best.setdefault(row[1].record, row)
    return list(best.values())


def _scored_within(within: tantivy.Query, scored: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, within), (tantivy.Occur.Should, scored)]
    )


def _evidence(
    row: Row,
    dense: float | None = None,
    named: float = 0.0,
    sentence: float | None = None,
) -> Evidence:
    return Evidence(
        key=row.key,
        record=row.record,
        content=row.content,
        demotion=row.demotion,
        pages=row.pages,
        dense=dense,
        lexical=row.score,
        concept=named,
        sentence=sentence,
    )
