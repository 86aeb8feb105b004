"""The catalogue: the one place that holds what cannot be recomputed cheaply.

A record is committed whole in one transaction or not at all, and every change is appended to
the change feed, which the indexes follow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from corpus import rows, schema
from corpus.annotated import note_annotated
from corpus.changes import Change, Op, append_changes, read_changes
from corpus.database import open_engine, writing
from corpus.errors import PageNotFound, PassageNotFound, RecordHeld, RecordNotFound
from corpus.identifiers import PassageId, RecordId, record_id
from corpus.judgement_places import place_judgements
from corpus.labelled import labelled, passages_in
from corpus.practices.storing import forget_initiatives, rejoin, renew
from corpus.records import Page, Passage, Record
from corpus.sources import Outcome, Source, note_source, source_from_row
from corpus.works import Link, links_of, regroup, relate, state_links

# SQLite allows 32,766 bound values a statement; ids are asked for in slices below that.
_SLICE = 5_000
_SHORTEST_ID = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of the catalogue."""

    records: int
    pages: int
    passages: int
    works: int
    unreadable_pages: int
    failed_sources: int


class Catalogue:
    """An open catalogue. Safe to share among threads; processes each open their own."""

    def __init__(self, path: Path) -> None:
        """Open the SQLite file at ``path``, making it if needed.

        Raises CatalogueMismatch if the file is no catalogue or comes from a newer version.
        """
        self.path = path
        self.engine = open_engine(path)

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Open a write transaction."""
        return writing(self.engine)

    # Writing

    def free_record_id(self, sha256: str) -> RecordId:
        """Return the id for a new record first read from a file with this digest."""
        with self.engine.connect() as connection:
            salt = 0
            while connection.scalar(
                sa.select(schema.records.c.id).where(schema.records.c.id == record_id(sha256, salt))
            ):
                salt += 1
        return record_id(sha256, salt)

    def put(
        self,
        record: Record,
        pages: Iterable[Page],
        passages: Sequence[Passage],
        text_sketch: frozenset[int],
        source: Source,
        *,
        anchors: frozenset[int] = frozenset(),
        replace: bool = False,
        annotated_by: str | None = None,
    ) -> Source:
        """Commit a record whole and return its source as noted.

        With ``replace`` the record takes the place of the one with its id. When a record of the
        same file is there already (another process may have been quicker), nothing is added:
        the source is then noted as its duplicate, or as unchanged if it is the very same place.
        ``annotated_by`` is the version of the rules that found the labels; what people said of
        these is placed in the new passages.

        Raises RecordHeld if the record to be replaced is what another place holds (a file was
        renamed, and another took its name): nothing is changed then.
        """
        with self.writing() as connection:
            twin = _record_of_digest(connection, record.sha256)
            if twin is not None and not (replace and twin == record.id):
                same_place = connection.scalar(
                    sa.select(schema.sources.c.record_id).where(
                        schema.sources.c.location == source.location
                    )
                )
                outcome = Outcome.UNCHANGED if same_place == twin else Outcome.DUPLICATE
                return note_source(connection, source, outcome, twin)
            if replace and _held_elsewhere(connection, record.id, source.location):
                raise RecordHeld(record.id)
            left = _work_of(connection, record.id)
            told = forget_initiatives(connection, record.id)
            connection.execute(sa.delete(schema.records).where(schema.records.c.id == record.id))
            row = rows.record_to_row(dataclasses.replace(record, work=None))
            connection.execute(sa.insert(schema.records), row)
            _insert(connection, schema.pages, (rows.page_to_row(record.id, p) for p in pages))
            title = record.description.title
            _insert(connection, schema.passages, (rows.passage_to_row(p, title) for p in passages))
            _insert(
                connection,
                schema.annotations,
                (rows.annotation_to_row(p.id, a) for p in passages for a in p.annotations),
            )
            _insert(
                connection,
                schema.sketches,
                ({"record_id": record.id, "hash": value} for value in sorted(text_sketch)),
            )
            _insert(
                connection,
                schema.anchors,
                ({"record_id": record.id, "hash": value} for value in sorted(anchors)),
            )
            made = record.corrections.made if record.corrections else ()
            state_links(connection, record.id, (link for one in made for link in one.links))
            regroup(connection, left)
            relate(connection, record.id)
            note_annotated(connection, record.id, annotated_by)
            if place_judgements(connection, record.id, passages):
                passages = passages_in(connection, record.id)
            renew(connection, record.id, passages, told)
            append_changes(connection, [record.id], Op.UPSERT)
            return note_source(connection, source, source.outcome, record.id)

    def remove(self, record: RecordId) -> None:
        """Remove a record with all that hangs on it.

        Raises RecordNotFound.
        """
        with self.writing() as connection:
            left = _work_of(connection, record)
            told = forget_initiatives(connection, record)
            gone = connection.execute(
                sa.delete(schema.records).where(schema.records.c.id == record)
            )
            if not gone.rowcount:
                raise RecordNotFound(record)
            regroup(connection, left)
            rejoin(connection, told, record)
            append_changes(connection, [record], Op.DELETE)

    def note(self, source: Source) -> None:
        """Remember what came of a place, replacing what was known of it."""
        with self.writing() as connection:
            note_source(connection, source, source.outcome, source.record)

    # Reading

    def source(self, location: str) -> Source | None:
        """Return what is known of a place, None if it was never seen."""
        query = sa.select(schema.sources).where(schema.sources.c.location == location)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else source_from_row(row)

    def sources_of(self, record: RecordId) -> tuple[Source, ...]:
        """Return every place a record was seen at."""
        query = (
            sa.select(schema.sources)
            .where(schema.sources.c.record_id == record)
            .order_by(schema.sources.c.location)
        )
        with self.engine.connect() as connection:
            return tuple(source_from_row(row) for row in connection.execute(query))

    def record_of_digest(self, sha256: str) -> RecordId | None:
        """Return the record read from a file with this digest."""
        with self.engine.connect() as connection:
            return _record_of_digest(connection, sha256)

    def record(self, identifier: str) -> Record:
        """Return a record.

        Raises RecordNotFound.
        """
        found = self.records_by_id([identifier])
        if not found:
            raise RecordNotFound(identifier)
        return found[RecordId(identifier)]

    def records_by_id(self, identifiers: Iterable[str]) -> dict[RecordId, Record]:
        """Return the records that exist among ``identifiers``."""
        found = self._select_in(schema.records, schema.records.c.id, identifiers)
        return {RecordId(row.id): rows.record_from_row(row) for row in found}

    def records(self, limit: int = 100, after: str = "") -> tuple[Record, ...]:
        """Return records in the order of their ids, those after ``after``."""
        query = (
            sa.select(schema.records)
            .where(schema.records.c.id > after)
            .order_by(schema.records.c.id)
            .limit(limit)
        )
        with self.engine.connect() as connection:
            return tuple(rows.record_from_row(row) for row in connection.execute(query))

    def record_ids(self) -> tuple[RecordId, ...]:
        """Return the id of every record, sorted."""
        with self.engine.connect() as connection:
            query = sa.select(schema.records.c.id).order_by(schema.records.c.id)
            return tuple(map(RecordId, connection.scalars(query)))

    def records_named(self, name: str) -> tuple[Record, ...]:
        """Return the records with this id or file name, or whose id begins so (4 digits on)."""
        table = schema.records
        fits = (table.c.id == name) | (table.c.file_name == name)
        if len(name) >= _SHORTEST_ID and name.isalnum():
            fits |= table.c.id.startswith(name, autoescape=True)
        query = sa.select(table).where(fits).order_by(table.c.id).limit(100)
        with self.engine.connect() as connection:
            return tuple(rows.record_from_row(row) for row in connection.execute(query))

    def damage(self) -> tuple[str, ...]:
        """Return what SQLite's own check finds wrong with the file, nothing if it is sound."""
        with self.engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        problems = [] if list(found) == ["ok"] else [f"catalogue: {text}" for text in found]
        if orphans:
            problems.append(f"catalogue: {len(orphans)} rows point at nothing")
        return tuple(problems)

    def same_work(self, record: Record) -> tuple[Record, ...]:
        """Return the other records that hold the same work, oldest first."""
        query = (
            sa.select(schema.records)
            .where(schema.records.c.work == record.work, schema.records.c.id != record.id)
            .order_by(schema.records.c.added_at, schema.records.c.id)
        )
        with self.engine.connect() as connection:
            return tuple(rows.record_from_row(row) for row in connection.execute(query))

    def work_links(self, record: Record) -> dict[RecordId, Link]:
        """Return how each of :meth:`same_work` is related to the record."""
        with self.engine.connect() as connection:
            return links_of(connection, record.id)

    def page(self, record: str, number: int) -> Page:
        """Return a page of a record.

        Raises RecordNotFound or PageNotFound.
        """
        query = sa.select(schema.pages).where(
            schema.pages.c.record_id == record, schema.pages.c.number == number
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            self.record(record)
            raise PageNotFound(record, number)
        return rows.page_from_row(row)

    def pages(self, record: str) -> Iterator[Page]:
        """Yield the pages of a record in order."""
        query = (
            sa.select(schema.pages)
            .where(schema.pages.c.record_id == record)
            .order_by(schema.pages.c.number)
        )
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                yield rows.page_from_row(row)

    def pages_by_ocr(self, record: str) -> dict[int, float]:
        """Return the pages of a record that were read by optical recognition, with how sure."""
        table = schema.pages
        query = (
            sa.select(table.c.number, table.c.ocr)
            .where(table.c.record_id == record, table.c.ocr.is_not(None))
            .order_by(table.c.number)
        )
        with self.engine.connect() as connection:
            return {row.number: row.ocr for row in connection.execute(query)}

    def page_labels(self, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str | None]:
        """Return the printed label of pages given as (record, number)."""
        wanted, table = set(places), schema.pages
        # Not pairs in a list of pairs: for that SQLite reads every page there is (4 ms of 2,500).
        query = sa.select(table.c.record_id, table.c.number, table.c.label).where(
            table.c.record_id.in_(sorted({record for record, _ in wanted})),
            table.c.number.in_(sorted({number for _, number in wanted})),
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).all()
        return {(r, n): label for r, n, label in found if (r, n) in wanted}

    def passages_of(self, record: str) -> tuple[Passage, ...]:
        """Return the passages of a record in reading order, with their annotations."""
        query = (
            sa.select(schema.passages)
            .where(schema.passages.c.record_id == record)
            .order_by(schema.passages.c.ordinal)
        )
        with self.engine.connect() as connection:
            return labelled(connection, connection.execute(query).all())

    def passages_as_found(self, record: str) -> tuple[Passage, ...]:
        """Return the passages of a record with the labels found in them, whatever people said."""
        with self.engine.connect() as connection:
            return passages_in(connection, record, people=False)

    def passages_on(self, record: str, page: int) -> tuple[Passage, ...]:
        """Return the passages of a record that stand on a page, also those that only end there."""
        table = schema.passages
        query = (
            sa.select(table)
            .where(table.c.record_id == record, table.c.page <= page, table.c.end_page >= page)
            .order_by(table.c.ordinal)
        )
        with self.engine.connect() as connection:
            return labelled(connection, connection.execute(query).all())

    def passages_by_id(self, identifiers: Iterable[str]) -> dict[PassageId, Passage]:
        """Return the passages that exist among ``identifiers``, with their annotations."""
        found = self._select_in(schema.passages, schema.passages.c.id, identifiers)
        with self.engine.connect() as connection:
            return {p.id: p for p in labelled(connection, found)}

    def passage(self, identifier: str) -> Passage:
        """Return a passage.

        Raises PassageNotFound.
        """
        found = self.passages_by_id([identifier])
        if not found:
            raise PassageNotFound(identifier)
        return found[PassageId(identifier)]

    def passage_ids(self) -> Iterator[PassageId]:
        """Yield the id of every passage, sorted."""
        query = sa.select(schema.passages.c.id).order_by(schema.passages.c.id)
        with self.engine.connect() as connection:
            for identifier in connection.scalars(query):
                yield PassageId(identifier)

    def last_seq(self) -> int:
        """Return the number of the latest change, 0 for a new catalogue."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.max(schema.changes.c.seq))) or 0

    def changes_since(self, seq: int, limit: int = 10_000) -> tuple[Change, ...]:
        """Return the changes after ``seq``, oldest first."""
        with self.engine.connect() as connection:
            return read_changes(connection, seq, limit)

    def counts(self) -> Counts:
        """Return how much the catalogue holds."""

        def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
            return sa.select(sa.func.count()).select_from(table).where(*where).scalar_subquery()

        works = sa.select(sa.func.count(schema.records.c.work.distinct())).scalar_subquery()
        query = sa.select(
            count(schema.records),
            count(schema.pages),
            count(schema.passages),
            works,
            count(schema.pages, schema.pages.c.unreadable.is_not(None)),
            count(schema.sources, schema.sources.c.outcome == Outcome.FAILED.value),
        )
        with self.engine.connect() as connection:
            return Counts(*connection.execute(query).one())

    def _select_in(
        self, table: sa.Table, column: sa.Column[Any], values: Iterable[str]
    ) -> list[sa.Row[Any]]:
        wanted = sorted(set(values))
        found: list[sa.Row[Any]] = []
        with self.engine.connect() as connection:
            for start in range(0, len(wanted), _SLICE):
                query = sa.select(table).where(column.in_(wanted[start : start + _SLICE]))
                found.extend(connection.execute(query))
        return found


def _insert(connection: sa.Connection, table: sa.Table, values: Iterable[dict[str, Any]]) -> None:
    batch = list(values)
    if batch:
        connection.execute(sa.insert(table), batch)


def _held_elsewhere(connection: sa.Connection, record: RecordId, location: str) -> bool:
    table = schema.sources
    others = sa.select(table.c.location).where(
        table.c.record_id == record, table.c.location != location
    )
    return connection.scalar(others.limit(1)) is not None


def _record_of_digest(connection: sa.Connection, sha256: str) -> RecordId | None:
    found = connection.scalar(
        sa.select(schema.records.c.id).where(schema.records.c.sha256 == sha256)
    )
    return None if found is None else RecordId(found)


def _work_of(connection: sa.Connection, record: RecordId) -> set[str]:
    """Return the work a record belongs to, none for a record that is not there."""
    query = sa.select(schema.records.c.work).where(schema.records.c.id == record)
    return set(connection.scalars(query))
