"""What a program that talks to people may ask of a library: read-only, bounded, with citations.

``prassi mcp`` offers these as tools of the Model Context Protocol.
"""

from __future__ import annotations

import threading
from typing import Annotated

from pydantic import BaseModel, Field

from api.citation import citation
from api.filters import resolve_filters
from api.labels import load_labels, page_label
from api.library import Library, open_reading_engine
from api.practices import PracticeModel, practice_models
from api.schema import FacetModel, counted_codes, facet_model
from corpus.practices import practice
from corpus.records import Passage, Record
from index.answers import Group, Hit, SearchRequest
from index.model import Embedder
from index.search import SearchEngine

INSTRUCTIONS = (
    "A library of the literature on welfare innovation (Italian first, English too). Search it, "
    "read the pages, and say only what they say. Quote word for word and give the citation that "
    "comes with each passage (authors, title, year, page). Where nothing is found, say so; where "
    "`nearest_only` is true the passages are only near the question and may not answer it. A field "
    "of a practice record without quotes is not stated in the documents."
)
MOST_HITS = 20
_MOST_CHARS = 20_000

Query = Annotated[str, Field(max_length=2_000, description="A question or words, Italian, English")]
Filters = Annotated[
    list[str],
    Field(max_length=64, description="`facet:code`, such as `kind:lesson`, see list_facets"),
]
Limit = Annotated[int, Field(ge=1, le=MOST_HITS)]


class FoundPassage(BaseModel):
    """A passage with its place."""

    passage_id: str
    record_id: str
    page: int = Field(description="Counted from 1, for read_page")
    citation: str
    section: list[str]
    text: str
    labels: dict[str, list[str]]


class FoundPassages(BaseModel):
    """The best passages of a result set."""

    total: int
    nearest_only: bool
    passages: list[FoundPassage]


class ReadPage(BaseModel):
    """The text of a page; ``cut`` if it was longer than what is given."""

    citation: str
    page: int
    pages: int
    text: str
    cut: bool


class FoundPractice(BaseModel):
    """A practice record with the passage that tells of it best."""

    practice_id: str
    name: str
    places: list[str]
    years: list[int]
    passage: FoundPassage


class FoundPractices(BaseModel):
    """The best practices of a result set."""

    total: int
    nearest_only: bool
    practices: list[FoundPractice]


class Facets(BaseModel):
    """The facets of the whole library."""

    passages: int
    facets: list[FacetModel]


class Tools:
    """Answers from one open library, always in its latest committed state."""

    def __init__(self, library: Library, embedder: Embedder, language: str = "it") -> None:
        self._library = library
        self._embedder = embedder
        self._labels = load_labels(language)
        self._lock = threading.Lock()
        self._opened: tuple[int, SearchEngine] | None = None

    def search(self, query: Query, filters: Filters = [], limit: Limit = 8) -> FoundPassages:  # noqa: B006 - never changed
        """Find passages by meaning and by words, each with its citation.

        Raises UnknownFilter and BadQuery.
        """
        request = SearchRequest(
            query=query, filters=resolve_filters(filters), limit=limit, facets=False, fold=True
        )
        answer = self._engine().search(request)
        return FoundPassages(
            total=answer.total,
            nearest_only=answer.nearest_only,
            passages=[_of_hit(hit) for hit in answer.hits],
        )

    def read_page(self, record_id: str, page: Annotated[int, Field(ge=1)]) -> ReadPage:
        """Read a page of a document whole.

        Raises RecordNotFound and PageNotFound.
        """
        record = self._library.catalogue.record(record_id)
        found = self._library.catalogue.page(record.id, page)
        return ReadPage(
            citation=citation(record, page_label(record, page, found.label)),
            page=page,
            pages=record.page_count,
            text=found.text[:_MOST_CHARS],
            cut=len(found.text) > _MOST_CHARS,
        )

    def find_practices(
        self,
        query: Query = "",
        filters: Filters = [],  # noqa: B006 - never changed
        limit: Limit = 8,
    ) -> FoundPractices:
        """Find practices (initiatives that someone carried out); without a query the newest.

        Raises UnknownFilter and BadQuery.
        """
        request = SearchRequest(
            query=query,
            filters=resolve_filters(filters),
            group=Group.PRACTICE,
            limit=limit,
            facets=False,
        )
        answer = self._engine().search(request)
        hits = [(hit, self.show_practice(hit.practice)) for hit in answer.hits if hit.practice]
        return FoundPractices(
            total=answer.total,
            nearest_only=answer.nearest_only,
            practices=[
                FoundPractice(
                    practice_id=card.practice_id,
                    name=card.name,
                    places=[place.label for place in card.places],
                    years=card.years,
                    passage=_of_hit(hit),
                )
                for hit, card in hits
            ],
        )

    def show_practice(self, practice_id: str) -> PracticeModel:
        """Show a practice record: problem, activities, results, lessons, word for word.

        Raises PracticeNotFound.
        """
        found = practice(self._library.catalogue, practice_id)
        return practice_models(self._library.catalogue, {found.id: found}, self._labels)[found.id]

    def list_facets(self) -> Facets:
        """List the facets, their codes and how many passages have each, for filters."""
        answer = self._engine().search(SearchRequest(limit=1))
        return Facets(
            passages=answer.total,
            facets=[facet_model(facet, self._labels) for facet in answer.facets],
        )

    def _engine(self) -> SearchEngine:
        seq = self._library.catalogue.last_seq()
        with self._lock:
            if self._opened is None or self._opened[0] != seq:
                self._opened = (seq, open_reading_engine(self._library, self._embedder))
            return self._opened[1]


def _of_hit(hit: Hit) -> FoundPassage:
    return _found(hit.record, hit.passage, hit.page_label, counted_codes(hit.facets))


def _found(
    record: Record, passage: Passage, label: str | None, labels: dict[str, list[str]]
) -> FoundPassage:
    return FoundPassage(
        passage_id=passage.id,
        record_id=record.id,
        page=passage.page,
        citation=citation(record, page_label(record, passage.page, label)),
        section=list(passage.section),
        text=passage.text[:_MOST_CHARS],
        labels={facet: codes for facet, codes in labels.items() if codes},
    )
