"""Where judgements apply in the catalogue now: derived, and made anew with each record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from corpus import schema
from corpus.judgements import Judgement, Placed, Subject, taken_back
from corpus.labelled import judgement_from_row
from corpus.placing import Places
from corpus.records import Passage

_SLICE = 5_000
#: Links of practices are placed where these are joined (see corpus.practices.links).
_is_link = schema.judgements.c.subject == Subject.LINK.value


def void_ids(connection: sa.Connection) -> frozenset[str]:
    """Return the ids of judgements that were taken back."""
    table = schema.judgements
    undos = sa.select(table).where(table.c.undoes.is_not(None))
    newest_first = undos.order_by(table.c.at.desc(), table.c.seq.desc())
    return taken_back(judgement_from_row(row) for row in connection.execute(newest_first))


def place_judgements(connection: sa.Connection, record: str, passages: Sequence[Passage]) -> bool:
    """Place the judgements on a record in its passages as they are now; say whether any is.

    Beside those made on this record, those are taken up that wait for a record of the same file
    (a library was made anew), or for a file of this name with these words in it.
    """
    table, places = schema.judgements, schema.judgement_places
    if connection.scalar(sa.select(table.c.seq).limit(1)) is None:
        return False
    own = sa.select(schema.passages.c.id).where(schema.passages.c.record_id == record)
    links = sa.select(table.c.id).where(_is_link)
    connection.execute(
        sa.delete(places).where(places.c.passage_id.in_(own), places.c.judgement_id.not_in(links))
    )
    placed = _placed(connection, record, passages)
    if placed:
        connection.execute(sa.insert(places), placed)
    return bool(placed)


def _placed(
    connection: sa.Connection, record: str, passages: Sequence[Passage]
) -> list[dict[str, object]]:
    table, records = schema.judgements, schema.records
    what = connection.execute(
        sa.select(records.c.sha256, records.c.file_name).where(records.c.id == record)
    ).one()
    homeless = ~sa.exists().where(records.c.id == table.c.record_id)
    alike = (table.c.sha256 == what.sha256) | (table.c.file_name == what.file_name)
    elsewhere = ~sa.exists().where(schema.judgement_places.c.judgement_id == table.c.id)
    mine = (table.c.record_id == record) | (homeless & alike & elsewhere)
    query = sa.select(table).where(mine, table.c.undoes.is_(None), ~_is_link)
    found = [judgement_from_row(row) for row in connection.execute(query)]
    void = void_ids(connection) if found else frozenset()
    where = Places(passages)
    placed: Iterable[Placed] = (p for one in found if one.id not in void for p in where.of(one))
    return [
        {
            "passage_id": one.passage,
            "judgement_id": one.judgement.id,
            "start": one.start,
            "end": one.end,
        }
        for one in placed
    ]


def records_of(connection: sa.Connection, judgements: Iterable[Judgement]) -> list[str]:
    """Return the records there are that judgements speak of, or were found to."""
    judgements = list(judgements)
    table, places, passages = schema.records, schema.judgement_places, schema.passages
    wanted: set[str] = set()
    for one in judgements:
        target = one.undoes or one.id
        here = (
            sa.select(passages.c.record_id)
            .join(places, places.c.passage_id == passages.c.id)
            .where(places.c.judgement_id == target)
        )
        wanted.update(connection.scalars(here))
        own = connection.scalar(sa.select(table.c.id).where(table.c.id == one.record))
        if own is not None:
            wanted.add(own)
            continue
        alike = (table.c.sha256 == one.sha256) | (table.c.file_name == one.file_name)
        wanted.update(connection.scalars(sa.select(table.c.id).where(alike)))
    told = schema.initiatives
    keys = sorted({one.code for one in judgements if one.subject is Subject.FIELD})
    for start in range(0, len(keys), _SLICE):  # what is removed goes wherever it is told
        of_key = told.c.key.in_(keys[start : start + _SLICE])
        wanted.update(connection.scalars(sa.select(told.c.record_id).where(of_key)))
    return sorted(wanted)
