"""What the passages of one commit are counted by, as columns over all of them.

The index counts passages by value itself, but not the records they belong to, and gives up past
65,000 values; it also evaluates a query anew for each facet that is filtered. So the documents of
a query are asked for once, and everything else is counted here, exactly and in one go: 20,000
passages with nine values each take 3 ms.
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.copies import CONTENT_FIELDS, EXACT_FIELD, groups_of_copies

#: Field of the practices that a passage tells of, by their ids.
PRACTICE = "practice"

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
Keys = NDArray[np.uint64]


class Unit(enum.StrEnum):
    """What counts as one."""

    PASSAGE = "passage"
    RECORD = "record"
    TEXT = "text"  # passages that are near copies of each other count once
    PRACTICE = "practice"  # a passage may tell of several, or of none


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of one facet. An entry is a passage with one of its values, sorted by passage.

    ``starts`` ``(n + 1,)`` says where the entries of each passage begin, ``pair`` the unit and
    value of each entry as one number, ``code`` ``(pairs,)`` the value of each such number as a
    place in ``codes``. A passage has a value once, so where passages are counted the values
    themselves will do for ``pair`` (``alone``).
    """

    codes: tuple[str, ...]
    starts: NDArray[np.int64]
    pair: NDArray[np.int64]
    code: NDArray[np.int64]
    alone: bool

    def counted(self, rows: Rows) -> dict[str, int]:
        """Count the units that ``rows`` belong to by value."""
        pairs = self.pair[self._entries(rows)]
        if not self.alone:
            met = np.zeros(len(self.code), np.bool_)
            met[pairs] = True
            values = self.code[met]
        else:
            values = self.code[pairs]
        counts = np.bincount(values, minlength=len(self.codes))
        return {self.codes[i]: int(counts[i]) for i in np.flatnonzero(counts).tolist()}

    def having(self, wanted: Callable[[str], bool]) -> Mask:
        """Return which passages have any of the values that ``wanted`` says."""
        chosen = np.array([wanted(code) for code in self.codes], np.bool_)
        mask = np.zeros(len(self.starts) - 1, np.bool_)
        if chosen.any():
            entries = np.flatnonzero(chosen[self.code][self.pair])
            mask[np.searchsorted(self.starts, entries, side="right") - 1] = True
        return mask

    def carried(self, rows: Rows, code: str) -> Mask:
        """Return which of ``rows`` have a value."""
        mask = np.zeros(len(rows), np.bool_)
        if code in self.codes:
            first = self.starts[rows]
            lengths = self.starts[rows + 1] - first
            owner = np.repeat(np.arange(len(rows)), lengths)
            mask[owner[self.code[self.pair[self._entries(rows)]] == self.codes.index(code)]] = True
        return mask

    def _entries(self, rows: Rows) -> slice | NDArray[np.int64]:
        if len(rows) == len(self.starts) - 1:
            return slice(None)
        first = self.starts[rows]
        lengths = self.starts[rows + 1] - first
        before = np.cumsum(lengths) - lengths
        return np.repeat(first - before, lengths) + np.arange(int(lengths.sum()))


