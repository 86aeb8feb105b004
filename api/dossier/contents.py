"""What a dossier says once its pieces are looked up: quotations with where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.citation import citation
from api.dossier.items import Dossier, Item, ItemKind
from api.labels import page_label
from corpus.catalogue import Catalogue
from corpus.practices import Practice, Quote, practices_by_id
from corpus.records import Passage, Record

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a document, with their citation. ``field`` is that of a practice."""

    text: str
    language: str | None
    citation: str
    record: str
    page: int
    passage: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of a dossier. ``missing``: the library holds it no more."""

    item: Item
    heading: str
    quotes: tuple[Quoted, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """A dossier ready to be shown or written."""

    title: str
    entries: tuple[Entry, ...]


class _Library:
    """What the pieces need of the catalogue, read at once."""

    def __init__(self, catalogue: Catalogue, items: Iterable[Item]) -> None:
        held = tuple(items)
        wanted = [i.id for i in held if i.kind is ItemKind.PASSAGE]
        self.practices = practices_by_id(
            catalogue, [i.id for i in held if i.kind is ItemKind.PRACTICE]
        )
        quotes = [q for one in self.practices.values() for q in _quotes(one)]
        wanted += [quote.passage for quote in quotes]
        found = catalogue.passages_by_id(wanted)
        self.passages = {str(key): passage for key, passage in found.items()}
        records = catalogue.records_by_id({passage.record for passage in found.values()})
        self.records: dict[str, Record] = {str(key): record for key, record in records.items()}
        places = {(str(p.record), p.page) for p in found.values()}
        places |= {(str(q.record), q.page) for q in quotes}
        self.labels: Mapping[Place, str | None] = catalogue.page_labels(places)

    def quoted(
        self, text: str, passage: Passage, page: int, field: str | None = None
    ) -> Quoted | None:
        record = self.records.get(str(passage.record))
        if record is None:
            return None
        label = page_label(record, page, self.labels.get((str(record.id), page)))
        cited = citation(record, label)
        return Quoted(text, passage.language, cited, str(record.id), page, str(passage.id), field)


def contents(catalogue: Catalogue, dossier: Dossier) -> Contents:
    """Return what a dossier says now; what the library no longer holds is said to be missing."""
    library = _Library(catalogue, dossier.items)
    return Contents(dossier.title, tuple(_entry(library, item) for item in dossier.items))


def _entry(library: _Library, item: Item) -> Entry:
    if item.kind is ItemKind.NEED:
        return Entry(item, item.id)
    if item.kind is ItemKind.PRACTICE:
        practice = library.practices.get(item.id)
        if practice is None:
            return Entry(item, "", missing=True)
        return Entry(item, practice.name, _practice_quotes(library, practice))
    passage = library.passages.get(item.id)
    quoted = library.quoted(passage.text, passage, passage.page) if passage else None
    if passage is None or quoted is None:
        return Entry(item, "", missing=True)
    return Entry(item, library.records[str(passage.record)].description.title, (quoted,))


def _practice_quotes(library: _Library, practice: Practice) -> tuple[Quoted, ...]:
    found = []
    for field, quotes in practice.fields.items():
        for quote in quotes:
            passage = library.passages.get(str(quote.passage))
            if passage is None:
                continue
            quoted = library.quoted(quote.text, passage, quote.page, field.value)
            if quoted:
                found.append(quoted)
    return tuple(found)


def _quotes(practice: Practice) -> list[Quote]:
    return [quote for quotes in practice.fields.values() for quote in quotes]
