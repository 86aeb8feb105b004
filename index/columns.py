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
        self._recency: NDArray[np.int64] | None = None
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

    def found(self, query: tantivy.Query) -> Rows:
        """Return the rows of a query, sorted."""
        return np.sort(self._rows(self._numbers("key", self._addresses(query))))

    def rows_of(self, keys: Sequence[int]) -> Rows:
        """Return the rows of those passages that are in this commit, sorted."""
        wanted = np.unique(np.array(list(keys), np.uint64))
        rows = np.searchsorted(self._keys, wanted)
        inside = rows < len(self._keys)
        rows, wanted = rows[inside], wanted[inside]
        present: Rows = rows[self._keys[rows] == wanted]
        return present

    def keys_of(self, rows: Rows) -> list[int]:
        """Return the keys of rows."""
        found: list[int] = self._keys[rows].tolist()
        return found

    def places(self, unit: Unit) -> NDArray[np.int64]:
        """Return the unit each row belongs to, as a number from 0 below the number of rows."""
        with self._lock:
            return self._places_of(unit)

    def places_of(self, keys: Sequence[int], unit: Unit) -> list[int]:
        """Return the unit of each of these passages, which are all in this commit."""
        wanted = np.array(list(keys), np.uint64)
        found: list[int] = self.places(unit)[self._rows(wanted)].tolist()
        return found

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
        ordered = rows[np.argsort(-self.recency()[rows], kind="stable")]
        if unit is not Unit.PASSAGE:
            _, first = np.unique(self.places(unit)[ordered], return_index=True)
            ordered = ordered[np.sort(first)]
        return ordered

    def practices_of(self, keys: Sequence[int]) -> list[tuple[str, ...]]:
        """Return the practices that each of these passages tells of, sorted."""
        column = self.facet(PRACTICE)
        rows = self._rows(np.array(list(keys), np.uint64))
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

    def recency(self) -> NDArray[np.int64]:
        """Return the order of time of each row, the newest highest."""
        with self._lock:
            if self._recency is None:
                addresses = self._addresses(tantivy.Query.all_query())
                rows = self._rows(self._numbers("key", addresses))
                values = self._searcher.fast_field_values("recency", addresses)
                recency = np.zeros(len(self._keys), np.int64)
                recency[rows] = [int(str(value)) for value in values]
                self._recency = recency
            return self._recency

    def facet(self, facet: str, unit: Unit = Unit.PASSAGE) -> FacetColumn:
        """Return the values of a facet, to be counted by ``unit``."""
        with self._lock:
            if (facet, unit) not in self._facets:
                self._facets[facet, unit] = self._read(facet, unit)
            return self._facets[facet, unit]

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

    def _places_of(self, unit: Unit) -> NDArray[np.int64]:
        if unit not in self._places:  # only that of copies is found when it is first asked for
            addresses = self._addresses(tantivy.Query.all_query())
            order = np.argsort(self._numbers("key", addresses))
            addresses = [addresses[place] for place in order.tolist()]
            content = np.column_stack([self._numbers(f, addresses) for f in CONTENT_FIELDS])
            self._places[unit] = groups_of_copies(content, self._numbers(EXACT_FIELD, addresses))
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
