"""Initiatives in the catalogue, and the practices they are joined to.

Everything happens in the transaction of whoever changes a record, and touches what shares a name
with it and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from corpus import schema
from corpus.changes import Op, append_changes
from corpus.identifiers import RecordId, digest
from corpus.practices.building import initiatives_of
from corpus.practices.cards import Initiative, NamedBy
from corpus.practices.joining import Told, joined_practices
from corpus.practices.links import linked, links_touching, note_places
from corpus.practices.said import with_said
from corpus.records import Passage

_SLICE = 5_000


def renew(
    connection: sa.Connection,
    record: RecordId,
    passages: Iterable[Passage],
    forgotten: Iterable[str] = (),
) -> int:
    """Find the initiatives of a record anew, join them, and return how many there are.

    ``passages`` are all passages of the record as they stand in the catalogue now, with their
    annotations; ``forgotten`` the keys that :func:`forget_initiatives` gave before. The caller
    appends the record's own change to the feed; those of other records whose practices change by
    it are appended here.
    """
    title = schema.records.c.title
    named = connection.scalar(sa.select(title).where(schema.records.c.id == record)) or ""
    told = tuple(passages)
    initiatives = with_said(connection, told, initiatives_of(told, named))
    put_initiatives(connection, record, initiatives, forgotten)
    return len(initiatives)


def put_initiatives(
    connection: sa.Connection,
    record: RecordId,
    initiatives: Sequence[Initiative],
    forgotten: Iterable[str] = (),
) -> None:
    """Put initiatives in the place of those a record has, and join what that touches."""
    table = schema.initiatives
    left = forget_initiatives(connection, record)
    keys = left | set(forgotten) | {one.key for one in initiatives}
    rows = [_row(one) for one in initiatives]
    if rows:
        connection.execute(sa.insert(table), rows)
        connection.execute(
            sa.insert(schema.initiative_passages),
            [
                {"initiative_id": row["id"], "passage_id": passage}
                for row, one in zip(rows, initiatives, strict=True)
                for passage in one.passages
            ],
        )
        quotes = [q for row, one in zip(rows, initiatives, strict=True) for q in _quotes(row, one)]
        if quotes:
            connection.execute(sa.insert(schema.initiative_quotes), quotes)
    rejoin(connection, keys, record)


def forget_initiatives(connection: sa.Connection, record: RecordId) -> set[str]:
    """Remove the initiatives of a record; return their keys, which are to be joined again."""
    table = schema.initiatives
    keys = set(connection.scalars(sa.select(table.c.key).where(table.c.record_id == record)))
    if keys:
        connection.execute(sa.delete(table).where(table.c.record_id == record))
    return keys


def rejoin(connection: sa.Connection, keys: Iterable[str], record: str | None) -> None:
    """Join the initiatives that have these keys; ``record`` is in the feed already.

    Where people joined or parted practices, those of the other names are joined anew with them.
    """
    links, wanted = links_touching(connection, set(keys), record)
    found, before = _with_keys(connection, wanted)
    practices: dict[str, str] = {}
    for told in found.values():
        practices |= joined_practices(told)
    if links:
        works = {one.id: one.work for told in found.values() for one in told}
        practices = linked(practices, works, links)
        note_places(connection, links)
    touched: set[str] = set()
    for one, practice in practices.items():
        was, of_record = before[one]
        if practice != was:
            connection.execute(
                sa.update(schema.initiatives)
                .where(schema.initiatives.c.id == one)
                .values(practice=practice)
            )
            touched.add(of_record)
    append_changes(connection, sorted(touched - {record}), Op.UPSERT)


def _with_keys(
    connection: sa.Connection, keys: Iterable[str]
) -> tuple[dict[str, list[Told]], dict[str, tuple[str, str]]]:
    """Return the initiatives of each key, and the practice and record of each by its id."""
    table, records = schema.initiatives, schema.records
    columns = (
        table.c.id, table.c.record_id, table.c.practice, table.c.key, table.c.name,
        table.c.named_by, table.c.lead, table.c.places, table.c.years, table.c.sketch,
        records.c.work,
    )  # fmt: skip
    found: dict[str, list[Told]] = {}
    before: dict[str, tuple[str, str]] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _SLICE):
        query = sa.select(*columns).join(records, records.c.id == table.c.record_id)
        for row in connection.execute(query.where(table.c.key.in_(wanted[start : start + _SLICE]))):
            found.setdefault(row.key, []).append(_told(row))
            before[row.id] = (row.practice, row.record_id)
    return found, before


def _told(row: sa.Row[*tuple[Any, ...]]) -> Told:
    return Told(
        row.id,
        row.key,
        row.name,
        NamedBy(row.named_by),
        row.lead,
        tuple(row.places),
        tuple(row.years),
        tuple(row.sketch),
        row.work,
    )


def _row(one: Initiative) -> dict[str, Any]:
    # Where two tellings of a record have the same heading, their words tell them apart.
    return {
        "id": digest("initiative", one.record, one.key, one.name_passage),
        "record_id": one.record,
        "practice": "",
        "key": one.key,
        "name": one.name,
        "named_by": one.named_by.value,
        "name_passage": one.name_passage,
        "lead": one.lead,
        "places": list(one.places),
        "years": list(one.years),
        "sketch": list(one.sketch),
    }


def _quotes(row: dict[str, Any], one: Initiative) -> Iterable[dict[str, Any]]:
    for field, quotes in one.fields.items():
        for position, quote in enumerate(quotes):
            yield {
                "initiative_id": row["id"],
                "field": field.value,
                "position": position,
                "passage_id": quote.passage,
                "page": quote.page,
                "start": quote.start,
                "end": quote.end,
                "text": quote.text,
                "rule": quote.rule,
                "confidence": quote.confidence,
            }
