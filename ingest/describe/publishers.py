"""Who published a work, and in which series."""

from __future__ import annotations

import re
from collections import Counter

from corpus.records import BlockKind
from corpus.titles import plain_words
from ingest.describe.bodies import KNOWN_BODY, body_before_year, body_named
from ingest.describe.citing import citation_of
from ingest.describe.dates import BEFORE_YEAR
from ingest.describe.front import Front, Line

_HOLDER = re.compile(
    r"(?:©|\(c\)|copyright(?: (?:©|\(c\)|c\b))?)\s*(?:by\s+)?(?:(?:19|20)\d\d(?:[-–]\d{2,4})?\s*)?"
    r"(?:by\s+|[,–—-]\s*)?([^.;|/()\d]{3,90}?)(?:\s*[,–—-]?\s*\(?(?:19|20)\d\d|[.;|/(\d]|$)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:editore|casa editrice|publisher|published by|pubblicato da|pubblicazione di|edito da"
    r"|un(?:'|’)iniziativa di|realizzato da|promosso da)\s*:?\s+(.{3,90}?)(?:[.;|(]|$)",
    re.IGNORECASE,
)
_CITY = (
    r"(?:Milano|Roma|Bologna|Torino|Firenze|Napoli|Bari|Padova|Venezia|Trento|Genova|Pisa|Macerata"
    r"|Brescia|Bergamo|Palermo|Perugia|Trieste|Verona|Modena|Santarcangelo(?: di Romagna)?|Gardolo"
    r"|Soveria Mannelli|London|Paris|New York|Oxford|Cambridge|Geneva|Brussels|Luxembourg|Berlin"
    r"|Copenhagen|Washington(?:,? DC)?|Basingstoke|Bristol|Bruxelles|Ginevra|Londra|Parigi|Dublin)"
)
_CITED = (
    re.compile(rf"{_CITY}:\s*([A-ZÀ-Ý][^.,;:()]{{2,80}})"),
    re.compile(rf"([A-ZÀ-Ý][^.,;:()]{{2,60}}),\s*{_CITY}\b"),
)
_HEAD_WORDS = 8
_PLACE_AND_YEAR = re.compile(rf"[,\s]*(?:{_CITY}|(?:19|20)\d\d)\b")