class Columns:
    """All passages of one commit in the order of their keys; a row is a place in it.

    Safe to share among threads. Facets are read when they are first asked for (0.3 microseconds a
    value on a passage).
    """

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, year: str) -> None:
        """Read keys and records; ``year`` names the one facet that is a number."""
        self._searcher = searcher
        self._schema = schema
        self._year = year
        self._facets: dict[tuple[str, Unit], FacetColumn] = {}
        self._traits: dict[str, NDArray[np.int64]] = {}
        self._content: NDArray[np.uint64] | None = None
        self._lock = threading.Lock()
        addresses = self._addresses(tantivy.Query.all_query())
        keys = self._numbers("key", addresses)
        order = np.argsort(keys)
        self._keys = keys[order]
        records = self._numbers("record", addresses)[order]
        _, places = np.unique(records, return_inverse=True)
        self._places = {
            Unit.PASSAGE: np.arange(len(keys), dtype=np.int64),
            Unit.RECORD: places.astype(np.int64),
        }

    def __len__(self) -> int:
        return len(self._keys)

    def everything(self) -> Rows:
        """Return every row."""
        return np.arange(len(self._keys))

    def scored(self, query: tantivy.Query) -> tuple[Rows, NDArray[np.float64]]:
        """Return the rows of a query, sorted, with what each scores."""
        total = self._searcher.num_docs
        hits = self._searcher.search(query, limit=total, count=False).hits if total else []
        rows = self._rows(self._numbers("key", [address for _, address in hits]))
        order = np.argsort(rows)
        return rows[order], np.array([score for score, _ in hits], np.float64)[order]

    def rows_of(self, keys: Sequence[int] | Keys) -> Rows:
        """Return the rows of those passages that are in this commit, sorted."""
        return np.unique(self._present(np.asarray(keys, np.uint64))[0])

    def with_values(
        self, keys: Keys, values: NDArray[np.float32]
    ) -> tuple[Rows, NDArray[np.float64]]:
        """Return the rows of those passages that are in this commit, sorted, and their values."""
        rows, held = self._present(keys)
        order = np.argsort(rows)
        return rows[order], values[held][order].astype(np.float64)

    def _present(self, keys: Keys) -> tuple[Rows, Mask]:
        rows = np.searchsorted(self._keys, keys)
        held = rows < len(self._keys)
        held[held] = self._keys[rows[held]] == keys[held]
        return rows[held], held

    def keys_of(self, rows: Rows) -> Keys:
        """Return the keys of rows."""
        return self._keys[rows]

    def places(self, unit: Unit) -> NDArray[np.int64]:
        """Return the unit each row belongs to, as a number from 0 below the number of rows."""
        with self._lock:
            return self._places_of(unit)

    def count(self, rows: Rows, unit: Unit = Unit.PASSAGE) -> int:
        """Return how many units rows are."""
        if unit is Unit.PASSAGE:
            return len(rows)
        if unit is Unit.PRACTICE:
            return len(self.facet(PRACTICE).counted(rows))
        met = np.zeros(len(self), np.bool_)
        met[self.places(unit)[rows]] = True
        return int(met.sum())

    def newest(self, rows: Rows, unit: Unit = Unit.PASSAGE) -> Rows:
        """Return rows newest first, of each unit the first only."""
        ordered = rows[np.argsort(-self.trait("recency")[rows], kind="stable")]
        if unit is not Unit.PASSAGE:
            _, first = np.unique(self.places(unit)[ordered], return_index=True)
            ordered = ordered[np.sort(first)]
        return ordered

    def practices_of(self, rows: Rows) -> list[tuple[str, ...]]:
        """Return the practices that each of these passages tells of, sorted."""
        column = self.facet(PRACTICE)
        return [
            tuple(column.codes[i] for i in sorted(column.pair[first:last].tolist()))
            for first, last in zip(column.starts[rows], column.starts[rows + 1], strict=True)
        ]

    def beside(self, rows: Rows, key: int, unit: Unit) -> Rows:
        """Return the other rows of ``rows`` that belong to the unit of the passage ``key``."""
        own = self._rows(np.array([key], np.uint64))[0]
        places = self.places(unit)
        found: Rows = rows[(places[rows] == places[own]) & (rows != own)]
        return found

    def trait(self, field: str) -> NDArray[np.int64]:
        """Return a number each passage has: ``demotion``, ``pages``, or ``recency``.

        That is the order of time, the newest highest.
        """
        with self._lock:
            if field not in self._traits:
                (values,) = self._in_order([field])
                self._traits[field] = values.astype(np.int64)
            return self._traits[field]

    def content(self) -> NDArray[np.uint64]:
        """Return the min-hashes of each passage ``(n, 4)``, which near copies share most of."""
        with self._lock:
            return self._contents()

    def facet(self, facet: str, unit: Unit = Unit.PASSAGE) -> FacetColumn:
        """Return the values of a facet, to be counted by ``unit``."""
        with self._lock:
            if (facet, unit) not in self._facets:
                self._facets[facet, unit] = self._read(facet, unit)
            return self._facets[facet, unit]

    def read_as(self, before: Columns) -> None:
        """Read whatever was asked of the columns of an earlier commit."""
        for facet, unit in list(before._facets):
            self.facet(facet, unit)
        for field in list(before._traits):
            self.trait(field)
        for unit in list(before._places):
            self.places(unit)
        if before._content is not None:
            self.content()

    # Reading

    def _addresses(
        self, query: tantivy.Query, limit: int | None = None
    ) -> list[tantivy.DocAddress]:
        total = self._searcher.num_docs if limit is None else limit
        if not total:
            return []
        unscored = tantivy.Query.const_score_query(query, 0.0)
        hits = self._searcher.search(unscored, limit=total, count=False).hits
        return [address for _, address in hits]

    def _numbers(self, field: str, addresses: list[tantivy.DocAddress]) -> NDArray[np.uint64]:
        return np.array(self._searcher.fast_field_values(field, addresses), np.uint64)

    def _rows(self, keys: NDArray[np.uint64]) -> Rows:
        return np.searchsorted(self._keys, keys)

    def _in_order(self, fields: Sequence[str]) -> list[NDArray[np.uint64]]:
        """Return the values of fields by row."""
        addresses = self._addresses(tantivy.Query.all_query())
        order = np.argsort(self._numbers("key", addresses))
        return [self._numbers(field, addresses)[order] for field in fields]

    def _contents(self) -> NDArray[np.uint64]:
        if self._content is None:
            self._content = np.column_stack(self._in_order(CONTENT_FIELDS))
        return self._content

    def _places_of(self, unit: Unit) -> NDArray[np.int64]:
        if unit not in self._places:  # only that of copies is found when it is first asked for
            (exact,) = self._in_order([EXACT_FIELD])
            self._places[unit] = groups_of_copies(self._contents(), exact)
        return self._places[unit]

    def _read(self, facet: str, unit: Unit) -> FacetColumn:
        codes, rows, values = self._years() if facet == self._year else self._terms(facet)
        if unit is Unit.PRACTICE:
            return self._by_practice(codes, rows, values)
        order = np.argsort(rows, kind="stable")
        rows, values = rows[order], values[order]
        starts = np.searchsorted(rows, np.arange(len(self._keys) + 1))
        if unit is Unit.PASSAGE:
            every = np.arange(len(codes))
            return FacetColumn(codes, starts, values.astype(np.int64), every, alone=True)
        joined = self._places_of(unit)[rows] * max(len(codes), 1) + values
        pairs, pair = np.unique(joined, return_inverse=True)
        return FacetColumn(codes, starts, pair, pairs % max(len(codes), 1), alone=False)

    def _by_practice(
        self, codes: tuple[str, ...], rows: Rows, values: NDArray[np.intp]
    ) -> FacetColumn:
        """Return a facet whose entries are each practice of a passage with each of its values."""
        told = self._facets.get((PRACTICE, Unit.PASSAGE)) or self._read(PRACTICE, Unit.PASSAGE)
        self._facets[PRACTICE, Unit.PASSAGE] = told
        first = told.starts[rows]
        several = told.starts[rows + 1] - first
        before = np.cumsum(several) - several
        places = np.repeat(first - before, several) + np.arange(int(several.sum()))
        rows, values = np.repeat(rows, several), np.repeat(values, several)
        joined = told.pair[places] * max(len(codes), 1) + values
        order = np.argsort(rows, kind="stable")
        starts = np.searchsorted(rows[order], np.arange(len(self._keys) + 1))
        pairs, pair = np.unique(joined[order], return_inverse=True)
        return FacetColumn(codes, starts, pair, pairs % max(len(codes), 1), alone=False)

    def _terms(self, facet: str) -> tuple[tuple[str, ...], Rows, NDArray[np.int64]]:
        codes, lengths = [], []
        addresses: list[tantivy.DocAddress] = []
        for code, frequency in self._searcher.terms_with_prefix(facet, ""):
            query = tantivy.Query.term_query(self._schema, facet, code, index_option="basic")
            held = self._addresses(query, frequency)
            codes.append(code)
            lengths.append(len(held))
            addresses.extend(held)
        rows = self._rows(self._numbers("key", addresses))
        return tuple(codes), rows, np.repeat(np.arange(len(codes)), lengths)

    def _years(self) -> tuple[tuple[str, ...], Rows, NDArray[np.int64]]:
        addresses = self._addresses(tantivy.Query.exists_query(self._year))
        rows = self._rows(self._numbers("key", addresses))
        years, values = np.unique(
            np.array(self._searcher.fast_field_values(self._year, addresses), np.int64),
            return_inverse=True,
        )
        return tuple(map(str, years.tolist())), rows, values
