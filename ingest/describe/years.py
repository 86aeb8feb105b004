"""When a work was published, by its imprint, its cover and the way it asks to be cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.records import BlockKind
from ingest.describe.acts import ACT_DATE, names_act
from ingest.describe.bodies import body_before_year
from ingest.describe.citing import citation_of
from ingest.describe.dates import BEFORE_YEAR, MONTH, RIGHTS, YEAR
from ingest.describe.front import Front, Line

_ANY_YEAR = re.compile(YEAR)
_PUBLISHED = re.compile(
    r"(?:data di |anno di )?(?:finito di stampare|stampato|pubblica(?:to|zione)|pubblicata|edizione"
    r"|chius[oa] in redazione|prima edizione|(?:first )?published|publication date|edition"
    rf"|date of publication|released|printed in)\b.{{0,40}}?{YEAR}",
    re.IGNORECASE,
)
_COLOPHON = re.compile(
    rf"(?:finito di stampare|stampato|printed in)\b.{{0,60}}?{YEAR}", re.IGNORECASE
)
_DATED = re.compile(
    rf"(?:[^,.]{{0,40}},?\s)?(?:\d{{1,2}}[°º]?\s)?{MONTH}\s(?:\d{{1,2}},\s)?{YEAR}[.,]?",
    re.IGNORECASE,
)
_ENDS_DATED = re.compile(rf"{MONTH}\s{YEAR}[.)]?$", re.IGNORECASE)
_DAY = re.compile(r"(?:.{0,40}?\s)?\d{1,2}[./-]\d{1,2}[./-]((?:19|20)\d\d)")
_PLACED = re.compile(rf"[A-ZÀ-Ý][^\W\d_]+(?:[ '’][^\W\d_]+){{0,3}}, {YEAR}|{YEAR}")
_ISSUE = re.compile(
    r"\b(?:vol(?:ume)?|anno|n|no|num|numero|issue|fascicolo)\b\.?\s*°?\s*[\divxlc]+.{0,40}?"
    r"(?<!\d)((?:19[5-9]|20[0-4])\d)(?!\d)",
    re.IGNORECASE,
)
_YEARBOOK = re.compile(
    r"\b(?:rapporto|report|bilancio|annuario|relazione|edizione|edition|profile|review|summary"
    rf"|quaderno|dossier)\b.{{0,60}}?{YEAR}",
    re.IGNORECASE,
)
_SHORT_WORDS = 14
_HEADING_WORDS = 9
_LARGE = 1.2  # heights of the body text

# Weights of what a year stands beside: 5 says publication in words, 4 is a date by itself, 2 names
# the issue of a yearbook, which may come out a year later.
_CERTAIN, _PLAIN, _ISSUE_YEAR = 5, 4, 2


@dataclass(frozen=True, slots=True)
class Dated:
    """A year with how strongly it speaks of the publication, and where it stands."""

    year: int
    weight: int
    source: str


def printed_years(front: Front) -> list[Dated]:
    """Return the years that imprint, cover and citation give, the strongest first."""
    found = [dated for line in front.front for dated in _years_of(line)]
    found += [
        Dated(int(year), _CERTAIN, f"page {line.page}")
        for line in front.back
        if line.kind is not BlockKind.REFERENCE
        for year in RIGHTS.findall(line.text) + _COLOPHON.findall(line.text)
    ]
    cited = citation_of(front)
    if cited is not None:
        found += [Dated(int(y), _CERTAIN, "citation") for y in _ANY_YEAR.findall(cited)[:1]]
    for head, count in front.heads.items():
        year = _YEARBOOK.search(head) or BEFORE_YEAR.fullmatch(head)
        if year and count > 1:
            found.append(Dated(int(year.groups()[-1]), _ISSUE_YEAR, "running head"))
    return sorted(found, key=lambda d: (-d.weight, -d.year))


def _years_of(line: Line) -> Iterator[Dated]:
    text, where = line.text, f"page {line.page}"
    heading = line.kind in (BlockKind.TITLE, BlockKind.HEADING)
    large = heading or line.size > _LARGE
    act = ACT_DATE.search(text) if large and line.page == 1 and names_act(text) else None
    published = _PUBLISHED.match(text) if line.first else None
    for certain in (RIGHTS.search(text), published, act):
        if certain:
            yield Dated(int(certain.group(1)), _CERTAIN, where)
    if line.page > 2 or not line.displayed or len(text.split()) > _SHORT_WORDS:
        return
    dated = _DATED.fullmatch(text) or _DAY.fullmatch(text) or _ENDS_DATED.search(text)
    dated = dated or _ISSUE.search(text) or _PLACED.fullmatch(text)
    if dated is None and body_before_year(text) is not None:
        dated = BEFORE_YEAR.fullmatch(text)
    if dated:
        yield Dated(int(next(year for year in dated.groups()[::-1] if year)), _PLAIN, where)
    yearbook = _YEARBOOK.search(text)
    sentence = text.endswith(".") or len(text.split()) > _HEADING_WORDS
    if yearbook and (heading or not sentence):
        yield Dated(int(yearbook.group(1)), _ISSUE_YEAR, where)
    elif heading:
        yield from (Dated(int(y), _ISSUE_YEAR, where) for y in _ANY_YEAR.findall(text)[:1])
