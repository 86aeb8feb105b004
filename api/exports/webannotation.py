"""W3C Web Annotations: every label of the passages found, with its words, in one AnnotationPage.

An annotation classifies words of a page: the body is the concept, the target the page, with the
place in its text (TextPositionSelector) and the words between those around them
(TextQuoteSelector). Words that stand in two parts of a page, or on two pages, have two targets.
https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from api.exports.hits import Found
from api.exports.lines import dumped
from api.labels import LANGUAGES, load_labels
from api.program import program_version
from corpus.errors import PageNotFound, RecordNotFound
from corpus.identifiers import digest
from corpus.records import SOFT_HYPHEN, Annotation, Passage

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Enough to find words again in a text that has changed a little; what Hypothesis uses too.
_AROUND = 32
# Terms of our own, beside those of the standard: how sure, and by which rule.
_OWN = {"prassi": "urn:prassi:terms:", "confidence": "prassi:confidence", "rule": "prassi:rule"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``[start, end)`` of the text of a page, with the characters around them."""

    page: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


_VOCABULARY = "https://prassi.example/vocab/"  # of the vocabulary's own file


def write_webannotation(found: Found) -> Iterator[str]:
    """Yield an AnnotationPage with one annotation for each label of each passage, in order."""
    head = {
        "@context": [CONTEXT, _OWN],
        "id": f"urn:prassi:annotations:{digest(found.query)}",
        "type": "AnnotationPage",
        "label": found.query,
    }
    yield dumped({key: value for key, value in head.items() if value})[:-1] + ',"items":['
    begun = False
    for page in found.pages:
        for hit in page:
            try:
                texts = found.texts_of(hit.passage)
            except (RecordNotFound, PageNotFound):  # removed meanwhile
                continue
            parts = [dumped(one) for one in annotations_of(hit.passage, texts)]
            if parts:
                yield (",\n" if begun else "\n") + ",\n".join(parts)
                begun = True
    yield "\n]}\n"


def annotations_of(passage: Passage, pages: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Yield the labels of a passage as Web Annotations, given the text of its pages."""
    labels = load_labels(LANGUAGES[0])
    for one in passage.annotations:
        places = stretches(passage, one.start, one.end, pages)
        targets = [_target(passage, part) for part in places]
        if not targets:  # only the blank between two spans, which stands on no page
            continue
        name = digest("annotation", passage.id, one.facet, one.code, one.start, one.end, one.rule)
        yield {
            "id": f"urn:prassi:annotation:{name}",
            "type": "Annotation",
            "motivation": "classifying",
            "creator": _creator(one),
            "confidence": one.confidence,
            "rule": one.rule,
            "body": [
                {
                    "type": "SpecificResource",
                    "source": concept_iri(one.facet, one.code),
                    "purpose": "classifying",
                },
                {
                    "type": "TextualBody",
                    "value": labels.value(one.facet, one.code),
                    "language": labels.language,
                    "purpose": "tagging",
                },
            ],
            "target": targets[0] if len(targets) == 1 else targets,
        }


def concept_iri(facet: str, code: str) -> str:
    """Return the address of a concept, as the vocabulary spells it."""
    return f"{_VOCABULARY}{facet}-{quote(code, safe='/')}"


def page_iri(record: str, page: int) -> str:
    """Return the name of a page."""
    return f"urn:prassi:record:{record}:page:{page}"


def stretches(
    passage: Passage, start: int, end: int, pages: Mapping[int, str]
) -> Iterator[Stretch]:
    """Yield where characters ``[start, end)`` of a passage stand on its pages, given their text.

    The other way round than :func:`corpus.records.joined`.
    """
    at = 0  # in the passage
    for number, span in enumerate(passage.spans):
        text = pages[span.page]
        # A word cut by a page break: its hyphen is left out, and nothing put between.
        cut = text[span.end - 1] == SOFT_HYPHEN and number + 1 < len(passage.spans)
        shown = span.end - span.start - cut
        first = span.start + max(start - at, 0)
        last = span.start + min(end - at, shown)
        if first < last:
            before, after = text[max(first - _AROUND, 0) : first], text[last : last + _AROUND]
            yield Stretch(span.page, first, last, text[first:last], before, after)
        at += shown if cut else shown + 1


def _target(passage: Passage, part: Stretch) -> dict[str, Any]:
    quote = {"type": "TextQuoteSelector", "exact": part.exact}
    quote |= {k: v for k, v in (("prefix", part.prefix), ("suffix", part.suffix)) if v}
    return {
        "type": "SpecificResource",
        "source": page_iri(passage.record, part.page),
        "selector": [
            {"type": "TextPositionSelector", "start": part.start, "end": part.end},
            quote,
        ],
    }


def _creator(one: Annotation) -> dict[str, Any]:
    if one.by is not None:
        return {"type": "Person", "name": one.by}
    return {
        "id": "urn:prassi:program",
        "type": "Software",
        "name": f"Prassi {program_version()}",
    }
