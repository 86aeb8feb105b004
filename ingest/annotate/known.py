"""What the components of the pipeline know of a text; it travels as a document's ``user_data``.

Kept apart from spaCy, so that the kinds can be told anew without loading it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from corpus.sentences import split_sentences
from ingest.annotate.words import find_words

#: ``text``, its ``words`` and their ``offsets``, its ``sentences`` (offsets), the sentence each
#: word stands in (``sentence_of``), the ``annotations`` so far, ``vectors`` of them or None.
Known: TypeAlias = dict[str, Any]


def known_words(text: str, language: str) -> Known:
    """Return a text with its words and no annotations yet."""
    offsets = find_words(text, language)
    words = [text[start:end] for start, end in offsets]
    return {"text": text, "words": words, "offsets": offsets, "annotations": [], "vectors": None}


def add_sentences(known: Known) -> None:
    """Add the offsets of the sentences, and the sentence of each word."""
    sentences = split_sentences(known["text"])
    sentence_of: list[int] = []
    current = 0
    for start, _ in known["offsets"]:
        while current + 1 < len(sentences) and start >= sentences[current + 1][0]:
            current += 1
        sentence_of.append(current)
    known["sentences"], known["sentence_of"] = sentences, sentence_of
