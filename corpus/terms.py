"""The dated vocabulary: names, acronyms and changing words of welfare, with their years.

``data/terms.ttl`` is the one place where its concepts live. It is a scheme of its own: a term
points at concepts of facets (``broadMatch``) but never labels a passage. A library may add its
own terms and labels (see :mod:`corpus.own_terms`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path

from corpus.errors import VocabularyError
from corpus.identifiers import digest

#: The file the terms are read from.
TERMS_FILE = Path(__file__).parent / "data" / "terms.ttl"
#: Texts speak of a measure before it is in force: an act is passed the year before.
YEARS_AHEAD = 1
_MOST_STEPS = 20  # longer than any chain of names; a bound where a cycle was not checked

Labels = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of the dated vocabulary.

    ``since`` and ``until`` are years (inclusive) in which it was in force or in use, None where
    open. ``ambiguous`` are labels that other terms have too, ``cues`` words beside which those
    mean this one. ``as_written`` are labels that count only as they are written. ``facets`` are
    the wider (facet, code), ``same_as`` the one to which a library has given labels of its own.
    """

    code: str
    pref_label: Mapping[str, str]
    alt_labels: Labels = field(default_factory=dict)
    hidden_labels: Labels = field(default_factory=dict)
    scope_note: Mapping[str, str] = field(default_factory=dict)
    ambiguous: tuple[str, ...] = ()
    as_written: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    same_as: tuple[str, str] | None = None

    def shown_labels(self) -> tuple[tuple[str, str], ...]:
        """Return (language, label) of the preferred and alternative labels, each text once."""
        found: dict[str, str] = {}
        for language, label in self.pref_label.items():
            found.setdefault(label, language)
        for language, labels in self.alt_labels.items():
            for label in labels:
                found.setdefault(label, language)
        return tuple((language, label) for label, language in found.items())

    def labels(self) -> tuple[tuple[str, str], ...]:
        """Return (language, label) of every label, those never shown included."""
        hidden = ((lang, label) for lang, held in self.hidden_labels.items() for label in held)
        return (*self.shown_labels(), *hidden)

    def possible_in(self, year: int | None) -> bool:
        """Whether a text of a year may speak of it; nothing ends, for texts tell of the past."""
        return year is None or self.since is None or year >= self.since - YEARS_AHEAD


@dataclass(frozen=True)
class Terms:
    """All terms by code; ``version`` is a digest of everything they were read from."""

    by_code: Mapping[str, Term]
    version: str

    def __iter__(self) -> Iterator[Term]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def term(self, code: str) -> Term:
        """Return a term; raises VocabularyError if there is none of this code."""
        try:
            return self.by_code[code]
        except KeyError:
            raise VocabularyError(f"There is no term {code!r}.") from None

    @cached_property
    def by_label(self) -> Mapping[str, tuple[Term, ...]]:
        """Terms by label, exactly as written."""
        found: dict[str, dict[str, Term]] = {}
        for term in self:
            for _, label in term.labels():
                found.setdefault(label, {})[term.code] = term
        return {label: tuple(terms.values()) for label, terms in found.items()}

    @cached_property
    def replaced_by(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of what came after, by code: ``replaces`` the other way round."""
        found: dict[str, list[str]] = {}
        for term in self:
            for code in term.replaces:
                found.setdefault(code, []).append(term.code)
        return {code: tuple(codes) for code, codes in found.items()}

    def older(self, code: str) -> tuple[Term, ...]:
        """Return what a term came after, nearest first."""
        return self._along(code, {term.code: term.replaces for term in self})

    def newer(self, code: str) -> tuple[Term, ...]:
        """Return what came after a term, nearest first."""
        return self._along(code, self.replaced_by)

    def _along(self, code: str, steps: Mapping[str, Iterable[str]]) -> tuple[Term, ...]:
        found: dict[str, Term] = {}
        reached = [code]
        for _ in range(_MOST_STEPS):
            reached = [
                following
                for held in reached
                for following in steps.get(held, ())
                if following in self.by_code and following not in found and following != code
            ]
            found |= {following: self.by_code[following] for following in reached}
        return tuple(found.values())


@cache
def load_terms() -> Terms:
    """Return the terms that Prassi brings, read once a process.

    Raises VocabularyError if the file is missing or cannot be read.
    """
    return made_terms([terms_text()])


def terms_text() -> str:
    """Return the file of terms. Raises VocabularyError if it cannot be read."""
    try:
        return TERMS_FILE.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{TERMS_FILE} cannot be read as a vocabulary: {error}") from error


def made_terms(texts: Iterable[str]) -> Terms:
    """Return the terms of Turtle texts taken together, the first the one that Prassi brings.

    Raises VocabularyError if one is not Turtle.
    """
    from corpus.skos_terms import read_terms

    held = list(texts)
    try:
        found = read_terms(held)
    except ValueError as error:
        raise VocabularyError(f"The terms cannot be read: {error}") from error
    return Terms({term.code: term for term in found}, terms_version(held))


def terms_version(texts: Iterable[str]) -> str:
    """Return the version of terms read from these texts."""
    return digest("terms", *texts)


def to_json(terms: Terms) -> str:
    """Return terms as JSON, to be read a hundred times faster than Turtle."""
    return json.dumps({"version": terms.version, "terms": [asdict(t) for t in terms]})


def from_json(text: str) -> Terms:
    """Return terms from JSON. Raises ValueError if it is not what :func:`to_json` wrote."""
    try:
        found = json.loads(text)
        terms = [_from_row(row) for row in found["terms"]]
        return Terms({term.code: term for term in terms}, str(found["version"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no terms: {error}") from error


def _from_row(row: Mapping[str, object]) -> Term:
    values: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, list):
            values[name] = tuple(tuple(v) if isinstance(v, list) else v for v in value)
        elif name in ("alt_labels", "hidden_labels") and isinstance(value, dict):
            values[name] = {language: tuple(labels) for language, labels in value.items()}
        else:
            values[name] = value
    return Term(**values)  # type: ignore[arg-type]  # an unknown name is a TypeError
