"""Bibliographic description of a document, with where each field came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from corpus.records import BlockKind, Description, Format, Page
from ingest.reader import ReadDocument

_MAX_TITLE_CHARS = 300
_FIRST_PAGES = 3
_REPORT_PAGES = 20
_ARTICLE_WORDS = 300
_REPORT_TITLE = re.compile(
    r"\b(?:rapport[oi]|report|relazion[ei]|indagine|monitoraggio|bilancio sociale|evaluation)\b",
    re.IGNORECASE,
)


def describe(
    document: ReadDocument, location: str, languages: Iterable[tuple[str | None, int]]
) -> Description:
    """Describe a document read from ``location``.

    ``languages`` are the passages' languages with their sizes; the most frequent is the record's
    when the file names none.
    """
    hints = document.hints
    title, title_source = _title(document, location)
    spoken: Counter[str] = Counter()
    for language, size in languages:
        if language is not None:
            spoken[language] += size
    # What the text shows beats what the file says: templates carry their maker's language.
    language = spoken.most_common(1)[0][0] if spoken else hints.language
    sources = {"title": title_source, "language": "text" if spoken else "file"}
    for name in ("creators", "year", "publisher", "series"):
        if getattr(hints, name):
            sources[name] = "file"
    return Description(
        title=title,
        format=_format(document, title),
        creators=hints.creators,
        year=hints.year,
        language=language,
        publisher=hints.publisher,
        series=hints.series,
        sources={name: source for name, source in sources.items() if source},
    )


def _format(document: ReadDocument, title: str) -> Format:
    """Return the kind of publication: what the reader is sure of, else by title and length."""
    if document.format in (Format.SLIDES, Format.WEB_PAGE, Format.REPORT):
        return document.format
    if _REPORT_TITLE.search(title) or len(document.pages) >= _REPORT_PAGES:
        return Format.REPORT
    words = sum(len(page.text.split()) for page in document.pages)
    return Format.ARTICLE if words >= _ARTICLE_WORDS else Format.OTHER


def _title(document: ReadDocument, location: str) -> tuple[str, str]:
    if document.hints.title:
        return _cut(document.hints.title), "file"
    for page in document.pages[:_FIRST_PAGES]:
        heading = _first_heading(page)
        if heading:
            return _cut(heading), f"page {page.number}"
    return _cut(PurePath(location).stem.replace("_", " ")), "file name"


def _first_heading(page: Page) -> str | None:
    for kind in (BlockKind.TITLE, BlockKind.HEADING):
        for block in page.blocks:
            if block.kind is kind:
                return page.slice(block)
    return None


def _cut(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= _MAX_TITLE_CHARS else title[: _MAX_TITLE_CHARS - 1] + "…"
