"""What a receipt says."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import Field

from api.schema import ExpansionModel, WireModel
from index.answers import Group, Mode, SearchRequest, Sort

FORMAT: Literal[1] = 1


class Asked(WireModel):
    """The search: with these it is made again."""

    query: str = Field(max_length=2_000)
    filters: dict[str, list[str]] = Field(max_length=64)
    mode: Mode
    group: Group
    sort: Sort
    fold: bool
    without: list[str] = Field(max_length=64)

    @classmethod
    def of(cls, request: SearchRequest) -> Asked:
        """Return what a request asks, however many hits it wants to see."""
        return cls(
            query=request.query,
            filters={f: sorted(codes) for f, codes in sorted(request.filters.items())},
            mode=request.mode,
            group=request.group,
            sort=request.sort,
            fold=request.fold,
            without=sorted(set(request.without)),
        )

    def request(self, limit: int) -> SearchRequest:
        """Return the search. Raises BadQuery."""
        return SearchRequest(
            query=self.query,
            filters={facet: tuple(codes) for facet, codes in self.filters.items()},
            group=self.group,
            limit=limit,
            mode=self.mode,
            sort=self.sort,
            facets=False,
            fold=self.fold,
            without=tuple(self.without),
        )


class Library(WireModel):
    """The state of the library and of what searched it."""

    seq: int = Field(description="Number of the last change to the catalogue")
    model: str = Field(description="Fingerprint of the embedding model")
    index: str = Field(description="Form of the indexes")
    vocabulary: str = Field(description="Version of the vocabulary, the library's own included")
    program: str


class Counts(WireModel):
    """What a flow diagram (PRISMA 2020) tells: seen, set aside, searched, found."""

    files_seen: int
    duplicates: int = Field(description="Files whose content was there already")
    unreadable: int = Field(description="Files that could not be read")
    records: int
    passages: int
    matched: int
    shown: int = Field(description="Hits in this receipt, at most 1,000")


class HitLine(WireModel):
    """A hit: ``key`` is what a hit stands for (passage, record or practice)."""

    rank: int
    key: str
    passage: str
    record: str
    page: int
    score: float


class Receipt(WireModel):
    """A search and its whole result set, up to a bound.

    ``id`` is the digest of all the rest but ``made_at``: the same search of the same state of the
    library is the same receipt.
    """

    kind: Literal["prassi-receipt"] = "prassi-receipt"
    format: Literal[1] = FORMAT
    id: str
    made_at: str
    asked: Asked
    expansions: list[ExpansionModel]
    library: Library
    counts: Counts
    nearest_only: bool
    complete: bool = Field(description="Every hit is listed")
    titles: dict[str, str] = Field(description="Title of each record named")
    hits: list[HitLine] = Field(max_length=1_000)

    def digest(self) -> str:
        """Return the id that the content gives."""
        return digest_of(self.model_dump(mode="json"))


def digest_of(content: dict[str, object]) -> str:
    """Return the digest (32 hex digits) of canonical JSON, without ``id`` and ``made_at``."""
    kept = {key: value for key, value in content.items() if key not in ("id", "made_at")}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
