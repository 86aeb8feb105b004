"""Filters and exact, disjunctive facet counts.

Within one facet the other values of a chosen facet stay visible with what they would give:
each facet is counted over the result set with every filter but its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.errors import BadQuery, UnknownFilter
from index.answers import FacetCounts, FacetValue
from index.columns import Columns, Mask, Rows, Unit
from index.lexical import FACETS, YEAR

_YEARS = re.compile(r"(?:(\d{4})?\s*-\s*(\d{4})?|(\d{4}))")
_FACETS_AND_YEAR = (*FACETS, YEAR)

Filters = Mapping[str, tuple[str, ...]]


def within(columns: Columns, rows: Rows, filters: Filters, but: str | None = None) -> Rows:
    """Return the rows that pass all filters (but one).

    Raises UnknownFilter for a facet that does not exist, BadQuery for a malformed year.
    """
    for facet, codes in filters.items():
        if codes and facet != but:
            rows = rows[_mask(columns, facet, codes)[rows]]
    return rows


def count_facets(
    columns: Columns, rows: Rows, filters: Filters, unit: Unit = Unit.PASSAGE
) -> tuple[FacetCounts, ...]:
    """Count every facet over the result set ``rows``, in passages, records or texts.

    Raises as :func:`within`.
    """
    left = within(columns, rows, filters)
    found = []
    for facet in _FACETS_AND_YEAR:
        codes = filters.get(facet, ())
        counted = within(columns, rows, filters, but=facet) if codes else left
        counts = columns.facet(facet, unit).counted(counted)
        if facet == YEAR:  # a range of years is no value of its own
            for code in codes:
                chosen = within(columns, counted, {facet: (code,)})
                counts[code] = columns.count(chosen, unit)
        found.append(FacetCounts(facet, _values(counts, codes)))
    return tuple(found)


def _mask(columns: Columns, facet: str, codes: Sequence[str]) -> Mask:
    if facet == YEAR:
        spans = [span(code) for code in codes]
        return columns.facet(YEAR).having(
            lambda year: any(low <= int(year) <= high for low, high in spans)
        )
    if facet not in FACETS:
        raise UnknownFilter(facet, None, _FACETS_AND_YEAR)
    return columns.facet(facet).having(frozenset(codes).__contains__)


def _values(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    # A chosen value stays on show even when nothing is left of it.
    codes = {**counts, **{code: counts.get(code, 0) for code in chosen}}
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(code, count, code in chosen) for code, count in ordered)


def span(text: str) -> tuple[int, int]:
    """Return the first and last year of a filter: ``2019``, ``2018-2021``, ``2018-``, ``-2021``.

    Raises BadQuery.
    """
    match = _YEARS.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise BadQuery(f"not a year or a range of years: {text!r} (try 2019 or 2018-2021)")
    first, last, single = match.groups()
    return int(single or first or 0), int(single or last or 9_999)
