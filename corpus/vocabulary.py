"""The vocabulary: facets and their concepts, read from the SKOS file beside this module.

``data/vocabulary.ttl`` is the one place where concepts live. A concept scheme is a facet; the
facets without concepts (territory, year, ...) take their values from elsewhere and only have
their names here.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import VocabularyError
from corpus.identifiers import digest

#: The file the vocabulary is read from.
VOCABULARY_FILE = Path(__file__).parent / "data" / "vocabulary.ttl"
#: Languages every label must be given in, first the default one.
LANGUAGES = ("it", "en")

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Labels = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Concept:
    """A value of a facet.

    ``broader`` is the code of a wider concept of the same facet. ``not_labels`` are phrases in
    which a label of this concept means something else, ``contrast_labels`` words beside which
    its hidden labels do not count.
    """

    code: str
    facet: str
    pref_label: Mapping[str, str]
    alt_labels: Labels
    hidden_labels: Labels
    not_labels: Labels
    contrast_labels: Labels
    scope_note: Mapping[str, str]
    broader: str | None = None

    def labels(self, language: str) -> tuple[str, ...]:
        """Return every label of a language: preferred, alternative, hidden."""
        preferred = self.pref_label.get(language)
        return (
            *((preferred,) if preferred else ()),
            *self.alt_labels.get(language, ()),
            *self.hidden_labels.get(language, ()),
        )


@dataclass(frozen=True, slots=True)
class Facet:
    """One dimension of description, with its concepts in the order in which they are shown."""

    code: str
    pref_label: Mapping[str, str]
    concepts: tuple[Concept, ...] = ()

    def codes(self) -> tuple[str, ...]:
        """Return the codes of its concepts, in order."""
        return tuple(concept.code for concept in self.concepts)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facets in order; ``version`` is a digest of everything they hold."""

    facets: tuple[Facet, ...]
    version: str

    def facet(self, code: str) -> Facet:
        """Return a facet; raises :class:`VocabularyError` if there is none of this code."""
        for facet in self.facets:
            if facet.code == code:
                return facet
        known = ", ".join(facet.code for facet in self.facets)
        raise VocabularyError(f"There is no facet {code!r}; known: {known}.")

    def concept(self, facet: str, code: str) -> Concept:
        """Return a concept of a facet; raises :class:`VocabularyError` if there is none."""
        for concept in self.facet(facet).concepts:
            if concept.code == code:
                return concept
        raise VocabularyError(f"Facet {facet!r} has no concept {code!r}.")

    def concepts(self) -> tuple[Concept, ...]:
        """Return the concepts of all facets."""
        return tuple(concept for facet in self.facets for concept in facet.concepts)


class IssueKind(enum.StrEnum):
    """What can be wrong with a vocabulary."""

    BAD_CODE = "bad-code"
    CYCLE = "cycle"
    DUPLICATE_CODE = "duplicate-code"
    DUPLICATE_LABEL = "duplicate-label"
    MISSING_LABEL = "missing-label"
    MISSING_NOTE = "missing-note"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Issue:
    """One rule broken by one concept (``code`` is empty where the facet itself is meant)."""

    kind: IssueKind
    facet: str
    code: str
    message: str


def check(vocabulary: Vocabulary) -> tuple[Issue, ...]:
    """Return every rule the vocabulary breaks, facet by facet; empty when all is well."""
    issues: list[Issue] = []
    for facet in vocabulary.facets:
        issues.extend(_code_issues(facet))
        issues.extend(_missing_issues(facet))
        issues.extend(_label_issues(facet))
        issues.extend(_broader_issues(facet))
    return tuple(issues)


def _code_issues(facet: Facet) -> Iterable[Issue]:
    seen: set[str] = set()
    for code in (facet.code, *facet.codes()):
        if not _CODE.fullmatch(code):
            yield Issue(IssueKind.BAD_CODE, facet.code, code, f"{code!r} is not a plain code")
    for code in facet.codes():
        if code in seen:
            yield Issue(IssueKind.DUPLICATE_CODE, facet.code, code, f"{code!r} is there twice")
        seen.add(code)


