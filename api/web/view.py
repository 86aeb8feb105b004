"""What the templates show, worked out before them: templates only lay out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from api.labels import Labels, page_label
from api.texts import Texts
from api.web.address import Address
from corpus.catalogue import Catalogue
from corpus.practices import practice_names, practices_telling
from corpus.records import Passage
from index.answers import FacetCounts, FacetValue, Hit, SearchAnswer

# Order in which facets are offered: what a passage is about before what its file is.
_FACET_ORDER = (
    "kind",
    "polarity",
    "theme",
    "target",
    "actor",
    "logic",
    "territory",
    "year",
    "format",
    "language",
    "source",
    "series",
)
#: Facets whose values are shown on a hit.
_SHOWN_ON_HIT = ("kind", "polarity", "theme", "target", "actor", "territory")
#: Facets one can browse by before having searched.
_BROWSED = ("kind", "theme", "territory")
_VALUES_OPEN = 7
_VALUES_MOST = 120
_BROWSED_VALUES = 8
_WORDS_SHOWN = 6
_WORD_CHARS = 40
#: Filters people ask for most, one choice away.
_SHORTCUTS = (("kind", "lesson"), ("polarity", "did-not-work"), ("kind", "practice"))

Segments = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ValueView:
    """A facet value as a link: choosing it, or giving it up. ``key`` names it on every page."""

    key: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: ``values`` are on show, ``more`` can be opened, ``cut`` are left out."""

    code: str
    label: str
    values: tuple[ValueView, ...]
    more: tuple[ValueView, ...]
    cut: int


@dataclass(frozen=True, slots=True)
class ChipView:
    """A chosen filter with the address that gives it up. ``key`` names it on every page."""

    key: str
    facet: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class HitView:
    """A passage that was found. ``segments`` is its text, divided by what is marked.

    ``back`` is where its page was shown, ``reader`` where it is read. Of a hit that stands for a
    practice ``source`` is the title of its document.
    """

    id: str
    back: str
    reader: str
    title: str
    url: str
    label: str
    section: tuple[str, ...]
    segments: Segments
    language: str | None
    year: int | None
    file: str
    tags: tuple[tuple[str, str], ...]
    source: str | None = None
    practices: tuple[tuple[str, str], ...] = ()  # names and addresses of those it tells of
    why: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()  # what it says where the same words stand, address


def segments(text: str, highlights: Iterable[tuple[int, int]]) -> Segments:
    """Divide a text into parts that are marked and parts that are not.

    ``highlights`` are ``[start, end)`` offsets; what overlaps or lies outside is cut.
    """
    parts: list[tuple[str, bool]] = []
    reached = 0
    for start, end in sorted(highlights):
        start, end = max(start, reached), min(end, len(text))
        if start >= end:
            continue
        parts += [(text[reached:start], False), (text[start:end], True)]
        reached = end
    parts.append((text[reached:], False))
    return tuple(part for part in parts if part[0])


def hit_views(
    catalogue: Catalogue, answer: SearchAnswer, address: Address, labels: Labels
) -> list[HitView]:
    """Return the hits, each with why it was found and the practices its passage tells of.

    A hit that stands for a practice is called by its name and leads to its record.
    """
    hits, t = answer.hits, Texts(labels.language)
    telling = practices_telling(catalogue, (hit.passage.id for hit in hits))
    wanted = {code for codes in telling.values() for code in codes}
    wanted |= {hit.practice for hit in hits if hit.practice}
    names = practice_names(catalogue, wanted)
    views = []
    for hit in hits:
        view = hit_view(hit, address, labels)
        codes = telling.get(hit.passage.id, ())
        told = tuple((names[c], address.practice(c)) for c in codes if c in names)
        if hit.practice in names:
            own = address.practice(str(hit.practice))
            view = replace(view, title=names[str(hit.practice)], url=own, source=view.title)
            told = ()
        why = () if answer.nearest_only else _why(hit, answer, labels, t)
        views.append(replace(view, practices=told, why=why))
    return views


def _why(hit: Hit, answer: SearchAnswer, labels: Labels, t: Texts) -> tuple[str, ...]:
    """Return what brought a hit: words it holds, concepts it is labelled with, its meaning."""
    found = []
    # Without words in common what is marked is the sentence nearest in meaning.
    if hit.scores.get("lexical", 0.0) > 0.0:
        marked = (hit.passage.text[start:end] for start, end in hit.highlights)
        words = dict.fromkeys(word.casefold() for word in marked if len(word) <= _WORD_CHARS)
        if words:
            found.append(t("why.words", words=", ".join(list(words)[:_WORDS_SHOWN])))
    concepts = [
        labels.value(facet, code)
        for facet, code in answer.concepts
        if code in hit.facets.get(facet, ())
    ]
    if concepts:
        found.append(t("why.concepts", concepts=", ".join(dict.fromkeys(concepts))))
    cosine = max(hit.scores.get("dense", 0.0), hit.scores.get("sentence", 0.0))
    if cosine > 0.0:
        found.append(t("why.meaning", percent=round(cosine * 100)))
    return tuple(found)