# Hosts that say nothing about who publishes what names them.
_ADDRESS = re.compile(
    r"(?:@|https?://(?:www\d?\.)?|www\d?\.)((?:[\w-]+\.)+[a-z]{2,6})", re.IGNORECASE
)
_EVERYBODYS = frozenset(
    """
    gmail libero hotmail yahoo outlook alice tiscali virgilio icloud creativecommons doi facebook
    twitter linkedin instagram youtube flickr google bit tinyurl orcid europa gov edu unsplash
    istockphoto shutterstock freepik pec legalmail telegram whatsapp issuu zenodo researchgate
    regione comune provincia
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
_MOST_HOST_WORDS = 4


def publisher_of(front: Front, address: str | None = None) -> tuple[str, str] | None:
    """Return who published the work, with where it says so; ``address`` is where it was found."""
    for line in [*front.front, *front.back]:
        for holder in _HOLDER.finditer(line.text):
            name = body_named(holder.group(1), certain=True)
            if name:
                return name, f"page {line.page}"
    for line in _imprint_lines(front):
        said = _SAID.match(line.text) if line.first and line.displayed else None
        name = body_named(said.group(1), certain=False) if said else None
        name = name or (body_before_year(line.text) if line.page <= 2 else None)
        if name:
            return name, f"page {line.page}"
    cited = citation_of(front)
    for pattern in _CITED if cited else ():
        match = pattern.search(cited or "")
        if match:
            return match.group(1).strip(), "citation"
    return _of_heads(front) or _known(front) or _of_addresses(front, address)


def _of_heads(front: Front) -> tuple[str, str] | None:
    """Return the body named at the head or foot of most pages."""
    for head, count in sorted(front.heads.items(), key=lambda item: (-item[1], item[0])):
        if count < 3 or 2 * count < front.pages:
            continue
        dated = BEFORE_YEAR.fullmatch(head)
        name = body_named(dated.group(1) if dated else head, certain=False)
        if name and (dated or len(head.split()) <= _HEAD_WORDS):
            return name, "running head"
    return None


def _imprint_lines(front: Front) -> list[Line]:
    """Return the lines of the first and last pages that stand by themselves."""
    lines = [*front.on(1, 2), *front.back]
    return [line for line in lines if line.kind is not BlockKind.REFERENCE and line.displayed]


def _known(front: Front) -> tuple[str, str] | None:
    for line in _imprint_lines(front):
        text = _PLACE_AND_YEAR.sub("", line.text).strip(" .,;:–—-()")
        if KNOWN_BODY.fullmatch(text):
            return text, f"page {line.page}"
    return None


def _of_addresses(front: Front, address: str | None) -> tuple[str, str] | None:
    """Return the body whose web or mail address stands in the imprint, by its name in the text.

    The name is what, written together, gives the address: "Secondo Welfare" for
    ``secondowelfare.it``.
    """
    hosts: Counter[str] = Counter()
    for text in [address or "", *(line.text for line in _imprint_lines(front))]:
        for host in _ADDRESS.findall(text):
            label = host.lower().split(".")[-2]
            if len(label) > 2 and label not in _EVERYBODYS:
                hosts[label] += 1
    texts = [*front.heads, *(line.text for line in [*front.front, *front.back])]
    for label, _ in hosts.most_common(3):
        name = _written_as(label.replace("-", ""), texts)
        if name:
            return name, "address"
    return None


def _written_as(label: str, texts: list[str]) -> str | None:
    """Return the words that give a label when written together, as most texts write them."""
    found: Counter[str] = Counter()
    for text in texts:
        words = [w for w in re.findall(r"[\w.@/-]+", text) if "@" not in w and "/" not in w]
        for at in range(len(words)):
            joined = ""
            for end in range(at, min(at + _MOST_HOST_WORDS, len(words))):
                joined += "".join(plain_words(words[end]))
                if joined == label:
                    found[" ".join(words[at : end + 1]).strip(".-")] += 1
    named = [name for name, _ in found.most_common() if name[:1].isupper() and "." not in name]
    return named[0] if named else None


# Series

_SERIES = re.compile(
    r"(?:collana|serie|series)\s*[:«“\"]\s*(.{3,80}?)[»”\"]?"
    r"(?:[,;.]?\s*(?:n|no|num|vol)?\.?\s*°?\s*\d.*)?",
    re.IGNORECASE,
)
_SERIES_LINE = re.compile(
    r"((?:quadern[io]|working papers?|discussion papers?|occasional papers?"
    r"|policy (?:brief|paper)s?|research papers?|technical reports?|temi di discussione"
    r"|documenti di lavoro|studi e ricerche|collana|i quaderni|statistiche report|strumenti"
    r")\b[^\d,:]{0,60}?)"
    r"(?:[,:–-]?\s*(?:n|no|nr|num|numero|vol)?\.?\s*°?\s*[\d/]+.{0,25})?",
    re.IGNORECASE,
)
_ISSN = re.compile(r"(.{3,80}?)[\s,–—|(-]*\bE?-?ISSN\b", re.IGNORECASE)
_ISSUE_HEAD = re.compile(
    r"(?:rapporto|report|annuario|osservatorio|bilancio|yearbook)\b.{0,60}(?:19|20)\d\d",
    re.IGNORECASE,
)
_SERIES_WORDS = 10


def series_of(front: Front, title: str) -> tuple[str, str] | None:
    """Return the series or serial a work belongs to, with where it says so."""
    for line in front.on(1, 2):
        text = line.text
        if len(text.split()) > _SERIES_WORDS or text in title:
            continue
        found = _SERIES.fullmatch(text) or _SERIES_LINE.fullmatch(text) or _ISSN.match(text)
        name = found.group(1).strip(" ,:–—-.") if found else ""
        if len(name) > 3 and name.lower() not in ("quaderno", "strumenti", "collana"):
            return name, f"page {line.page}"
    for head, count in front.heads.items():
        if count > 2 and _ISSUE_HEAD.fullmatch(head) and head.lower() not in title.lower():
            return head, "running head"
    return None
