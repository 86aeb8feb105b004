"""Parameters of searches, as they come in an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query
from pydantic import BeforeValidator, Field

from api.cursor import search_place
from api.filters import resolve_filters
from api.labels import Labels, load_labels
from index.answers import Group, SearchRequest, Sort

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
_MAX_QUERY_CHARS = 2_000
_MAX_FILTERS = 64


def _or(kind: Any, default: object) -> BeforeValidator:  # noqa: ANN401 - a type
    # `?group=&limit=` means that nothing is chosen, and is described so.
    return BeforeValidator(
        lambda value: default if value == "" else value,
        json_schema_input_type=kind | Literal[""],
    )


_Size = Annotated[int, Field(ge=1, le=MAX_LIMIT)]

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
Language = Annotated[
    Literal["it", "en"], _or(Literal["it", "en"], "it"), Query(description="Language of labels")
]
Cursor = Annotated[str, Query(max_length=200, description="`next_cursor` of the answer before")]
Identifier = Annotated[str, Path(max_length=64, description="Id, as other answers give it")]
Sorting = Annotated[Sort, _or(Sort, Sort.RELEVANCE), Query(description="Order of the hits")]
Folded = Annotated[
    bool,
    _or(bool, False),
    Query(description="Show near copies beneath the best of them, which counts for all"),
]
Without = Annotated[
    list[str],
    Query(
        max_length=_MAX_FILTERS,
        description="A term whose other names are not searched for, repeated; `*` for all",
        examples=[["rdc"]],
    ),
]
Receipted = Annotated[
    bool,
    _or(bool, False),
    Query(description="Keep a receipt of the whole result set, to be made again later"),
]
Counted = Annotated[bool, _or(bool, True), Query(description="Count the facets too")]
Limit = Annotated[_Size, _or(_Size, DEFAULT_LIMIT), Query(description="Hits at most")]
Grouping = Annotated[Group, _or(Group, Group.PASSAGE), Query(description="What a hit is")]


def labels(lang: Language = "it") -> Labels:
    """Return the labels in the language that was asked for."""
    return load_labels(lang)


def search_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    group: Grouping = Group.PASSAGE,
    sort: Sorting = Sort.RELEVANCE,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    facets: Counted = True,
    fold: Folded = False,
    without: Without = [],  # noqa: B006 - FastAPI copies it
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
        fold=fold,
        without=tuple(code for code in without if code),
    )
    return replace(request, offset=search_place(cursor, request)[0]) if cursor else request


def practice_request(
    q: Text = "",
    filters: FilterPairs = [],  # noqa: B006 - FastAPI copies it
    sort: Sorting = Sort.RELEVANCE,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    facets: Counted = True,
    without: Without = [],  # noqa: B006 - FastAPI copies it
) -> SearchRequest:
    """Return the search for practices that was asked for; see :func:`search_request`."""
    return search_request(q, filters, Group.PRACTICE, sort, limit, cursor, facets, without=without)


Search = Annotated[SearchRequest, Depends(search_request)]
PracticeSearch = Annotated[SearchRequest, Depends(practice_request)]
LabelsOf = Annotated[Labels, Depends(labels)]
