"""schema.org in JSON-LD: the result set as a list of quotations, or of works.

The context stands in the file, so that nobody has to fetch it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.exports.hits import Found
from api.exports.lines import dumped
from api.labels import LANGUAGES, load_labels, page_label
from corpus.records import Format, Record
from index.answers import Hit
from index.lexical import PASSAGE_FACETS
from ingest.describe.people import is_person

_CONTEXT = {"@vocab": "https://schema.org/"}
_TYPES: Mapping[Format, str] = {
    Format.SLIDES: "PresentationDigitalDocument",
    Format.REPORT: "Report",
    Format.ARTICLE: "Article",
    Format.GUIDELINE: "DigitalDocument",
    Format.LAW: "Legislation",
    Format.WEB_PAGE: "WebPage",
    Format.OTHER: "CreativeWork",
}


def write_jsonld(found: Found) -> Iterator[str]:
    """Yield an ItemList: an element a hit, in order.

    An element is a Quotation that is part of a work, or the work itself where records were asked
    for. A work is described whole where it first appears, and by its ``@id`` after that.
    """
    head = {
        "@context": _CONTEXT,
        "@type": "ItemList",
        "name": found.query,
        "numberOfItems": found.total,
        "itemListOrder": "https://schema.org/ItemListOrderDescending",
    }
    yield dumped(head)[:-1] + ',"itemListElement":['
    seen: set[str] = set()
    begun = False
    for page in found.pages:
        parts = [dumped(_element(hit, found.by_record, seen)) for hit in page]
        if parts:
            yield (",\n" if begun else "\n") + ",\n".join(parts)
            begun = True
    yield "\n]}\n"


def _element(hit: Hit, by_record: bool, seen: set[str]) -> dict[str, Any]:
    work = _work(hit.record, seen)
    item = work if by_record else _quotation(hit, work)
    return {"@type": "ListItem", "position": hit.rank, "item": item}


def _quotation(hit: Hit, work: dict[str, Any]) -> dict[str, Any]:
    labels = load_labels(LANGUAGES[0])
    keywords = [
        labels.value(facet, code) for facet in PASSAGE_FACETS for code in hit.facets.get(facet, ())
    ]
    return _without_gaps(
        {
            "@type": "Quotation",
            "@id": f"urn:prassi:passage:{hit.passage.id}",
            "text": hit.passage.text,
            "inLanguage": hit.passage.language,
            "pagination": page_label(hit.record, hit.passage.page, hit.page_label),
            "keywords": keywords,
            "isPartOf": work,
        }
    )


def _work(record: Record, seen: set[str]) -> dict[str, Any]:
    identity = {"@id": f"urn:prassi:record:{record.id}"}
    if record.id in seen:
        return identity
    seen.add(record.id)
    what = record.description
    return _without_gaps(
        {
            "@type": _TYPES[what.format],
            **identity,
            "identifier": record.id,
            "name": what.title,
            "author": [_author(name) for name in what.creators],
            "datePublished": None if what.year is None else f"{what.year:04d}",
            "inLanguage": what.language,
            "publisher": _named("Organization", what.publisher),
            "isPartOf": _named("CreativeWorkSeries", what.series),
            "url": what.source_url,
            "encodingFormat": record.media_type,
            "alternateName": record.file_name,
        }
    )


def _author(name: str) -> dict[str, Any]:
    return {"@type": "Person" if is_person(name) else "Organization", "name": name}


def _named(kind: str, name: str | None) -> dict[str, Any] | None:
    return None if name is None else {"@type": kind, "name": name}


def _without_gaps(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if value not in (None, [], "")}
