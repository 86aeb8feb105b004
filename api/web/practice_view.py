"""What the page of a practice record shows."""

from __future__ import annotations

from dataclasses import dataclass

from api.citation import citation
from api.http.state import State
from api.labels import Labels
from api.practices import CardFieldModel, PracticeModel, practice_models
from api.trouble import NotReady
from api.web.address import Address
from corpus.errors import NotEmbeddedYet, PassageNotFound
from corpus.identifiers import PassageId, RecordId
from corpus.judgement_history import history
from corpus.practices import NamedBy, practice, practices_by_id, practices_telling

_NEAR_PASSAGES = 30
_RELATED = 5


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of a field, word for word, with the page it stands on."""

    text: str
    language: str | None
    document: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field; without sentences it is not stated."""

    code: str
    label: str
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document that tells of the practice, as it is cited."""

    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """Everything the page shows."""

    id: str
    name: str
    is_named: bool
    other_names: tuple[str, ...]
    lead: str | None
    places: tuple[str, ...]
    years: str
    not_stated: str
    fields: tuple[FieldView, ...]
    documents: tuple[DocumentView, ...]
    related: tuple[tuple[str, str], ...]
    judged: int
    back: str
    back_to_results: bool
    here: str


def practice_view(state: State, identifier: str, address: Address, labels: Labels) -> PracticeView:
    """Return a practice record. Raises PracticeNotFound."""
    found = practice(state.catalogue, identifier)
    model = practice_models(state.catalogue, {found.id: found}, labels)[found.id]
    years = sorted({model.years[0], model.years[-1]}) if model.years else []
    return PracticeView(
        id=found.id,
        name=model.name,
        is_named=model.named_by is NamedBy.NAME,
        other_names=tuple(model.other_names),
        lead=model.lead,
        places=tuple(place.label for place in model.places),
        years="–".join(map(str, years)),
        not_stated=model.not_stated,
        fields=_fields(state, model, address),
        documents=_documents(state, found.records, model, address),
        related=_related(state, found.id, found.passages, address),
        judged=_judged(state, found.id),
        back=address.url,
        back_to_results=address.asked,
        here=address.practice(found.id),
    )


def _judged(state: State, identifier: str) -> int:
    said = history(state.catalogue, practice=identifier)
    return sum(entry.state == "in-force" for _, entry in said)


def _fields(state: State, model: PracticeModel, address: Address) -> tuple[FieldView, ...]:
    ids = {quote.passage_id for field in model.fields for quote in field.quotes}
    passages = state.catalogue.passages_by_id(ids)
    languages = {str(key): passage.language for key, passage in passages.items()}
    return tuple(_field(field, languages, address) for field in model.fields)


def _field(field: CardFieldModel, languages: dict[str, str | None], address: Address) -> FieldView:
    sentences = tuple(
        SentenceView(
            quote.text,
            languages.get(quote.passage_id),
            quote.record.title,
            quote.locator.label,
            address.reader(quote.record.id, quote.locator.page, quote.passage_id),
        )
        for quote in field.quotes
    )
    return FieldView(field.field.value, field.label, sentences)


def _documents(
    state: State, records: tuple[RecordId, ...], model: PracticeModel, address: Address
) -> tuple[DocumentView, ...]:
    held = state.catalogue.records_by_id(records)
    first = {
        str(passage.record): passage
        for passage in reversed(state.catalogue.passages_by_id(model.passages).values())
    }
    return tuple(
        DocumentView(
            citation(held[record]),
            address.reader(record, first[record].page if record in first else 1),
        )
        for record in records
        if record in held
    )


def _related(
    state: State, identifier: str, passages: tuple[PassageId, ...], address: Address
) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of the practices that like passages tell of, likest first."""
    if not passages:
        return ()
    try:
        near = state.service.engine.similar(passages[0], _NEAR_PASSAGES)
    except (NotEmbeddedYet, NotReady, PassageNotFound):
        return ()  # nothing is like it yet, or it was removed meanwhile
    told = practices_telling(state.catalogue, (hit.passage.id for hit in near))
    ids = dict.fromkeys(
        code for hit in near for code in told.get(hit.passage.id, ()) if code != identifier
    )
    chosen = list(ids)[:_RELATED]
    found = practices_by_id(state.catalogue, chosen)
    return tuple((found[code].name, address.practice(code)) for code in chosen if code in found)
