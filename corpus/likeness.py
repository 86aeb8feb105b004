"""Whether two records are one work, by what they have in common."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.sketch import SAME_WORK


class Kind(enum.StrEnum):
    """How two records of one work differ, the least first."""

    SAME = "same"  # the same text in another file or format
    EDITION = "edition"
    TRANSLATION = "translation"


# An edition keeps at least this share of the sketch under the same title; chapters of a yearbook
# share 0.02 at most, its issues up to 0.1 and under titles with another year.
_EDITION = 0.07
_EDITION_UNSIGNED = 0.15  # where neither authors nor series nor publisher are known to agree
# From here on two texts are one whatever else they say of themselves.
_SURELY_SAME = 0.8
# Share of the anchors (numbers in their order) that issues of a survey with new data stay under.
_SAME_DATA = 0.1
_LEAST_ANCHORS = 12
# A translation keeps this share of the anchors: built pairs 0.5 to 1, documents about the same
# country and years in two languages under 0.03.
_TRANSLATION = 0.3
_TRANSLATION_UNSIGNED = 0.4
_LEAST_TRANSLATED_ANCHORS = 16
_MOST_PAGES_RATIO = 3.0

_FILE_DATES = frozenset({"pdf metadata", "file properties", "file"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_EDITION_NUMBER = re.compile(
    r"\b(?:(?:prima|seconda|terza|quarta|quinta|nuova|\d+[aª°]?)\s+ed(?:izione|\.)"
    r"|(?:first|second|third|fourth|fifth|new|revised|\d+(?:st|nd|rd|th))\s+ed(?:ition|n|\.)"
    r"|edizione (?:aggiornata|riveduta|ampliata))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a record; ``words`` and ``anchors`` are the sizes of its sketches."""

    id: str
    title: str
    title_key: str | None
    creators: frozenset[str]
    publisher: str | None
    series: str | None
    year: int | None
    year_source: str | None
    language: str | None
    pages: int
    words: int
    anchors: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Hashes two records share, of the sketches of their words and of their anchors."""

    words: int
    anchors: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """That two records are one work, how, how strongly (0 to 1) and by what."""

    kind: Kind
    strength: float
    evidence: Mapping[str, Any]


def judged(one: Profile, other: Profile, likeness: Likeness) -> Verdict | None:
    """Say how two records are one work, None if nothing shows that they are.

    Precision comes first: issues of a yearbook and chapters of a book are works of their own.
    """
    words = likeness.words / max(one.words, other.words, 1)
    anchors = likeness.anchors / max(one.anchors, other.anchors, 1)
    if words >= SAME_WORK:
        return _same_text(one, other, words, anchors)
    if one.title_key is not None and one.title_key == other.title_key and words >= _EDITION:
        return _edition(one, other, words)
    if anchors >= _TRANSLATION:
        return _translation(one, other, anchors)
    return None


def _same_text(one: Profile, other: Profile, words: float, anchors: float) -> Verdict | None:
    evidence = {"by": "text", "overlap": round(words, 2)}
    newer = _printed_years_differ(one, other) or _title_years(one) != _title_years(other)
    counted = min(one.anchors, other.anchors) >= _LEAST_ANCHORS
    if newer and words < _SURELY_SAME and counted and anchors < _SAME_DATA:
        return None  # the same words around other data: issues of a survey
    if newer or _edition_number(one) != _edition_number(other):
        return Verdict(Kind.EDITION, words, {**evidence, "years": [one.year, other.year]})
    return Verdict(Kind.SAME, words, evidence)


def _edition(one: Profile, other: Profile, words: float) -> Verdict | None:
    differ = _printed_years_differ(one, other) or _edition_number(one) != _edition_number(other)
    issues = _title_years(one) != _title_years(other)
    needed = _EDITION if _same_hands(one, other) else _EDITION_UNSIGNED
    if not differ or issues or words < needed:
        return None
    evidence = {"by": "title", "overlap": round(words, 2), "years": [one.year, other.year]}
    return Verdict(Kind.EDITION, words, evidence)


def _translation(one: Profile, other: Profile, anchors: float) -> Verdict | None:
    if None in (one.language, other.language) or one.language == other.language:
        return None
    if min(one.anchors, other.anchors) < _LEAST_TRANSLATED_ANCHORS:
        return None
    if max(one.pages, other.pages) > _MOST_PAGES_RATIO * min(one.pages, other.pages):
        return None
    if anchors < (_TRANSLATION if _same_hands(one, other) else _TRANSLATION_UNSIGNED):
        return None
    evidence = {
        "by": "numbers",
        "overlap": round(anchors, 2),
        "languages": [one.language, other.language],
    }
    return Verdict(Kind.TRANSLATION, anchors, evidence)


def _same_hands(one: Profile, other: Profile) -> bool:
    """Whether two records share an author, a series or a publisher."""
    if one.creators & other.creators:
        return True
    series = one.series is not None and one.series == other.series
    return series or (one.publisher is not None and one.publisher == other.publisher)


def _printed_years_differ(one: Profile, other: Profile) -> bool:
    """Whether both say when they were published, and not the same; dates of files say nothing."""
    sources = {one.year_source, other.year_source}
    return (
        None not in (one.year, other.year)
        and not sources & _FILE_DATES
        and (one.year != other.year)
    )


def _title_years(profile: Profile) -> frozenset[str]:
    return frozenset(_YEAR.findall(profile.title))


def _edition_number(profile: Profile) -> str | None:
    found = _EDITION_NUMBER.search(profile.title)
    return found.group().casefold() if found else None
