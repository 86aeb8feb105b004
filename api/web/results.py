"""The answer of the results page: pages that hold still, and ways on where nothing is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.cursor import search_digest
from api.http.state import State
from api.labels import Labels
from api.texts import Texts
from api.trouble import LibraryChanged
from api.web.address import HITS_A_PAGE, Address
from index.answers import Group, SearchAnswer
from index.search import SearchEngine

# Each is one more search; whoever has chosen more filters is offered to take them all away.
_MOST_WAYS = 6


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and the engine that gave it.

    ``mark`` names the state of the library it speaks of; ``moved`` says that the state whose
    pages were being turned is not kept any more.
    """

    answer: SearchAnswer
    engine: SearchEngine
    mark: str
    moved: bool


@dataclass(frozen=True, slots=True)
class WayOn:
    """A search that finds something where this one does not: what it leaves out, and its total."""

    words: str
    total: str
    url: str


@dataclass(frozen=True, slots=True)
class PagerView:
    """Where this page of results stands."""

    page: int
    pages: int
    previous: str | None
    next: str | None


def answered(state: State, address: Address) -> Answered:
    """Return what an address asks for, from the state of the library in which its search began.

    Where that state is gone, from that of now. Raises UnknownFilter, BadQuery and NotReady.
    """
    request, paging = address.request(), state.service.paging
    search = search_digest(request)
    moved, still = False, None
    if address.mark:
        try:
            mark, still = address.mark, paging.go_on(address.mark, search)
        except LibraryChanged:
            moved = True
    if still is None:
        mark, still = paging.begin()
    answer = still.engine.search(request)
    if answer.next_offset is not None or (address.mark and not moved):
        paging.keep(mark, search, still)
    return Answered(answer, still.engine, mark, moved)


def ways_on(found: Answered, address: Address, labels: Labels, t: Texts) -> tuple[WayOn, ...]:
    """Return the searches for less (a filter less, none, passages of any kind) that find any."""
    ways = []
    for words, other in _with_less(address, labels, t):
        asked = replace(other.request(), limit=1, facets=False)
        answer = found.engine.search(asked)
        # The nearest are no answer: taking a filter away would promise what is not there.
        if answer.total and not answer.nearest_only:
            total = t.count(f"search.total.{other.group.value}", answer.total)
            ways.append(WayOn(words, total, other.url))
    return tuple(ways)


def _with_less(address: Address, labels: Labels, t: Texts) -> Iterator[tuple[str, Address]]:
    if address.group is not Group.PASSAGE:
        yield t("help.passages"), address.with_group(Group.PASSAGE)
    chosen = [(facet, code) for facet, codes in address.filters.items() for code in codes]
    if len(chosen) <= _MOST_WAYS:
        for facet, code in chosen:
            words = t("help.without", facet=labels.facet(facet), value=labels.value(facet, code))
            yield words, address.without_value(facet, code)
    if len(chosen) > 1:
        yield t("help.without_all"), address.without_filters()


def pager(address: Address, answer: SearchAnswer, mark: str) -> PagerView:
    """Return the place of this page of results, and the ways from it within one state."""
    pages = max(1, -(-answer.total // HITS_A_PAGE))
    before = min(address.page - 1, pages)
    return PagerView(
        address.page,
        pages,
        address.at_page(before, mark).url if before >= 1 else None,
        address.at_page(address.page + 1, mark).url if answer.next_offset is not None else None,
    )
