"""Which sentences of a record tell of which initiative.

Precision first: what may speak of another initiative is left out, and a card that mixes two is
worse than two cards.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.practices.calling import NUMBERED, Names, names_of
from corpus.practices.cards import NamedBy
from corpus.practices.listing import listed_sections, name_in_title
from corpus.practices.naming import name_key
from corpus.practices.sentences import Sentence, section_of, sentences_of
from corpus.records import Annotation, Passage
from corpus.titles import plain_words

#: A section of more passages is about more than one thing, unless each of them says otherwise.
_SHORT_SECTION = 4
#: Sentences that go on about what was named before them, in a section that is not all about it.
_FOLLOWING = 4
#: A record of one initiative: passages at most (some fifteen pages), the least times its province
#: is named, and that province's part of all. A review of a region's services names many.
_SHORT_RECORD = 60
_LEAST_AT_HOME = 2
_AT_HOME = 0.5
#: Some are told across a region: then it has to be shorter still, and hardly name another region.
_VERY_SHORT_RECORD = 30
#: An article of so few passages that names a project where it opens is about it.
_ARTICLE = 10
_IN_REGION = 0.9
#: A practice without a name has to be told clearly. Of those below, on the sample library and seven
#: reports, most were plans, rules, and what is done in general.
_LEAST_CONFIDENCE = 0.65
#: Who governs is named on every page of a report.
_GOVERNMENT = re.compile(r"(?:Region|Minist|Provinc|Stat|Universit)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sentences of one initiative in reading order, and what it is called."""

    key: str
    name: str
    named_by: NamedBy
    name_passage: Passage
    sentences: tuple[Sentence, ...]


def gathered(passages: Sequence[Passage], title: str) -> list[Gathered]:
    """Return the initiatives that passages in reading order tell of."""
    told = [p for p in passages if practice_label(p)]
    if not told:
        return []
    listed = listed_sections(passages, title)
    names = names_of(passages, listed)
    sentences = sentences_of(passages, names.marked)
    alone = None if listed else _whole_record(passages, told, sentences, title)
    if alone is not None:
        return [alone]
    runs = [list(run) for _, run in groupby(sentences, key=lambda s: section_of(passages[s.place]))]
    belonging: dict[str, list[Sentence]] = defaultdict(list)
    for run in runs:
        for key, sentence in _belonging(run, names):
            belonging[key].append(sentence)
    named = [
        _named(key, found, names)
        for key, found in belonging.items()
        if (key in names.listed or any(practice_label(s.passage) for s in found))
        and _vouched(key, found, names)
    ]
    taken = {s.place for one in named for s in one.sentences}
    unnamed = [one for run in runs for one in _unnamed(run, taken)]
    return sorted([*named, *unnamed], key=lambda one: (one.sentences[0].place, one.key))


def practice_label(passage: Passage) -> Annotation | None:
    """Return the label that says a passage tells of a practice, the surest one."""
    labels = [a for a in passage.annotations if (a.facet, a.code) == ("kind", "practice")]
    return max(labels, key=lambda a: (a.confidence, -a.start), default=None)


# A record about one


def _whole_record(
    passages: Sequence[Passage], told: Sequence[Passage], sentences: list[Sentence], title: str
) -> Gathered | None:
    """Return the one initiative that a record tells of from end to end, None if there are more.

    It is short, at home in one province (or its title names what its text tells of, and no place
    is known), and what it tells of practices has one name at most.
    """
    if len(passages) > _SHORT_RECORD or not title.strip():
        return None
    head = name_in_title(title, told)
    placed = any(a.facet == "territory" for p in passages for a in p.annotations)
    if not _one_home(passages) and (placed or head is None):
        return None
    labels = [(a, s) for s in sentences for a in s.annotations if a.facet == "project"]
    met = {key for s in sentences if s.names and practice_label(s.passage) for key in s.names}
    if len(met) > 1:
        return None
    spoken = [(a, s) for a, s in labels if s.names == met]
    places = {s.place for _, s in spoken}
    opening = len(passages) <= _ARTICLE and any(
        s.passage is told[0] and s.quotable() for _, s in spoken
    )
    if len(places) > 1 or opening or any(a.rule == "called" for a, _ in spoken):
        forms = Counter(a.code for a, _ in spoken)
        name = min(forms, key=lambda form: (-forms[form], form))
        return Gathered(met.pop(), name, NamedBy.NAME, spoken[0][1].passage, tuple(sentences))
    if head is not None and met <= {name_key(head[0])}:
        return Gathered(name_key(head[0]), head[0], NamedBy.NAME, head[1], tuple(sentences))
    key = f"~{name_key(title)}"
    return Gathered(key, title, NamedBy.TITLE, told[0], tuple(sentences))


