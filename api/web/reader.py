"""The reader: one page of a record, its picture and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.citation import citation
from api.http.state import State
from api.labels import Labels, page_label
from api.reasons import Reason, reason_in
from api.schema_records import on_page
from api.texts import Texts
from api.trouble import NotReady
from api.web.address import Address
from api.web.view import HitView, hit_view, section_below
from corpus.errors import NotEmbeddedYet, PassageNotFound
from corpus.identifiers import passage_key
from corpus.practices import practices_by_id, practices_telling
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
class FoundView:
    """What the search one comes from finds in this document: where one is, and the ways on."""

    place: str
    previous: str | None
    next: str | None


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
    unreadable: Reason | None
    previous: str | None
    next: str | None
    back: str
    back_to_results: bool
    found: FoundView | None
    practices: tuple[tuple[str, str], ...]
    quotation: str | None
    quotation_language: str | None
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
    here = on_page(passages, number)
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
        passages=tuple(_passage_views(here, title, number, chosen, address)),
        text=page.text,
        unreadable=reason_in(page.unreadable, t),
        previous=address.reader(record.id, number - 1) if number > 1 else None,
        next=address.reader(record.id, number + 1) if number < record.page_count else None,
        back=address.url,
        back_to_results=address.asked,
        found=_found(state, passages, number, passage, address, t),
        practices=_practices(state, [passage] if passage else here, address),
        quotation=passage.text if passage else None,
        quotation_language=passage.language if passage else None,
        citation=citation(record, label),
        file_url=_file_url(record, number),
        details=_details(record, labels, t),
        same_work=tuple(_link(r, address, labels) for r in state.catalogue.same_work(record)),
        similar=_similar(state, passage, address, labels),
        chosen=chosen,
        here=address.reader(record.id, number, chosen),
    )


def _found(
    state: State,
    passages: Sequence[Passage],
    number: int,
    chosen: Passage | None,
    address: Address,
    t: Texts,
) -> FoundView | None:
    """Return the hits of the search in this document, in reading order, around where one is."""
    if not address.query and not address.filters:
        return None  # everything is found then: its pages are the way on
    keys = [passage_key(passage.id) for passage in passages]
    try:
        held = state.service.engine.found_among(address.request(), keys)
    except NotReady:
        return None  # the page itself can be read
    hits = [p for p, key in zip(passages, keys, strict=True) if key in held]
    if not hits:
        return None
    # Where nothing is chosen one stands before all that is on the page.
    at = chosen.ordinal if chosen else next((h.ordinal for h in hits if h.page >= number), None)
    before = len(hits) if at is None else sum(hit.ordinal < at for hit in hits)
    is_hit = chosen is not None and any(hit.id == chosen.id for hit in hits)
    place = (
        t.count("reader.hit_of", len(hits), number=before + 1)
        if is_hit
        else t.count("reader.hits_here", len(hits))
    )
    return FoundView(
        place, _hit_url(hits, before - 1, address), _hit_url(hits, before + is_hit, address)
    )


def _hit_url(hits: Sequence[Passage], place: int, address: Address) -> str | None:
    if not 0 <= place < len(hits):
        return None
    return address.reader(hits[place].record, hits[place].page, hits[place].id)


def _practices(
    state: State, passages: Sequence[Passage], address: Address
) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of the practices whose records quote any of some passages."""
    wanted = {passage.id for passage in passages}
    told = practices_telling(state.catalogue, wanted)
    ids = dict.fromkeys(code for passage in passages for code in told.get(passage.id, ()))
    held = practices_by_id(state.catalogue, ids)
    return tuple(
        (held[code].name, address.practice(code))
        for code in ids
        if code in held
        and any(q.passage in wanted for quotes in held[code].fields.values() for q in quotes)
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


def _passage_views(
    passages: Sequence[Passage], title: str, number: int, chosen: str | None, address: Address
) -> Iterator[PassageView]:
    """Yield the passages of a page; the headings above one are not said again of the next."""
    above: tuple[str, ...] = ()
    for passage in passages:
        section = section_below(passage, title)
        yield PassageView(
            passage.id,
            section if section != above else (),
            passage.text,
            passage.language,
            passage.id == chosen,
            address.reader(passage.record, number, passage.id),
        )
        above = section


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
