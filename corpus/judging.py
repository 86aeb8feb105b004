"""Judgements in the catalogue: made, taken back, listed, and placed anew with their record.

The history is only ever appended to. Where a judgement applies is derived from it and from the
passages that are there now (see :mod:`corpus.placing`); one that applies nowhere is waiting.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
from corpus.practices.storing import renew
from corpus.records import Passage, Record

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Entry:
    """A judgement of the history with how it stands.

    ``applies`` are the ids of the passages it applies to now; ``undone`` says that it was taken
    back, ``waiting`` that it is in force but its passage is not there.
    """

    judgement: Judgement
    applies: tuple[str, ...]
    undone: bool

    @property
    def waiting(self) -> bool:
        """Whether it is in force and applies nowhere."""
        return not (self.undone or self.applies or self.judgement.verdict is Verdict.UNDO)

    @property
    def state(self) -> str:
        """How it stands, in a word: ``in-force``, ``undone`` or ``waiting``."""
        return "undone" if self.undone else "waiting" if self.waiting else "in-force"


@dataclass(frozen=True, slots=True)
class Count:
    """How many judgements there are, in force, and waiting."""

    made: int
    in_force: int
    waiting: int


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
                    at=_now(connection, made),
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
            "at": _now(connection, ()),
            "author": by,
            "why": why,
            "verdict": Verdict.UNDO.value,
            "undoes": identifier,
        }
        del new["seq"]
        connection.execute(sa.insert(table), new)
        found = connection.execute(sa.select(table).where(table.c.id == new["id"])).one()
        for record in records_of(connection, [judgement_from_row(row)]):
            relabel(connection, record)
    return judgement_from_row(found)


def history(
    catalogue: Catalogue,
    *,
    passage: str | None = None,
    record: str | None = None,
    by: str | None = None,
    waiting: bool = False,
    limit: int | None = None,
    before: int | None = None,
) -> tuple[tuple[int, Entry], ...]:
    """Return judgements, the latest written down first, each with its number.

    Those on a ``passage`` that is there now (or was called so then), of a ``record``, ``by``
    somebody; ``waiting`` ones only. ``before`` goes on below a number.
    """
    table, places = schema.judgements, schema.judgement_places
    query = sa.select(table).order_by(table.c.seq.desc())
    if passage is not None:
        here = sa.exists().where(
            places.c.judgement_id == sa.func.coalesce(table.c.undoes, table.c.id),
            places.c.passage_id == passage,
        )
        query = query.where((table.c.passage_id == passage) | here)
    if record is not None:
        query = query.where(table.c.record_id == record)
    if by is not None:
        query = query.where(sa.func.lower(table.c.author) == by.lower())
    if before is not None:
        query = query.where(table.c.seq < before)
    with catalogue.engine.connect() as connection:
        void = void_ids(connection)
        if waiting:
            query = query.where(
                table.c.undoes.is_(None),
                ~sa.exists().where(places.c.judgement_id == table.c.id),
                table.c.id.not_in(sorted(void)),
            )
        found = connection.execute(query.limit(limit) if limit is not None else query).all()
        applies: dict[str, list[str]] = {}
        for start in range(0, len(found), 5_000):
            ids = [row.id for row in found[start : start + 5_000]]
            for place in connection.execute(
                sa.select(places).where(places.c.judgement_id.in_(ids))
            ):
                applies.setdefault(place.judgement_id, []).append(place.passage_id)
    return tuple(
        (
            row.seq,
            Entry(judgement_from_row(row), tuple(sorted(applies.get(row.id, ()))), row.id in void),
        )
        for row in found
    )


def count_judgements(catalogue: Catalogue) -> Count:
    """Return how many judgements there are."""
    table, places = schema.judgements, schema.judgement_places
    with catalogue.engine.connect() as connection:
        made = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        if not made:
            return Count(0, 0, 0)
        said = set(connection.scalars(sa.select(table.c.id).where(table.c.undoes.is_(None))))
        in_force = said - void_ids(connection)
        placed = set(connection.scalars(sa.select(places.c.judgement_id).distinct()))
    return Count(made, len(in_force), len(in_force - placed))


def relabel(connection: sa.Connection, record: str) -> None:
    """Place the judgements on a record anew, and announce that its labels may be others."""
    place_judgements(connection, record, passages_in(connection, record, people=False))
    identifier = RecordId(record)
    renew(connection, identifier, passages_in(connection, record))
    append_changes(connection, [record], Op.LABEL)


def relabel_all(
    connection: sa.Connection, judgements: Iterable[Judgement], tell: Callable[[str], None]
) -> None:
    """Place anew, and announce, what judgements that came from elsewhere may change."""
    for record in records_of(connection, judgements):
        relabel(connection, record)
        tell(record)


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


def _now(connection: sa.Connection, made: Sequence[Judgement]) -> str:
    """Return the time, never before what was written down last: the order is that of time."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    last = connection.scalar(sa.select(sa.func.max(schema.judgements.c.at))) or ""
    return max(at, last, *(one.at for one in made))
