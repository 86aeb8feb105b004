"""The change feed: what happened to records, in order, for the indexes to follow."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from corpus import schema
from corpus.identifiers import RecordId


class Op(enum.StrEnum):
    """What happened to a record."""

    UPSERT = "upsert"  # added or replaced
    DELETE = "delete"
    EMBED = "embed"  # vectors of its passages were stored
    LABEL = "label"  # its labels are others; text and vectors are as they were


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the change feed."""

    seq: int
    record: RecordId
    op: Op


def now() -> str:
    """Return the time, UTC, to the second, as the catalogue writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def append_changes(connection: sa.Connection, records: Iterable[str], op: Op) -> None:
    """Append a change to the feed for each record, in the caller's transaction."""
    at = now()
    rows = [{"record_id": record, "op": op.value, "at": at} for record in records]
    if rows:
        connection.execute(sa.insert(schema.changes), rows)


def read_changes(connection: sa.Connection, seq: int, limit: int) -> tuple[Change, ...]:
    """Return the changes after ``seq``, oldest first."""
    table = schema.changes
    query = sa.select(table).where(table.c.seq > seq).order_by(table.c.seq).limit(limit)
    return tuple(
        Change(row.seq, RecordId(row.record_id), Op(row.op)) for row in connection.execute(query)
    )
