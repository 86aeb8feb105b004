"""The search engine: one defined result set, ranked, counted and paged."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import replace

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
from index.facets import count_facets, within
from index.hits import Hits, Ranked
from index.lexical import LexicalIndex
from index.pool import Pool, first_of_units
from index.proximity import Proximity
from index.resultset import (
    QueryEncoder,
    ResultSet,
    result_set,
)
from index.sentences import SentenceReader, Sentences
from index.suggest import Suggester, Suggestion
from index.words import corrected

# Result sets that a still engine keeps, and how many passages they have at most (16 bytes each):
# a page and the pages around it ask for two, three hundred engines may be kept for paging.
_FOUND_KEPT = 2
_ROWS_KEPT = 5_000


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
        sentences: SentenceReader | None = None,
        proximity: Proximity | None = None,
        *,
        still: bool = False,
    ) -> None:
        """``encode`` gives the vector of a query; ``model`` is the fingerprint of vectors.

        ``sentences`` and ``proximity`` may be shared with the engine before, so that what was read
        is not read anew.
        ``still`` says that the indexes never change, so that what a query finds is known when it
        is asked for again, in another order or by other filters.
        """
        self._catalogue = catalogue
        self._lexical = lexical
        self._dense = dense
        self._background = background
        self._sentences = sentences or Sentences(catalogue, model, dimension)
        self._hits = Hits(catalogue, self._sentences)
        self._pool = Pool(dense, self._sentences, proximity or Proximity(catalogue))
        self._encode = encode
        # A library's own terms lie beside its catalogue.
        self._expander = Expander(OwnTerms(catalogue.path.parent))
        self._suggester: tuple[tantivy.Searcher, Suggester] | None = None
        self._model = model
        self._dimension = dimension
        self._still = still
        self._found: dict[Hashable, ResultSet] = {}

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
        ranked = self._page(request, found, columns, rows) if total else []
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
            concepts=tuple(found.concepts),
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
        return frozenset(columns.keys_of(np.intersect1d(columns.rows_of(keys), rows)).tolist())

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
        asked = (request.query, request.mode, request.without, request.group is Group.PRACTICE)
        found = self._found.get(asked)
        if found is None:
            found = result_set(
                request,
                searcher,
                self._lexical,
                self._dense,
                self._background,
                self._encode,
                self._expander,
                self._sentences,
            )
            if self._still and len(found.rows) <= _ROWS_KEPT:
                self._found[asked] = found
                while len(self._found) > _FOUND_KEPT:
                    self._found.pop(next(iter(self._found)), None)
        return found

    def _page(
        self, request: SearchRequest, found: ResultSet, columns: Columns, rows: Rows
    ) -> list[Ranked]:
        """Return the hits asked for of ``rows``, the result set within the filters."""
        first, end = request.offset, request.offset + request.limit
        unit = _unit(request)
        if request.sort is Sort.DATE or not found.parsed.text:
            newest = columns.newest(rows, Unit.PASSAGE if unit is Unit.PRACTICE else unit)
            keys = columns.keys_of(newest)
            alone = unit if unit is Unit.PRACTICE else Unit.PASSAGE
            return [
                Ranked(int(keys[at]), 0.0, {}, practice)
                for at, practice in first_of_units(newest, columns, alone, end)[first:]
            ]
        return self._pool.page(found, columns, rows, unit, first, end)


def _unit(request: SearchRequest) -> Unit:
    if request.group is Group.RECORD:
        return Unit.RECORD
    if request.group is Group.PRACTICE:
        return Unit.PRACTICE
    return Unit.TEXT if request.fold else Unit.PASSAGE
