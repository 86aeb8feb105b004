"""Places documents came from, and what came of each."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from corpus import schema
from corpus.changes import now
from corpus.identifiers import RecordId


class Outcome(enum.StrEnum):
    """What came of a file."""

    OK = "ok"
    PARTIAL = "partial"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a place documents came from: a path or an address.

    ``size`` (bytes) and ``mtime_ns`` tell whether a file may have changed since it was read.
    """

    location: str
    outcome: Outcome
    reason: str | None = None
    record: RecordId | None = None
    sha256: str | None = None
    size: int | None = None
    mtime_ns: int | None = None
    seen_at: str = ""


def note_source(
    connection: sa.Connection, source: Source, outcome: Outcome, record: RecordId | None
) -> Source:
    """Write down what came of a place, in the caller's transaction; return it as noted."""
    noted = dataclasses.replace(source, outcome=outcome, record=record, seen_at=now())
    connection.execute(
        sa.insert(schema.sources).prefix_with("OR REPLACE"),
        {
            "location": noted.location,
            "outcome": noted.outcome.value,
            "reason": noted.reason,
            "record_id": noted.record,
            "sha256": noted.sha256,
            "size": noted.size,
            "mtime_ns": noted.mtime_ns,
            "seen_at": noted.seen_at,
        },
    )
    return noted


def latest_sources(
    connection: sa.Connection, outcomes: Collection[Outcome], limit: int, offset: int = 0
) -> tuple[Source, ...]:
    """Return the places with some outcomes (none: all), the latest seen first."""
    table = schema.sources
    query = sa.select(table).order_by(table.c.seen_at.desc(), table.c.location)
    if outcomes:
        query = query.where(table.c.outcome.in_(sorted(o.value for o in outcomes)))
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    return tuple(source_from_row(row) for row in rows)


def count_outcomes(connection: sa.Connection) -> dict[Outcome, int]:
    """Return how many places there are by outcome."""
    table = schema.sources
    query = sa.select(table.c.outcome, sa.func.count()).group_by(table.c.outcome)
    return {Outcome(outcome): count for outcome, count in connection.execute(query)}


def source_from_row(row: sa.Row[Any]) -> Source:
    """Return a row of ``sources`` as a source."""
    return Source(
        location=row.location,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        record=None if row.record_id is None else RecordId(row.record_id),
        sha256=row.sha256,
        size=row.size,
        mtime_ns=row.mtime_ns,
        seen_at=row.seen_at,
    )
