"""Records, pages, passages and outcomes as they go over the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from api.labels import Labels, page_label
from api.schema import Locator, RecordRef, WireModel, counted_codes, locator, record_ref
from corpus.identifiers import RecordId
from corpus.records import Box, Page, Passage, Record
from corpus.works import Kind, Link

if TYPE_CHECKING:
    from ingest.pipeline import FileOutcome


class RecordModel(WireModel):
    """A record in a list."""

    id: str
    title: str
    file: str
    pages: int
    year: int | None
    language: str | None
    format: str
    creators: list[str]
    publisher: str | None
    series: str | None
    media_type: str
    added_at: str


class RecordsModel(WireModel):
    """A page of the list of records."""

    total: int
    records: list[RecordModel]
    next_cursor: str | None


class RelatedModel(RecordModel):
    """Another record of the same work."""

    relation: str = Field(description="same (another file or format), edition or translation")
    evidence: dict[str, Any] = Field(description="What shows the relation")


class RecordDetailModel(RecordModel):
    """A record with what is known of its reading, and the same work in other files."""

    sha256: str
    work: str
    pages_unreadable: list[int]
    pages_ocr: dict[int, float] = Field(
        description="Pages read by optical recognition, with the mean confidence of their words"
    )
    warnings: list[str]
    described_by: dict[str, str] = Field(description="Where each bibliographic field came from")
    corrected_by: list[str] = Field(description="Sidecars and manifests that correct the fields")
    source_url: str | None
    same_work: list[RelatedModel]


class PagePassageModel(WireModel):
    """A passage as far as it stands on a page."""

    passage_id: str
    section: list[str]
    text: str
    boxes: list[tuple[float, float, float, float]]


class PageModel(WireModel):
    """A page: text and passages. Points (1/72 inch), origin top left."""

    page: int
    label: str
    width: float
    height: float
    text: str
    unreadable: str | None
    ocr: float | None = Field(description="Mean confidence of the words of a scanned page")
    passages: list[PagePassageModel]


class SpanModel(WireModel):
    """Characters ``[start, end)`` of the text of a page."""

    page: int
    start: int
    end: int


class AnnotationModel(WireModel):
    """A label with the words that gave it."""

    facet: str
    code: str
    label: str
    start: int
    end: int
    words: str
    rule: str
    confidence: float
    by: str | None = None  # the person who said so, where one did


class PassageModel(WireModel):
    """A passage with its place and its labels."""

    passage_id: str
    record: RecordRef
    locator: Locator
    section: list[str]
    role: str
    language: str | None
    text: str
    spans: list[SpanModel]
    boxes: dict[int, list[tuple[float, float, float, float]]]
    facets: dict[str, list[str]]
    annotations: list[AnnotationModel]


class OutcomeModel(WireModel):
    """What came of one file."""

    file: str
    outcome: str
    record_id: str | None
    pages: int
    passages: int
    reason: str | None
    pages_unreadable: list[int]


class LiveModel(WireModel):
    """The process answers."""

    status: str


class ReadyModel(WireModel):
    """How far the indexes are: ``applied`` of ``seq`` changes."""

    status: str
    seq: int
    applied: int
    to_embed: int


def record_model(record: Record) -> RecordModel:
    """Return a record as a list shows it."""
    return RecordModel(**_record_fields(record))


def record_detail(
    record: Record,
    same_work: Sequence[Record],
    links: Mapping[RecordId, Link],
    ocr: Mapping[int, float],
) -> RecordDetailModel:
    """Return a record whole.

    ``links`` say how the others of ``same_work`` are related to it, ``ocr`` how sure the pages are
    that were read by optical recognition.
    """
    made = record.corrections.made if record.corrections else ()
    return RecordDetailModel(
        **_record_fields(record),
        sha256=record.sha256,
        work=record.work or record.id,
        pages_unreadable=list(record.unreadable_pages),
        pages_ocr=dict(ocr),
        warnings=list(record.warnings),
        described_by=dict(record.description.sources),
        corrected_by=[Path(one.path).name for one in made],
        source_url=record.description.source_url,
        same_work=[_related(other, links.get(other.id)) for other in same_work],
    )


def _related(other: Record, link: Link | None) -> RelatedModel:
    relation = Kind.SAME if link is None else link.kind
    evidence = {} if link is None else dict(link.evidence)
    return RelatedModel(**_record_fields(other), relation=relation.value, evidence=evidence)


def _record_fields(record: Record) -> dict[str, object]:
    what = record.description
    return {
        "id": record.id,
        "title": what.title,
        "file": record.file_name,
        "pages": record.page_count,
        "year": what.year,
        "language": what.language,
        "format": what.format.value,
        "creators": list(what.creators),
        "publisher": what.publisher,
        "series": what.series,
        "media_type": record.media_type,
        "added_at": record.added_at,
    }


def page_model(record: Record, page: Page, passages: Iterable[Passage]) -> PageModel:
    """Return a page with those of ``passages`` that stand on it."""
    return PageModel(
        page=page.number,
        label=page_label(record, page.number, page.label),
        width=page.width,
        height=page.height,
        text=page.text,
        unreadable=page.unreadable,
        ocr=page.ocr,
        passages=[
            PagePassageModel(
                passage_id=passage.id,
                section=list(passage.section),
                text=passage.text,
                boxes=boxes_on(passage, page.number),
            )
            for passage in on_page(passages, page.number)
        ],
    )


def on_page(passages: Iterable[Passage], number: int) -> list[Passage]:
    """Return the passages that stand on a page, wholly or in part."""
    return [p for p in passages if any(span.page == number for span in p.spans)]


def boxes_on(passage: Passage, number: int) -> list[tuple[float, float, float, float]]:
    """Return the boxes around the lines of a passage on one page."""
    return [_box(box) for page, box in passage.boxes if page == number]


def _box(box: Box) -> tuple[float, float, float, float]:
    return (box.x0, box.y0, box.x1, box.y1)


def passage_model(
    record: Record,
    passage: Passage,
    label: str | None,
    facets: Mapping[str, Iterable[str]],
    labels: Labels,
) -> PassageModel:
    """Return a passage whole; ``facets`` are all its codes, those of its record included."""
    pages = sorted({page for page, _ in passage.boxes})
    return PassageModel(
        passage_id=passage.id,
        record=record_ref(record),
        locator=locator(record, passage, label),
        section=list(passage.section),
        role=passage.role.value,
        language=passage.language,
        text=passage.text,
        spans=[SpanModel(page=s.page, start=s.start, end=s.end) for s in passage.spans],
        boxes={page: boxes_on(passage, page) for page in pages},
        facets=counted_codes(facets),
        annotations=[
            AnnotationModel(
                facet=a.facet,
                code=a.code,
                label=labels.value(a.facet, a.code),
                start=a.start,
                end=a.end,
                words=passage.text[a.start : a.end],
                rule=a.rule,
                confidence=a.confidence,
                by=a.by,
            )
            for a in passage.annotations
        ],
    )


def outcome_model(outcome: FileOutcome, file: str | None = None) -> OutcomeModel:
    """Return what came of a file, under another name than its own if one is given."""
    return OutcomeModel(
        file=outcome.file if file is None else file,
        outcome=outcome.outcome.value,
        record_id=outcome.record,
        pages=outcome.pages,
        passages=outcome.passages,
        reason=outcome.reason,
        pages_unreadable=list(outcome.unreadable_pages),
    )
