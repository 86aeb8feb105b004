"""Parameters of searches, as they come in an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BeforeValidator

from api.cursor import search_offset
from api.filters import resolve_filters
from api.labels import Labels, load_labels
from index.answers import Group, SearchRequest, Sort

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
_MAX_QUERY_CHARS = 2_000
_MAX_FILTERS = 64


def _or(default: object) -> BeforeValidator:
    # `?group=&limit=` means that nothing is chosen.
    return BeforeValidator(lambda value: default if value == "" else value)


Text = Annotated[str, Query(max_length=_MAX_QUERY_CHARS, description="What is looked for")]
FilterPairs = Annotated[
    list[str],
    Query(
        alias="filter",
        max_length=_MAX_FILTERS,
        description="`facet:code`, repeated; any of the codes of a facet, of every facet",
        examples=[["kind:practice", "territory:Lombardia"]],
    ),
]
Language = Annotated[Literal["it", "en"], _or("it"), Query(description="Language of labels")]
Cursor = Annotated[str, Query(max_length=200, description="`next_cursor` of the answer before")]
Sorting = Annotated[Sort, _or(Sort.RELEVANCE)]
Counted = Annotated[bool, _or(True), Query(description="Count the facets too")]
Limit = Annotated[int, _or(DEFAULT_LIMIT), Query(ge=1, le=MAX_LIMIT)]


def labels(lang: Language = "it") -> Labels:
    """Return the labels in the language that was asked for."""
    return load_labels(lang)


def search_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    group: Annotated[Group, _or(Group.PASSAGE)] = Group.PASSAGE,
    sort: Sorting = Sort.RELEVANCE,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    facets: Counted = True,
) -> SearchRequest:
    """Return the search that was asked for.

    Raises UnknownFilter, and BadQuery for a malformed filter or a cursor of another search.
    """
    request = SearchRequest(
        query=q,
        filters=resolve_filters(pair for pair in filters if pair),
        group=group,
        sort=sort,
        limit=limit,
        facets=facets,
    )
    return replace(request, offset=search_offset(cursor, request)) if cursor else request


def practice_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    sort: Sorting = Sort.RELEVANCE,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    facets: Counted = True,
) -> SearchRequest:
    """Return the search for practices that was asked for; see :func:`search_request`."""
    return search_request(q, filters, Group.PRACTICE, sort, limit, cursor, facets)


Search = Annotated[SearchRequest, Depends(search_request)]
PracticeSearch = Annotated[SearchRequest, Depends(practice_request)]
LabelsOf = Annotated[Labels, Depends(labels)]
