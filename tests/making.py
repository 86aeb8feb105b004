"""Small real records for tests."""

import hashlib

from corpus.identifiers import passage_id, record_id
from corpus.records import Block, BlockKind, Description, Format, Page, Passage, Record, Span
from corpus.sources import Outcome, Source


def make_record(name, *, title=None, year=2020, publisher=None, fmt=Format.REPORT, pages=1):
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return Record(
        id=record_id(sha256),
        sha256=sha256,
        location=f"/biblioteca/{name}.pdf",
        file_name=f"{name}.pdf",
        media_type="application/pdf",
        description=Description(
            title=title or f"Documento {name}",
            format=fmt,
            creators=("Ada Rossi",),
            year=year,
            language="it",
            publisher=publisher,
        ),
        page_count=pages,
        added_at="2026-01-02T03:04:05Z",
    )


def make_passage(record, ordinal, text, *, start=0, page=1, **fields):
    return Passage(
        id=passage_id(record.id, page, text, ordinal),
        record=record.id,
        ordinal=ordinal,
        text=text,
        spans=(Span(page, start, start + len(text)),),
        **{"language": "it", **fields},
    )


def make_source(record, outcome=Outcome.OK):
    return Source(record.location, outcome, sha256=record.sha256, size=1, mtime_ns=1)


def put(catalogue, record, texts, *, sketch=frozenset(), replace=False, annotations=None, **fields):
    """Put a record of one page with a passage for each text."""
    page_text = "\n".join(texts)
    blocks, passages, start = [], [], 0
    for ordinal, text in enumerate(texts):
        found = (annotations or {}).get(ordinal, ())
        passages.append(
            make_passage(record, ordinal, text, start=start, annotations=found, **fields)
        )
        for line in text.split("\n"):
            blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(line)))
            start += len(line) + 1
    page = Page(1, page_text, tuple(blocks))
    catalogue.put(record, [page], passages, sketch, make_source(record), replace=replace)
    return record
