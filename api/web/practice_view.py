"""What the page of a practice record shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.citation import citation
from api.http.state import State
from api.labels import Labels
from api.practices import CardFieldModel, PracticeModel, practice_models
from api.texts import Texts
from api.trouble import NotReady
from api.web.address import Address
from corpus.errors import NotEmbeddedYet, PassageNotFound
from corpus.identifiers import PassageId, RecordId
from corpus.judgement_history import history
from corpus.judgements import Judgement, Subject, Verdict
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
    """A field; without sentences it is not stated. ``said`` tells what people did with it."""

    code: str
    label: str
    sentences: tuple[SentenceView, ...]
    said: str | None


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
    judgements, t = _judgements(state, found.id), Texts(labels.language)
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
        fields=_fields(state, model, address, _said_of_fields(judgements, t)),
        documents=_documents(state, found.records, model, address),
        related=_related(state, found.id, found.passages, address),
        judged=len(judgements),
        back=address.url,
        back_to_results=address.asked,
        here=address.practice(found.id),
    )


def _judgements(state: State, identifier: str) -> list[Judgement]:
    """Return what people said of a practice and did not take back."""
    said = (entry for _, entry in history(state.catalogue, practice=identifier))
    return [
        entry.judgement
        for entry in said
        if entry.state == "in-force" and entry.judgement.verdict is not Verdict.UNDO
    ]


def _said_of_fields(judgements: Iterable[Judgement], t: Texts) -> dict[str, str]:
    """Return what people did with each field: whoever changes it does more than confirm it."""
    said: dict[str, str] = {}
    for one in judgements:
        if one.subject is not Subject.FIELD:
            continue
        if one.verdict is Verdict.CONFIRM:
            said.setdefault(one.facet, t("practice.confirmed"))
        else:
            said[one.facet] = t("practice.set_right")
    return said


def _fields(
    state: State, model: PracticeModel, address: Address, said: Mapping[str, str]
) -> tuple[FieldView, ...]:
    ids = {quote.passage_id for field in model.fields for quote in field.quotes}
    passages = state.catalogue.passages_by_id(ids)
    languages = {str(key): passage.language for key, passage in passages.items()}
    return tuple(
        _field(field, languages, address, said.get(field.field.value)) for field in model.fields
    )


def _field(
    field: CardFieldModel, languages: dict[str, str | None], address: Address, said: str | None
) -> FieldView:
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
    return FieldView(field.field.value, field.label, sentences, said)


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
