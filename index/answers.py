"""What is asked of the search and what it answers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.errors import BadQuery
from corpus.records import Passage, Record

MAX_LIMIT = 1_000
MAX_COPIES = 20


class Group(enum.StrEnum):
    """What a hit is."""

    PASSAGE = "passage"
    RECORD = "record"  # the best passage of each record
    PRACTICE = "practice"  # the best passage of each practice


class Mode(enum.StrEnum):
    """What ranks and what makes the result set."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class Sort(enum.StrEnum):
    """Order of the hits."""

    RELEVANCE = "relevance"
    DATE = "date"  # newest year first


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. ``filters`` gives the chosen codes of a facet: any of them, of every facet.

    ``year`` takes a year or a range: ``2019``, ``2018-2021``, ``2018-``, ``-2021``.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: Group = Group.PASSAGE
    limit: int = 10
    offset: int = 0
    mode: Mode = Mode.HYBRID
    sort: Sort = Sort.RELEVANCE
    facets: bool = True
    #: Near copies of a passage (another file of the work, a repeated page) stand beneath the best
    #: of them, which counts for all; only where hits are passages.
    fold: bool = False
    #: Codes of terms whose other names are not added to the query; ``*``: of none.
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise BadQuery(f"limit must lie between 1 and {MAX_LIMIT}, not {self.limit}")
        if self.offset < 0:
            raise BadQuery(f"offset must not be negative: {self.offset}")


class Relation(enum.StrEnum):
    """How another name stands to what a query names."""

    SAME = "same"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Name:
    """Another name that is searched for too; ``passages`` hold it."""

    label: str
    language: str
    relation: Relation
    passages: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term that ``words`` of the query name, with the names added for them.

    ``ambiguous``: the words name other terms too, and nothing tells which is meant.
    """

    concept: str
    label: Mapping[str, str]
    words: str
    names: tuple[Name, ...]
    ambiguous: bool = False
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A near copy of a hit, within the same result set."""

    passage: Passage
    record: Record
    page_label: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    ``scores`` holds the parts of ``score``: ``dense`` (cosine) and ``lexical`` (BM25), as far as
    they exist. ``highlights`` are ``[start, end)`` offsets in the passage text. ``copies`` are
    what a search that folds has put beneath it, at most ``MAX_COPIES``. ``practice`` is the id of
    the practice that the hit stands for, where hits are practices.
    """

    rank: int
    score: float
    scores: Mapping[str, float]
    passage: Passage
    record: Record
    page_label: str | None
    facets: Mapping[str, tuple[str, ...]]
    highlights: tuple[tuple[int, int], ...] = ()
    copies: tuple[Copy, ...] = ()
    practice: str | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value with the number of hits that choosing it gives."""

    code: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The values of a facet in the result set, most frequent first."""

    facet: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A finite, defined result set and one page of it.

    ``nearest_only``: nothing passed, these are just the nearest. ``forgiven``: words unknown to
    the library that were matched by near spellings; ``did_you_mean``: the query with the nearest
    known words in their place, None if there is no such word. ``concepts``: (facet, code) of the
    concepts the query names, which speak for passages so labelled. ``expansions``: other names
    that were searched for too. ``next_offset``: None on the last page.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...] = ()
    nearest_only: bool = False
    forgiven: tuple[str, ...] = ()
    did_you_mean: str | None = None
    concepts: tuple[tuple[str, str], ...] = ()
    expansions: tuple[Expansion, ...] = ()
    next_offset: int | None = None
    took_ms: float = 0.0
