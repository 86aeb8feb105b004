"""Changing what is said of a record without reading its file again."""

from __future__ import annotations

import sqlalchemy as sa

from corpus import corrections as correcting
from corpus import rows, schema
from corpus.catalogue import Catalogue
from corpus.changes import Op, append_changes
from corpus.context import embedding_text
from corpus.corrections import Correction, Corrections
from corpus.errors import RecordNotFound
from corpus.identifiers import RecordId, text_hash
from corpus.works import relate, state_links


def redescribe(catalogue: Catalogue, identifier: RecordId, made: tuple[Correction, ...]) -> int:
    """Put corrections in the place of those a record has; return the number of its passages.

    Without any, the description is again what was found in the file. Passages are embedded anew
    only where the title changes, which is part of what is embedded. The indexes follow the feed.
    Raises RecordNotFound.
    """
    table = schema.records
    with catalogue.writing() as connection:
        row = connection.execute(sa.select(table).where(table.c.id == identifier)).first()
        if row is None:
            raise RecordNotFound(identifier)
        record = rows.record_from_row(row)
        found = record.description if record.corrections is None else record.corrections.found
        corrections = Corrections(found, made) if made else None
        description = corrections.described() if corrections else found
        connection.execute(
            sa.update(table)
            .where(table.c.id == identifier)
            .values(
                **rows.description_to_row(description),
                corrections=correcting.to_json(corrections),
            )
        )
        if description.title != record.description.title:
            _retitle(connection, identifier, description.title)
        state_links(connection, identifier, (link for one in made for link in one.links))
        relate(connection, identifier)
        append_changes(connection, [identifier], Op.UPSERT)
        passages = schema.passages
        count = sa.select(sa.func.count()).where(passages.c.record_id == identifier)
        return connection.scalar(count.select_from(passages)) or 0


def _retitle(connection: sa.Connection, record: RecordId, title: str) -> None:
    table = schema.passages
    columns = sa.select(table.c.id, table.c.section, table.c.text)
    changed = [
        {"key": row.id, "hash": text_hash(embedding_text(title, row.section, row.text))}
        for row in connection.execute(columns.where(table.c.record_id == record))
    ]
    if changed:
        connection.execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("key"))
            .values(embedding_hash=sa.bindparam("hash")),
            changed,
        )
