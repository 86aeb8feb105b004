"""Repositories that speak OAI-PMH 2.0, with metadata in Dublin Core.

A client of our own, so that every request goes through the one fetcher that checks addresses,
redirects, sizes and robots.txt, and every answer through the one guarded XML reader.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from ingest.sources import dublin_core
from ingest.sources.addresses import clean_name
from ingest.sources.items import Item, page
from ingest.sources.lists import Desk
from ingest.sources.state import HarvestState, Walk
from ingest.sources.trouble import FetchFailed
from ingest.xmltree import Element, attribute, child, children

KIND = "oai-pmh"
_MOST_ANSWERS = 100_000
_MOST_EMPTY = 100  # answers in a row without a record; repositories that filter late give some
_LAST = "last"


class _TokenExpired(Exception):
    """The repository does not know a resumption token any more."""


@dataclass(slots=True)
class _Progress:
    """Which answers of a list are settled; the token after the last of them can be gone on with.

    An answer is settled when all its records are committed, and all answers before it.
    """

    keep: Callable[[str | None, bool], None]
    _left: list[int] = field(default_factory=list)
    _tokens: list[str | None] = field(default_factory=list)
    _first: int = 0
    _well: bool = True

    def opened(self, records: int, token: str | None) -> Callable[[bool], None]:
        """Take up an answer with so many records; return what each calls when it is committed."""
        number = len(self._left)
        self._left.append(records)
        self._tokens.append(token)

        def settled(well: bool) -> None:
            self._left[number] -= 1
            self._well = self._well and well
            self.look()

        return settled

    def look(self) -> None:
        """Keep the token after the answers that are settled."""
        kept = self._first
        while self._first < len(self._left) and self._left[self._first] <= 0:
            self._first += 1
        if self._first > kept:
            self.keep(self._tokens[self._first - 1], self._well)


def oai_items(desk: Desk, base: str, state: HarvestState) -> Iterator[Item]:
    """Yield the records of a repository, going on where an earlier run was ended.

    A list whose token has expired is read from the beginning; records named before in this run
    are passed over. Raises FetchFailed.
    """
    base = base.partition("?")[0]
    known = state.walk(_source(base, desk))
    asked = _arguments(desk, known)
    source = _source(base, desk)
    begun = known.begun if known.token else None
    seen: set[str] = set()
    token = known.token
    for _ in range(2):
        try:
            yield from _list(desk, base, asked, state, source, token, seen, begun)
        except _TokenExpired:
            token, begun = None, None
            state.keep_walk(source, Walk(completed=known.completed))
            continue
        return
    raise FetchFailed("the repository forgets its resumption tokens at once", passing=True)


def _list(
    desk: Desk,
    base: str,
    asked: dict[str, str],
    state: HarvestState,
    source: str,
    token: str | None,
    seen: set[str],
    begun: str | None,
) -> Iterator[Item]:
    completed = state.walk(source).completed
    tokens: set[str] = set()

    def keep(after: str | None, well: bool) -> None:
        done = begun if after is None and well else completed
        state.keep_walk(source, Walk(after, begun if after else None, done))

    progress = _Progress(keep)
    empty = 0
    for _ in range(_MOST_ANSWERS):
        arguments = {"resumptionToken": token} if token else asked
        root = desk.xml(
            f"{base}?{urlencode({'verb': 'ListRecords', **arguments}, quote_via=quote)}"
        )
        if begun is None:
            begun = _text(root, "responseDate")
        listed = _listed(root, resumed=token is not None)
        records = list(children(listed, "record"))
        following = _text(listed, "resumptionToken") if listed is not None else ""
        settled = progress.opened(len(records), following or None)
        if not records:
            progress.look()
        for record in records:
            yield from _once(desk, base, record, settled, seen)
        if not following:
            return
        if following in tokens:
            raise FetchFailed("the repository gives the same resumption token again and again")
        empty = 0 if records else empty + 1
        if empty > _MOST_EMPTY:
            raise FetchFailed(f"the repository gave nothing {empty} times in a row")
        tokens.add(following)
        token = following
    raise FetchFailed(f"only {_MOST_ANSWERS} answers are read at once; the next run goes on")


def _once(
    desk: Desk, base: str, record: Element, settled: Callable[[bool], None], seen: set[str]
) -> Iterator[Item]:
    item = _item(desk, base, record, settled)
    if item is None or item.location in seen:
        settled(True)
        return
    seen.add(item.location)
    yield item


def _source(base: str, desk: Desk) -> str:
    wishes = desk.wishes
    dates = [wishes.since if wishes.since != _LAST else None, wishes.until]
    return "\n".join((base, wishes.prefix, *(value or "" for value in (wishes.set_name, *dates))))


def _arguments(desk: Desk, known: Walk) -> dict[str, str]:
    wishes = desk.wishes
    # Days are what every repository understands; what comes twice is found unchanged.
    since = (known.completed or "")[:10] if wishes.since == _LAST else wishes.since
    named = (("set", wishes.set_name), ("from", since), ("until", wishes.until))
    return {"metadataPrefix": wishes.prefix, **{key: value for key, value in named if value}}


def _listed(root: Element, *, resumed: bool) -> Element | None:
    """Return the list in an answer, None if no records match. Raises FetchFailed."""
    for error in children(root, "error"):
        code = attribute(error, "code") or ""
        if code == "noRecordsMatch":
            return None
        if code == "badResumptionToken" and resumed:
            raise _TokenExpired
        told = " ".join((error.text or "").split())[:200]
        raise FetchFailed(f"the repository answers {code}{': ' + told if told else ''}")
    listed = child(root, "ListRecords")
    if listed is None:
        raise FetchFailed("the answer is not that of an OAI-PMH repository")
    return listed


def _item(desk: Desk, base: str, record: Element, settled: Callable[[bool], None]) -> Item | None:
    header = child(record, "header")
    identifier = _text(header, "identifier") if header is not None else ""
    if header is None or not identifier:
        return None
    # Every repository has this form of metadata: a record is one, whatever form was asked for.
    arguments = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}
    location = f"{base}?{urlencode(arguments, quote_via=quote)}"
    if attribute(header, "status") == "deleted":
        return Item(location, KIND, gone=True, settled=settled)
    found = dublin_core.read(child(record, "metadata"))
    problem = None if found.title or found.abstracts else "the record has no title and no summary"
    digest = hashlib.sha256(repr(found).encode()).hexdigest()[:16]
    text = "\n".join(f"<p>{html.escape(part)}</p>" for part in found.abstracts)
    title = found.title or identifier
    language = found.stated.get("language")
    return Item(
        location,
        KIND,
        stated={**found.stated, "source_url": found.landing or location},
        body=page(
            title,
            text,
            address=found.landing or location,
            language=str(language) if language else None,
            author="; ".join(found.creators),
        ),
        links=found.links(base) if desk.wishes.full_text else (),
        version=f"{_text(header, 'datestamp')} {digest} {desk.wishes.full_text}",
        name=clean_name(identifier.removeprefix("oai:").replace(".", "-")) + ".html",
        problem=problem,
        settled=settled,
    )


def _text(holder: Element, wanted: str) -> str:
    found = child(holder, wanted)
    return (found.text or "").strip() if found is not None else ""
