"""The spaCy pipeline of one language: words, sentences, concepts, places, kinds."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

import spacy
from spacy.language import Language
from spacy.lookups import load_lookups
from spacy.tokens import Doc
from spacy.vocab import Vocab

from corpus.sentences import split_sentences
from corpus.territory import load_territory
from corpus.vocabulary import load_vocabulary
from ingest.annotate.concepts import ConceptMatcher, concept_labels
from ingest.annotate.kinds import KindScorer
from ingest.annotate.places import PlaceFinder
from ingest.annotate.words import FORMS, find_words

# A compiled module without type stubs, hence by name.
NORM: int = import_module("spacy.attrs").NORM
# The table of spacy-lookups-data that serves as a list of the words of a language.
_DICTIONARY = "lemma_lookup"
# Facets whose labels are not words to look for: a kind is told by its cues, the rest by the record.
_NOT_MATCHED = frozenset({"kind", "format"})


class WordTokenizer:
    """Makes a document of the words of a text; their offsets go with it in ``user_data``."""

    def __init__(self, vocab: Vocab, language: str) -> None:
        self._vocab = vocab
        self._language = language

    def __call__(self, text: str) -> Doc:
        """Return the document; ``user_data`` has text, words, offsets and no annotations yet."""
        offsets = find_words(text, self._language)
        words = [text[start:end] for start, end in offsets]
        spaces = [text[end : end + 1].isspace() for _, end in offsets]
        doc = Doc(self._vocab, words=words, spaces=spaces)
        doc.user_data = {"text": text, "words": words, "offsets": offsets, "annotations": []}
        return doc


def mark_sentences(doc: Doc) -> Doc:
    """Mark where sentences begin; ``user_data`` gets their offsets and each word's sentence."""
    sentences = split_sentences(doc.user_data["text"])
    doc.user_data["sentences"] = sentences
    sentence_of: list[int] = []
    current = 0
    for start, _ in doc.user_data["offsets"]:
        while current + 1 < len(sentences) and start >= sentences[current + 1][0]:
            current += 1
        sentence_of.append(current)
    doc.user_data["sentence_of"] = sentence_of
    for index in range(1, len(doc)):
        if sentence_of[index] != sentence_of[index - 1]:
            doc[index].is_sent_start = True
    return doc


def _concepts(nlp: Language, name: str) -> ConceptMatcher:
    concepts = [c for c in load_vocabulary().concepts() if c.facet not in _NOT_MATCHED]
    language = str(nlp.lang)
    return ConceptMatcher(nlp.vocab, concept_labels(concepts, language), language)


def _places(nlp: Language, name: str) -> PlaceFinder:
    language = str(nlp.lang)
    table = load_lookups(language, [_DICTIONARY]).get_table(_DICTIONARY)
    lemmas = frozenset(table.values())
    return PlaceFinder(load_territory(), language, lambda w: w in lemmas or w in table)


def _kinds(nlp: Language, name: str) -> KindScorer:
    return KindScorer(str(nlp.lang))


Language.component("prassi_sentences", func=mark_sentences)
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
    for component in ("sentences", "concepts", "places", "kinds"):
        nlp.add_pipe(f"prassi_{component}")
    return nlp
