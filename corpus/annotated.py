"""Which version of the rules labelled each record, and labels found anew for records as stored.

Versions are opaque here: whoever annotates makes them (see ``ingest.annotate.version``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from corpus import rows, schema
from corpus.changes import Op, append_changes, now
from corpus.identifiers import PassageId, RecordId
from corpus.judgement_places import place_judgements
from corpus.labelled import passages_in
from corpus.practices.storing import renew
from corpus.records import Annotation

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue


def versions(catalogue: Catalogue) -> dict[RecordId, str | None]:
    """Return the version that labelled each record, None where it is not known; by id, sorted."""
    records, table = schema.records, schema.annotated
    query = sa.select(records.c.id, table.c.version).outerjoin(
        table, table.c.record_id == records.c.id
    )
    with catalogue.engine.connect() as connection:
        found = connection.execute(query.order_by(records.c.id))
        return {RecordId(row.id): row.version for row in found}


def count_older(catalogue: Catalogue, current: Callable[[str], bool]) -> int:
    """Return how many records were labelled by versions that are not ``current``."""
    return sum(1 for v in versions(catalogue).values() if v is None or not current(v))


def note_annotated(connection: sa.Connection, record: str, version: str | None) -> None:
    """Write down which version labelled a record, None if it is not known."""
    table = schema.annotated
    connection.execute(sa.delete(table).where(table.c.record_id == record))
    if version is not None:
        row = {"record_id": record, "version": version, "at": now()}
        connection.execute(sa.insert(table), row)


def put_annotations(
    catalogue: Catalogue,
    record: RecordId,
    found: Mapping[PassageId, Iterable[Annotation]],
    version: str,
) -> bool:
    """Put labels in the place of those a record has; say whether it was still as it was read.

    ``found`` has every passage of the record. If these are others by now (the file was read again
    meanwhile) nothing is written. Practices are made of them anew. Where labels and practices
    are the same as before no change is announced.
    """
    with catalogue.writing() as connection:
        was = {p.id: p.annotations for p in passages_in(connection, record, people=False)}
        there = connection.scalar(
            sa.select(schema.records.c.id).where(schema.records.c.id == record)
        )
        if there is None or was.keys() != found.keys():
            return False
        now_found = {passage: tuple(annotations) for passage, annotations in found.items()}
        note_annotated(connection, record, version)
        changed = [passage for passage in was if was[passage] != now_found[passage]]
        if changed:
            _replace(connection, {passage: now_found[passage] for passage in changed})
            place_judgements(connection, record, passages_in(connection, record, people=False))
        # The rules that make practices of labels may have changed though the labels did not.
        before = _told(connection, record)
        renew(connection, record, passages_in(connection, record))
        if changed or _told(connection, record) != before:
            append_changes(connection, [record], Op.LABEL)
    return True


def _told(connection: sa.Connection, record: RecordId) -> frozenset[str]:
    """Return what a record tells of practices, to see whether it is still the same."""
    table, quotes, passages = (
        schema.initiatives,
        schema.initiative_quotes,
        schema.initiative_passages,
    )
    own = sa.select(table.c.id).where(table.c.record_id == record)
    of_record = (
        sa.select(table).where(table.c.record_id == record),
        sa.select(quotes).where(quotes.c.initiative_id.in_(own)),
        sa.select(passages).where(passages.c.initiative_id.in_(own)),
    )
    return frozenset(repr(tuple(row)) for query in of_record for row in connection.execute(query))


def _replace(connection: sa.Connection, found: Mapping[PassageId, tuple[Annotation, ...]]) -> None:
    table = schema.annotations
    connection.execute(
        sa.delete(table).where(table.c.passage_id == sa.bindparam("of")),
        [{"of": passage} for passage in found],
    )
    new = [rows.annotation_to_row(p, a) for p, annotations in found.items() for a in annotations]
    if new:
        connection.execute(sa.insert(table), new)
