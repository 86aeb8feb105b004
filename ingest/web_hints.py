"""What a web page says about itself: Dublin Core, Highwire, Open Graph, JSON-LD, plain meta."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ingest.pages import clean
from ingest.properties import language_code, plausible_year, real_creators
from ingest.reader import Hints

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title", "title")
_AUTHORS = (
    "citation_author", "dc.creator", "dcterms.creator", "author", "article:author",
    "parsely-author", "sailthru.author",
)  # fmt: skip
_DATES = (
    "citation_publication_date", "citation_date", "dcterms.issued", "dc.date.issued",
    "dc.date", "dcterms.date", "dcterms.created", "article:published_time", "datepublished",
    "date", "pubdate", "publish-date", "parsely-pub-date", "article:modified_time",
)  # fmt: skip
_PUBLISHERS = (
    "citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name", "publisher",
    "application-name",
)  # fmt: skip
_SERIES = ("citation_journal_title", "prism.publicationname", "dc.relation.ispartof")
_ADDRESSES = ("citation_public_url", "og:url", "dc.identifier.uri", "twitter:url")
_LANGUAGES = ("dc.language", "dcterms.language", "citation_language", "language",
              "content-language", "og:locale")  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|\-–—·»:]+\s+")
_MAX_JSON_CHARS = 1_000_000
_MAX_JSON_ITEMS = 1_000


def web_hints(tree: LexborHTMLParser) -> Hints:
    """Return what the metadata of a page say about it; the most formal kind comes first."""
    meta = _meta(tree)
    article = _linked_data(tree)
    publisher = _first(meta, _PUBLISHERS) or _name_of(article.get("publisher"))
    heading = article.get("headline")
    title = _first(meta, _TITLES) or (heading if isinstance(heading, str) else None)
    root, head_title = tree.root, tree.css_first("head > title")
    if not title and head_title is not None:
        title = clean(head_title.text(deep=True))
    language = root.attributes.get("lang") or root.attributes.get("xml:lang") if root else None
    return Hints(
        title=_without_site(clean(title or ""), publisher) or None,
        creators=_creators(meta, article),
        year=_year(tree, meta, article),
        language=language_code(language or _first(meta, _LANGUAGES)),
        publisher=publisher,
        series=_first(meta, _SERIES),
        source_url=_address(tree, meta),
    )


def _address(tree: LexborHTMLParser, meta: dict[str, list[str]]) -> str | None:
    """Return the address a page gives as its own."""
    link = tree.css_first('link[rel="canonical"]')
    found = (link.attributes.get("href") if link is not None else None) or _first(meta, _ADDRESSES)
    found = clean(found or "")
    return found if re.match(r"https?://[\w.-]+\.\w+", found) and len(found) < 2_000 else None


def _meta(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        content = clean(attributes.get("content") or "")
        for key in ("name", "property", "itemprop", "http-equiv"):
            name = (attributes.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _first(meta: dict[str, list[str]], names: Sequence[str]) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _creators(meta: dict[str, list[str]], article: dict[str, Any]) -> tuple[str, ...]:
    for name in _AUTHORS:
        values = [v for v in meta.get(name, ()) if not v.startswith(("http", "@"))]
        names = [person for value in values for person in real_creators(value)]
        if names:
            return tuple(dict.fromkeys(names))
    authors = article.get("author")
    people = authors if isinstance(authors, list) else [authors]
    return tuple(dict.fromkeys(n for p in people if (n := _name_of(p))))


def _year(
    tree: LexborHTMLParser, meta: dict[str, list[str]], article: dict[str, Any]
) -> int | None:
    values = [_first(meta, [name]) for name in _DATES[:-1]]
    values[:0] = [str(article.get("datePublished") or "")]
    time = tree.css_first("article time[datetime], main time[datetime], time[pubdate]")
    if time is not None:
        values.append(time.attributes.get("datetime"))
    values.append(_first(meta, _DATES[-1:]))
    return next((year for value in values if (year := plausible_year(value))), None)


def _linked_data(tree: LexborHTMLParser) -> dict[str, Any]:
    """Return the JSON-LD object that describes an article, empty when there is none."""
    for node in tree.css('script[type="application/ld+json"]'):
        text = node.text(deep=True)
        if len(text) > _MAX_JSON_CHARS:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(str(kind).endswith(("Article", "BlogPosting", "Report")) for kind in kinds):
                return item
    return {}


def _items(data: object) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MAX_JSON_ITEMS:
        item = waiting.pop()
        seen += 1
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            waiting.append(item.get("@graph"))


def _name_of(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else None
    return clean(value) or None if isinstance(value, str) else None


def _without_site(title: str, site: str | None) -> str:
    """Cut the name of the site from the end or the beginning of a title."""
    parts = _SEPARATOR.split(title)
    if site is None or len(parts) < 2:
        return title
    if parts[-1].lower() == site.lower():
        return title[: title.rfind(parts[-1])].rstrip(" |-–—·»:")
    if parts[0].lower() == site.lower():
        return title[len(parts[0]) :].lstrip(" |-–—·»:")
    return title