def _missing_issues(facet: Facet) -> Iterable[Issue]:
    for language in LANGUAGES:
        if not facet.pref_label.get(language):
            message = f"no preferred label in {language!r}"
            yield Issue(IssueKind.MISSING_LABEL, facet.code, "", message)
        for concept in facet.concepts:
            if not concept.pref_label.get(language):
                message = f"no preferred label in {language!r}"
                yield Issue(IssueKind.MISSING_LABEL, facet.code, concept.code, message)
            if not concept.scope_note.get(language):
                message = f"no scope note in {language!r}"
                yield Issue(IssueKind.MISSING_NOTE, facet.code, concept.code, message)


def _label_issues(facet: Facet) -> Iterable[Issue]:
    # A hidden label may be shared: some words of texts show two concepts at once.
    for language in LANGUAGES:
        shown: dict[str, str] = {}
        for concept in facet.concepts:
            hidden = concept.hidden_labels.get(language, ())
            for label in concept.labels(language):
                if label not in hidden:
                    first = shown.setdefault(_label_key(label), concept.code)
                    if first != concept.code:
                        yield _duplicate(facet, concept, label, language, first)
        for concept in facet.concepts:
            for label in concept.hidden_labels.get(language, ()):
                first = shown.get(_label_key(label), concept.code)
                if first != concept.code:
                    yield _duplicate(facet, concept, label, language, first)


def _label_key(label: str) -> str:
    # Acronyms are told apart from words by their capitals.
    return label if label.isupper() else label.casefold()


def _duplicate(facet: Facet, concept: Concept, label: str, language: str, first: str) -> Issue:
    message = f"{label!r} ({language}) is also a label of {first!r}"
    return Issue(IssueKind.DUPLICATE_LABEL, facet.code, concept.code, message)


def _broader_issues(facet: Facet) -> Iterable[Issue]:
    broader = {concept.code: concept.broader for concept in facet.concepts}
    for concept in facet.concepts:
        if concept.broader is None:
            continue
        if concept.broader not in broader:
            message = f"broader concept {concept.broader!r} does not exist in this facet"
            yield Issue(IssueKind.ORPHAN, facet.code, concept.code, message)
            continue
        above, steps = concept.broader, 0
        while above != concept.code and steps <= len(broader):
            above, steps = broader.get(above) or "", steps + 1
        if above == concept.code:
            message = f"{concept.code!r} is above itself"
            yield Issue(IssueKind.CYCLE, facet.code, concept.code, message)


@cache
def load_vocabulary() -> Vocabulary:
    """Return the vocabulary, read once a process.

    Raises :class:`VocabularyError` if the file is missing, is not Turtle or breaks its own rules.
    """
    from corpus.vocabulary_kept import kept_vocabulary

    kept = kept_vocabulary(vocabulary_version())
    if kept is not None:
        return kept  # it was checked when it was made
    vocabulary = read_vocabulary(VOCABULARY_FILE)
    issues = check(vocabulary)
    if issues:
        first = issues[0]
        raise VocabularyError(
            f"{len(issues)} issues in {VOCABULARY_FILE.name}; "
            f"first: {first.facet}/{first.code}: {first.message}."
        )
    return vocabulary


def vocabulary_version() -> str:
    """Return the version of the vocabulary without parsing it, as :class:`Vocabulary` has it.

    Raises :class:`VocabularyError` if the file cannot be read.
    """
    return _version(_text(VOCABULARY_FILE))


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary from a Turtle file, without checking its rules (see :func:`check`).

    Raises :class:`VocabularyError` if it is missing, is not Turtle or holds no facet.
    """
    from corpus.skos import read_facets

    text = _text(path)
    try:
        facets = read_facets(text)
    except ValueError as error:
        raise VocabularyError(f"{path} cannot be read as a vocabulary: {error}") from error
    if not facets:
        raise VocabularyError(f"{path} holds no concept scheme.")
    return Vocabulary(facets, _version(text))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path} cannot be read as a vocabulary: {error}") from error


def _version(text: str) -> str:
    return digest("vocabulary", text)
