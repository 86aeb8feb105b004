"""Practice records as they go over the wire, every sentence with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import Field

from api.labels import Labels, page_label
from api.schema import HitModel, RecordRef, SearchAnswerModel, WireModel, record_ref
from api.texts import Texts
from corpus.catalogue import Catalogue
from corpus.practices import FIELDS, NamedBy, Practice, Quote, practices_by_id
from corpus.practices import Field as CardField
from corpus.records import Record

Places = Mapping[tuple[str, int], str | None]


class QuoteLocator(WireModel):
    """Where a sentence stands. ``page`` counts from 1, ``label`` is how the page is cited."""

    page: int
    label: str


class QuoteModel(WireModel):
    """A sentence, word for word."""

    text: str
    record: RecordRef
    passage_id: str
    locator: QuoteLocator
    start: int = Field(description="The sentence is [start, end) of the text of the passage")
    end: int
    rule: str = Field(description="What put the sentence into this field")
    confidence: float


class CardFieldModel(WireModel):
    """A field of a practice record; without quotes it is not stated."""

    field: CardField
    label: str
    stated: bool
    quotes: list[QuoteModel]


class PlaceModel(WireModel):
    """A place, by its code."""

    code: str
    label: str


class PracticeModel(WireModel):
    """What all documents tell of one initiative: nothing here is written anew."""

    practice_id: str
    name: str
    named_by: NamedBy = Field(
        description="`name`: the text calls it so; it has no name, and `title` is that of the "
        "document, `heading` the one above it, `sentence` its first sentence"
    )
    other_names: list[str]
    lead: str | None = Field(description="Who leads, as it is written")
    places: list[PlaceModel]
    years: list[int]
    not_stated: str = Field(description="What to show in a field without quotes")
    fields: list[CardFieldModel]
    records: list[RecordRef]
    passages: list[str] = Field(description="Ids of the passages that tell of it")


class PracticeHitModel(HitModel):
    """A practice that was found, by its best passage."""

    practice: PracticeModel


class PracticeAnswerModel(SearchAnswerModel):
    """One page of the practices a search finds; totals and facets count practices."""

    hits: list[PracticeHitModel]  # type: ignore[assignment]  # narrower, and only ever read

    @classmethod
    def of(cls, answer: SearchAnswerModel, hits: list[PracticeHitModel]) -> Self:
        """Return an answer of the search with its hits in this shape."""
        rest = {name: getattr(answer, name) for name in SearchAnswerModel.model_fields}
        return cls(**{**rest, "hits": hits})


def practice_answer(
    catalogue: Catalogue, answer: SearchAnswerModel, labels: Labels
) -> PracticeAnswerModel:
    """Return an answer whose hits are practices, each with its record."""
    ids = [hit.practice_id for hit in answer.hits if hit.practice_id is not None]
    cards = practice_models(catalogue, practices_by_id(catalogue, ids), labels)
    return PracticeAnswerModel.of(
        answer,
        [
            PracticeHitModel(**dict(hit), practice=cards[hit.practice_id])
            for hit in answer.hits
            # Gone since the index was read; the next search will not have it.
            if hit.practice_id is not None and hit.practice_id in cards
        ],
    )


def practice_models(
    catalogue: Catalogue, practices: Mapping[str, Practice], labels: Labels
) -> dict[str, PracticeModel]:
    """Return practices as they go over the wire, by id."""
    found = practices.values()
    records = catalogue.records_by_id(record for one in found for record in one.records)
    quotes = [q for one in found for of_field in one.fields.values() for q in of_field]
    places = catalogue.page_labels((quote.record, quote.page) for quote in quotes)
    known = {str(key): record for key, record in records.items()}
    return {one.id: _model(one, known, places, labels) for one in found}


def _model(
    one: Practice, records: Mapping[str, Record], places: Places, labels: Labels
) -> PracticeModel:
    say = Texts(labels.language)
    return PracticeModel(
        practice_id=one.id,
        name=one.name,
        named_by=one.named_by,
        other_names=list(one.names[1:]),
        lead=one.lead,
        places=[PlaceModel(code=c, label=labels.value("territory", c)) for c in one.places],
        years=list(one.years),
        not_stated=say("practice.not_stated"),
        fields=[
            CardFieldModel(
                field=field,
                label=say(f"practice.field.{field.value}"),
                stated=field in one.stated,
                quotes=list(_quotes(one.fields.get(field, ()), records, places)),
            )
            for field in FIELDS
        ],
        records=[record_ref(records[r]) for r in one.records if r in records],
        passages=list(one.passages),
    )


def _quotes(
    quotes: Iterable[Quote], records: Mapping[str, Record], places: Places
) -> Iterable[QuoteModel]:
    for quote in quotes:
        record = records.get(quote.record)
        if record is None:  # removed meanwhile
            continue
        label = page_label(record, quote.page, places.get((quote.record, quote.page)))
        yield QuoteModel(
            text=quote.text,
            record=record_ref(record),
            passage_id=quote.passage,
            locator=QuoteLocator(page=quote.page, label=label),
            start=quote.start,
            end=quote.end,
            rule=quote.rule,
            confidence=quote.confidence,
        )