def _one_home(passages: Sequence[Passage]) -> bool:
    """Whether most of the places named lie in one province, or all of them in one region."""
    codes = [a.code.split("/") for p in passages for a in p.annotations if a.facet == "territory"]
    provinces = Counter(tuple(code[:2]) for code in codes if len(code) > 1)
    most = max(provinces.values(), default=0)
    if most >= _LEAST_AT_HOME and most > _AT_HOME * provinces.total():
        return True
    regions = Counter(code[0] for code in codes)
    most = max(regions.values(), default=0)
    short = len(passages) <= _VERY_SHORT_RECORD
    return short and most >= _LEAST_AT_HOME and most >= _IN_REGION * regions.total()


# With a name


def _belonging(run: Sequence[Sentence], names: Names) -> Iterator[tuple[str, Sentence]]:
    """Yield the sentences of a section with the key of the initiative they tell of."""
    heading = names.headings.get(section_of(run[0].passage))
    met = {key for sentence in run for key in sentence.names}
    whole = heading or (next(iter(met)) if len(met) == 1 and _throughout(run) else None)
    for _, group in groupby(run, key=lambda s: s.place):
        yield from _of_passage(list(group), whole)


def _throughout(run: Sequence[Sentence]) -> bool:
    """Whether a section names in every other passage at least what it names at all."""
    naming = {sentence.place for sentence in run if sentence.names}
    return 2 * len(naming) >= len({sentence.place for sentence in run})


def _of_passage(sentences: Sequence[Sentence], whole: str | None) -> Iterator[tuple[str, Sentence]]:
    met = {key for sentence in sentences for key in sentence.names}
    if not met and whole is None:
        return
    current, behind = whole, 0
    for sentence in sentences:
        behind += 1
        if len(sentence.names) == 1:
            current, behind = next(iter(sentence.names)), 0
        elif sentence.names:
            current = None
        elif behind > _FOLLOWING or (len(met) > 1 and sentence.opens):
            current = whole
        if current is not None:
            yield current, sentence


def _vouched(key: str, found: Sequence[Sentence], names: Names) -> bool:
    """Whether the sentence that names it, or its section, is told as a practice."""
    if key not in names.written:
        return False
    if any(k == key for k in names.headings.values()):
        return True
    return any(key in s.names and practice_label(s.passage) for s in found)


def _named(key: str, everything: Sequence[Sentence], names: Names) -> Gathered:
    name = names.written[key]
    found = _at_home(key, everything)
    passage = next((s.passage for s in found if key in s.names), found[0].passage)
    return Gathered(key, name, NamedBy.NAME, passage, tuple(found))


def _at_home(key: str, found: Sequence[Sentence]) -> list[Sentence]:
    """Leave out what speaks of other regions than the sentences that name the initiative."""
    homes = {region for s in found if key in s.names for region in _regions(s)}
    return [s for s in found if key in s.names or not homes or _regions(s) <= homes]


def _regions(sentence: Sentence) -> set[str]:
    return {a.code.partition("/")[0] for a in sentence.annotations if a.facet == "territory"}


# Without a name


def _unnamed(run: Sequence[Sentence], taken: set[int]) -> Iterator[Gathered]:
    """Yield the practices of a section that has none with a name."""
    places = {s.place: s.passage for s in run}
    told = [place for place, passage in places.items() if _clear(passage) and place not in taken]
    if not told or any(s.names for s in run if s.place in taken):
        groups = [[place] for place in told]
        alone = False
    elif len(places) <= _SHORT_SECTION and 2 * len(told) >= len(places):
        groups, alone = [list(places)], True
    else:
        groups = list(_neighbours(told))
        alone = len(groups) == 1
    for group in groups:
        sentences = tuple(s for s in run if s.place in group)
        yield _called(sentences, heading=alone)


def _clear(passage: Passage) -> bool:
    label = practice_label(passage)
    if label is None or label.confidence < _LEAST_CONFIDENCE:
        return False
    return any(
        (a.facet == "territory" and "/" in a.code)
        or (a.facet == "organisation" and not _GOVERNMENT.match(a.code))
        for a in passage.annotations
    )


def _neighbours(places: Sequence[int]) -> Iterator[list[int]]:
    for _, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        yield [place for _, place in group]


def _called(sentences: tuple[Sentence, ...], *, heading: bool) -> Gathered:
    first = next(s for s in sentences if practice_label(s.passage))
    path = section_of(first.passage)
    if heading and path and len(plain_words(NUMBERED.sub("", path[-1]))) >= 2:
        name, by = path[-1], NamedBy.HEADING
    else:
        label = practice_label(first.passage)
        told = (
            s
            for s in sentences
            if label and s.passage is first.passage and s.end > label.start and s.quotable()
        )
        name, by = next(told, first).text, NamedBy.SENTENCE
    name = " ".join(name.split())
    return Gathered(f"~{name_key(name)}", name, by, first.passage, sentences)
