"""What an address is: a page or file, a sitemap, a feed, a WordPress site, a repository."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from ingest.sources import feed, wordpress
from ingest.sources.addresses import joined
from ingest.sources.fetching import Answer
from ingest.sources.lists import content_of, json_of
from ingest.sources.trouble import FetchFailed

_HEAD_BYTES = 65_536
_ROOT = re.compile(
    # Atomic: a page of comments would else be tried in every way to divide them.
    rb"\A\s*(?>(?:<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>]*>)\s*)*+<(?:[\w.-]+:)?([\w-]+)",
    re.DOTALL,
)
_LINK = re.compile(r"<([^<>]+)>\s*;[^,]*?rel\s*=\s*\"?([^\";,]+)")
_POINTER = re.compile(rb"<link\b[^<>]*https://api\.w\.org/[^<>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


class Kind(enum.StrEnum):
    """What an address is taken for; the words of ``--as``."""

    PAGE = "page"
    SITEMAP = "sitemap"
    FEED = "feed"
    WORDPRESS = "wordpress"
    OAI = "oai-pmh"


def kind_of(answer: Answer) -> Kind:
    """Say what an answer is, by what it holds; only the front page of a site stands for it all."""
    head = answer.head(_HEAD_BYTES)
    if head.startswith(_GZIP):
        try:
            head = content_of(answer)[:_HEAD_BYTES]
        except FetchFailed:
            return Kind.PAGE
    found = _ROOT.match(head.removeprefix(b"\xef\xbb\xbf"))
    root = found.group(1).decode("ascii") if found else ""
    if root in ("urlset", "sitemapindex"):
        return Kind.SITEMAP
    if root in feed.ROOTS:
        return Kind.FEED
    if root == "OAI-PMH":
        return Kind.OAI
    if _is_api(answer) or (_is_front(answer.url) and _pointer(answer, head) is not None):
        return Kind.WORDPRESS
    return Kind.PAGE


def wordpress_root(answer: Answer) -> str:
    """Return the root of a site's API: where it points to it, else where it is by custom."""
    if "/wp-json" not in answer.url and "rest_route=" not in answer.url:
        place = _pointer(answer, answer.head(_HEAD_BYTES))
        if place is not None:
            return place
        parts = urlsplit(answer.url)
        folder = parts.path.rpartition("/")[0]
        return wordpress.api_root(f"{parts.scheme}://{parts.netloc}{folder}/")
    return wordpress.api_root(answer.url)


def _is_front(url: str) -> bool:
    return urlsplit(url).path in ("", "/") and not urlsplit(url).query


def _is_api(answer: Answer) -> bool:
    parts = urlsplit(answer.url)
    routed = any(key == "rest_route" for key, _ in parse_qsl(parts.query))
    if not answer.media_type.endswith("json") or not (routed or "/wp-json" in parts.path):
        return False
    try:
        found = json_of(content_of(answer))
    except FetchFailed:
        return False
    names = found.get("namespaces") if isinstance(found, dict) else None
    return isinstance(names, list) and "wp/v2" in names


def _pointer(answer: Answer, head: bytes) -> str | None:
    """Return where a site says its API is, in the header ``Link`` or in the page."""
    place = _linked(answer.headers)
    if place is None:
        link = _POINTER.search(head)
        href = _HREF.search(link.group()) if link else None
        place = href.group(1).decode("utf-8", "replace") if href else None
    if place is None:
        return None
    try:
        return joined(answer.url, place.replace("&amp;", "&"))
    except FetchFailed:
        return None


def _linked(headers: Mapping[str, str]) -> str | None:
    for place, relation in _LINK.findall(headers.get("link", "")[:8_000]):
        if relation.strip() == wordpress.RELATION:
            return str(place)
    return None
