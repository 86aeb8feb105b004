"""Sitemaps and indexes of sitemaps (sitemaps.org 0.9), plain or gzip; also lists of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ingest.sources.addresses import joined, same_site
from ingest.sources.items import Item
from ingest.sources.lists import Desk, content_of, xml_of
from ingest.sources.trouble import FetchFailed
from ingest.xmltree import Element, child, children, name

KIND = "sitemap"
_MOST_SITEMAPS = 1_000
_MOST_ADDRESSES = 50_000  # a sitemap, and an index, by their own rules
_ELSEWHERE = "it lies on another site than the sitemap that names it; name it yourself to read it"


def sitemap_items(desk: Desk, address: str, data: bytes) -> Iterator[Item]:
    """Yield the pages that a sitemap, and those it is the index of, name."""
    seen, waiting = {address}, list(reversed(_sitemaps_in(address, data)))
    yield from _pages_in(address, data)
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        if not same_site(place, address):
            yield Item(place, KIND, problem=_ELSEWHERE)
            continue
        if len(seen) > _MOST_SITEMAPS:
            yield Item(address, KIND, problem=f"only its first {_MOST_SITEMAPS} sitemaps were read")
            return
        seen.add(place)
        try:
            found = content_of(desk.list(place))
            waiting.extend(reversed(_sitemaps_in(place, found)))
            yield from _pages_in(place, found)
        except FetchFailed as error:
            yield Item(place, KIND, problem=error.reason)


def _root(data: bytes) -> Element | None:
    return xml_of(data) if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<") else None


def _sitemaps_in(address: str, data: bytes) -> list[str]:
    root = _root(data)
    if root is None or name(root) != "sitemapindex":
        return []
    found = []
    for entry in islice(children(root, "sitemap"), _MOST_ADDRESSES):
        place = _text(entry, "loc")
        if place:
            try:
                found.append(joined(address, place))
            except FetchFailed:
                continue  # no address: nothing to be told of it
    return found


def _pages_in(address: str, data: bytes) -> Iterator[Item]:
    root = _root(data)
    if root is None:
        lines = data.decode("utf-8", "replace").split()
        named = [(line, "") for line in lines if line.startswith("http")]
    else:
        entries = children(root, "url") if name(root) == "urlset" else iter(())
        named = [(_text(entry, "loc"), _text(entry, "lastmod")) for entry in entries]
    for place, changed in named[:_MOST_ADDRESSES]:
        if not place:
            continue
        try:
            page = joined(address, place)
        except FetchFailed as error:
            yield Item(place[:500], KIND, problem=error.reason)
            continue
        if not same_site(page, address):
            yield Item(page, KIND, problem=_ELSEWHERE)
            continue
        yield Item(page, KIND, links=(page,), version=changed or None)
    if len(named) > _MOST_ADDRESSES:
        yield Item(address, KIND, problem=f"only its first {_MOST_ADDRESSES} addresses were read")


def _text(entry: Element, wanted: str) -> str:
    found = child(entry, wanted)
    return (found.text or "").strip() if found is not None else ""
