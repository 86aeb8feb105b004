"""Dublin Core as repositories give it out: simple (oai_dc) or with the terms of DCMI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.records import Format
from ingest.pages import clean
from ingest.sources.addresses import normal, same_site
from ingest.sources.items import plain, year_of
from ingest.sources.trouble import FetchFailed
from ingest.worker import READABLE_SUFFIXES
from ingest.xmltree import Element, name

_MOST_LINKS = 4
_MOST_ABSTRACTS = 5
_WEB = re.compile(r"https?://\S+")
_FILES = tuple(sorted(READABLE_SUFFIXES - {".html", ".htm", ".xhtml", ".md", ".txt", ".text"}))
# ISO 639-2 as repositories write it, both variants.
_LANGUAGES = {
    "ita": "it", "eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "spa": "es",
    "por": "pt", "slv": "sl",
}  # fmt: skip
# Words of dc:type (COAR, DCMI, info:eu-repo and what people write), the most telling first.
_TYPES = (
    (re.compile(r"presentation|slides|lecture|presentazione", re.IGNORECASE), Format.SLIDES),
    (re.compile(r"guideline|linee guida", re.IGNORECASE), Format.GUIDELINE),
    (re.compile(r"report|rapporto|working ?paper", re.IGNORECASE), Format.REPORT),
    (re.compile(r"\barticle|articolo|conference(object| paper)", re.IGNORECASE), Format.ARTICLE),
)


@dataclass(frozen=True, slots=True)
class Described:
    """What a record says: fields as in sidecars, and where the work can be read."""

    title: str
    creators: tuple[str, ...]
    abstracts: tuple[str, ...]
    stated: Mapping[str, object]
    addresses: tuple[str, ...]

    @property
    def landing(self) -> str | None:
        """Return the address of the work's own page, None if no address is given."""
        pages = [one for one in self.addresses if not _is_file(one)]
        return next(iter([*pages, *self.addresses]), None)

    def links(self, base: str) -> tuple[str, ...]:
        """Return where the full text may be: files first, then pages of the repository itself."""
        files = [one for one in self.addresses if _is_file(one)]
        pages = [one for one in self.addresses if not _is_file(one) and same_site(one, base)]
        return tuple([*files, *pages][:_MOST_LINKS])


def read(metadata: Element | None) -> Described:
    """Read the metadata of a record: elements of Dublin Core, whatever they stand in."""
    found: dict[str, list[str]] = {}
    for element in metadata.iter() if metadata is not None else ():
        text = clean(element.text or "")
        if text and isinstance(element.tag, str):
            found.setdefault(name(element), []).append(text)
    titles, creators = found.get("title", []), tuple(dict.fromkeys(found.get("creator", [])))
    abstracts = [*found.get("abstract", []), *found.get("description", [])]
    places = [text for key in ("identifier", "relation", "source") for text in found.get(key, [])]
    title = plain(titles[0]) if titles else ""
    stated = {
        "title": title,
        "creators": list(creators),
        "year": _year(found),
        "publisher": next(iter(found.get("publisher", [])), None),
        "language": _language(found.get("language", [])),
        "type": _format(found.get("type", [])),
        "series": _series(found),
    }
    summaries = tuple(plain(one) for one in dict.fromkeys(abstracts))[:_MOST_ABSTRACTS]
    return Described(title, creators, summaries, stated, tuple(_addresses(places)))


def _addresses(texts: list[str]) -> list[str]:
    found = []
    for text in texts:
        for match in _WEB.finditer(text):
            try:
                found.append(normal(match.group().rstrip(".,;)")))
            except FetchFailed:
                continue  # no address after all
    return list(dict.fromkeys(found))


def _is_file(address: str) -> bool:
    return address.partition("?")[0].lower().endswith(_FILES)


def _year(found: Mapping[str, list[str]]) -> int | None:
    """Return the year of issue: repositories add, with a time, when they took the work in."""
    dates = found.get("issued", []) or found.get("date", [])
    plainly = [date for date in dates if "T" not in date]
    years = [year for date in plainly or dates if (year := year_of(date)) is not None]
    return min(years, default=None)


def _language(languages: list[str]) -> str | None:
    for one in languages:
        code = one.lower().partition("-")[0].partition("_")[0]
        code = _LANGUAGES.get(code, code)
        if re.fullmatch(r"[a-z]{2}", code):
            return code
    return None


def _format(types: list[str]) -> str | None:
    for pattern, form in _TYPES:
        if any(pattern.search(one) for one in types):
            return form.value
    return None


def _series(found: Mapping[str, list[str]]) -> str | None:
    """Return the journal or series: dc:source has it before the volume, or ispartof."""
    named = [*found.get("isPartOf", []), *found.get("ispartof", []), *found.get("source", [])]
    for text in named:
        first = text.partition(";")[0].strip()
        if first and not _WEB.search(first) and any(c.isalpha() for c in first):
            return first
    return None
