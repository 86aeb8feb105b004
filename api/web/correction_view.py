"""What the pages show on which labels and practices are set right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from api.http.state import State
from api.labels import Labels, page_label
from api.texts import Texts
from api.web.address import Address
from api.web.curation_view import moment
from api.web.practice_view import PracticeView, practice_view
from corpus.catalogue import Catalogue
from corpus.errors import BadQuery
from corpus.judgement_history import Entry, history
from corpus.judgements import FACETS, Judgement, Subject, Verdict
from corpus.practices import FIELDS, practice
from corpus.records import Annotation, Passage
from corpus.territory import load_territory
from corpus.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label of a passage, ``pair`` as forms send it; ``by`` is the person who said so."""

    pair: str
    facet: str
    value: str
    words: str
    by: str | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """What somebody said; ``state`` is a word of the catalogue of strings."""

    id: str
    at: str
    by: str
    what: str
    why: str
    where: str
    url: str | None
    state: str
    can_be_undone: bool


@dataclass(frozen=True, slots=True)
class PassageCorrections:
    """A passage with its labels; ``choices`` are those there are, by facet."""

    id: str
    title: str
    label: str
    text: str
    language: str | None
    url: str
    labels: tuple[LabelView, ...]
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    history: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class PracticeCorrections:
    """A practice with its fields; ``records`` (id, title) tell of it."""

    card: PracticeView
    choices: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, str], ...]
    history: tuple[EntryView, ...]


def correctable_passage(
    catalogue: Catalogue, identifier: str, labels: Labels
) -> PassageCorrections:
    """Return a passage to be set right. Raises PassageNotFound."""
    passage = catalogue.passage(identifier)
    record = catalogue.record(passage.record)
    printed = catalogue.page_labels([(record.id, passage.page)])
    label = page_label(record, passage.page, printed.get((record.id, passage.page)))
    address = Address(language=labels.language)
    return PassageCorrections(
        id=passage.id,
        title=record.description.title,
        label=label,
        text=passage.text,
        language=passage.language,
        url=address.reader(record.id, passage.page, passage.id),
        labels=_labels(passage, labels),
        choices=_choices(labels),
        history=entry_views((e for _, e in history(catalogue, passage=passage.id)), labels),
    )


def correctable_practice(
    state: State, identifier: str, address: Address, labels: Labels
) -> PracticeCorrections:
    """Return a practice to be set right. Raises PracticeNotFound."""
    card = practice_view(state, identifier, address, labels)
    records = state.catalogue.records_by_id(practice(state.catalogue, identifier).records)
    said = history(state.catalogue, practice=identifier)
    names = {field.code: field.label for field in card.fields}
    return PracticeCorrections(
        card=card,
        choices=tuple((str(code), names.get(str(code), str(code))) for code in FIELDS),
        records=tuple((r.id, r.description.title) for r in records.values()),
        history=entry_views((entry for _, entry in said), labels),
    )


def practice_of_text(text: str) -> str:
    """Return the id of a practice, given as it is or as the address of its page.

    Raises BadQuery for nothing, PracticeNotFound later for what is none.
    """
    last = urlsplit(text.strip()).path.rstrip("/").rpartition("/")[2]
    if not last or len(last) > 64:
        raise BadQuery("Give the address or the id of the other practice.")
    return last


def entry_views(entries: Iterable[Entry], labels: Labels) -> tuple[EntryView, ...]:
    """Return what people said."""
    t = Texts(labels.language)
    return tuple(_entry(entry, labels, t) for entry in entries)


def _labels(passage: Passage, labels: Labels) -> tuple[LabelView, ...]:
    found: dict[tuple[str, str], Annotation] = {}
    for one in passage.annotations:
        held = found.get((one.facet, one.code))
        if one.facet in FACETS and (held is None or one.confidence > held.confidence):
            found[one.facet, one.code] = one
    ordered = sorted(found.values(), key=lambda one: (FACETS.index(one.facet), one.code))
    return tuple(
        LabelView(
            f"{one.facet}={one.code}",
            labels.facet(one.facet),
            labels.value(one.facet, one.code),
            "" if one.end - one.start == len(passage.text) else passage.text[one.start : one.end],
            one.by,
        )
        for one in ordered
    )


def _choices(labels: Labels) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    vocabulary = load_vocabulary()
    rows = []
    for facet in FACETS:
        if facet == "territory":
            codes = [place.code for place in load_territory().regions]
        else:
            codes = list(vocabulary.facet(facet).codes())
        values = tuple((f"{facet}={code}", labels.value(facet, code)) for code in codes)
        rows.append((labels.facet(facet), values))
    return tuple(rows)


def _entry(entry: Entry, labels: Labels, t: Texts) -> EntryView:
    one = entry.judgement
    is_undo = one.verdict is Verdict.UNDO
    return EntryView(
        id=one.id,
        at=moment(one.at),
        by=one.by,
        what=_what(one, labels, t),
        why=one.why,
        where=f"{one.file_name}, p. {one.page}",
        url=_url(entry, labels),
        state=t(f"curation.state.{entry.state}"),
        can_be_undone=not (is_undo or entry.undone),
    )


def _what(one: Judgement, labels: Labels, t: Texts) -> str:
    if one.verdict is Verdict.UNDO:
        return t("curation.said.undo", id=one.undoes)
    named = one.other or {}
    if one.subject is Subject.LINK:
        own = named.get("own_name", one.code)
        if one.verdict is Verdict.REMOVE:
            return t("curation.said.part", name=own)
        return t("curation.said.join", name=own, other=named.get("name", ""))
    if one.subject is Subject.FIELD:
        where = f"{t(f'practice.field.{one.facet}')}, {named.get('name', one.code)}"
    else:
        where = f"{labels.facet(one.facet)}: {labels.value(one.facet, one.code)}"
    return t(f"curation.said.{one.verdict.value}", what=where)


def _url(entry: Entry, labels: Labels) -> str | None:
    if not entry.applies:
        return None
    about = "?lang=en" if labels.language == "en" else ""
    return f"/curation/passage/{quote(entry.applies[0], safe='')}{about}"
