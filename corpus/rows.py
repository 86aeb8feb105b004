"""Rows of the catalogue's tables to the knowledge base's own things, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from corpus import corrections, packing
from corpus.context import embedding_text
from corpus.identifiers import PassageId, RecordId, text_hash
from corpus.records import (
    Annotation,
    BlockKind,
    Box,
    Description,
    Format,
    Page,
    Passage,
    Record,
    Span,
)
from corpus.titles import title_key


def record_to_row(record: Record) -> dict[str, Any]:
    """Return a record as a row of ``records``."""
    return {
        "id": record.id,
        "sha256": record.sha256,
        "location": record.location,
        "file_name": record.file_name,
        "media_type": record.media_type,
        **description_to_row(record.description),
        "corrections": corrections.to_json(record.corrections),
        "page_count": record.page_count,
        "unreadable_pages": list(record.unreadable_pages),
        "warnings": list(record.warnings),
        "work": record.work or record.id,
        "added_at": record.added_at,
    }


def description_to_row(what: Description) -> dict[str, Any]:
    """Return the columns of ``records`` that describe the work."""
    return {
        "title": what.title,
        "title_key": title_key(what.title),
        "format": what.format.value,
        "creators": list(what.creators),
        "year": what.year,
        "language": what.language,
        "publisher": what.publisher,
        "series": what.series,
        "source_url": what.source_url,
        "sources": dict(what.sources),
    }


def record_from_row(row: Row[Any]) -> Record:
    """Inverse of :func:`record_to_row`."""
    return Record(
        id=RecordId(row.id),
        sha256=row.sha256,
        location=row.location,
        file_name=row.file_name,
        media_type=row.media_type,
        description=Description(
            title=row.title,
            format=Format(row.format),
            creators=tuple(row.creators),
            year=row.year,
            language=row.language,
            publisher=row.publisher,
            series=row.series,
            source_url=row.source_url,
            sources=row.sources,
        ),
        page_count=row.page_count,
        added_at=row.added_at,
        unreadable_pages=tuple(row.unreadable_pages),
        warnings=tuple(row.warnings),
        work=RecordId(row.work),
        corrections=corrections.from_json(row.corrections),
    )


def page_to_row(record: RecordId, page: Page) -> dict[str, Any]:
    """Return a page as a row of ``pages``."""
    return {
        "record_id": record,
        "number": page.number,
        "label": page.label,
        "width": page.width,
        "height": page.height,
        "text": page.text,
        "blocks": [packing.block_to_row(block) for block in page.blocks],
        "words": packing.pack_words(page.words),
        "unreadable": page.unreadable,
        "ocr": page.ocr,
    }


def page_from_row(row: Row[Any]) -> Page:
    """Inverse of :func:`page_to_row`."""
    return Page(
        number=row.number,
        text=row.text,
        blocks=tuple(packing.block_from_row(block) for block in row.blocks),
        words=packing.unpack_words(row.words),
        width=row.width,
        height=row.height,
        label=row.label,
        unreadable=row.unreadable,
        ocr=row.ocr,
    )


def passage_to_row(passage: Passage, title: str) -> dict[str, Any]:
    """Return a passage as a row of ``passages``; ``title`` is its record's."""
    return {
        "id": passage.id,
        "record_id": passage.record,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "spans": packing.spans_to_rows(passage.spans),
        "section": list(passage.section),
        "role": passage.role.value,
        "language": passage.language,
        "boxes": [[page, *packing.box_to_row(box)] for page, box in passage.boxes],
        "page": passage.page,
        "end_page": passage.end_page,
        "embedding_hash": text_hash(embedding_text(title, passage.section, passage.text)),
    }


def passage_from_row(row: Row[Any], annotations: tuple[Annotation, ...]) -> Passage:
    """Inverse of :func:`passage_to_row`, with the annotations of the passage."""
    return Passage(
        id=PassageId(row.id),
        record=RecordId(row.record_id),
        ordinal=row.ordinal,
        text=row.text,
        spans=tuple(Span(*span) for span in row.spans),
        section=tuple(row.section),
        role=BlockKind(row.role),
        language=row.language,
        boxes=tuple((int(page), Box(*box)) for page, *box in row.boxes),
        annotations=annotations,
    )


def annotation_to_row(passage: PassageId, annotation: Annotation) -> dict[str, Any]:
    """Return an annotation as a row of ``annotations``."""
    return {
        "passage_id": passage,
        "facet": annotation.facet,
        "code": annotation.code,
        "start": annotation.start,
        "end": annotation.end,
        "rule": annotation.rule,
        "confidence": annotation.confidence,
    }


def annotation_from_row(row: Row[Any]) -> Annotation:
    """Inverse of :func:`annotation_to_row`."""
    return Annotation(row.facet, row.code, row.start, row.end, row.rule, row.confidence)
