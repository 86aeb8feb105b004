"""The passages of a result set that are ranked by all that speaks for them, and what follows them.

They are the best by their words and all found by meaning; what lies beyond follows in the order of
BM25.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.columns import Columns, Rows, Unit
from index.dense import DenseReader
from index.hits import Ranked
from index.proximity import Proximity
from index.ranking import Evidence, Numbers, ranked
from index.resultset import ResultSet
from index.sentences import SentenceReader

# Passages taken by their words.
_BY_WORDS = 500


@dataclass(frozen=True, slots=True)
class _Ordered:
    """Rows best first, with their scores and what these are made of, as far as it is known."""

    rows: Rows
    scores: Numbers
    evidence: Evidence


class Pool:
    """Ranks result sets. Safe to share among threads."""

    def __init__(self, dense: DenseReader, sentences: SentenceReader, proximity: Proximity) -> None:
        self._dense = dense
        self._sentences = sentences
        self._proximity = proximity

    def page(
        self, found: ResultSet, columns: Columns, rows: Rows, unit: Unit, first: int, end: int
    ) -> list[Ranked]:
        """Return the units from ``first`` to ``end`` of ``rows``, the result set within filters."""
        lexical = found.lexical[np.searchsorted(found.rows, rows)]
        pool = _candidates(found, rows, lexical)
        best = self._best(found, columns, pool, lexical[np.searchsorted(rows, pool)])
        units = first_of_units(best.rows, columns, unit, end)
        if len(units) < end and len(pool) < len(rows):
            best = _followed(best, found, columns, rows, lexical)
            units = first_of_units(best.rows, columns, unit, end)
        keys = columns.keys_of(best.rows)
        return [
            Ranked(int(keys[at]), float(best.scores[at]), _parts(best.evidence, at), practice)
            for at, practice in units[first:end]
        ]

    def _best(self, found: ResultSet, columns: Columns, pool: Rows, lexical: Numbers) -> _Ordered:
        evidence = _known(found, columns, pool, lexical)
        if found.vector is not None:
            unknown = np.isnan(evidence.dense)
            evidence.dense[unknown] = self._dense.similarities(found.vector, evidence.keys[unknown])
            evidence.sentence[:] = self._sentences.nearest(found.vector, evidence.keys)
        worded = np.flatnonzero(evidence.lexical)
        evidence.together[worded] = self._proximity.shares(found.terms, evidence.keys[worded])
        order = ranked(evidence, found.scale)
        return _Ordered(pool[order.places], order.scores, evidence.at(order.places))


def first_of_units(
    rows: Rows, columns: Columns, unit: Unit, end: int
) -> list[tuple[int, str | None]]:
    """Return the places of the first row of each unit, ``end`` at most, in the order of ``rows``.

    Beside each the practice it stands for, where units are practices.
    """
    if unit is Unit.PRACTICE:
        return _first_of_practices(rows, columns, end)
    if unit is Unit.PASSAGE:
        return [(at, None) for at in range(min(end, len(rows)))]
    _, firsts = np.unique(columns.places(unit)[rows], return_index=True)
    return [(at, None) for at in np.sort(firsts)[:end].tolist()]


def _first_of_practices(rows: Rows, columns: Columns, end: int) -> list[tuple[int, str | None]]:
    found: dict[str, int] = {}
    for at, practices in enumerate(columns.practices_of(rows)):
        for practice in practices:
            found.setdefault(practice, at)
        if len(found) >= end:
            break
    return [(at, practice) for practice, at in found.items()]


def _candidates(found: ResultSet, rows: Rows, lexical: Numbers) -> Rows:
    near = np.intersect1d(found.near[0], rows, assume_unique=True)
    if not (found.terms or found.parsed.required):
        return near
    return np.union1d(rows[np.lexsort((rows, -lexical))[:_BY_WORDS]], near)


def _known(found: ResultSet, columns: Columns, pool: Rows, lexical: Numbers) -> Evidence:
    """Return what the result set and the columns say of passages."""
    near, cosines = found.near
    dense = np.full(len(pool), np.nan)
    inside = np.isin(near, pool, assume_unique=True)
    dense[np.searchsorted(pool, near[inside])] = cosines[inside]
    concept = np.zeros(len(pool))
    for (facet, code), idf in found.concepts.items():
        concept += idf * columns.facet(facet).carried(pool, code)
    return Evidence(
        keys=columns.keys_of(pool),
        dense=dense,
        sentence=np.full(len(pool), np.nan),
        lexical=lexical,
        together=np.zeros(len(pool)),
        concept=concept,
        demotion=columns.trait("demotion")[pool],
        pages=columns.trait("pages")[pool],
        content=columns.content()[pool],
    )


def _followed(
    best: _Ordered, found: ResultSet, columns: Columns, rows: Rows, lexical: Numbers
) -> _Ordered:
    """Return the pool with all that follows it, by its words alone."""
    beyond = ~np.isin(rows, best.rows, assume_unique=True)
    rest, points = rows[beyond], lexical[beyond]
    order = np.lexsort((rest, -points))
    tail = _known(found, columns, rest[order], points[order])
    lowest = best.scores[-1] if len(best.scores) else 0.0
    return _Ordered(
        np.concatenate((best.rows, rest[order])),
        np.concatenate((best.scores, np.full(len(order), lowest))),
        best.evidence.followed_by(tail),
    )


def _parts(evidence: Evidence, at: int) -> dict[str, float]:
    parts = {"lexical": round(float(evidence.lexical[at]), 4)}
    if evidence.concept[at]:
        parts["concept"] = round(float(evidence.concept[at]), 4)
    if evidence.together[at]:
        parts["together"] = round(float(evidence.together[at]), 4)
    for name, value in (("dense", evidence.dense[at]), ("sentence", evidence.sentence[at])):
        if not np.isnan(value):
            parts[name] = round(float(value), 4)
    return parts