def hit_view(hit: Hit, address: Address, labels: Labels) -> HitView:
    """Return a hit."""
    record, passage = hit.record, hit.passage
    return HitView(
        id=str(passage.id),
        back=address.url,
        reader=address.reader(record.id, passage.page, passage.id),
        title=record.description.title,
        url=address.reader(record.id, passage.page, passage.id),
        label=page_label(record, passage.page, hit.page_label),
        section=section_below(passage, record.description.title),
        segments=segments(passage.text, hit.highlights),
        language=passage.language,
        year=record.description.year,
        file=record.file_name,
        tags=tuple(
            (facet, labels.value(facet, code))
            for facet in _SHOWN_ON_HIT
            for code in hit.facets.get(facet, ())
        ),
        copies=tuple(
            (
                f"{copy.record.file_name}, "
                f"{page_label(copy.record, copy.passage.page, copy.page_label)}",
                address.reader(copy.record.id, copy.passage.page, copy.passage.id),
            )
            for copy in hit.copies
        ),
    )


def section_below(passage: Passage, title: str) -> tuple[str, ...]:
    """Return the headings a passage stands under, without that which is the title itself.

    A number before it, as chapters have, makes no difference.
    """
    first, *rest = passage.section or ("",)
    said = first.casefold()
    is_title = title.casefold() in (said, said.lstrip("0123456789. "))
    return tuple(rest) if is_title else passage.section


def facet_views(facets: Sequence[FacetCounts], address: Address, labels: Labels) -> list[FacetView]:
    """Return the facets that have values, in the order in which they are offered."""
    by_code = {facet.facet: facet for facet in facets}
    ordered = [by_code[code] for code in _FACET_ORDER if code in by_code]
    return [_facet_view(facet, address, labels) for facet in ordered if facet.values]


def browse_views(
    facets: Sequence[FacetCounts], address: Address, labels: Labels
) -> list[FacetView]:
    """Return the most frequent values of the facets one browses by."""
    views = facet_views([f for f in facets if f.facet in _BROWSED], address, labels)
    return [
        FacetView(v.code, v.label, (*v.values, *v.more)[:_BROWSED_VALUES], (), 0) for v in views
    ]


def _facet_view(facet: FacetCounts, address: Address, labels: Labels) -> FacetView:
    counted = sorted(facet.values, key=_by_year) if facet.facet == "year" else facet.values
    # What is chosen comes first, else it could hide behind what is more frequent.
    chosen_first = sorted(counted, key=lambda value: not value.selected)
    added = address.adding(facet.facet)
    values = tuple(
        ValueView(
            f"{facet.facet}:{value.code}",
            labels.value(facet.facet, value.code),
            value.count,
            value.selected,
            address.without_value(facet.facet, value.code).url
            if value.selected
            else added(value.code),
        )
        for value in chosen_first[:_VALUES_MOST]
    )
    room = max(_VALUES_OPEN, sum(value.selected for value in values))
    if len(values) == room + 1:
        room += 1  # opening a list for one more value is not worth it
    return FacetView(
        facet.facet,
        labels.facet(facet.facet),
        values[:room],
        values[room:],
        len(facet.values) - len(values),
    )


def _by_year(value: FacetValue) -> int:
    return -int(value.code) if value.code.isdigit() else 0


def chips(address: Address, labels: Labels) -> list[ChipView]:
    """Return the chosen filters."""
    return [
        ChipView(
            f"chip:{facet}:{code}",
            labels.facet(facet),
            labels.value(facet, code),
            address.without_value(facet, code).url,
        )
        for facet, codes in address.filters.items()
        for code in codes
    ]


def shortcuts(address: Address, t: Texts) -> list[tuple[str, str, bool]]:
    """Return words, address and whether it is chosen, of what people ask for most."""
    return [
        (
            t(f"shortcut.{code}"),
            address.toggled(facet, code).url,
            code in address.filters.get(facet, ()),
        )
        for facet, code in _SHORTCUTS
    ]


def year_form(address: Address) -> tuple[str, str, list[tuple[str, str]]]:
    """Return first and last year of the form, and what else it must send."""
    chosen = address.filters.get("year", ())
    first, _, last = chosen[0].partition("-") if len(chosen) == 1 else ("", "", "")
    is_range = len(chosen) == 1 and "-" in chosen[0]
    return first, last if is_range else first, address.without_facet("year").pairs()
