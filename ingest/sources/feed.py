"""Feeds: RSS 0.9 to 2.0 and Atom (RFC 4287), with pages of older entries (RFC 5005)."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator

from ingest.sources.addresses import joined, same_site
from ingest.sources.items import Item, page, plain, year_of
from ingest.sources.lists import Desk
from ingest.sources.trouble import FetchFailed
from ingest.xmltree import Element, attribute, child, children, descendants, name

KIND = "feed"
ROOTS = frozenset({"rss", "feed", "RDF"})
_MOST_PAGES = 200
_LEAST_CHARS = 300  # less is the beginning of an article, whatever the feed calls it
_END_CHARS = 100  # where an article is cut it says so; a pattern over all of it takes its square
_CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;)\]?|continua a leggere|leggi tutto|read more"
    r"|continue reading)\W*$",
    re.IGNORECASE,
)
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def feed_items(desk: Desk, address: str, root: Element) -> Iterator[Item]:
    """Yield the entries of a feed: what it holds whole, else the page that it points to."""
    seen = {address}
    for _ in range(_MOST_PAGES):
        site = _site(root)
        for entry in _entries(root):
            item = _item(address, entry, site)
            if item is not None:
                yield item
        place = _link(root, "next")
        try:
            more = joined(address, place) if place else ""
            if not more or more in seen or not same_site(more, address):
                return
            seen.add(more)
            root = desk.xml(more)
        except FetchFailed as error:
            yield Item(place[:500], KIND, problem=error.reason)
            return
    yield Item(address, KIND, problem=f"only its first {_MOST_PAGES} pages were read")


def _entries(root: Element) -> Iterator[Element]:
    return (e for kind in ("entry", "item") for e in descendants(root, kind))


def _item(address: str, entry: Element, site: str) -> Item | None:
    link, identifier = _link(entry, "alternate"), _first(entry, "guid", "id")
    if not link and identifier.startswith(("http://", "https://")):
        link = identifier
    content = _content(entry)
    title = plain(_first(entry, "title"))
    if not link and not (content and (identifier or title)):
        return None
    try:
        place = joined(address, link) if link else ""
    except FetchFailed as error:
        return Item(link[:500], KIND, problem=error.reason)
    text_of_entry = "\n".join((title, content, identifier)).encode()
    digest = hashlib.sha256(text_of_entry).hexdigest()[:16]
    location = place or f"{address}#{hashlib.sha256(identifier.encode()).hexdigest()[:16]}"
    dates = _first(entry, "published", "issued", "pubDate", "date", "updated")
    changed = _first(entry, "updated", "modified") or dates
    stated = {
        "title": title,
        "creators": _authors(entry),
        "year": year_of(dates),
        "publisher": site,
        "source_url": place or address,
    }
    whole = _is_whole(content)
    return Item(
        location,
        KIND,
        stated=stated,
        body=page(title or site, content, address=location) if whole or not place else None,
        links=() if whole or not place else (place,),
        version=f"{changed} {digest}" if changed or content else None,
    )


def _is_whole(content: str) -> bool:
    words = plain(content)
    return len(words) >= _LEAST_CHARS and not _CUT.search(words[-_END_CHARS:])


def _content(entry: Element) -> str:
    """Return the content of an entry as HTML, empty where it only has a summary."""
    for part in entry:
        if part.tag == _CONTENT:
            return part.text or ""
    content = child(entry, "content")
    if content is None or attribute(content, "src"):
        return ""
    kind = attribute(content, "type") or "text"
    if kind == "xhtml":
        return "".join(f"<p>{html.escape(text)}</p>" for text in _paragraphs(content))
    text = content.text or ""
    return text if kind in ("html", "text/html") else f"<p>{html.escape(text)}</p>"


def _paragraphs(content: Element) -> Iterator[str]:
    """Yield the text of each block of XHTML, in reading order."""
    blocks = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "div"}
    text = ""
    for element in content.iter():
        if name(element) in blocks and text.strip():
            yield text
            text = ""
        text += element.text or ""
        for inner in element:
            inner_tail = inner.tail or ""
            if inner_tail.strip() and name(inner) not in blocks:
                inner.text = (inner.text or "") + inner_tail
    if text.strip():
        yield text


def _authors(entry: Element) -> list[str]:
    named = [
        plain(_first(author, "name") or author.text or "") for author in children(entry, "author")
    ]
    named += [plain(creator.text or "") for creator in children(entry, "creator")]
    # RSS wants "mail@host (Name)" as author.
    names = [re.sub(r"^\S+@\S+\s*\(?(.*?)\)?$", r"\1", one).strip() for one in named]
    return [one for one in dict.fromkeys(names) if one]


def _site(root: Element) -> str:
    holder = child(root, "channel") if name(root) != "feed" else root
    return plain(_first(holder, "title")) if holder is not None else ""


def _link(holder: Element, relation: str) -> str:
    places = [*children(holder, "link"), *children(child(holder, "channel"), "link")]
    for link in places:
        place = attribute(link, "href")
        if place and (attribute(link, "rel") or "alternate") == relation:
            return place.strip()
        if not place and relation == "alternate" and (link.text or "").strip():
            return (link.text or "").strip()
    return ""


def _first(holder: Element, *wanted: str) -> str:
    for one in wanted:
        for found in children(holder, one):
            if (found.text or "").strip():
                return (found.text or "").strip()
    return ""
