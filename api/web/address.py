"""The state of the pages, kept in their address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, quote_plus, urlencode

from starlette.datastructures import QueryParams

from api.filters import resolve_filters
from corpus.errors import BadQuery
from index.answers import Group, SearchRequest, Sort

HITS_A_PAGE = 10
_MAX_QUERY_CHARS = 2_000
_MAX_FILTERS = 64
_MAX_PAGE = 10_000
_FIRST_YEAR, _LAST_YEAR = 1_000, 9_999
_MARK = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Address:
    """A search as its page's address tells it.

    ``query`` is None where nothing was asked yet, which is not the same as asking for all.
    ``mark`` names the state of the library whose pages of results are turned, None for that of now.
    """

    query: str | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: Group = Group.PASSAGE
    sort: Sort = Sort.RELEVANCE
    without: tuple[str, ...] = ()
    page: int = 1
    mark: str | None = None
    language: str = "it"

    @property
    def asked(self) -> bool:
        """Whether there is anything to answer."""
        return self.query is not None or bool(self.filters)

    def request(self) -> SearchRequest:
        """Return the search of this address."""
        return SearchRequest(
            query=self.query or "",
            filters=self.filters,
            group=self.group,
            sort=self.sort,
            limit=HITS_A_PAGE,
            offset=(self.page - 1) * HITS_A_PAGE,
            fold=self.group is Group.PASSAGE,
            without=self.without,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters, those left out that say what holds anyway."""
        pairs = [] if self.query is None else [("q", self.query)]
        pairs += [("filter", f"{f}:{code}") for f, codes in self.filters.items() for code in codes]
        if self.group is not Group.PASSAGE:
            pairs.append(("group", self.group.value))
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", self.sort.value))
        pairs += [("without", code) for code in self.without]
        if self.page > 1:
            pairs.append(("p", str(self.page)))
        if self.mark:
            pairs.append(("s", self.mark))
        return pairs + self.language_pairs()

    def language_pairs(self) -> list[tuple[str, str]]:
        """Return the parameter of the language, none for the first one."""
        return [] if self.language == "it" else [("lang", self.language)]

    @property
    def url(self) -> str:
        """The address of the search page."""
        return path_with("/", self.pairs())

    @property
    def feed_url(self) -> str:
        """The address of the feed of this search: grouping, order and page are its own."""
        chosen = replace(self.begun(), group=Group.PASSAGE, sort=Sort.RELEVANCE)
        return path_with("/v1/feed.atom", chosen.pairs())

    @property
    def map_url(self) -> str:
        """The address of the maps of this search: order, grouping and page say nothing there."""
        return self.map_at("/map")

    def map_at(self, path: str, **chosen: str) -> str:
        """Return the address of a map, or of its file, with its own parameters."""
        plain = replace(self.begun(), group=Group.PASSAGE, sort=Sort.RELEVANCE)
        return path_with(path, [*plain.pairs(), *chosen.items()])

    def without_term(self, code: str) -> Address:
        """Return the first page without the other names of a term."""
        return replace(self.begun(), without=(*self.without, code))

    def with_all_names(self) -> Address:
        """Return the first page with other names of whatever the query names."""
        return replace(self.begun(), without=())

    def with_query(self, query: str) -> Address:
        """Return the first page of another query."""
        return replace(self.begun(), query=query)

    def with_group(self, group: Group) -> Address:
        """Return the first page in another grouping."""
        return replace(self.begun(), group=group)

    def with_sort(self, sort: Sort) -> Address:
        """Return the first page in another order."""
        return replace(self.begun(), sort=sort)

    def at_page(self, page: int, mark: str | None) -> Address:
        """Return another page of the results of a state of the library."""
        return replace(self, page=page, mark=mark)

    def begun(self) -> Address:
        """Return the first page, over the library as it is now."""
        return replace(self, page=1, mark=None)

    def with_value(self, facet: str, code: str) -> Address:
        """Return the first page with a value chosen too."""
        codes = (*self.filters.get(facet, ()), code)
        return replace(self.begun(), filters={**self.filters, facet: codes})

    def adding(self, facet: str) -> Callable[[str], str]:
        """Return what gives the address of :meth:`with_value`, for many values of a facet."""
        return _each(self.with_value(facet, ""), facet)

    def choosing(self, facet: str) -> Callable[[str], str]:
        """Return what gives the address of :meth:`with_only`, for many values of a facet."""
        return _each(self.with_only(facet, ""), facet)

    def with_only(self, facet: str, code: str) -> Address:
        """Return the first page with one value of a facet chosen, and no other of that facet."""
        return replace(self.begun(), filters={**self.filters, facet: (code,)})

    def without_value(self, facet: str, code: str) -> Address:
        """Return the first page without a chosen value."""
        left = tuple(held for held in self.filters.get(facet, ()) if held != code)
        others = {name: codes for name, codes in self.filters.items() if name != facet}
        filters = {**others, facet: left} if left else others
        # Nothing chosen any more must show all results, not the first view.
        return replace(self.begun(), filters=filters, query=self.query or "")

    def toggled(self, facet: str, code: str) -> Address:
        """Return the first page with a value chosen, or given up if it is."""
        held = code in self.filters.get(facet, ())
        return self.without_value(facet, code) if held else self.with_value(facet, code)

    def without_facet(self, facet: str) -> Address:
        """Return the first page without any filter of a facet."""
        others = {name: codes for name, codes in self.filters.items() if name != facet}
        return replace(self.begun(), filters=others, query=self.query or "")

    def without_filters(self) -> Address:
        """Return the first page without any filter."""
        return replace(self.begun(), filters={}, query=self.query or "")

    def practice(self, identifier: str) -> str:
        """Return the address of a practice record; the search is kept to come back to."""
        return path_with(f"/practice/{quote(identifier, safe='')}", self.pairs())

    def reader(self, record: str, page: int, passage: str | None = None) -> str:
        """Return the address of a page of a record; the search is kept to come back to."""
        own = [("page", str(page)), *([("passage", passage)] if passage else [])]
        fragment = f"#passage-{passage}" if passage else ""
        return path_with(f"/record/{quote(record, safe='')}", own + self.pairs()) + fragment


