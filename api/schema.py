"""Search answers as they go over the wire: models, and one named conversion for each.

The shapes are promised to whoever reads them: fields are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from api.labels import Labels, page_label
from corpus.records import Passage, Record
from index.answers import Expansion, FacetCounts, Hit, Relation, SearchAnswer
from index.suggest import Kind, Suggestion


class WireModel(BaseModel):
    """A frozen model without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordRef(WireModel):
    """A record as a hit names it."""

    id: str
    title: str
    year: int | None
    file: str
    language: str | None


class Locator(WireModel):
    """Where a passage stands. ``page`` counts from 1, ``label`` is how the page is cited."""

    page: int
    label: str
    end_page: int


class CopyModel(WireModel):
    """A near copy of a hit: the same words in another file, or on another page."""

    passage_id: str
    record: RecordRef
    locator: Locator


class HitModel(WireModel):
    """A passage that was found."""

    rank: int
    score: float
    scores: dict[str, float] = Field(
        description="Parts of the score, as far as they bear on this hit: `dense` (cosine of "
        "the passage), `lexical` (BM25 of the words), `together` (share of the words, by how rare "
        "they are, in one sentence of it), `concept` (BM25 of the labels that the query names) and "
        "`sentence` (cosine of the nearest sentence)"
    )
    passage_id: str
    record: RecordRef
    locator: Locator
    section: list[str] = Field(description="Headings above the passage, outermost first")
    text: str
    highlights: list[tuple[int, int]] = Field(description="[start, end) offsets in the text")
    facets: dict[str, list[str]] = Field(description="Codes the passage is counted under")
    copies: list[CopyModel] = Field(
        description="Near copies among what was found, where the search folds them"
    )
    practice_id: str | None = Field(description="The practice it stands for, of `group=practice`")


class FacetValueModel(WireModel):
    """A value with the number of hits that choosing it gives."""

    code: str
    label: str
    count: int
    selected: bool


class FacetModel(WireModel):
    """A facet of the result set."""

    facet: str
    label: str
    values: list[FacetValueModel]


class NameModel(WireModel):
    """Another name that was searched for too; ``passages`` hold it."""

    label: str
    language: str
    relation: Relation
    passages: int


class ExpansionModel(WireModel):
    """What words of the query were taken for. ``without=CONCEPT`` searches without it."""

    concept: str = Field(description="Code of the term, for `without`")
    label: dict[str, str] = Field(description="What it is called, by language")
    words: str = Field(description="Words of the query that name it")
    ambiguous: bool = Field(description="They name other terms too, and nothing tells which")
    since: int | None
    until: int | None
    names: list[NameModel] = Field(description="Names added, by its present, past or later name")


class SearchAnswerModel(WireModel):
    """One page of a result set, with facets counted over all of it."""

    query: str
    total: int
    nearest_only: bool = Field(description="Nothing passed; these are just the nearest")
    forgiven: list[str] = Field(description="Unknown words matched by near spellings")
    did_you_mean: str | None = Field(
        description="The query with the nearest known words in place of unknown ones"
    )
    expansions: list[ExpansionModel] = Field(description="Other names searched for too")
    took_ms: float
    next_cursor: str | None
    receipt_id: str | None = Field(
        None, description="Of `GET /v1/receipts/{id}`, where `receipt=true` asked for one"
    )
    hits: list[HitModel]
    facets: list[FacetModel]


class FacetsModel(WireModel):
    """The facets of the library, or of what a search leaves of it."""

    total: int
    facets: list[FacetModel]


class SuggestionModel(WireModel):
    """A text to search for. ``facet`` and ``code`` name the concept it stands for, if any."""

    text: str
    kind: Kind
    facet: str | None
    code: str | None


class SuggestModel(WireModel):
    """What may be meant by what was typed so far, best first."""

    query: str
    suggestions: list[SuggestionModel]


class SimilarModel(WireModel):
    """The passages nearest in meaning to one."""

    passage_id: str
    hits: list[HitModel]


def suggest_model(query: str, found: Iterable[Suggestion]) -> SuggestModel:
    """Return suggestions."""
    return SuggestModel(
        query=query,
        suggestions=[
            SuggestionModel(text=s.text, kind=s.kind, facet=s.facet, code=s.code) for s in found
        ],
    )


def search_answer(
    answer: SearchAnswer, labels: Labels, next_cursor: str | None
) -> SearchAnswerModel:
    """Return an answer of the search as it goes over the wire."""
    return SearchAnswerModel(
        query=answer.request.query,
        total=answer.total,
        nearest_only=answer.nearest_only,
        forgiven=list(answer.forgiven),
        did_you_mean=answer.did_you_mean,
        expansions=[expansion_model(found) for found in answer.expansions],
        took_ms=answer.took_ms,
        next_cursor=next_cursor,
        hits=[hit_model(hit) for hit in answer.hits],
        facets=[facet_model(facet, labels) for facet in answer.facets],
    )


def expansion_model(found: Expansion) -> ExpansionModel:
    """Return an expansion."""
    return ExpansionModel(
        concept=found.concept,
        label=dict(found.label),
        words=found.words,
        ambiguous=found.ambiguous,
        since=found.since,
        until=found.until,
        names=[
            NameModel(
                label=name.label,
                language=name.language,
                relation=name.relation,
                passages=name.passages,
            )
            for name in found.names
        ],
    )


def hit_model(hit: Hit) -> HitModel:
    """Return a hit."""
    return HitModel(
        rank=hit.rank,
        score=hit.score,
        scores=dict(hit.scores),
        passage_id=hit.passage.id,
        record=record_ref(hit.record),
        locator=locator(hit.record, hit.passage, hit.page_label),
        section=list(hit.passage.section),
        text=hit.passage.text,
        highlights=list(hit.highlights),
        facets=counted_codes(hit.facets),
        copies=[
            CopyModel(
                passage_id=copy.passage.id,
                record=record_ref(copy.record),
                locator=locator(copy.record, copy.passage, copy.page_label),
            )
            for copy in hit.copies
        ],
        practice_id=hit.practice,
    )


def facet_model(counts: FacetCounts, labels: Labels) -> FacetModel:
    """Return a facet with the labels of its values."""
    return FacetModel(
        facet=counts.facet,
        label=labels.facet(counts.facet),
        values=[
            FacetValueModel(
                code=value.code,
                label=labels.value(counts.facet, value.code),
                count=value.count,
                selected=value.selected,
            )
            for value in counts.values
        ],
    )


def counted_codes(facets: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the codes a passage is counted under: a municipality counts for its region too."""
    codes = {facet: list(found) for facet, found in facets.items()}
    if "territory" in codes:
        codes["territory"] = sorted(
            {above for code in codes["territory"] for above in _with_above(code)}
        )
    return codes


def _with_above(code: str) -> Iterable[str]:
    parts = code.split("/")
    return ("/".join(parts[: depth + 1]) for depth in range(len(parts)))


def locator(record: Record, passage: Passage, label: str | None) -> Locator:
    """Return the place of a passage; ``label`` is the printed label of its first page."""
    shown = page_label(record, passage.page, label)
    return Locator(page=passage.page, label=shown, end_page=passage.end_page)


def record_ref(record: Record) -> RecordRef:
    """Return a record as a hit names it."""
    return RecordRef(
        id=record.id,
        title=record.description.title,
        year=record.description.year,
        file=record.file_name,
        language=record.description.language,
    )
