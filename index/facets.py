"""Filters and exact, disjunctive facet counts.

Within one facet the other values of a chosen facet stay visible with what they would give:
each facet is counted over the result set with every filter but its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import tantivy

from corpus.errors import BadQuery, UnknownFilter
from index.answers import FacetCounts, FacetValue
from index.lexical import FACETS, YEAR

# More values than any facet has (8,000 municipalities and their provinces and regions).
_ALL_VALUES = 10_000
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
        counts = _counted(searcher, query, group)
        for facet in group:
            codes = [*counts[facet], *(c for c in filters.get(facet, ()) if c not in counts[facet])]
            # Passages are counted by the index in one go; a range of years is no value of its own.
            found[facet] = {
                code: counts[facet][code]
                if code in counts[facet] and not by_record
                else count_hits(
                    searcher, restricted(query, schema, {facet: (code,)}), by_record=by_record
                )
                for code in codes
            }
    return tuple(
        FacetCounts(facet, _values(found[facet], filters.get(facet, ())))
        for facet in _FACETS_AND_YEAR
    )


def count_hits(searcher: tantivy.Searcher, query: tantivy.Query, *, by_record: bool) -> int:
    """Return how many passages a query finds, or how many records they belong to.

    Records are told apart here: the index gives up an aggregation past 65,000 buckets.
    """
    limit = max(searcher.num_docs, 1) if by_record else 1
    result = searcher.search(query, limit=limit, count=True)
    if by_record:
        return len(set(searcher.fast_field_values("record", [a for _, a in result.hits])))
    # The binding's type stub lacks this field of its result.
    return int(getattr(result, "count"))  # noqa: B009


def _counted(
    searcher: tantivy.Searcher, query: tantivy.Query, facets: Sequence[str]
) -> dict[str, dict[str, int]]:
    asked = {facet: {"terms": {"field": facet, "size": _ALL_VALUES}} for facet in facets}
    answer = searcher.aggregate(query, asked)
    return {
        facet: {_code(b): int(b["doc_count"]) for b in answer[facet]["buckets"]} for facet in facets
    }


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
