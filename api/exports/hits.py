"""All hits of a search, fetched page by page over one state of the indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.catalogue import Catalogue
from corpus.records import Passage, Record
from index.answers import MAX_LIMIT, Group, Hit, SearchAnswer, SearchRequest
from index.search import SearchEngine

# The largest page there is: ranking is done anew for each, and its hits take about 5 MB.
PAGE = MAX_LIMIT


@dataclass(frozen=True, slots=True)
class Found:
    """A result set to be written: ``pages`` are its hits, to be gone through once.

    ``total`` counts passages, or records where ``by_record``. Fewer hits come only if records are
    removed from the library meanwhile. ``nearest_only``: nothing passed, these are the nearest.
    """

    query: str
    total: int
    by_record: bool
    nearest_only: bool
    pages: Iterator[Sequence[Hit]]
    catalogue: Catalogue | None = None

    def texts_of(self, passage: Passage) -> dict[int, str]:
        """Return the text of each page a passage stands on.

        Raises RecordNotFound or PageNotFound if its record was removed meanwhile.
        """
        if self.catalogue is None:
            raise ValueError("these hits come from no library")
        numbers = {span.page for span in passage.spans}
        return {n: self.catalogue.page(passage.record, n).text for n in sorted(numbers)}

    def records(self) -> Iterator[Record]:
        """Yield each record once, in the order of its first hit."""
        seen: set[str] = set()
        for hit in (hit for page in self.pages for hit in page):
            if hit.record.id not in seen:
                seen.add(hit.record.id)
                yield hit.record


def find_all(
    engine: SearchEngine, request: SearchRequest, *, by_record: bool = False, page: int = PAGE
) -> Found:
    """Return everything that a request finds; the first page is fetched at once.

    ``by_record`` says that only the records are wanted. The engine should stay as it is meanwhile
    (:class:`api.still.StillLexical`), or what is committed while pages are fetched moves the hits
    among them.

    Raises UnknownFilter and BadQuery, as the search does.
    """
    group = request.group
    if by_record and group is Group.PASSAGE:
        group = Group.RECORD
    wanted = replace(request, group=group, limit=page, offset=0, facets=False)
    first = engine.search(wanted)
    return Found(
        query=request.query,
        total=first.total,
        by_record=group is Group.RECORD,
        nearest_only=first.nearest_only,
        pages=_pages(engine, wanted, first),
        catalogue=engine.catalogue,
    )


def _pages(
    engine: SearchEngine, request: SearchRequest, answer: SearchAnswer
) -> Iterator[Sequence[Hit]]:
    while True:
        yield answer.hits
        if answer.next_offset is None:
            return
        answer = engine.search(replace(request, offset=answer.next_offset))
