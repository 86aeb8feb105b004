"""What people say of practices, written down: sentences of fields, and which of two are one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from corpus import schema
from corpus.errors import BadQuery, PassageNotFound, PracticeNotFound
from corpus.judgements import Judgement, Subject, Verdict, check_field, check_said
from corpus.judging import settle, written_at
from corpus.labelled import as_found, judgement_to_row
from corpus.practices.cards import Field
from corpus.practices.links import OTHER
from corpus.practices.sentences import page_of
from corpus.records import Passage

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue

#: What the facet of a link is called.
PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class FieldWish:
    """What somebody wants of ``[start, end)`` of a passage in a field of a practice."""

    verdict: Verdict
    field: str
    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PracticeWish:
    """What somebody wants of a practice.

    ``join`` are ids of practices that are the same one, ``part`` ids of records that tell of
    another under its name.
    """

    fields: tuple[FieldWish, ...] = ()
    join: tuple[str, ...] = ()
    part: tuple[str, ...] = ()


def judge_practice(
    catalogue: Catalogue, practice: str, wish: PracticeWish, by: str, why: str
) -> tuple[Judgement, ...]:
    """Write down what somebody says of a practice; all of it or nothing.

    Raises PracticeNotFound, PassageNotFound, UnknownFilter for no field of practices, and BadQuery
    for a passage of a record that does not tell of the practice, words that are not whole in it or
    not on one page, a sentence that is to be removed or confirmed and is not in the field, a
    practice joined with itself, a record that alone tells of it, nobody, no reason, nothing said.
    """
    by, why = check_said(by, why)
    if not (wish.fields or wish.join or wish.part):
        raise BadQuery("Nothing was said: name a sentence of a field, or what to join or part.")
    with catalogue.writing() as connection:
        told = _told(connection, practice)
        found = [
            *(_of_field(connection, told, one) for one in wish.fields),
            *(_of_join(connection, told, other) for other in wish.join),
            *(_of_part(told, record) for record in wish.part),
        ]
        at = written_at(connection)
        made = tuple(
            Judgement(id=secrets.token_hex(8), at=at, by=by, why=why, **one) for one in found
        )
        connection.execute(sa.insert(schema.judgements), [judgement_to_row(one) for one in made])
        settle(connection, made)
    return made


def _told(connection: sa.Connection, practice: str) -> tuple[sa.Row[Any], ...]:
    """Return what each record tells of a practice, with the passage that names it.

    Raises PracticeNotFound.
    """
    table, passages, records = schema.initiatives, schema.passages, schema.records
    query: sa.Select[Any] = (
        sa.select(
            table.c.id, table.c.key, table.c.name, table.c.practice, table.c.record_id,
            records.c.sha256, records.c.file_name, records.c.work,
            passages.c.id.label("passage_id"), passages.c.page, passages.c.text,
        )
        .join(passages, passages.c.id == table.c.name_passage)
        .join(records, records.c.id == table.c.record_id)
        .where(table.c.practice == practice)
        .order_by(table.c.record_id, table.c.id)
    )  # fmt: skip
    found = tuple(connection.execute(query).all())
    if not found:
        raise PracticeNotFound(practice)
    return found


def _of_field(
    connection: sa.Connection, told: Sequence[sa.Row[Any]], wish: FieldWish
) -> dict[str, Any]:
    check_field(wish.field)
    if wish.verdict is Verdict.UNDO:
        raise BadQuery("A correction is taken back by its id.")
    passage = _passage(connection, wish.passage)
    of_record = [row for row in told if row.record_id == passage.record]
    if not of_record:
        raise BadQuery(
            f"Passage {passage.id!r} is of a document that does not tell of this practice; "
            "join the practice that it tells of first."
        )
    if not 0 <= wish.start < wish.end <= len(passage.text):
        raise BadQuery("The sentence is not in the passage.")
    if not passage.text[wish.start : wish.end].strip():
        raise BadQuery("The sentence has no words.")
    page = page_of(passage, wish.start, wish.end)
    if page is None:
        raise BadQuery("The sentence does not stand on one page just so.")
    row = _holding(connection, of_record, passage.id)
    if wish.verdict is not Verdict.ADD and not _held(connection, of_record, wish):
        raise BadQuery(f"The sentence is not in the field {wish.field!r} of this practice.")
    return {
        "verdict": wish.verdict,
        "subject": Subject.FIELD,
        "facet": Field(wish.field).value,
        "code": row.key,
        "record": row.record_id,
        "sha256": row.sha256,
        "file_name": row.file_name,
        "passage": passage.id,
        "page": page,
        "text": passage.text,
        "start": wish.start,
        "end": wish.end,
        "other": {"name": row.name},
    }


def _of_join(connection: sa.Connection, told: Sequence[sa.Row[Any]], other: str) -> dict[str, Any]:
    rest = _told(connection, other)
    if told[0].practice == other:
        raise BadQuery("A practice is one with itself already.")
    return _link(Verdict.ADD, told[0], rest[0])


def _of_part(told: Sequence[sa.Row[Any]], record: str) -> dict[str, Any]:
    mine = [row for row in told if row.record_id == record]
    if not mine:
        raise BadQuery(f"Record {record!r} does not tell of this practice.")
    # Copies of one work tell the same: they go together.
    rest = [row for row in told if row.work != mine[0].work]
    rest = rest or [row for row in told if row.record_id != record]
    if not rest:
        raise BadQuery("Only this record tells of the practice: there is nothing to part.")
    return _link(Verdict.REMOVE, mine[0], rest[0])


def _link(verdict: Verdict, one: sa.Row[Any], other: sa.Row[Any]) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "subject": Subject.LINK,
        "facet": PRACTICE,
        "code": one.key,
        "record": one.record_id,
        "sha256": one.sha256,
        "file_name": one.file_name,
        "passage": one.passage_id,
        "page": one.page,
        "text": one.text,
        "other": {**_other(other), "own_name": one.name},
    }


def _other(row: sa.Row[Any]) -> Mapping[str, str]:
    values = (
        row.key, row.name, row.record_id, row.sha256, row.file_name, row.passage_id, row.text,
    )  # fmt: skip
    return dict(zip(OTHER, values, strict=True))


def _passage(connection: sa.Connection, identifier: str) -> Passage:
    table = schema.passages
    row = connection.execute(sa.select(table).where(table.c.id == identifier)).first()
    if row is None:
        raise PassageNotFound(identifier)
    [found] = as_found(connection, [row])
    return found


def _holding(connection: sa.Connection, told: Sequence[sa.Row[Any]], passage: str) -> sa.Row[Any]:
    """Return the telling of a record that the passage is part of, else its first."""
    table = schema.initiative_passages
    query = sa.select(table.c.initiative_id).where(table.c.passage_id == passage)
    holding = set(connection.scalars(query))
    return next((row for row in told if row.id in holding), told[0])


def _held(connection: sa.Connection, told: Sequence[sa.Row[Any]], wish: FieldWish) -> bool:
    table = schema.initiative_quotes
    query = sa.select(table.c.initiative_id).where(
        table.c.initiative_id.in_([row.id for row in told]),
        table.c.field == wish.field,
        table.c.passage_id == wish.passage,
        table.c.start < wish.end,
        table.c.end > wish.start,
    )
    return connection.scalar(query.limit(1)) is not None
