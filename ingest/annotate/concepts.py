"""Finding the labels of concepts in a text: longest match wins, phrases that mislead are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from corpus.records import Annotation
from corpus.vocabulary import Concept
from ingest.annotate.light_spacy import Doc, PhraseMatcher, Vocab
from ingest.annotate.words import FORMS, find_words

#: Confidence of a label by its part in the vocabulary.
_CONFIDENCE = {"pref": 1.0, "alt": 0.9, "hidden": 0.7}
#: A hidden label of several words, or one that is hidden because two concepts share it.
_PLAIN_HIDDEN = 0.85
#: Facets that say what a passage is about: one weak label alone makes none. With them, what a
#: label in the opening adds. Micro-F1 on train, dev and real-dev with 0.3 for targets: 0.52, 0.47
#: and 0.67 against 0.50, 0.45 and 0.65 when a single label is enough; for themes 0.3, with 0.7
#: for single words, gave 0.51, 0.52 and 0.64 against 0.51, 0.49 and 0.68 of nothing.
_ABOUT = {"theme": 0.0, "target": 0.3}
_OPENING = 0.35  # share of the words of a passage
_ENOUGH = 0.85
#: Occurrences kept as evidence of one code in one passage.
_MAX_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is looked for: its words, and what finding it means.

    ``part`` is ``pref``, ``alt``, ``hidden``, ``not`` (a phrase that denies the concept) or
    ``contrast`` (a word that takes the hidden labels away).
    """

    facet: str
    code: str
    part: str
    words: tuple[str, ...]
    shared: bool = False

    def case_fits(self, found: Sequence[str]) -> bool:
        """Return whether capitals of the label are capitals in the text too."""
        return all(
            (word == other if word.isupper() and len(word) > 1 else other[:1].isupper())
            for word, other in zip(self.words, found, strict=True)
            if word[:1].isupper()
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A label found on the words ``[start, end)``."""

    label: Label
    start: int
    end: int

    def covers(self, other: Match) -> bool:
        """Return whether the other match lies within this one."""
        return self.start <= other.start and other.end <= self.end

    @property
    def length(self) -> int:
        """Number of words."""
        return self.end - self.start

    @property
    def confidence(self) -> float:
        """How surely the label shows the concept, in (0, 1]."""
        if self.label.part == "hidden" and (self.length > 1 or self.label.shared):
            return _PLAIN_HIDDEN
        return _CONFIDENCE[self.label.part]


def variants(label: str, language: str) -> Iterable[tuple[str, ...]]:
    """Yield the ways to write a label: a hyphen may be a hyphen, a space or nothing."""
    words = [label[start:end] for start, end in find_words(label, language)]
    if "-" not in words:
        yield tuple(words)
        return
    # Figures never join: "0-6 anni" is not "06 anni".
    joints_known = ("-", " ", "") if label.replace("-", "").isalpha() else ("-", " ")
    for joint in product(joints_known, repeat=words.count("-")):
        text, joints = "", iter(joint)
        for part in label.split("-"):
            text += part + next(joints, "")
        yield tuple(text[start:end] for start, end in find_words(text, language))


def concept_labels(concepts: Iterable[Concept], language: str) -> list[Label]:
    """Return every way to write every label of concepts in a language."""
    labels: dict[tuple[str, str, tuple[str, ...]], Label] = {}
    for concept in concepts:
        parts = (
            ("not", concept.not_labels.get(language, ())),
            ("contrast", concept.contrast_labels.get(language, ())),
            ("pref", (concept.pref_label[language],)),
            ("alt", concept.alt_labels.get(language, ())),
            ("hidden", concept.hidden_labels.get(language, ())),
        )
        for part, texts in parts:
            for text in texts:
                for words in variants(text, language):
                    key = (concept.facet, concept.code, words)
                    labels.setdefault(key, Label(concept.facet, concept.code, part, words))
    owners = Counter((label.facet, label.words) for label in labels.values())
    return [replace(x, shared=owners[x.facet, x.words] > 1) for x in labels.values()]


class ConceptMatcher:
    """The pipeline's component that finds concepts in the words of a text."""

    def __init__(self, vocab: Vocab, labels: Iterable[Label], language: str) -> None:
        form = FORMS[language]
        self._labels: dict[int, list[Label]] = {}
        by_key: dict[tuple[str, ...], list[Label]] = defaultdict(list)
        for label in labels:
            by_key[tuple(form(word) for word in label.words)].append(label)
        self._matcher = PhraseMatcher(vocab, attr="NORM")
        for key, shared in by_key.items():
            name = " ".join(key)
            self._matcher.add(name, [Doc(vocab, words=list(shared[0].words))])
            self._labels[vocab.strings[name]] = shared

    def __call__(self, doc: Doc) -> Doc:
        """Add the annotations of the concepts found to ``doc.user_data["annotations"]``."""
        texts: list[str] = doc.user_data["words"]
        ends: list[int] = doc.user_data["sentence_of"]
        found: dict[str, list[Match]] = defaultdict(list)
        for key, start, end in self._matcher(doc):
            if ends[start] != ends[end - 1]:
                continue
            for label in self._labels[key]:
                if label.case_fits(texts[start:end]):
                    found[label.facet].append(Match(label, start, end))
        offsets: list[tuple[int, int]] = doc.user_data["offsets"]
        for facet, matches in found.items():
            kept = _kept(matches)
            if facet in _ABOUT:
                kept = _about(kept, _ABOUT[facet], round(len(texts) * _OPENING))
            doc.user_data["annotations"].extend(_annotations(kept, offsets))
        return doc


def _kept(matches: list[Match]) -> list[Match]:
    """Return matches of one facet that no longer one and no misleading phrase takes away."""
    contrasted = {m.label.code for m in matches if m.label.part == "contrast"}
    kept: list[Match] = []
    longer: list[Match] = []
    for match in sorted(matches, key=lambda m: (-m.length, m.label.part != "not", m.start)):
        if any(_takes_away(other, match) for other in longer):
            continue
        if match.label.part == "contrast":
            continue
        longer.append(match)
        hidden = match.label.part == "hidden" and match.label.code in contrasted
        if match.label.part != "not" and not hidden:
            kept.append(match)
    return sorted(kept, key=lambda m: (m.start, m.end))


def _takes_away(other: Match, match: Match) -> bool:
    """Return whether a match at least as long leaves no room for this one."""
    if other.label.part == "not":
        overlaps = other.start < match.end and match.start < other.end
        return overlaps and other.label.code == match.label.code
    return other.covers(match) and other.length > match.length


def _about(matches: list[Match], early: float, opening: int) -> list[Match]:
    """Return the matches of codes that a passage is about; ``opening`` is in words."""
    weight: dict[str, float] = defaultdict(float)
    for match in matches:
        weight[match.label.code] += match.confidence
        weight[match.label.code] += early if match.start < opening else 0.0
    return [match for match in matches if weight[match.label.code] >= _ENOUGH]


def _annotations(matches: list[Match], offsets: list[tuple[int, int]]) -> Iterable[Annotation]:
    count: dict[str, int] = defaultdict(int)
    for match in matches:
        label = match.label
        count[label.code] += 1
        if count[label.code] <= _MAX_EVIDENCE:
            start, end = offsets[match.start][0], offsets[match.end - 1][1]
            rule = f"label-{label.part}"
            yield Annotation(label.facet, label.code, start, end, rule, match.confidence)


Component = Callable[[Doc], Doc]
