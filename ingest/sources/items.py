"""What the lists of sources name: one item for each document."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.pages import clean


@dataclass(frozen=True, slots=True)
class Item:
    """A document that a source names.

    ``location`` is its lasting address, ``source`` the kind of place ("oai-pmh", "feed" ...),
    ``stated`` what that says of it by fields of a sidecar. The document is ``body`` (HTML made
    from what the source gives) or else lies at one of ``links``, the best first; with both, the
    body stands in where no link gives a file. ``version`` changes when the document does.
    ``settled`` is to be called once it is committed or has failed, with whether it went well.
    """

    location: str
    source: str
    stated: Mapping[str, object] = field(default_factory=dict)
    body: str | None = None
    links: tuple[str, ...] = ()
    version: str | None = None
    name: str | None = None
    gone: bool = False
    problem: str | None = None
    settled: Callable[[bool], None] = lambda well: None


def page(
    title: str, body: str, *, address: str, language: str | None = None, author: str = ""
) -> str:
    """Return a web page with a text of a source; the same text always gives the same page."""
    lang = f' lang="{html.escape(language)}"' if language else ""
    named = f'<meta name="author" content="{html.escape(author)}">\n' if author else ""
    return (
        f'<!DOCTYPE html>\n<html{lang}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n{named}"
        f'<link rel="canonical" href="{html.escape(address)}">\n</head>\n<body>\n<article>\n'
        f"<h1>{html.escape(title)}</h1>\n{body}\n</article>\n</body>\n</html>\n"
    )


def plain(markup: str) -> str:
    """Return the text of a bit of HTML, such as a title with entities and emphasis."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(f"<body>{markup}").body
    return clean(body.text(deep=True)) if body is not None else ""


def year_of(date: str | None) -> int | None:
    """Return the year of a date of a feed or list, None if it is no plausible one."""
    from ingest.properties import plausible_year

    return plausible_year(date)


def now_utc() -> str:
    """Return the time as OAI-PMH and WordPress write it."""
    return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
