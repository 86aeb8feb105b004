"""Practices read from the catalogue: what its records tell of each, put side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from corpus import schema
from corpus.errors import PracticeNotFound
from corpus.identifiers import PassageId, RecordId
from corpus.judgements import PERSON
from corpus.practices.cards import FIELDS, Field, NamedBy, Practice, Quote
from corpus.titles import plain_words

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue

_SLICE = 5_000
#: Sentences shown in a field of a practice at most, of all records together.
_MOST_QUOTES = 5
_Row = sa.Row[Any]
_TOLD = sa.select(schema.initiatives, schema.records.c.title).join(
    schema.records, schema.records.c.id == schema.initiatives.c.record_id
)


def practice(catalogue: Catalogue, identifier: str) -> Practice:
    """Return a practice.

    Raises PracticeNotFound.
    """
    found = practices_by_id(catalogue, [identifier])
    if identifier not in found:
        raise PracticeNotFound(identifier)
    return found[identifier]


def practice_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the id of every practice, sorted."""
    column = schema.initiatives.c.practice
    with catalogue.engine.connect() as connection:
        return tuple(connection.scalars(sa.select(column).distinct().order_by(column)))


def practices_of_passages(
    catalogue: Catalogue, record: RecordId
) -> dict[PassageId, tuple[str, ...]]:
    """Return the ids of the practices that passages of a record tell of, sorted."""
    table, passages = schema.initiatives, schema.initiative_passages
    query = (
        sa.select(passages.c.passage_id, table.c.practice)
        .join(table, table.c.id == passages.c.initiative_id)
        .where(table.c.record_id == record)
    )
    found: dict[PassageId, set[str]] = defaultdict(set)
    with catalogue.engine.connect() as connection:
        for row in connection.execute(query):
            found[PassageId(row.passage_id)].add(row.practice)
    return {passage: tuple(sorted(ids)) for passage, ids in found.items()}


def practices_telling(
    catalogue: Catalogue, passages: Iterable[str]
) -> dict[PassageId, tuple[str, ...]]:
    """Return the ids of the practices that passages tell of, sorted; without those of none."""
    table, told = schema.initiatives, schema.initiative_passages
    query = sa.select(told.c.passage_id, table.c.practice).join(
        table, table.c.id == told.c.initiative_id
    )
    found: dict[PassageId, set[str]] = defaultdict(set)
    with catalogue.engine.connect() as connection:
        for row in _in_slices(connection, query, told.c.passage_id, passages):
            found[PassageId(row.passage_id)].add(row.practice)
    return {passage: tuple(sorted(ids)) for passage, ids in found.items()}


def practices_by_id(catalogue: Catalogue, identifiers: Iterable[str]) -> dict[str, Practice]:
    """Return the practices that exist among ``identifiers``."""
    table = schema.initiatives
    with catalogue.engine.connect() as connection:
        rows = list(_in_slices(connection, _TOLD, table.c.practice, identifiers))
        ids = [row.id for row in rows]
        told = schema.initiative_passages
        joined = sa.select(told, schema.passages.c.ordinal).join(
            schema.passages, schema.passages.c.id == told.c.passage_id
        )
        passages = _by_initiative(_in_slices(connection, joined, told.c.initiative_id, ids))
        quoted = schema.initiative_quotes
        quotes = _by_initiative(
            _in_slices(connection, sa.select(quoted), quoted.c.initiative_id, ids)
        )
    by_practice: dict[str, list[_Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.record_id, row.id)):
        by_practice[row.practice].append(row)
    return {key: _practice(key, told, passages, quotes) for key, told in by_practice.items()}


def practice_names(catalogue: Catalogue, identifiers: Iterable[str]) -> dict[str, str]:
    """Return the names of the practices that exist among ``identifiers``."""
    told: dict[str, list[_Row]] = defaultdict(list)
    quoted = schema.initiative_quotes
    with catalogue.engine.connect() as connection:
        for row in _in_slices(connection, _TOLD, schema.initiatives.c.practice, identifiers):
            told[row.practice].append(row)
        several = [row.id for rows in told.values() if len(rows) > 1 for row in rows]
        quotes = _by_initiative(
            _in_slices(connection, sa.select(quoted), quoted.c.initiative_id, several)
        )
    return {practice: _name(_best(rows, quotes)) for practice, rows in told.items()}


def _best(told: Sequence[_Row], quotes: dict[str, list[_Row]]) -> _Row:
    """Return the record that says most, which gives the name."""
    return max(told, key=lambda row: (len(quotes.get(row.id, ())), row.id))


def _in_slices(
    connection: sa.Connection, query: sa.Select[Any], column: sa.Column[Any], ids: Iterable[str]
) -> Iterator[_Row]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _SLICE):
        yield from connection.execute(query.where(column.in_(wanted[start : start + _SLICE])))


def _by_initiative(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.initiative_id].append(row)
    return found


def _practice(
    identifier: str,
    told: Sequence[_Row],
    passages: dict[str, list[_Row]],
    quotes: dict[str, list[_Row]],
) -> Practice:
    best = _best(told, quotes)
    places = Counter(place for row in told for place in row.places)
    leads = Counter(row.lead for row in told if row.lead)
    names = {row.id: _name(row) for row in told}
    ordered = (
        PassageId(one.passage_id)
        for row in told
        for one in sorted(passages.get(row.id, ()), key=lambda one: one.ordinal)
    )
    return Practice(
        id=identifier,
        name=names[best.id],
        named_by=NamedBy(best.named_by),
        names=(names[best.id], *sorted(set(names.values()) - {names[best.id]})),
        places=tuple(sorted(places, key=lambda place: (-places[place], place))),
        lead=min(leads, key=lambda lead: (-leads[lead], lead), default=None),
        years=tuple(sorted({year for row in told for year in row.years})),
        fields={field: found for field in FIELDS if (found := _field(field, told, quotes))},
        records=tuple(dict.fromkeys(RecordId(row.record_id) for row in told)),
        passages=tuple(dict.fromkeys(ordered)),
    )


def _field(field: Field, told: Sequence[_Row], quotes: dict[str, list[_Row]]) -> tuple[Quote, ...]:
    """Return what records say of a field: the surest sentences, no words twice."""
    found: dict[str, tuple[float, int, Quote]] = {}
    for number, row in enumerate(told):
        of_row = [one for one in quotes.get(row.id, ()) if one.field == field.value]
        for one in sorted(of_row, key=lambda one: one.position):
            said = " ".join(plain_words(one.text))
            quote = Quote(
                one.text,
                RecordId(row.record_id),
                PassageId(one.passage_id),
                one.page,
                one.start,
                one.end,
                one.rule,
                one.confidence,
            )
            found.setdefault(said, (-one.confidence, number * 100 + one.position, quote))
    surest = sorted(found.values(), key=lambda one: one[:2])
    people = sum(quote.rule == PERSON for _, _, quote in surest)  # what they said is all shown
    best = surest[: max(people, _MOST_QUOTES)]
    return tuple(quote for _, _, quote in sorted(best, key=lambda one: one[1]))


def _name(row: _Row) -> str:
    # People may have corrected the title since.
    return str(row.title if row.named_by == NamedBy.TITLE.value else row.name)
