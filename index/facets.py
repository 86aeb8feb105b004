"""Filters and exact, disjunctive facet counts.

Within one facet the other values of a chosen facet stay visible with what they would give:
each facet is counted over the result set with every filter but its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

from corpus.errors import BadQuery, UnknownFilter
from index.answers import FacetCounts, FacetValue
from index.lexical import FACETS, YEAR

# More values than any facet has (8,000 municipalities and their provinces and regions).
_ALL_VALUES = 10_000
_ALL_RECORDS = 10_000_000
_YEARS = re.compile(r"(?:(\d{4})?\s*-\s*(\d{4})?|(\d{4}))")
_FACETS_AND_YEAR = (*FACETS, YEAR)

Filters = Mapping[str, tuple[str, ...]]


def filter_query(schema: tantivy.Schema, facet: str, codes: Sequence[str]) -> tantivy.Query:
    """Return the query of passages with any of the codes of a facet.

    Raises UnknownFilter for a facet that does not exist, BadQuery for a malformed year.
    """
    if facet == YEAR:
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, _years(schema, code)) for code in codes]
        )
    if facet not in FACETS:
        raise UnknownFilter(facet, None, _FACETS_AND_YEAR)
    return tantivy.Query.term_set_query(schema, facet, list(codes))


def restricted(
    base: tantivy.Query, schema: tantivy.Schema, filters: Filters, but: str | None = None
) -> tantivy.Query:
    """Return ``base`` within all filters (but one), scored as ``base`` alone."""
    parts = [
        tantivy.Query.const_score_query(filter_query(schema, facet, codes), 0.0)
        for facet, codes in filters.items()
        if codes and facet != but
    ]
    if not parts:
        return base
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (base, *parts)])


def count_facets(
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
    base: tantivy.Query,
    filters: Filters,
    *,
    by_record: bool,
) -> tuple[FacetCounts, ...]:
    """Count every facet over the whole result set; ``by_record`` counts records, not passages."""
    chosen = [facet for facet in _FACETS_AND_YEAR if filters.get(facet)]
    free = [facet for facet in _FACETS_AND_YEAR if facet not in chosen]
    found: dict[str, dict[str, int]] = {}
    for group, but in [(free, None), *(([facet], facet) for facet in chosen)]:
        query = restricted(base, schema, filters, but)
        answer = searcher.aggregate(query, {facet: _terms(facet, by_record) for facet in group})
        for facet in group:
            found[facet] = {
                _code(bucket): len(bucket["records"]["buckets"])
                if by_record
                else bucket["doc_count"]
                for bucket in answer[facet]["buckets"]
            }
    return tuple(
        FacetCounts(facet, _values(found[facet], filters.get(facet, ())))
        for facet in _FACETS_AND_YEAR
    )


def count_records(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Return how many records the passages of a query belong to."""
    terms = {"terms": {"field": "record", "size": _ALL_RECORDS}}
    return len(searcher.aggregate(query, {"records": terms})["records"]["buckets"])


def _terms(facet: str, by_record: bool) -> dict[str, object]:
    terms: dict[str, object] = {"terms": {"field": facet, "size": _ALL_VALUES}}
    if by_record:
        terms["aggs"] = {"records": {"terms": {"field": "record", "size": _ALL_RECORDS}}}
    return terms


def _size(bucket: Mapping[str, Any], by_record: bool) -> int:
    return len(bucket["records"]["buckets"]) if by_record else int(bucket["doc_count"])


def _code(bucket: Mapping[str, object]) -> str:
    key = bucket["key"]
    return str(int(key)) if isinstance(key, (int, float)) else str(key)


def _values(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    # A chosen value stays on show even when nothing is left of it.
    codes = {**counts, **{code: counts.get(code, 0) for code in chosen}}
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(code, count, code in chosen) for code, count in ordered)


def _years(schema: tantivy.Schema, text: str) -> tantivy.Query:
    match = _YEARS.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise BadQuery(f"not a year or a range of years: {text!r} (try 2019 or 2018-2021)")
    first, last, single = match.groups()
    low, high = int(single or first or 0), int(single or last or 9_999)
    return tantivy.Query.range_query(schema, YEAR, tantivy.FieldType.Integer, low, high)
