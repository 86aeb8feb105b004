"""The words shown for codes, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from corpus.records import Format, Record

#: Languages of the doors, first the default one.
LANGUAGES = ("it", "en")

_LANGUAGE_NAMES: Mapping[str, Mapping[str, str]] = {
    "it": {
        "de": "Tedesco",
        "en": "Inglese",
        "es": "Spagnolo",
        "fr": "Francese",
        "it": "Italiano",
        "pt": "Portoghese",
    },
    "en": {
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "it": "Italian",
        "pt": "Portuguese",
    },
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of facets and their values in one language."""

    language: str
    facets: Mapping[str, str]
    values: Mapping[tuple[str, str], str]

    def facet(self, facet: str) -> str:
        """Return the label of a facet; an unknown one is its own label."""
        return self.facets.get(facet, facet)

    def value(self, facet: str, code: str) -> str:
        """Return the label of a value; years, sources and the like are their own labels."""
        if facet == "language":
            return language_name(code, self.language)
        if facet == "territory":
            return _place_name(code)
        return self.values.get((facet, code), code)


@cache
def load_labels(language: str) -> Labels:
    """Return the labels in ``it`` or ``en``; for any other language those of the first.

    Raises VocabularyError if the vocabulary cannot be read.
    """
    from corpus.vocabulary import load_vocabulary

    spoken = language if language in LANGUAGES else LANGUAGES[0]
    vocabulary = load_vocabulary()
    return Labels(
        spoken,
        {facet.code: facet.pref_label[spoken] for facet in vocabulary.facets},
        {(c.facet, c.code): c.pref_label[spoken] for c in vocabulary.concepts()},
    )


def language_name(code: str, language: str) -> str:
    """Return the name of a language in another (``it`` in ``en`` is ``Italian``)."""
    return _LANGUAGE_NAMES[language].get(code, code)


def language_codes() -> dict[str, str]:
    """Return the code of each language name, in lower case, whatever language it is given in."""
    return {
        name.casefold(): code for names in _LANGUAGE_NAMES.values() for code, name in names.items()
    }


def page_label(record: Record, page: int, label: str | None) -> str:
    """Return how a page is cited: ``p. 10`` for the printed number, ``slide 4`` for a slide."""
    shown = label or str(page)
    if not shown[:1].isdigit() and " " in shown:
        return shown  # it says already what it counts
    return f"slide {shown}" if record.description.format is Format.SLIDES else f"p. {shown}"


def _place_name(code: str) -> str:
    # A region is its own label: the list of 8,000 municipalities is read for deeper codes only.
    if "/" not in code:
        return code
    from corpus.territory import load_territory

    territory = load_territory()
    return territory.label(code) if code in territory else code.rpartition("/")[2]
