"""Years and periods a text names, as ``2019``, ``2018-2021``, ``2018-`` (since) or ``-2021``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.records import Annotation

if TYPE_CHECKING:
    from spacy.tokens import Doc

_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_MONTH = (
    r"(?:(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic|jan|may|jun|jul|aug|sep|oct|dec)"
    r"[a-z]*\s+)?"
)
_BOTH = re.compile(
    rf"(?<![\d.,/])(?:(?P<open>dal|tra il|fra il|tra|fra|da|from|between)\s+{_MONTH})?"
    rf"(?P<first>{_YEAR})\s*(?:[-–—/]\s*(?P<short>\d\d(?!\d))|"
    rf"(?:[-–—/]|al|a|to|(?(open)(?:e|and)|(?!)))\s*(?:il\s+)?{_MONTH}(?P<last>{_YEAR}))"
    r"(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?<!\w)(?i:a partire dal|sin dal|fin dal|dal|since|from)\s+(?:\w+\s+)?({_YEAR})"
    r"(?![\d/–-])"
)
_UNTIL = re.compile(rf"(?<!\w)(?:(?i:fino al|until|sino al))\s+(?:\w+\s+)?({_YEAR})(?![\d/–-])")
_ONE = re.compile(rf"(?<![\w.,/€$-])({_YEAR})(?![\w%/]|[.,]\d|[-–]\d)")


def mark_periods(doc: Doc) -> Doc:
    """Add the years and periods to the annotations."""
    doc.user_data["annotations"].extend(find_periods(doc.user_data["text"]))
    return doc


def find_periods(text: str) -> list[Annotation]:
    """Return facet ``period`` in reading order, no two on the same words."""
    if "19" not in text and "20" not in text:
        return []
    taken: list[tuple[int, int]] = []
    found = []
    for start, end, code, rule in _candidates(text):
        if all(end <= left or right <= start for left, right in taken):
            taken.append((start, end))
            found.append(Annotation("period", code, start, end, rule, 0.9))
    return sorted(found, key=lambda a: a.start)


def _candidates(text: str) -> Iterator[tuple[int, int, str, str]]:
    for match in _BOTH.finditer(text):
        first = match["first"]
        last = match["last"] or first[:2] + match["short"]
        if int(first) < int(last) <= int(first) + 40:
            yield (*match.span(), f"{first}-{last}", "from-to")
    for match in _SINCE.finditer(text):
        yield (*match.span(), f"{match.group(1)}-", "since")
    for match in _UNTIL.finditer(text):
        yield (*match.span(), f"-{match.group(1)}", "until")
    for match in _ONE.finditer(text):
        yield (*match.span(), match.group(1), "year")
