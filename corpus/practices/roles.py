"""Which fields of a practice record a sentence fills, by its words and the labels found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.practices import cues_en, cues_it
from corpus.practices.cards import FIELDS, Field
from corpus.practices.cues import LABELS, THRESHOLD
from corpus.records import Annotation

_CUES = {"it": cues_it.ITALIAN, "en": cues_en.ENGLISH}
_PROPOSED = {
    "it": re.compile(rf"(?<!\w)(?:{cues_it.PROPOSED})(?!\w)"),
    "en": re.compile(rf"(?<!\w)(?:{cues_en.PROPOSED})(?!\w)"),
}
_DONE = (Field.RESULTS, Field.DIFFICULTIES, Field.LESSONS)
_TOLD = (Field.PROBLEM, Field.ACTIVITIES, *_DONE, Field.TRANSFERABILITY)
_LABEL_WEIGHT, _HEADING_WEIGHT = 1.6, 0.7
_SPAN = "*-*"
#: What an annotation inside a sentence adds to a field: (facet, code or its beginning).
_FEATURES: Mapping[Field, tuple[tuple[str, str, float], ...]] = {
    Field.PROBLEM: (("kind", "need", 0.6),),
    Field.BENEFICIARIES: (("target", "", 0.4), ("quantity", "beneficiaries", 0.4)),
    Field.ACTIVITIES: (("kind", "practice", 0.3),),
    Field.PARTNERS: (("organisation", "", 0.4), ("actor", "", 0.2)),
    Field.PLACE: (("territory", "", 0.6), ("kind", "practice", 0.4)),
    Field.PERIOD: (
        ("period", "", 0.4), ("period", _SPAN, 0.4), ("kind", "practice", 0.3),
        ("quantity", "months", 0.4), ("quantity", "years", 0.4),
    ),
    Field.RESOURCES: (
        ("quantity", "euro", 0.7), ("quantity", "staff", 0.6), ("quantity", "places", 0.2),
    ),
    Field.RESULTS: (("kind", "evidence", 0.5), ("quantity", "beneficiaries", 0.4)),
    Field.LESSONS: (("kind", "lesson", 0.4),),
    Field.DIFFICULTIES: (("kind", "lesson", 0.2),),
}  # fmt: skip
#: Without any of these (facet, beginning of the code) a field is not filled, whatever the words.
_REQUIRED: Mapping[Field, tuple[tuple[str, str], ...]] = {
    Field.BENEFICIARIES: (("target", ""), ("quantity", "beneficiaries")),
    Field.PARTNERS: (("organisation", ""), ("actor", "")),
    Field.PLACE: (("territory", ""),),
    Field.PERIOD: (("period", ""), ("quantity", "months"), ("quantity", "years")),
}
#: Told in the very words that make the passage a practice, these need no other sign.
_TOLD_SO = frozenset({Field.PLACE, Field.PERIOD})
#: A sentence that only its heading speaks for says something if it has this many words.
_LEAST_WORDS = 8
#: About the document itself, not about what was done.
_META = re.compile(
    r"\W*(?:in )?(?:quest[oa] (?:quadern|rapport|report|document|articol|studi|ricerc|pubblicazion|"
    r"contribut|capitol|volum)|th(?:is|e present) (?:report|paper|study|chapter|document|article)|"
    r"(?:il presente|it is based on))\w*"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A field that a sentence fills, the strongest sign and the sum of all."""

    field: Field
    rule: str
    score: float


def roles_of(
    sentence: str,
    language: str | None,
    annotations: Sequence[Annotation],
    heading: str = "",
) -> tuple[Role, ...]:
    """Return what a sentence tells, in order of the fields.

    ``annotations`` are those whose words lie in it, ``heading`` the nearest one above it. Of what
    is told (problem, activities, results and so on) a sentence is one thing, the strongest; facts
    (for whom, with whom, where, when, at what cost) it may hold besides.
    """
    lower = sentence.lower()
    named = "en" if language == "en" else "it"
    if _META.match(lower):
        return ()
    label, rest = _label(lower)
    found = [
        role
        for field in FIELDS
        if (role := _role(field, rest, named, annotations, label, heading.lower()))
    ]
    if label is not None:
        return tuple(role for role in found if role.field is label)
    told = [role for role in found if role.field in _TOLD]
    best = max(told, key=lambda role: role.score, default=None)
    return tuple(role for role in found if role.field not in _TOLD or role is best)


def labelled_field(line: str) -> Field | None:
    """Return the field that a heading such as "Risultati raggiunti" stands for, if any."""
    for field, pattern in LABELS.items():
        match = pattern.match(line.lower())
        if match and not re.search(r"\w", line[match.end() :]):
            return field
    return None


def _label(lower: str) -> tuple[Field | None, str]:
    """Return the field named before a colon and what follows, or None and the whole."""
    before, colon, after = lower.partition(":")
    if colon and len(before) <= 40 and re.search(r"\w", after):
        field = labelled_field(before)
        if field is not None:
            return field, after
    return None, lower


def _role(
    field: Field,
    lower: str,
    language: str,
    annotations: Sequence[Annotation],
    label: Field | None,
    heading: str,
) -> Role | None:
    if label is field:
        return Role(field, "label", _LABEL_WEIGHT)
    required = _REQUIRED.get(field, ())
    if required and not any(_has(annotations, *one) for one in required):
        return None
    rule, total = _worded(field, lower, language)
    if not rule and field in _TOLD_SO and _has(annotations, "kind", "practice"):
        rule = "told-so"
    if heading and labelled_field(heading) is field:
        if len(lower.split()) >= _LEAST_WORDS:
            total += THRESHOLD
            rule = rule or "heading"
        elif rule:
            total += _HEADING_WEIGHT
    if not rule:
        return None
    total += sum(w for facet, code, w in _FEATURES.get(field, ()) if _has(annotations, facet, code))
    if field in _DONE and _PROPOSED[language].search(lower):
        total -= THRESHOLD
    return Role(field, rule, round(total, 2)) if total >= THRESHOLD else None


def _worded(field: Field, lower: str, language: str) -> tuple[str, float]:
    """Return the strongest sign among the words, and the sum of all."""
    rule, strongest, total = "", 0.0, 0.0
    for cue in _CUES[language].get(field, ()):
        if cue.pattern.search(lower):
            total += cue.weight
            if cue.weight > strongest:
                rule, strongest = cue.name, cue.weight
    return rule, total


def _has(annotations: Iterable[Annotation], facet: str, code: str) -> bool:
    """Whether a facet has a code that begins so; a code ``-`` stands for a span of years."""
    if code == _SPAN:
        return any(a.facet == facet and all(a.code.partition("-")) for a in annotations)
    return any(a.facet == facet and a.code.startswith(code) for a in annotations)
