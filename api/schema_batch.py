"""Many searches in one request, as they go over the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from api.schema import SearchAnswerModel, WireModel
from index.answers import Group, Sort

MOST_QUERIES = 200
_MAX_QUERY_CHARS = 2_000
_MAX_FILTERS = 64


def _number(value: object) -> object:
    # In JSON 10.0 is a whole number, and "10" is none.
    if isinstance(value, bool | str):
        raise ValueError("must be a number")
    return value


_Bounded = Annotated[int, Field(ge=1, le=100)]
_Size = Annotated[_Bounded, BeforeValidator(_number, json_schema_input_type=_Bounded)]


class BatchQueryModel(WireModel):
    """A search, with the words of the parameters of ``GET /v1/search``."""

    q: str = Field("", max_length=_MAX_QUERY_CHARS, description="What is looked for")
    filter: list[Annotated[str, Field(max_length=300)]] = Field(
        default_factory=list,
        max_length=_MAX_FILTERS,
        description="`facet:code`; any of the codes of a facet, of every facet",
    )
    group: Group = Field(Group.PASSAGE, description="What a hit is")
    sort: Sort = Field(Sort.RELEVANCE, description="Order of the hits")
    limit: _Size = Field(10, description="Hits at most")
    facets: StrictBool = Field(False, description="Count the facets too")
    fold: StrictBool = Field(False, description="Show near copies beneath the best of them")
    without: list[Annotated[str, Field(max_length=300)]] = Field(
        default_factory=list,
        max_length=_MAX_FILTERS,
        description="Terms whose other names are not searched for; `*` for all",
    )


class BatchModel(WireModel):
    """Up to 200 searches."""

    queries: list[BatchQueryModel] = Field(
        min_length=1, max_length=MOST_QUERIES, description="The searches, in the order wanted"
    )
    lang: Literal["it", "en"] = Field("it", description="Language of labels")
    fields: str = Field(
        "", max_length=2_000, description="Fields of each answer to give, as for `GET /v1/search`"
    )


class ProblemModel(BaseModel):
    """An error (RFC 9457); ``type`` is the stable word for programs."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str


class BatchItemModel(WireModel):
    """What came of one search: an answer, or the problem why there is none."""

    answer: SearchAnswerModel | None
    problem: ProblemModel | None


class BatchAnswerModel(WireModel):
    """What came of each search, in the order they were sent in."""

    seq: int = Field(description="Number of the last change that all the answers know of")
    took_ms: float
    answers: list[BatchItemModel]
