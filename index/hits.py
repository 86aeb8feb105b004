"""The hits of a search: the passages of ranked keys, with what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.catalogue import Catalogue
from corpus.context import embedded_sentences
from corpus.identifiers import passage_key, passage_of_key
from corpus.records import Passage
from corpus.shown import shown_passages
from index.answers import MAX_COPIES, Copy, Hit
from index.columns import Columns, Rows, Unit
from index.highlight import Highlighter
from index.lexical import facet_codes
from index.resultset import ResultSet
from index.sentences import SentenceReader


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage by its key, with its score and the parts of it."""

    key: int
    score: float
    scores: Mapping[str, float]
    practice: str | None = None


class Hits:
    """Makes hits of ranked passages. Safe to share among threads."""

    def __init__(self, catalogue: Catalogue, sentences: SentenceReader) -> None:
        self._catalogue = catalogue
        self._sentences = sentences

    def of(self, ranked: Sequence[Ranked], found: ResultSet | None, offset: int) -> tuple[Hit, ...]:
        """Return the hits of ranked passages, the first of rank ``offset + 1``.

        ``found`` is what highlights come from, None where there is no query.
        """
        shown = shown_passages(self._catalogue, [passage_of_key(row.key) for row in ranked])
        marks = _Marks(found, self._sentences) if found is not None else None
        hits: list[Hit] = []
        for row in ranked:
            one = shown.get(passage_of_key(row.key))
            if one is None:
                continue  # removed since the index was read; the next search will not have it
            hits.append(
                Hit(
                    rank=offset + len(hits) + 1,
                    score=round(row.score, 4),
                    scores=row.scores,
                    passage=one.passage,
                    record=one.record,
                    page_label=one.page_label,
                    facets=facet_codes(one.record, one.passage),
                    highlights=marks.of(one.passage) if marks is not None else (),
                    practice=row.practice,
                )
            )
        return tuple(hits)

    def with_copies(self, hits: Sequence[Hit], columns: Columns, rows: Rows) -> tuple[Hit, ...]:
        """Return the hits with those of ``rows`` that are near copies of them."""
        beside = {
            hit.passage.id: columns.keys_of(
                columns.beside(rows, passage_key(hit.passage.id), Unit.TEXT)[:MAX_COPIES]
            ).tolist()
            for hit in hits
        }
        others = self.of(
            [Ranked(key, 0.0, {}) for keys in beside.values() for key in keys], None, 0
        )
        copies = {other.passage.id: other for other in others}
        found = (
            [copies[passage_of_key(k)] for k in keys if passage_of_key(k) in copies]
            for keys in beside.values()
        )
        return tuple(
            replace(hit, copies=tuple(Copy(c.passage, c.record, c.page_label) for c in beneath))
            for hit, beneath in zip(hits, found, strict=True)
        )


class _Marks:
    """What is marked in the passages that a query finds."""

    def __init__(self, found: ResultSet, sentences: SentenceReader) -> None:
        self._vector = found.vector
        self._sentences = sentences
        self._words = Highlighter(found.parsed, found.terms, found.expanded.marked)

    def of(self, passage: Passage) -> tuple[tuple[int, int], ...]:
        """Return where the words stand; where none does, the sentence that answers."""
        words = self._words.spans(passage.text, passage.language)
        if words or self._vector is None:
            return words
        place = self._sentences.place_of_nearest(self._vector, passage_key(passage.id))
        sentences = embedded_sentences(passage.text)
        # Of a single sentence there is nothing to tell apart; vectors of a text divided otherwise
        # (an older recipe) may name a sentence that is not there.
        if place is None or not 1 < len(sentences) > place:
            return ()
        return (sentences[place],)
