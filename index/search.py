"""The search engine: one defined result set, ranked, counted and paged."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import tantivy

from corpus.catalogue import Catalogue
from corpus.errors import NotEmbeddedYet
from corpus.identifiers import passage_key
from corpus.own_terms import OwnTerms
from corpus.vectors import vectors_of_passages
from index.answers import Group, Hit, SearchAnswer, SearchRequest, Sort
from index.columns import Columns, Rows, Unit
from index.crossing import Axis, Crossing, check_axes, crossed
from index.dense import Background, DenseReader
from index.expansion import Expander
from index.facets import count_facets, restricted, within
from index.hits import Hits, Ranked
from index.lexical import LexicalIndex
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
        self._hits = Hits(catalogue, self._sentences)
        self._encode = encode
        # A library's own terms lie beside its catalogue.
        self._expander = Expander(OwnTerms(catalogue.path.parent))
        self._suggester: tuple[tantivy.Searcher, Suggester] | None = None
        self._model = model
        self._dimension = dimension

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer a request.

        Raises UnknownFilter and BadQuery.
        """
        start = time.perf_counter()
        searcher = self._lexical.searcher()
        found = self._result_set(request, searcher)
        columns = self._lexical.columns(searcher)
        unit = _unit(request)
        rows = within(columns, found.rows, request.filters)
        total = columns.count(rows, unit)
        ranked = self._page(request, found, searcher, rows) if total else []
        hits = self._hits.of(ranked, found, request.offset)
        if unit is Unit.TEXT:
            hits = self._hits.with_copies(hits, columns, rows)
        end = request.offset + len(ranked)
        forgiven = tuple(term.word for term in found.terms if term.forgiven)
        return SearchAnswer(
            request=request,
            total=total,
            hits=hits,
            facets=count_facets(columns, found.rows, request.filters, unit)
            if request.facets
            else (),
            nearest_only=found.nearest_only and total > 0,
            forgiven=forgiven,
            did_you_mean=corrected(request.query, forgiven, self._lexical.words(searcher))
            if forgiven
            else None,
            concepts=found.concepts,
            expansions=found.expanded.shown,
            next_offset=end if ranked and end < total else None,
            took_ms=round((time.perf_counter() - start) * 1e3, 2),
        )

    def found_among(self, request: SearchRequest, keys: Sequence[int]) -> frozenset[int]:
        """Return those of ``keys`` whose passages a request finds, on whatever page of it.

        None of them where it finds just the nearest: these are no answer. Raises UnknownFilter
        and BadQuery.
        """
        searcher = self._lexical.searcher()
        found = self._result_set(request, searcher)
        if found.nearest_only:
            return frozenset()
        columns = self._lexical.columns(searcher)
        rows = within(columns, found.rows, request.filters)
        return frozenset(columns.keys_of(np.intersect1d(columns.rows_of(keys), rows)))

    def cross(self, request: SearchRequest, rows: Axis, columns: Axis) -> Crossing:
        """Count what a request finds by the values of two facets.

        Each cell is what the request finds with both values chosen in place of what its own
        filters choose of these facets: values that these leave out count what is found beside
        them. Grouping, order and page say nothing here.

        Raises UnknownFilter and BadQuery.
        """
        check_axes(rows, columns)
        request = replace(request, group=Group.RECORD)
        searcher = self._lexical.searcher()
        found = self._result_set(request, searcher)
        every = self._lexical.columns(searcher)
        others = {f: c for f, c in request.filters.items() if f not in (rows.facet, columns.facet)}
        inside = within(every, found.rows, request.filters)
        counted = crossed(every, within(every, found.rows, others), rows, columns)
        return Crossing(
            rows=rows,
            columns=columns,
            documents=counted.documents,
            practices=counted.practices,
            passages=counted.passages,
            found=every.count(inside, Unit.RECORD),
            found_practices=every.count(inside, Unit.PRACTICE),
            held=self._catalogue.counts().records,
            nearest_only=found.nearest_only,
        )

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that is searched."""
        return self._catalogue

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
            Ranked(key, similarity, {"dense": similarity})
            for key, similarity in zip(keys.tolist(), similarities.tolist(), strict=True)
            if key != own
        ]
        return self._hits.of(ranked[:limit], None, 0)

    def _result_set(self, request: SearchRequest, searcher: tantivy.Searcher) -> ResultSet:
        return result_set(
            request,
            searcher,
            self._lexical,
            self._dense,
            self._background,
            self._encode,
            self._expander,
            self._sentences,
        )

    # Ranking

    def _page(
        self, request: SearchRequest, found: ResultSet, searcher: tantivy.Searcher, rows: Rows
    ) -> list[Ranked]:
        """Return the hits asked for of ``rows``, the result set within the filters."""
        first, end = request.offset, request.offset + request.limit
        columns, unit = self._lexical.columns(searcher), _unit(request)
        if request.sort is Sort.DATE or not found.parsed.text:
            several = unit is Unit.PRACTICE  # a passage may stand for more than one
            newest = columns.newest(rows, Unit.PASSAGE if several else unit)
            shown = newest if several else newest[first:end]
            every = [Ranked(key, 0.0, {}) for key in columns.keys_of(shown)]
            return _of_practices(every, columns)[first:end] if several else every
        pool = self._pool(found, self._candidates(request, found, searcher, rows), searcher)
        best = _best_of_units(pool, columns, unit)
        if len(best) < end:
            pool = [*pool, *self._tail(request, found, pool, searcher, end)]
            best = _best_of_units(pool, columns, unit)
        page = best[first:end]
        wanted = {row.key for row in page}
        parts = {e.key: _parts(e) for _, e in pool if e.key in wanted}
        return [replace(row, scores=parts[row.key]) for row in page]

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
        base = restricted(found.members, self._lexical.schema, request.filters)
        scored = _scored_within(base, found.scored)
        seen = {e.key for _, e in pool}
        # How many passages make a page of anything else than passages is not known beforehand.
        alone = _unit(request) is Unit.PASSAGE
        wanted = end + len(pool) if alone else searcher.num_docs
        lowest = pool[-1][0] if pool else 0.0
        return [
            (lowest, _evidence(row))
            for row in scores(searcher, scored, max(wanted, 1)).values()
            if row.key not in seen
        ]


def _parts(evidence: Evidence) -> dict[str, float]:
    parts = {"lexical": round(evidence.lexical, 4)}
    if evidence.concept:
        parts["concept"] = round(evidence.concept, 4)
    if evidence.dense is not None:
        parts["dense"] = round(evidence.dense, 4)
    if evidence.sentence is not None:
        parts["sentence"] = round(evidence.sentence, 4)
    return parts


def _unit(request: SearchRequest) -> Unit:
    if request.group is Group.RECORD:
        return Unit.RECORD
    if request.group is Group.PRACTICE:
        return Unit.PRACTICE
    return Unit.TEXT if request.fold else Unit.PASSAGE


def _best_of_units(
    pool: Sequence[tuple[float, Evidence]], columns: Columns, unit: Unit
) -> list[Ranked]:
    """Return the first row of each unit, in their order."""
    every = [Ranked(e.key, score, {}) for score, e in pool]
    if unit is Unit.PASSAGE:
        return every
    if unit is Unit.PRACTICE:
        return _of_practices(every, columns)
    best: dict[int, Ranked] = {}
    for place, row in zip(columns.places_of([r.key for r in every], unit), every, strict=True):
        best.setdefault(place, row)
    return list(best.values())


def _of_practices(every: Sequence[Ranked], columns: Columns) -> list[Ranked]:
    """Return the first passage of each practice, in their order."""
    best: dict[str, Ranked] = {}
    for practices, row in zip(columns.practices_of([r.key for r in every]), every, strict=True):
        for practice in practices:
            best.setdefault(practice, replace(row, practice=practice))
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
