"""A search as an Atom feed (RFC 4287): what matches, the newest in the library first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from urllib.parse import quote

from lxml import etree  # type: ignore[import-untyped]

from api.citation import citation
from api.cursor import search_digest
from api.exports.hits import find_all
from api.labels import page_label
from index.answers import Group, Hit, SearchRequest
from index.search import SearchEngine

#: Entries of a feed.
MOST_ENTRIES = 50
# Pages of 1,000 hits that are looked through for the newest, each about 30 ms.
_MOST_PAGES = 5
_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = "1970-01-01T00:00:00Z"
_SUMMARY_CHARS = 600


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed is read: ``base`` is the address of the server without a slash at the end."""

    base: str
    feed: str  # address of the feed itself
    page: str  # address of the search for people
    title: str
    language: str


def newest_hits(engine: SearchEngine, request: SearchRequest) -> list[Hit]:
    """Return the hits whose documents came last, the newest first, at most MOST_ENTRIES.

    Nothing where the search finds only what is nearest: nobody shall be told of that.

    Raises UnknownFilter and BadQuery, as the search does.
    """
    found = find_all(engine, request)
    if found.nearest_only:
        return []
    pages = (page for page, _ in zip(found.pages, range(_MOST_PAGES), strict=False))
    hits = (hit for page in pages for hit in page)
    return nlargest(MOST_ENTRIES, hits, key=lambda hit: (hit.record.added_at, -hit.rank))


def atom(hits: Iterable[Hit], request: SearchRequest, place: FeedPlace) -> bytes:
    """Return a feed of hits, newest first, as an XML document in UTF-8."""
    entries = list(hits)
    feed = etree.Element(f"{{{_ATOM}}}feed", {_XML_LANG: place.language}, nsmap={None: _ATOM})
    _add(feed, "id", f"urn:prassi:search:{search_digest(request)}")
    _add(feed, "title", place.title)
    _add(feed, "updated", max((hit.record.added_at for hit in entries), default=_NEVER))
    _add(feed, "link", rel="self", type="application/atom+xml", href=place.feed)
    _add(feed, "link", rel="alternate", type="text/html", href=place.page)
    _add(_add(feed, "author"), "name", "Prassi")
    _add(feed, "generator", "Prassi")
    for hit in entries:
        _entry(feed, hit, request, place)
    written: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return written


def _entry(feed: etree._Element, hit: Hit, request: SearchRequest, place: FeedPlace) -> None:
    label = page_label(hit.record, hit.passage.page, hit.page_label)
    entry = _add(feed, "entry")
    _add(entry, "id", _identity(hit, request.group))
    _add(entry, "title", hit.record.description.title)
    _add(entry, "updated", hit.record.added_at)
    for name in hit.record.description.creators or ("Prassi",):
        _add(_add(entry, "author"), "name", name)
    href = f"{place.base}{_reader(hit, place.language)}"
    _add(entry, "link", rel="alternate", type="text/html", href=href)
    _add(entry, "summary", f"{_short(hit.passage.text)} ({citation(hit.record, label)})")


def _identity(hit: Hit, group: Group) -> str:
    if group is Group.RECORD:
        return f"urn:prassi:record:{hit.record.id}"
    if group is Group.PRACTICE and hit.practice is not None:
        return f"urn:prassi:practice:{hit.practice}"
    return f"urn:prassi:passage:{hit.passage.id}"


def _reader(hit: Hit, language: str) -> str:
    spoken = "&lang=en" if language == "en" else ""
    passage = quote(hit.passage.id, safe="")
    where = f"page={hit.passage.page}&passage={passage}{spoken}#passage-{passage}"
    return f"/record/{quote(hit.record.id, safe='')}?{where}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _SUMMARY_CHARS:
        return text
    return text[:_SUMMARY_CHARS].rpartition(" ")[0] + " …"


def _add(above: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(above, f"{{{_ATOM}}}{name}", attributes)
    if text:
        made.text = _NO_XML.sub("\ufffd", text)
    return made
