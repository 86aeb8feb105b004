"""Who wrote or edited a work, from bylines and citation lines."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from corpus.records import BlockKind
from corpus.titles import plain_words
from ingest.describe.bodies import body_named
from ingest.describe.citing import citation_of
from ingest.describe.front import Front, Line
from ingest.describe.people import leading_people, people_in

_BYLINE = re.compile(
    r"(?:a cura di|cura di|curator[ei]|curatrici|autor[ei](?: e autrici)?|autrici(?: e autori)?"
    r"|authors?|edited by|editors?"
    r"|written by|scritto da|redatto da|testi di|ricerca di|rapporto di|coordinamento scientifico)"
    r"\s*:?\s+(.+)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|di)\s+(.+)", re.IGNORECASE)
_INSIDE = re.compile(r".*?\b(?:a cura di|edited by)\s+(.+)", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:[,;&]|\b(?:e|ed|and))\s*$")
_GOES_ON = re.compile(r"(?:e|ed|and|&)\s")
_HEADING = re.compile(
    r"(?:autor[ei]|autrici(?: e autori)?|authors?|gruppo di (?:lavoro|ricerca)|a cura di|curatori"
    r"|editors?|gli autori|the authors|autori e autrici)[.:]?",
    re.IGNORECASE,
)
_CITED = re.compile(r"(.{3,400}?),?\s*\(?(?:19|20)\d\d")
_CITED_NAME = re.compile(
    r"((?:(?:De|Di|Da|Del|Della|Van|Von|Lo|La|Le)\s)?[A-ZÀ-Ý][\w'’-]+(?:\s[A-ZÀ-Ý][\w'’-]+)?)"
    r",?\s((?:[A-ZÀ-Ý]\.[\s-]?){1,3}|[A-ZÀ-Ý]{1,3}(?=[,;&\s(]|$))"
)
_AFTER_TITLE = 4  # lines below the title on which a bare list of names is a byline
_ABOVE_TITLE = 3
_SAME_SIZE = 0.05  # by which lines set alike differ at most
_MOST_AUTHOR_LINES = 24
_BYLINE_PAGES = (1, 2, 3)


def creators_of(front: Front, title: str) -> tuple[tuple[str, ...], str] | None:
    """Return the people a work is by, with where it says so."""
    for finder in (_below_heading, _bylines, _below_title):
        found = finder(front, title)
        if found:
            return found
    cited = citation_of(front)
    names = _cited_people(cited) if cited else ()
    return (names, "citation") if names else None


def _bylines(front: Front, title: str) -> tuple[tuple[str, ...], str] | None:
    for at, line in enumerate(front.front):
        if line.page not in _BYLINE_PAGES or line.kind is BlockKind.FOOTNOTE:
            continue
        found = _BYLINE.match(line.text) or (_BY.match(line.text) if line.first else None)
        found = found or _INSIDE.match(line.text)
        if not found or plain_words(line.text) == plain_words(title):
            continue
        names = _longest_list(found.group(1), _rest_of_block(front, at))
        if not names and line.displayed:
            names = leading_people(found.group(1))
        if names:
            return names, f"page {line.page}"
    return None


def _rest_of_block(front: Front, at: int) -> list[str]:
    first = front.front[at]
    after = front.front[at + 1 : at + 6]
    same = takewhile(lambda line: (line.page, line.block) == (first.page, first.block), after)
    return [line.text for line in same]


def _longest_list(text: str, more: list[str]) -> tuple[str, ...]:
    """Return the people named in a byline, which may run over the following lines."""
    for line in [*more, ""]:
        names = people_in(text, surely=True)
        goes_on = _UNFINISHED.search(text) or _GOES_ON.match(line)
        if names and not goes_on:
            return names
        text = f"{text} {line}"
    return people_in(text, surely=True)


def _below_title(front: Front, title: str) -> tuple[tuple[str, ...], str] | None:
    """Return the names in one of the lines after the title (or before it, in articles)."""
    shown = set(plain_words(title))
    lines = front.on(*_BYLINE_PAGES)
    titled = [
        i for i, line in enumerate(lines) if shown and _same_words(line, shown) and line.page <= 3
    ]
    start = titled[-1] + 1 if titled else 0
    below = lines[start : start + _AFTER_TITLE]
    above = lines[max(titled[0] - _ABOVE_TITLE, 0) : titled[0]] if titled else []
    for at, line in [*enumerate(below, start), *((0, line) for line in above if line.page == 1)]:
        names = _named(line)
        if names:
            more = _named_next(lines[at + 1 :], line) if at else ()
            return names + more, f"page {line.page}"
    return None


def _named(line: Line) -> tuple[str, ...]:
    if line.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM):
        return ()
    names = people_in(line.text, surely=True)
    return names or (leading_people(line.text) if line.displayed else ())


def _named_next(lines: list[Line], first: Line) -> tuple[str, ...]:
    """Return the authors that follow one by one, each over an affiliation."""
    found: list[str] = []
    for line in lines[:_MOST_AUTHOR_LINES]:
        alike = line.kind is first.kind and abs(line.size / first.size - 1) < _SAME_SIZE
        names = people_in(line.text, surely=not alike) if line.page == first.page else ()
        if not names and body_named(line.text, certain=False) is None:
            break
        found += names
    return tuple(found)


def _same_words(line: Line, title: set[str]) -> bool:
    words = set(plain_words(line.text))
    return bool(words) and words <= title and line.kind in (BlockKind.TITLE, BlockKind.HEADING)


def _below_heading(front: Front, title: str) -> tuple[tuple[str, ...], str] | None:
    for at, line in enumerate(front.front):
        if not _HEADING.fullmatch(line.text):
            continue
        below = [
            after
            for after in front.front[at + 1 : at + 8]
            if after.page == line.page and after.block <= line.block + 2
        ]
        for count in range(len(below), 0, -1):
            names = people_in(_in_one(below[:count]), surely=True)
            if names:
                return names, f"page {line.page}"
    return None


def _in_one(lines: list[Line]) -> str:
    """Join lines, those of different blocks as entries of a list."""
    text = lines[0].text
    for last, line in pairwise(lines):
        text += (" " if line.block == last.block else "; ") + line.text
    return text


def _cited_people(citation: str) -> tuple[str, ...]:
    """Return the names before the year of a citation: ``Rossi A., Bianchi B. (2021), ...``."""
    found = _CITED.match(citation)
    if not found:
        return ()
    names = [f"{name} {initials.strip()}" for name, initials in _CITED_NAME.findall(found.group(1))]
    return tuple(dict.fromkeys(names)) or people_in(found.group(1), surely=True)
