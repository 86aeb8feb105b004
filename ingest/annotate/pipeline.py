"""The spaCy pipeline of one language: words, sentences, concepts, places, kinds, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from corpus.territory import load_territory
from corpus.vocabulary import load_vocabulary
from ingest.annotate.concepts import ConceptMatcher, concept_labels
from ingest.annotate.kinds import KindScorer
from ingest.annotate.known import add_sentences, known_words
from ingest.annotate.light_spacy import (
    Doc,
    Language,
    Vocab,
    load_language_data,
    registry,
    spacy,
)
from ingest.annotate.meaning import judged_labels
from ingest.annotate.names import mark_names
from ingest.annotate.periods import mark_periods
from ingest.annotate.places import PlaceFinder
from ingest.annotate.quantities import mark_quantities
from ingest.annotate.words import FORMS

# A compiled module without type stubs, hence by name.
NORM: int = import_module("spacy.attrs").NORM
# The table of spacy-lookups-data that serves as a list of the words of a language.
_DICTIONARY = "lemma_lookup"
# The kinds look at the actors that words gave, hence before the labels are weighed.
_COMPONENTS = (
    "sentences",
    "concepts",
    "places",
    "kinds",
    "labels",
    "names",
    "periods",
    "quantities",
)
# Facets whose labels are not words to look for: kind and polarity are told by what a passage does,
# the format by the record.
_NOT_MATCHED = frozenset({"kind", "polarity", "format"})


class WordTokenizer:
    """Makes a document of the words of a text; their offsets go with it in ``user_data``."""

    def __init__(self, vocab: Vocab, language: str) -> None:
        self._vocab = vocab
        self._language = language

    def __call__(self, text: str) -> Doc:
        """Return the document; its ``user_data`` is what is known of the text."""
        known = known_words(text, self._language)
        spaces = [text[end : end + 1].isspace() for _, end in known["offsets"]]
        doc = Doc(self._vocab, words=known["words"], spaces=spaces)
        doc.user_data = known
        return doc


def mark_sentences(doc: Doc) -> Doc:
    """Mark where sentences begin, in the document and in what is known of it."""
    add_sentences(doc.user_data)
    sentence_of: list[int] = doc.user_data["sentence_of"]
    for index in range(1, len(doc)):
        if sentence_of[index] != sentence_of[index - 1]:
            doc[index].is_sent_start = True
    return doc


def weigh_labels(doc: Doc) -> Doc:
    """Weigh the labels found by what the vectors say, where a document has any."""
    doc.user_data["annotations"] = judged_labels(doc.user_data)
    return doc


def _concepts(nlp: Language, name: str) -> ConceptMatcher:
    concepts = [c for c in load_vocabulary().concepts() if c.facet not in _NOT_MATCHED]
    language = str(nlp.lang)
    return ConceptMatcher(nlp.vocab, concept_labels(concepts, language), language)


def _places(nlp: Language, name: str) -> PlaceFinder:
    language = str(nlp.lang)
    return PlaceFinder(load_territory(), language, lambda word: word in _dictionary(language))


@cache
def _dictionary(language: str) -> frozenset[str]:
    """Return the words of a language (Italian: 360,000), loaded when the first is asked for.

    Read from its file: as a table of spaCy, which hashes each word, it takes 1.6 s, not 0.4 s.
    """
    lemmas = cast("dict[str, str]", load_language_data(registry.lookups.get(language)[_DICTIONARY]))
    return frozenset(lemmas).union(lemmas.values())


def _kinds(nlp: Language, name: str) -> KindScorer:
    return KindScorer(str(nlp.lang))


Language.component("prassi_sentences", func=mark_sentences)
Language.component("prassi_labels", func=weigh_labels)
Language.component("prassi_names", func=mark_names)
Language.component("prassi_periods", func=mark_periods)
Language.component("prassi_quantities", func=mark_quantities)
Language.factory("prassi_concepts", func=_concepts)
Language.factory("prassi_places", func=_places)
Language.factory("prassi_kinds", func=_kinds)


def build_pipeline(language: str) -> Language:
    """Return the pipeline of ``"it"`` or ``"en"``.

    Words are compared by :mod:`ingest.annotate.words`, not by looked-up lemmas: those take
    "housing" for "house" and "minori" for "piccolo", and cost as much as all the rest.
    """
    # Only the form is ever asked of a word; the shapes and flags of the default cost time.
    vocab = Vocab(lex_attr_getters=cast("dict[str, Callable[[str], str]]", {NORM: FORMS[language]}))
    nlp = spacy.blank(language, vocab=vocab)
    nlp.tokenizer = WordTokenizer(vocab, language)
    for component in _COMPONENTS:
        nlp.add_pipe(f"prassi_{component}")
    return nlp
