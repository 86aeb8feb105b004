"""WordPress sites, by their REST API (wp/v2): posts and pages."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from ingest.sources.addresses import clean_name, normal
from ingest.sources.items import Item, page, plain, year_of
from ingest.sources.lists import Desk, content_of, json_of, text_in
from ingest.sources.trouble import FetchFailed

KIND = "wordpress"
#: Relation by which a site points to its API, in the header ``Link`` and in pages.
RELATION = "https://api.w.org/"
_PER_PAGE = 100  # the most WordPress gives
_MOST_PAGES = 1_000
_FIELDS = "id,link,slug,date,modified,modified_gmt,title,content,type,_links,_embedded"
_JSON = "application/json"
_NUMBER = re.compile(r"[0-9]{1,9}")


def api_root(address: str) -> str:
    """Return the root of the API for an address within it, or that of the site."""
    before, found, _ = address.partition("/wp-json")
    if found:
        return f"{before}/wp-json/"
    return address if "rest_route=" in address else f"{address.rstrip('/')}/wp-json/"


def wordpress_items(desk: Desk, root: str) -> Iterator[Item]:
    """Yield the posts and pages of a site. Raises FetchFailed if it has no such API."""
    site, _ = _asked(desk, root)
    name = plain(text_in(site, "name")) if isinstance(site, dict) else ""
    for kind in ("posts", "pages"):
        try:
            yield from _of_kind(desk, root, kind, name)
        except FetchFailed as error:
            yield Item(_endpoint(root, kind), KIND, problem=error.reason)


def _of_kind(desk: Desk, root: str, kind: str, site: str) -> Iterator[Item]:
    # In the order of their numbers: what is added while we read comes last.
    query = f"per_page={_PER_PAGE}&orderby=id&order=asc&_embed=author&_fields={_FIELDS}"
    for name, value in (
        ("modified_after", desk.wishes.since if desk.wishes.since != "last" else None),
        ("modified_before", desk.wishes.until),
    ):
        if value:
            full = value if "T" in value else f"{value}T00:00:00"
            query += f"&{name}={quote(full)}"
    counted: int | None = None
    for number in range(1, _MOST_PAGES + 1):
        try:
            found, total = _asked(desk, _endpoint(root, kind, f"{query}&page={number}"))
        except FetchFailed as error:
            if number > 1 and counted is None and not error.passing:
                return  # beyond the last page there is an error
            raise
        counted = total
        if not isinstance(found, list):
            raise FetchFailed("the answer is not that of a WordPress site")
        for post in found:
            if isinstance(post, dict) and isinstance(post.get("id"), int):
                yield _item(root, kind, post, site)
        # Where a proxy takes away the number of pages, a full one may have another after it.
        if not found or (number >= total if total is not None else len(found) < _PER_PAGE):
            return
    raise FetchFailed(f"only its first {_MOST_PAGES * _PER_PAGE} {kind} were read")


def _asked(desk: Desk, address: str) -> tuple[object, int | None]:
    """Return what the API answers, and how many pages of answers there are, if it says so."""
    answer = desk.list(address, _JSON)
    pages = answer.headers.get("x-wp-totalpages", "")
    return json_of(content_of(answer)), int(pages) if _NUMBER.fullmatch(pages) else None


def _endpoint(root: str, kind: str, query: str = "") -> str:
    if "rest_route=" in root:
        base = f"{root.partition('rest_route=')[0]}rest_route=/wp/v2/{kind}"
        return f"{base}&{query}" if query else base
    base = f"{root.rstrip('/')}/wp/v2/{kind}"
    return f"{base}?{query}" if query else base


def _item(root: str, kind: str, post: dict[str, Any], site: str) -> Item:
    location = _endpoint(root, f"{kind}/{post['id']}")
    content, title = text_in(post, "content", "rendered"), plain(text_in(post, "title", "rendered"))
    link = _link(post, location)
    authors = [plain(text_in(one, "name")) for one in _embedded(post)]
    problem = None
    inner = post.get("content")
    if isinstance(inner, dict) and inner.get("protected"):
        problem = "it is protected with a password"
    elif not plain(content):
        problem = "it holds no text"
    changed = text_in(post, "modified_gmt") or text_in(post, "modified")
    digest = hashlib.sha256(f"{title}\n{content}".encode()).hexdigest()[:16]
    return Item(
        location,
        KIND,
        stated={
            "title": title,
            "creators": [name for name in authors if name],
            "year": year_of(text_in(post, "date")),
            "publisher": site or urlsplit(root).hostname,
            "source_url": link,
        },
        body=page(title or link, content, address=link, author="; ".join(filter(None, authors))),
        version=f"{changed} {digest}",
        name=clean_name(text_in(post, "slug") or str(post["id"])) + ".html",
        problem=problem,
    )


def _embedded(post: dict[str, Any]) -> list[dict[str, object]]:
    inner = post.get("_embedded")
    authors = inner.get("author") if isinstance(inner, dict) else None
    return [one for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []


def _link(post: dict[str, Any], location: str) -> str:
    try:
        return normal(html.unescape(text_in(post, "link")))
    except FetchFailed:
        return location
