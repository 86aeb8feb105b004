"""Records that are one work: copies in another format, editions, translations.

Links are drawn from what the records hold (sketches of their words, anchors, titles) and from
what people say. Two records are one work when links lead from one to the other; the work is named
after the record of the group that was added first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from corpus import schema
from corpus.identifiers import RecordId
from corpus.likeness import Kind, Likeness, Profile, judged

__all__ = ["Kind", "Link", "links_of", "regroup", "relate", "state_links"]

# A record that is like very many (forms, leaflets) is linked to the nearest only; the others are
# reached through those.
_MOST_LINKS = 8
_MOST_CANDIDATES = 50

_PROFILE = (
    schema.records.c.id,
    schema.records.c.title,
    schema.records.c.title_key,
    schema.records.c.creators,
    schema.records.c.publisher,
    schema.records.c.series,
    schema.records.c.year,
    schema.records.c.sources,
    schema.records.c.language,
    schema.records.c.page_count,
)


@dataclass(frozen=True, slots=True)
class Link:
    """Why two records are one work; ``evidence`` holds ``by`` (text, title, numbers, stated)."""

    record: RecordId
    other: RecordId
    kind: Kind
    evidence: Mapping[str, Any]


def state_links(
    connection: sa.Connection, record: RecordId, links: Iterable[tuple[str, str]]
) -> None:
    """Replace what people say a record is a copy, edition or translation of."""
    table = schema.stated_links
    connection.execute(sa.delete(table).where(table.c.record_id == record))
    said = {target: kind for kind, target in links}
    if said:
        connection.execute(
            sa.insert(table),
            [{"record_id": record, "target": t, "kind": k} for t, k in sorted(said.items())],
        )


def relate(connection: sa.Connection, record: RecordId) -> None:
    """Draw the links of a record anew, and name the works of all whom that touches."""
    table = schema.work_links
    before = _works(connection, {record})
    connection.execute(
        sa.delete(table).where((table.c.record_id == record) | (table.c.other_id == record))
    )
    links = {**_found(connection, record), **_stated(connection, record)}
    if links:
        connection.execute(
            sa.insert(table),
            [
                {
                    "record_id": link.record,
                    "other_id": link.other,
                    "kind": link.kind.value,
                    "evidence": dict(link.evidence),
                }
                for link in links.values()
            ],
        )
    ends = {link.record for link in links.values()} | {link.other for link in links.values()}
    regroup(connection, before | _works(connection, ends))


def regroup(connection: sa.Connection, works: Iterable[str]) -> None:
    """Name the works anew of the records that belong to ``works`` now."""
    records = schema.records
    members = connection.execute(
        sa.select(records.c.id, records.c.work)
        .where(records.c.work.in_(sorted(set(works))))
        .order_by(records.c.added_at, records.c.id)
    ).all()
    ids = [row.id for row in members]
    table = schema.work_links
    edges = connection.execute(
        sa.select(table.c.record_id, table.c.other_id).where(
            table.c.record_id.in_(ids), table.c.other_id.in_(ids)
        )
    ).all()
    root = {identifier: identifier for identifier in ids}

    def find(identifier: str) -> str:
        while root[identifier] != identifier:
            root[identifier] = root[root[identifier]]
            identifier = root[identifier]
        return identifier

    order = {identifier: at for at, identifier in enumerate(ids)}
    for edge in edges:
        first, second = sorted((find(edge.record_id), find(edge.other_id)), key=order.__getitem__)
        root[second] = first
    for row in members:
        work = find(row.id)
        if work != row.work:
            connection.execute(sa.update(records).where(records.c.id == row.id).values(work=work))


def links_of(connection: sa.Connection, record: RecordId) -> dict[RecordId, Link]:
    """Return how each other record of the same work is related, along the shortest way.

    Along several links the kind is that of the one that is no plain copy; a translation counts
    before an edition.
    """
    records, table = schema.records, schema.work_links
    work = sa.select(records.c.work).where(records.c.id == record).scalar_subquery()
    ids = sa.select(records.c.id).where(records.c.work == work)
    edges = connection.execute(sa.select(table).where(table.c.record_id.in_(ids))).all()
    near: dict[str, list[tuple[str, Kind, Mapping[str, Any]]]] = {}
    for edge in edges:
        kind = Kind(edge.kind)
        near.setdefault(edge.record_id, []).append((edge.other_id, kind, edge.evidence))
        near.setdefault(edge.other_id, []).append((edge.record_id, kind, edge.evidence))
    found: dict[RecordId, Link] = {}
    waiting: list[tuple[str, Kind]] = [(record, Kind.SAME)]
    for at, so_far in waiting:
        for other, kind, evidence in near.get(at, ()):
            if other != record and other not in found:
                reached = max(so_far, kind, key=list(Kind).index)
                shown = evidence if at == record else {"by": "another file", "through": at}
                found[RecordId(other)] = Link(record, RecordId(other), reached, shown)
                waiting.append((other, reached))
    return found


def _works(connection: sa.Connection, ids: Iterable[str]) -> set[str]:
    records = schema.records
    query = sa.select(records.c.work).where(records.c.id.in_(sorted(set(ids))))
    return set(connection.scalars(query))


def _found(connection: sa.Connection, record: RecordId) -> dict[tuple[str, str], Link]:
    """Return the links that titles, words and anchors show."""
    own = _profiles(connection, [record]).get(record)
    if own is None:
        return {}
    words = _shared(connection, schema.sketches, record)
    anchors = _shared(connection, schema.anchors, record)
    near = _nearest(words) | _nearest(anchors) | _of_same_title(connection, own)
    judgements: list[tuple[float, Link]] = []
    for other, profile in _profiles(connection, near).items():
        likeness = Likeness(words.get(other, 0), anchors.get(other, 0))
        verdict = judged(own, profile, likeness)
        if verdict is not None:
            link = Link(record, RecordId(other), verdict.kind, verdict.evidence)
            judgements.append((verdict.strength, link))
    judgements.sort(key=lambda pair: (-pair[0], pair[1].other))
    return {(link.record, link.other): link for _, link in judgements[:_MOST_LINKS]}


def _shared(connection: sa.Connection, table: sa.Table, record: RecordId) -> dict[str, int]:
    """Return how many hashes of its sketch each other record shares with a record."""
    own = sa.select(table.c.hash).where(table.c.record_id == record)
    query = (
        sa.select(table.c.record_id, sa.func.count().label("shared"))
        .where(table.c.hash.in_(own), table.c.record_id != record)
        .group_by(table.c.record_id)
    )
    return {row.record_id: row.shared for row in connection.execute(query)}


def _nearest(shared: dict[str, int]) -> set[str]:
    return set(sorted(shared, key=lambda r: (-shared[r], r))[:_MOST_CANDIDATES])


def _of_same_title(connection: sa.Connection, own: Profile) -> set[str]:
    if own.title_key is None:
        return set()
    records = schema.records
    query = (
        sa.select(records.c.id)
        .where(records.c.title_key == own.title_key, records.c.id != own.id)
        .order_by(records.c.id)
        .limit(_MOST_CANDIDATES)
    )
    return set(connection.scalars(query))


def _profiles(connection: sa.Connection, ids: Iterable[str]) -> dict[str, Profile]:
    wanted = sorted(set(ids))
    query = sa.select(
        *_PROFILE,
        _size_of(schema.sketches).label("words"),
        _size_of(schema.anchors).label("anchors"),
    ).where(schema.records.c.id.in_(wanted))
    return {
        row.id: Profile(
            id=row.id,
            title=row.title,
            title_key=row.title_key,
            creators=frozenset(row.creators),
            publisher=row.publisher,
            series=row.series,
            year=row.year,
            year_source=row.sources.get("year"),
            language=row.language,
            pages=row.page_count,
            words=row.words,
            anchors=row.anchors,
        )
        for row in connection.execute(query)
    }


def _size_of(table: sa.Table) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c.record_id == schema.records.c.id)
        .scalar_subquery()
    )


def _stated(connection: sa.Connection, record: RecordId) -> dict[tuple[str, str], Link]:
    """Return the links that people state, of this record and to it."""
    table, records = schema.stated_links, schema.records
    own = connection.execute(
        sa.select(records.c.id, records.c.file_name).where(records.c.id == record)
    ).one()
    found: dict[tuple[str, str], Link] = {}
    for said in connection.execute(sa.select(table).where(table.c.record_id == record)):
        for other in _meant(connection, said.target, record):
            found[record, other] = _stated_link(record, other, said.kind, said.target)
    back = sa.select(table).where(
        table.c.target.in_([own.id, own.file_name]), table.c.record_id != record
    )
    for said in connection.execute(back):
        if record in _meant(connection, said.target, said.record_id):
            link = _stated_link(said.record_id, record, said.kind, said.target)
            found[said.record_id, record] = link
    return found


def _stated_link(record: str, other: str, kind: str, target: str) -> Link:
    evidence = {"by": "stated", "as": target}
    return Link(RecordId(record), RecordId(other), Kind(kind), evidence)


def _meant(connection: sa.Connection, target: str, record: str) -> list[str]:
    """Return the record a file name or id stands for; a name that fits several says nothing."""
    records = schema.records
    query = sa.select(records.c.id, records.c.location).where(
        (records.c.id == target) | (records.c.file_name == target), records.c.id != record
    )
    fitting = connection.execute(query.limit(_MOST_CANDIDATES)).all()
    if len(fitting) <= 1:
        return [row.id for row in fitting]
    location = connection.scalar(sa.select(records.c.location).where(records.c.id == record)) or ""
    folder = location.rpartition("/")[0]
    beside = [row.id for row in fitting if row.location.rpartition("/")[0] == folder]
    return beside if len(beside) == 1 else []
