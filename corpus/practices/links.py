"""Practices that people joined or parted, over what names and places say.

An end of a link is what one record tells of one initiative. It is found again by its record (also
made anew from the same file, or a file of this name) and its name there, else by the passage it
was named in. A link with an end that is not there waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from corpus import schema
from corpus.identifiers import digest
from corpus.judgement_places import void_ids
from corpus.judgements import Judgement, Subject, Verdict
from corpus.labelled import judgement_from_row

#: What a link says of its other end (see Judgement.other).
OTHER = ("key", "name", "record", "sha256", "file_name", "passage", "text")


@dataclass(frozen=True, slots=True)
class Link:
    """A judgement on two initiatives, by their ids and keys; None where one is not there."""

    judgement: Judgement
    one: tuple[str, str] | None
    other: tuple[str, str] | None

    @property
    def whole(self) -> bool:
        """Whether both ends are there."""
        return self.one is not None and self.other is not None

    @property
    def keys(self) -> frozenset[str]:
        """Names that it ties together: those it was made with, and those of now."""
        now = {end[1] for end in (self.one, self.other) if end is not None}
        return frozenset({*keys_of(self.judgement), *now})


def keys_of(judgement: Judgement) -> frozenset[str]:
    """Return the keys of both ends as they were when a link was made."""
    return frozenset({judgement.code, (judgement.other or {})["key"]})


def ends_of(judgement: Judgement) -> tuple[dict[str, str], dict[str, str]]:
    """Return both ends of a link, each with what ``OTHER`` names (the first without a name)."""
    one = {
        "key": judgement.code,
        "record": judgement.record,
        "sha256": judgement.sha256,
        "file_name": judgement.file_name,
        "passage": judgement.passage,
        "text": judgement.text,
    }
    return one, dict(judgement.other or {})


def links_touching(
    connection: sa.Connection, keys: set[str], record: str | None
) -> tuple[tuple[Link, ...], set[str]]:
    """Return the links in force that tie these names or a record, and all names they tie.

    Links come in the order in which they were made.
    """
    table = schema.judgements
    query = sa.select(table).where(table.c.subject == Subject.LINK.value, table.c.undoes.is_(None))
    found = connection.execute(query.order_by(table.c.at, table.c.seq)).all()
    if not found:
        return (), keys
    void = void_ids(connection)
    made = [one for row in found if (one := judgement_from_row(row)).id not in void]
    told = _alike(connection, record)
    tied: dict[str, Link] = {}
    wanted, before = set(keys), -1
    while before != len(wanted):
        before = len(wanted)
        for one in made:
            if one.id in tied:
                continue
            in_record = any(
                end["record"] in told or end["sha256"] in told or end["file_name"] in told
                for end in ends_of(one)
            )
            if in_record or keys_of(one) & wanted:
                tied[one.id] = resolved(connection, one)
                wanted |= tied[one.id].keys
    return tuple(tied[one.id] for one in made if one.id in tied), wanted


def resolved(connection: sa.Connection, judgement: Judgement) -> Link:
    """Return a link with both ends as they are in the catalogue now."""
    one, other = (_initiative(connection, end) for end in ends_of(judgement))
    return Link(judgement, one, other)


def linked(
    practices: Mapping[str, str], works: Mapping[str, str], links: Iterable[Link]
) -> dict[str, str]:
    """Return the practice of each initiative with what people joined and parted, in their order.

    ``works`` is the work of each: what is parted takes the copies of its work along. Of two joined
    the first keeps its id; what is parted has one of its own, made from the judgement's.
    """
    found = dict(practices)
    for link in links:
        if link.one is None or link.other is None:
            continue
        one, other = link.one[0], link.other[0]
        if link.judgement.verdict is not Verdict.REMOVE:
            joined = found[other]
            found |= {each: found[one] for each in found if found[each] == joined}
        elif found[one] == found[other]:
            apart = digest("practice", "apart", link.judgement.id)
            copies = {each for each in found if found[each] == found[one]} & {
                each for each in works if works[each] == works[one]
            }
            gone = {one} if other in copies else copies
            found |= dict.fromkeys(gone, apart)
    return found


def note_places(connection: sa.Connection, links: Iterable[Link]) -> None:
    """Write down at which passages links stand now; one with an end missing stands nowhere."""
    places, table = schema.judgement_places, schema.initiatives
    for link in links:
        identifier = link.judgement.id
        connection.execute(sa.delete(places).where(places.c.judgement_id == identifier))
        if link.one is None or link.other is None:
            continue
        ends = sorted({link.one[0], link.other[0]})
        named = sa.select(table.c.name_passage).where(table.c.id.in_(ends))
        rows = [
            {"passage_id": passage, "judgement_id": identifier, "start": 0, "end": 0}
            for passage in sorted(set(connection.scalars(named)))
        ]
        connection.execute(sa.insert(places), rows)


def _alike(connection: sa.Connection, record: str | None) -> set[str]:
    records = schema.records
    if record is None:
        return set()
    row = connection.execute(
        sa.select(records.c.sha256, records.c.file_name).where(records.c.id == record)
    ).first()
    return {record} if row is None else {record, row.sha256, row.file_name}


def _initiative(connection: sa.Connection, end: Mapping[str, str]) -> tuple[str, str] | None:
    record = _record(connection, end)
    if record is None:
        return None
    table, passages = schema.initiatives, schema.passages
    query = (
        sa.select(table.c.id, table.c.key, passages.c.text)
        .join(passages, passages.c.id == table.c.name_passage)
        .where(table.c.record_id == record)
        .order_by(table.c.id)
    )
    told: list[sa.Row[Any]] = list(connection.execute(query))
    named = [row for row in told if row.key == end["key"]]
    in_passage = [row for row in told if row.text == end["text"]]
    both = [row for row in named if row in in_passage]
    if both or named:
        return _end((both or named)[0])
    return _end(in_passage[0]) if len(in_passage) == 1 else None


def _end(row: sa.Row[Any]) -> tuple[str, str]:
    return row.id, row.key


def _record(connection: sa.Connection, end: Mapping[str, str]) -> str | None:
    """Return the record of an end: itself, else one of the same file, or of a file of its name."""
    columns = schema.records.c
    for column, value in (
        (columns.id, end["record"]),
        (columns.sha256, end["sha256"]),
        (columns.file_name, end["file_name"]),
    ):
        found = connection.scalar(
            sa.select(columns.id).where(column == value).order_by(columns.id).limit(1)
        )
        if found is not None:
            return str(found)
    return None
