"""Passages with their labels as they are shown: what was found, and what people said of it.

Every reader of the catalogue (searches, exports, pages, practices) has its labels from here. The
table of annotations holds what was found and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from corpus import rows, schema
from corpus.identifiers import PassageId
from corpus.judgements import Judgement, Placed, Subject, Verdict, with_judgements
from corpus.records import Annotation, Passage

_SLICE = 5_000
# Made once: making a statement takes longer than asking for ten rows.
_IDS: sa.BindParameter[list[str]] = sa.bindparam("ids", expanding=True)
_FOUND = (
    sa.select(schema.annotations)
    .where(schema.annotations.c.passage_id.in_(_IDS))
    .order_by(schema.annotations.c.id)
)
_ANY_JUDGED = sa.select(schema.judgement_places.c.passage_id).limit(1)


def labelled(connection: sa.Connection, found: Sequence[sa.Row[Any]]) -> tuple[Passage, ...]:
    """Return rows of ``passages`` as passages, with their labels as they are shown."""
    places = places_in(connection, [row.id for row in found])
    plain = as_found(connection, found)
    if not places:
        return plain
    return tuple(with_judgements(p, places.get(p.id, ())) for p in plain)


def as_found(connection: sa.Connection, found: Sequence[sa.Row[Any]]) -> tuple[Passage, ...]:
    """Return rows of ``passages`` as passages, with their labels as the machine found them."""
    annotations: dict[str, list[Annotation]] = defaultdict(list)
    for ids in _slices([row.id for row in found]):
        for row in connection.execute(_FOUND, {"ids": ids}):
            annotations[row.passage_id].append(rows.annotation_from_row(row))
    return tuple(rows.passage_from_row(row, tuple(annotations.get(row.id, ()))) for row in found)


def passages_in(
    connection: sa.Connection, record: str, *, people: bool = True
) -> tuple[Passage, ...]:
    """Return the passages of a record in reading order as they stand within a transaction.

    With ``people``, their labels are as they are shown, else as they were found.
    """
    table = schema.passages
    query = sa.select(table).where(table.c.record_id == record).order_by(table.c.ordinal)
    found = connection.execute(query).all()
    return labelled(connection, found) if people else as_found(connection, found)


def places_in(
    connection: sa.Connection, passages: Iterable[str]
) -> dict[PassageId, tuple[Placed, ...]]:
    """Return the judgements in force on passages, in the order in which they were made."""
    places, table = schema.judgement_places, schema.judgements
    if connection.scalar(_ANY_JUDGED) is None:
        return {}
    found: dict[PassageId, list[Placed]] = defaultdict(list)
    joined = sa.select(
        table,
        places.c.passage_id.label("now_in"),
        places.c.start.label("now_start"),
        places.c.end.label("now_end"),
    ).join(places, places.c.judgement_id == table.c.id)
    for ids in _slices(list(passages)):
        query = joined.where(places.c.passage_id.in_(ids)).order_by(table.c.at, table.c.seq)
        for row in connection.execute(query):
            one = Placed(judgement_from_row(row), row.now_in, row.now_start, row.now_end)
            found[PassageId(row.now_in)].append(one)
    return {passage: tuple(placed) for passage, placed in found.items()}


def judgement_from_row(row: sa.Row[Any]) -> Judgement:
    """Return a row of ``judgements`` as what it is."""
    return Judgement(
        id=row.id,
        at=row.at,
        by=row.author,
        why=row.why,
        verdict=Verdict(row.verdict),
        subject=Subject(row.subject),
        facet=row.facet,
        code=row.code,
        record=row.record_id,
        sha256=row.sha256,
        file_name=row.file_name,
        passage=row.passage_id,
        page=row.page,
        text=row.text,
        start=row.start,
        end=row.end,
        undoes=row.undoes,
        other=row.other,
    )


def judgement_to_row(one: Judgement) -> dict[str, Any]:
    """Return a judgement as a row of ``judgements``."""
    return {
        "id": one.id,
        "at": one.at,
        "author": one.by,
        "why": one.why,
        "verdict": one.verdict.value,
        "subject": one.subject.value,
        "facet": one.facet,
        "code": one.code,
        "undoes": one.undoes,
        "record_id": one.record,
        "sha256": one.sha256,
        "file_name": one.file_name,
        "passage_id": one.passage,
        "page": one.page,
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "other": dict(one.other) if one.other is not None else None,
    }


def _slices(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _SLICE):
        yield ids[start : start + _SLICE]
