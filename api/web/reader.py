"""The reader: one page of a record, its picture and its text."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.citation import citation
from api.http.state import State
from api.labels import Labels, page_label
from api.schema_records import on_page
from api.texts import Texts
from api.trouble import NotReady
from api.web.address import Address
from api.web.view import HitView, hit_view
from corpus.errors import NotEmbeddedYet, PassageNotFound
from corpus.records import Page, Passage, Record

_SCALE = 1.5
_SIMILAR = 5


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage on the page."""

    id: str
    section: tuple[str, ...]
    text: str
    language: str | None
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class RecordLink:
    """Another file that holds the same work."""

    title: str
    file: str
    format: str
    url: str


@dataclass(frozen=True, slots=True)
class ReaderView:
    """Everything the reader shows."""

    title: str
    label: str
    position: str
    picture_url: str
    picture_alt: str
    picture_size: tuple[int, int] | None
    passages: tuple[PassageView, ...]
    text: str
    unreadable: str | None
    previous: str | None
    next: str | None
    back: str
    back_to_results: bool
    quotation: str | None
    citation: str
    file_url: str
    details: tuple[tuple[str, str], ...]
    same_work: tuple[RecordLink, ...]
    similar: tuple[HitView, ...]
    chosen: str | None
    here: str


def reader_view(
    state: State, identifier: str, number: int, chosen: str | None, address: Address, labels: Labels
) -> ReaderView:
    """Return a page of a record; ``chosen`` is the passage to mark.

    Raises RecordNotFound, PageNotFound, and PassageNotFound for a passage that is not of the
    record.
    """
    record = state.catalogue.record(identifier)
    page = state.catalogue.page(identifier, number)
    passages = state.catalogue.passages_of(identifier)
    passage = next((p for p in passages if p.id == chosen), None)
    if chosen and passage is None:
        raise PassageNotFound(chosen)
    t = Texts(labels.language)
    label = page_label(record, number, page.label)
    title = record.description.title
    alt = "reader.alt_marked" if passage else "reader.alt"
    return ReaderView(
        title=title,
        label=label,
        position=t("reader.position", label=label, page=number, pages=record.page_count),
        picture_url=_picture_url(record, number, passage),
        picture_alt=t(alt, label=label, title=title),
        picture_size=_size(page),
        passages=tuple(
            _passage_view(p, number, chosen, address) for p in on_page(passages, number)
        ),
        text=page.text,
        unreadable=page.unreadable,
        previous=address.reader(record.id, number - 1) if number > 1 else None,
        next=address.reader(record.id, number + 1) if number < record.page_count else None,
        back=address.url,
        back_to_results=address.asked,
        quotation=passage.text if passage else None,
        citation=citation(record, label),
        file_url=_file_url(record, number),
        details=_details(record, labels, t),
        same_work=tuple(_link(r, address, labels) for r in state.catalogue.same_work(record)),
        similar=_similar(state, passage, address, labels),
        chosen=chosen,
        here=address.reader(record.id, number, chosen),
    )


def _picture_url(record: Record, number: int, passage: Passage | None) -> str:
    pairs = [("scale", str(_SCALE)), *([("passage", passage.id)] if passage else [])]
    return f"/v1/records/{quote(record.id, safe='')}/pages/{number}.png?{urlencode(pairs)}"


def _file_url(record: Record, number: int) -> str:
    # Browsers open a PDF at the page named after the hash.
    at_page = f"#page={number}" if record.media_type == "application/pdf" else ""
    return f"/v1/records/{quote(record.id, safe='')}/file{at_page}"


def _size(page: Page) -> tuple[int, int] | None:
    if page.width < 1 or page.height < 1:
        return None
    return round(page.width * _SCALE), round(page.height * _SCALE)


def _passage_view(
    passage: Passage, number: int, chosen: str | None, address: Address
) -> PassageView:
    return PassageView(
        passage.id,
        passage.section,
        passage.text,
        passage.language,
        passage.id == chosen,
        address.reader(passage.record, number, passage.id),
    )


def _link(record: Record, address: Address, labels: Labels) -> RecordLink:
    what = record.description
    url = address.reader(record.id, 1)
    return RecordLink(what.title, record.file_name, labels.value("format", what.format.value), url)


def _details(record: Record, labels: Labels, t: Texts) -> tuple[tuple[str, str], ...]:
    what = record.description
    rows = (
        ("reader.authors", "; ".join(what.creators)),
        ("reader.publisher", what.publisher),
        ("reader.series", what.series),
        ("reader.year", None if what.year is None else str(what.year)),
        ("reader.language", what.language and labels.value("language", what.language)),
        ("reader.format", labels.value("format", what.format.value)),
        ("reader.file", record.file_name),
        ("reader.missing_pages", ", ".join(map(str, record.unreadable_pages))),
    )
    return tuple((t(key), value) for key, value in rows if value)


def _similar(
    state: State, passage: Passage | None, address: Address, labels: Labels
) -> tuple[HitView, ...]:
    if passage is None:
        return ()
    try:
        found = state.service.engine.similar(passage.id, _SIMILAR)
    except (NotEmbeddedYet, NotReady, PassageNotFound):
        return ()  # nothing is like it yet, or it was removed meanwhile
    return tuple(hit_view(hit, address, labels) for hit in found)
