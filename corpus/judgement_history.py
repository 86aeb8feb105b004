"""The history of what people said: every judgement, and how each stands now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from corpus import schema
from corpus.judgement_places import void_ids
from corpus.judgements import Judgement, Subject, Verdict
from corpus.labelled import judgement_from_row

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


def history(
    catalogue: Catalogue,
    *,
    passage: str | None = None,
    record: str | None = None,
    practice: str | None = None,
    by: str | None = None,
    waiting: bool = False,
    limit: int | None = None,
    before: int | None = None,
) -> tuple[tuple[int, Entry], ...]:
    """Return judgements, the latest written down first, each with its number.

    Those on a ``passage`` that is there now (or was called so then), of a ``record``, on a
    ``practice`` (its fields, and what it was joined with or parted from), ``by`` somebody;
    ``waiting`` ones only. ``before`` goes on below a number.
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
    if practice is not None:
        query = query.where(_on_practice(practice))
    if by is not None:
        query = query.where(sa.func.lower(table.c.author) == by.lower())
    if before is not None:
        query = query.where(table.c.seq < before)
    with catalogue.engine.connect() as connection:
        if waiting:
            void = void_ids(connection)
            query = query.where(
                table.c.undoes.is_(None),
                ~sa.exists().where(places.c.judgement_id == table.c.id),
                table.c.id.not_in(sorted(void)),
            )
        found = connection.execute(query.limit(limit) if limit is not None else query).all()
        return tuple(_entries(connection, found))


def entries(catalogue: Catalogue, identifiers: Sequence[str]) -> tuple[Entry, ...]:
    """Return judgements by their ids, in the order in which they were written down."""
    table = schema.judgements
    query = sa.select(table).where(table.c.id.in_(identifiers)).order_by(table.c.seq)
    with catalogue.engine.connect() as connection:
        found = connection.execute(query).all()
        return tuple(entry for _, entry in _entries(connection, found))


def _entries(
    connection: sa.Connection, found: Sequence[sa.Row[Any]]
) -> Iterator[tuple[int, Entry]]:
    places = schema.judgement_places
    void = void_ids(connection)
    applies: dict[str, list[str]] = {}
    for start in range(0, len(found), 5_000):
        ids = [row.id for row in found[start : start + 5_000]]
        for place in connection.execute(sa.select(places).where(places.c.judgement_id.in_(ids))):
            applies.setdefault(place.judgement_id, []).append(place.passage_id)
    for row in found:
        where = tuple(sorted(applies.get(row.id, ())))
        yield row.seq, Entry(judgement_from_row(row), where, row.id in void)


def _on_practice(practice: str) -> sa.ColumnElement[bool]:
    table, places = schema.judgements, schema.judgement_places
    told, passages = schema.initiatives, schema.initiative_passages
    keys = sa.select(told.c.key).where(told.c.practice == practice)
    of_it = (
        sa.select(passages.c.passage_id)
        .join(told, told.c.id == passages.c.initiative_id)
        .where(told.c.practice == practice)
    )
    here = sa.select(places.c.judgement_id).where(places.c.passage_id.in_(of_it))
    meant = sa.func.coalesce(table.c.undoes, table.c.id)
    placed = sa.exists().where(places.c.judgement_id == meant)
    return (table.c.subject != Subject.LABEL.value) & (
        meant.in_(here) | (table.c.code.in_(keys) & ~placed)
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
