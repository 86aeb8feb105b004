"""Judgements in the catalogue: made, taken back, listed, and placed anew with their record.

The history is only ever appended to. Where a judgement applies is derived from it and from the
passages that are there now (see :mod:`corpus.placing`); one that applies nowhere is waiting.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from corpus import rows, schema
from corpus.changes import Op, append_changes
from corpus.errors import BadQuery, JudgementNotFound, NoSuchLabel, PassageNotFound
from corpus.identifiers import RecordId
from corpus.judgement_places import place_judgements, records_of, void_ids
from corpus.judgements import (
    Judgement,
    Subject,
    Verdict,
    Wish,
    check_label,
    check_said,
    covers,
)
from corpus.labelled import judgement_from_row, judgement_to_row, labelled, passages_in
from corpus.practices.links import resolved
from corpus.practices.storing import rejoin, renew
from corpus.records import Passage, Record

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue


def judge(
    catalogue: Catalogue, passage: str, wishes: Sequence[Wish], by: str, why: str
) -> tuple[Judgement, ...]:
    """Write down what somebody says of the labels of a passage; all of it or nothing.

    Raises PassageNotFound, UnknownFilter, NoSuchLabel, and BadQuery for words that are not in the
    passage, for nobody, for no reason, and for nothing said.
    """
    by, why = check_said(by, why)
    if not wishes:
        raise BadQuery("Nothing was said: add, remove or confirm at least one label.")
    with catalogue.writing() as connection:
        found, record = _passage(connection, passage)
        made: list[Judgement] = []
        for wish in wishes:
            start, end = _evidence(found, wish)
            made.append(
                Judgement(
                    id=secrets.token_hex(8),
                    at=written_at(connection, made),
                    by=by,
                    why=why,
                    verdict=wish.verdict,
                    subject=Subject.LABEL,
                    facet=wish.facet,
                    code=wish.code,
                    record=record.id,
                    sha256=record.sha256,
                    file_name=record.file_name,
                    passage=found.id,
                    page=found.page,
                    text=found.text,
                    start=start,
                    end=end,
                )
            )
        connection.execute(sa.insert(schema.judgements), [judgement_to_row(one) for one in made])
        relabel(connection, record.id)
    return tuple(made)


def undo(catalogue: Catalogue, identifier: str, by: str, why: str) -> Judgement:
    """Take a judgement back (also one that took another back), and return that as written down.

    Raises JudgementNotFound, and BadQuery if it was taken back already.
    """
    by, why = check_said(by, why)
    table = schema.judgements
    with catalogue.writing() as connection:
        row = connection.execute(sa.select(table).where(table.c.id == identifier)).first()
        if row is None:
            raise JudgementNotFound(identifier)
        if identifier in void_ids(connection):
            raise BadQuery(f"Correction {identifier!r} was taken back already.")
        new = {
            **row._mapping,
            "id": secrets.token_hex(8),
            "at": written_at(connection, ()),
            "author": by,
            "why": why,
            "verdict": Verdict.UNDO.value,
            "undoes": identifier,
        }
        del new["seq"]
        connection.execute(sa.insert(table), new)
        found = connection.execute(sa.select(table).where(table.c.id == new["id"])).one()
        settle(connection, [judgement_from_row(found)])
    return judgement_from_row(found)


def relabel(connection: sa.Connection, record: str) -> None:
    """Place the judgements on a record anew, and announce that its labels may be others."""
    place_judgements(connection, record, passages_in(connection, record, people=False))
    identifier = RecordId(record)
    renew(connection, identifier, passages_in(connection, record))
    append_changes(connection, [record], Op.LABEL)


def settle(connection: sa.Connection, judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Place anew, and announce, what judgements may change; return the records they touch."""
    judgements = list(judgements)
    links = [one for one in judgements if one.subject is Subject.LINK]
    touched = records_of(connection, (one for one in judgements if one.subject is not Subject.LINK))
    for record in touched:
        relabel(connection, record)
    places = schema.judgement_places
    keys: set[str] = set()
    for one in links:
        target = one.undoes or one.id
        connection.execute(sa.delete(places).where(places.c.judgement_id == target))
        keys |= resolved(connection, one).keys
    if keys:
        rejoin(connection, keys, None)
    return tuple(sorted({*touched, *records_of(connection, links)}))


def _passage(connection: sa.Connection, identifier: str) -> tuple[Passage, Record]:
    table, records = schema.passages, schema.records
    row = connection.execute(sa.select(table).where(table.c.id == identifier)).first()
    if row is None:
        raise PassageNotFound(identifier)
    [found] = labelled(connection, [row])
    of = connection.execute(sa.select(records).where(records.c.id == found.record)).one()
    return found, rows.record_from_row(of)


def _evidence(passage: Passage, wish: Wish) -> tuple[int | None, int | None]:
    """Return the words that stand for a label; what is confirmed keeps those that gave it.

    Raises UnknownFilter, NoSuchLabel, BadQuery.
    """
    if wish.verdict is Verdict.UNDO:
        raise BadQuery("A correction is taken back by its id.")
    check_label(wish.facet, wish.code)
    if wish.words is not None:
        start, end = wish.words
        if not 0 <= start < end <= len(passage.text) or not passage.text[start:end].strip():
            raise BadQuery("The words are not in the passage.")
    if wish.verdict is Verdict.ADD:
        return wish.words or (None, None)
    held = [a for a in passage.annotations if a.facet == wish.facet]
    exact = [a for a in held if a.code == wish.code]
    removing = wish.verdict is Verdict.REMOVE
    if not exact and not (removing and any(covers(wish.facet, wish.code, a.code) for a in held)):
        raise NoSuchLabel(wish.facet, wish.code, tuple(sorted({a.code for a in held})))
    if removing:
        return None, None
    return wish.words or (exact[0].start, exact[0].end)


def written_at(connection: sa.Connection, made: Sequence[Judgement] = ()) -> str:
    """Return the time, never before what was written down last: the order is that of time."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    last = connection.scalar(sa.select(sa.func.max(schema.judgements.c.at))) or ""
    return max(at, last, *(one.at for one in made))
