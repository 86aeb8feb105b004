"""Putting a description together: what is printed against what programs wrote down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath
from typing import TypeVar

from corpus.records import Description, Format
from ingest.describe.creators import creators_of
from ingest.describe.front import Front, front_of
from ingest.describe.kinds import kind_of
from ingest.describe.people import is_person
from ingest.describe.publishers import publisher_of, series_of
from ingest.describe.titles import agrees, cut, first_line, printed_title, says_more
from ingest.describe.years import printed_years
from ingest.reader import ReadDocument

_Value = TypeVar("_Value")

# What the metadata of a file are called, by media type. Those that office programs fill in by
# themselves are believed only where the pages bear them out; what a page of a site or the front
# matter of a text says was written for readers.
_ORIGINS = (
    ("application/pdf", "pdf metadata"),
    ("application/vnd", "file properties"),
    ("text/html", "html meta"),
    ("text/markdown", "front matter"),
    ("application/epub", "epub metadata"),
)
_BY_PROGRAMS = ("pdf metadata", "file properties")


def describe(
    document: ReadDocument, location: str, languages: Iterable[tuple[str | None, int]]
) -> Description:
    """Describe a document read from ``location``.

    ``languages`` are the passages' languages with their sizes; the most frequent is the record's
    when the file names none.
    """
    hints = document.hints
    front = front_of(document.pages)
    origin = origin_of(document.media_type)
    trusted = origin not in _BY_PROGRAMS
    sources: dict[str, str] = {}

    def chosen(name: str, found: tuple[_Value, str] | None) -> _Value | None:
        if found is None:
            return None
        sources[name] = found[1]
        return found[0]

    def hinted(value: _Value | None) -> tuple[_Value, str] | None:
        return (value, origin) if value else None

    def best(hint: _Value | None, printed: tuple[_Value, str] | None) -> tuple[_Value, str] | None:
        said = hinted(hint)
        return (said or printed) if trusted else (printed or said)

    title, sources["title"] = _title(document, front, location, origin, trusted)
    form, sources["format"] = kind_of(document, title, front)
    people = creators_of(front, title)
    if people and set(people[0]) < set(hints.creators):
        people = None  # the file names them too, and others with them
    creators = chosen("creators", best(hints.creators, people)) or ()
    publisher = chosen("publisher", best(hints.publisher, publisher_of(front, hints.source_url)))
    if publisher is None and creators and not any(map(is_person, creators)):
        publisher, sources["publisher"] = creators[0], sources["creators"]
    return Description(
        title=title,
        format=form,
        creators=creators,
        year=chosen("year", best(hints.year, _year(front, hints.year))),
        language=chosen("language", _language(languages, hinted(hints.language))),
        publisher=publisher,
        series=chosen("series", best(hints.series, series_of(front, title))),
        source_url=chosen("source_url", hinted(hints.source_url)),
        sources=sources,
    )


def origin_of(media_type: str) -> str:
    """Return what to call the place that hints of a file of this kind come from."""
    return next((name for start, name in _ORIGINS if media_type.startswith(start)), "file")


def _title(
    document: ReadDocument, front: Front, location: str, origin: str, trusted: bool
) -> tuple[str, str]:
    hint, printed = document.hints.title, printed_title(front)
    if printed is None and document.format is Format.SLIDES:
        printed = first_line(front)
    if hint and trusted:
        return cut(hint), origin
    if hint and agrees(hint, front) and not (printed and says_more(printed.text, hint)):
        return cut(hint), origin
    if printed and (printed.sure or not hint):
        return printed.text, f"page {printed.page}"
    if hint:
        return cut(hint), origin
    return cut(PurePath(location).stem.replace("_", " ")), "file name"


def _year(front: Front, made: int | None) -> tuple[int, str] | None:
    """Return the year that is printed; ``made`` is that of the file, None if unknown.

    A year well after the file was made is a plan ("Agenda 2030"), not a date.
    """
    for dated in printed_years(front):
        if made is None or dated.year <= made + 1:
            return dated.year, dated.source
    return None


def _language(
    languages: Iterable[tuple[str | None, int]], hinted: tuple[str, str] | None
) -> tuple[str, str] | None:
    """Return the language of most of the text: templates carry their maker's language."""
    spoken: Counter[str] = Counter()
    for language, size in languages:
        if language is not None:
            spoken[language] += size
    return (spoken.most_common(1)[0][0], "text") if spoken else hinted
