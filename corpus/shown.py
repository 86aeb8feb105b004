"""Passages as searches need them: for a list of results, and their texts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from corpus import rows, schema
from corpus.catalogue import Catalogue
from corpus.identifiers import PassageId
from corpus.labelled import labelled
from corpus.records import Passage, Record

# Made once: making a statement takes longer than asking for ten rows. SQLite takes a limited
# number of values in one.
_SLICE = 5_000
_IDS: sa.BindParameter[list[str]] = sa.bindparam("ids", expanding=True)
_PASSAGES = (
    sa.select(schema.passages, schema.pages.c.label.label("page_label"))
    .outerjoin(
        schema.pages,
        (schema.pages.c.record_id == schema.passages.c.record_id)
        & (schema.pages.c.number == schema.passages.c.page),
    )
    .where(schema.passages.c.id.in_(_IDS))
)
_TEXTS = sa.select(schema.passages.c.id, schema.passages.c.text, schema.passages.c.language).where(
    schema.passages.c.id.in_(_IDS)
)
_RECORDS = sa.select(schema.records).where(schema.records.c.id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage with its record; ``page_label`` is the printed one of its first page."""

    passage: Passage
    record: Record
    page_label: str | None


def shown_passages(
    catalogue: Catalogue, identifiers: Sequence[PassageId]
) -> dict[PassageId, Shown]:
    """Return those of some passages that exist, with their labels as they are shown."""
    wanted = list(dict.fromkeys(identifiers))
    found: dict[PassageId, Shown] = {}
    with catalogue.engine.connect() as connection:
        for start in range(0, len(wanted), _SLICE):
            ids = {"ids": wanted[start : start + _SLICE]}
            held = connection.execute(_PASSAGES, ids).all()
            of = {"ids": sorted({row.record_id for row in held})}
            records = {
                row.id: rows.record_from_row(row) for row in connection.execute(_RECORDS, of)
            }
            for passage, row in zip(labelled(connection, held), held, strict=True):
                found[passage.id] = Shown(passage, records[passage.record], row.page_label)
    return found


def texts_of(
    catalogue: Catalogue, identifiers: Sequence[PassageId]
) -> dict[PassageId, tuple[str, str | None]]:
    """Return text and language of those of some passages that exist."""
    found: dict[PassageId, tuple[str, str | None]] = {}
    with catalogue.engine.connect() as connection:
        for start in range(0, len(identifiers), _SLICE):
            ids = {"ids": list(identifiers[start : start + _SLICE])}
            for identifier, text, language in connection.execute(_TEXTS, ids):
                found[PassageId(identifier)] = (text, language)
    return found
