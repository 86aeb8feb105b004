"""Making the search of a receipt again, and saying what differs and why."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from pydantic import Field

from api.receipts.making import Origin, hit_lines, library_of, search_whole
from api.receipts.model import HitLine, Library, Receipt
from api.schema import WireModel
from corpus import schema
from corpus.changes import Op
from index.answers import MAX_LIMIT

_SLICE = 5_000


class Why(enum.StrEnum):
    """Why a hit differs, as far as it can be known."""

    RECORD_ADDED = "record-added"
    RECORD_REMOVED = "record-removed"
    RECORD_READ_ANEW = "record-read-anew"  # its passages are others, or stand elsewhere
    LABELS_CHANGED = "labels-changed"
    EMBEDDED_SINCE = "embedded-since"
    MODEL_CHANGED = "model-changed"
    VOCABULARY_CHANGED = "vocabulary-changed"
    PROGRAM_CHANGED = "program-changed"  # or the form of its indexes
    BEYOND_BOUND = "beyond-bound"  # it may be there still, further down than a receipt goes
    LIBRARY_CHANGED = "library-changed"  # other documents: what counts as near or rare moved
    UNKNOWN = "unknown"


class Differing(WireModel):
    """A hit that is new or gone."""

    hit: HitLine
    title: str
    why: Why


class Moved(WireModel):
    """A hit that stands elsewhere in the order."""

    key: str
    passage: str
    record: str
    title: str
    was: int
    now: int
    why: Why


class Changed(WireModel):
    """A record or practice that is found by another passage now; ``was`` and ``now`` are those."""

    key: str
    record: str
    title: str
    was: HitLine
    now: HitLine
    why: Why


class Replay(WireModel):
    """A receipt, and what its search gives now."""

    receipt: Receipt
    library: Library = Field(description="The state that was searched now")
    identical: bool = Field(description="The same hits and passages in the same order")
    matched: int = Field(description="Hits now, of which at most 1,000 are compared")
    new: list[Differing]
    gone: list[Differing]
    moved: list[Moved]
    changed: list[Changed] = Field(
        description="Records or practices found by another passage, wherever they stand"
    )


def replay(origin: Origin, receipt: Receipt) -> Replay:
    """Make the search of a receipt again.

    Raises UnknownFilter if the vocabulary has a filter of it no more.
    """
    answer = search_whole(origin, receipt.asked.request(MAX_LIMIT))
    lines = hit_lines(answer)
    was = {line.key: line for line in receipt.hits}
    now = {line.key: line for line in lines}
    titles = dict(receipt.titles)
    titles.update((str(h.record.id), h.record.description.title) for h in answer.hits)
    new = [line for line in lines if line.key not in was]
    gone = [line for line in receipt.hits if line.key not in now]
    causes = _Causes(origin, receipt, {line.record for line in (*lines, *receipt.hits)})
    both = [(was[key], line) for key, line in now.items() if key in was]
    cut = answer.total > len(lines)
    return Replay(
        receipt=receipt,
        library=causes.library,
        identical=_order(lines) == _order(receipt.hits),
        matched=answer.total,
        new=[_differing(one, titles, causes.of_new(one, not receipt.complete)) for one in new],
        gone=[_differing(one, titles, causes.of_gone(one, cut)) for one in gone],
        moved=[
            Moved(
                key=after.key,
                passage=after.passage,
                record=after.record,
                title=titles[after.record],
                was=before.rank,
                now=after.rank,
                why=causes.of_moved(before, after),
            )
            for before, after in both
            if before.rank != after.rank
        ],
        changed=[
            Changed(
                key=after.key,
                record=after.record,
                title=titles[after.record],
                was=before,
                now=after,
                why=causes.of_changed(before, after),
            )
            for before, after in both
            if before.passage != after.passage
        ],
    )


def _order(lines: Iterable[HitLine]) -> list[tuple[str, str]]:
    return [(line.key, line.passage) for line in lines]


def _differing(line: HitLine, titles: dict[str, str], why: Why) -> Differing:
    return Differing(hit=line, title=titles.get(line.record, ""), why=why)


class _Causes:
    """What happened to the library between a receipt and now."""

    def __init__(self, origin: Origin, receipt: Receipt, records: set[str]) -> None:
        self.library = library_of(origin)
        self._then = receipt.library
        self._ops = _changes(origin, records)
        self._present = origin.catalogue.records_by_id(records)

    def of_new(self, line: HitLine, cut: bool) -> Why:
        seq = self._then.seq
        ops = self._ops[line.record]
        if not _was_there(ops, seq):
            return Why.RECORD_ADDED
        return self._of_both(ops, cut)

    def of_gone(self, line: HitLine, cut: bool) -> Why:
        if line.record not in self._present:
            return Why.RECORD_REMOVED
        return self._of_both(self._ops[line.record], cut)

    def of_moved(self, before: HitLine, after: HitLine) -> Why:
        """Say why a hit has another rank: its record, or others about it, changed."""
        return self._of_both([*self._ops[before.record], *self._own(before, after)], cut=False)

    def of_changed(self, before: HitLine, after: HitLine) -> Why:
        """Say why another passage stands for a record or a practice."""
        if before.record not in self._present:
            return Why.RECORD_REMOVED
        ops = self._ops[after.record]
        if not _was_there(ops, self._then.seq):
            return Why.RECORD_ADDED
        return self._of_both([*self._ops[before.record], *self._own(before, after)], cut=False)

    def _own(self, before: HitLine, after: HitLine) -> list[tuple[int, str]]:
        return self._ops[after.record] if after.record != before.record else []

    def _of_both(self, ops: list[tuple[int, str]], cut: bool) -> Why:
        since = {op for seq, op in ops if seq > self._then.seq}
        now, then = self.library, self._then
        told = (
            (Op.UPSERT.value in since, Why.RECORD_READ_ANEW),
            (Op.LABEL.value in since, Why.LABELS_CHANGED),
            (Op.EMBED.value in since, Why.EMBEDDED_SINCE),
            (now.model != then.model, Why.MODEL_CHANGED),
            (now.vocabulary != then.vocabulary, Why.VOCABULARY_CHANGED),
            ((now.index, now.program) != (then.index, then.program), Why.PROGRAM_CHANGED),
            (cut, Why.BEYOND_BOUND),
            (now.seq != then.seq, Why.LIBRARY_CHANGED),
        )
        return next((why for holds, why in told if holds), Why.UNKNOWN)


def _was_there(ops: list[tuple[int, str]], seq: int) -> bool:
    before = [op for at, op in ops if at <= seq and op in (Op.UPSERT.value, Op.DELETE.value)]
    return bool(before) and before[-1] == Op.UPSERT.value


def _changes(origin: Origin, records: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    table, wanted = schema.changes, sorted(records)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    with origin.catalogue.engine.connect() as connection:
        for start in range(0, len(wanted), _SLICE):
            query = (
                sa.select(table.c.record_id, table.c.seq, table.c.op)
                .where(table.c.record_id.in_(wanted[start : start + _SLICE]))
                .order_by(table.c.seq)
            )
            for record, seq, op in connection.execute(query):
                found[record].append((seq, op))
    return found