def _each(address: Address, facet: str) -> Callable[[str], str]:
    """Return what gives an address with a value put where that of a facet is empty."""
    blank, pairs = ("filter", f"{facet}:"), address.pairs()
    place = max(at for at, pair in enumerate(pairs) if pair == blank)
    before = path_with("/", [*pairs[:place], blank])
    after = "".join(f"&{urlencode([pair])}" for pair in pairs[place + 1 :])
    return lambda code: f"{before}{quote_plus(code)}{after}"


def path_with(path: str, pairs: list[tuple[str, str]]) -> str:
    """Return a path with parameters."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def read_address(params: QueryParams) -> Address:
    """Return the state that the parameters of a page tell.

    Raises BadQuery and UnknownFilter.
    """
    query = params.get("q")
    pairs = [pair for pair in params.getlist("filter") if pair]
    without = tuple(dict.fromkeys(code for code in params.getlist("without") if code))
    longest = max((len(query or ""), *map(len, without)))
    if longest > _MAX_QUERY_CHARS or len(pairs) + len(without) > _MAX_FILTERS:
        raise BadQuery("the query is too long or there are too many filters")
    try:
        group = Group(params.get("group") or Group.PASSAGE)
        sort = Sort(params.get("sort") or Sort.RELEVANCE)
    except ValueError as error:
        raise BadQuery(str(error)) from error
    return Address(
        query=None if query is None else query.strip(),
        filters=_with_years(resolve_filters(pairs), params),
        group=group,
        sort=sort,
        without=without,
        page=whole_number(params.get("p"), _MAX_PAGE) or 1,
        mark=_mark(params.get("s")),
        language=read_language(params),
    )


def _with_years(
    filters: dict[str, tuple[str, ...]], params: QueryParams
) -> dict[str, tuple[str, ...]]:
    """Return filters with the range of years of the form in place of other years."""
    first, last = (_year(params.get(name)) for name in ("from", "to"))
    if first is None and last is None:
        return filters
    if first and last and first > last:
        first, last = last, first
    years = f"{first}" if first == last else f"{first or ''}-{last or ''}"
    return {**filters, **resolve_filters([f"year:{years}"])}


def _year(text: str | None) -> int | None:
    """Return a year as filters take it, of four digits, None for anything else."""
    year = whole_number(text, _LAST_YEAR)
    return year if year and year >= _FIRST_YEAR else None


def _mark(text: str | None) -> str | None:
    return text if text and _MARK.fullmatch(text) else None


def read_language(params: QueryParams) -> str:
    """Return the language of a page."""
    return "en" if params.get("lang") == "en" else "it"


def whole_number(text: str | None, largest: int) -> int | None:
    """Return a number between 1 and ``largest``, None for anything else."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text) if 1 <= int(text) <= largest else None
