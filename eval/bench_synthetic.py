"""A library of any size that looks like a real one to the indexes.

Words are drawn as often as in the real texts it grows from, with a tail of words that are seldom
seen (Zipf's law: without it a vocabulary stops growing, and so do the lists of a lexical index);
vectors lie around real ones; labels go together as in real passages.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.annotated import versions
from corpus.catalogue import Catalogue
from corpus.context import embedding_text, sentences_to_embed
from corpus.identifiers import passage_id, record_id, text_hash
from corpus.records import (
    Annotation,
    Block,
    BlockKind,
    Description,
    Format,
    Page,
    Passage,
    Record,
    Span,
)
from corpus.sentence_vectors import put_sentences
from corpus.sources import Outcome, Source
from corpus.vectors import put_vectors, vectors_of

PASSAGES_A_RECORD = 50
PASSAGES_A_PAGE = 5
# Sentences of reports: 3.6 a passage, 26 words each.
_SENTENCES = (3, 4, 4)
_WORDS_A_SENTENCE = (18, 34)
# One word in so many is of the tail, of which half the words come once in 100,000 passages.
_TAIL_SHARE = 0.06
_TAIL_EXPONENT = 1.4
# Noise as a share of the vector's length: cosine 0.98 to 0.86 with the one it is made of.
_NOISE = (0.2, 0.6)
_SENTENCE_NOISE = 0.5
_SYLLABLES = tuple(
    consonant + vowel for consonant in (*"bcdfglmnprstv", "gn", "sc") for vowel in "aeio"
)
_FORMATS = (Format.REPORT, Format.ARTICLE, Format.SLIDES, Format.WEB_PAGE)

Vectors = NDArray[np.float32]


class NothingToGrowFrom(ValueError):
    """The library that was to be imitated has no passage with a vector."""


@dataclass(frozen=True, slots=True)
class Model:
    """What the vectors belong to."""

    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Seed:
    """What real passages give: words with their shares, vectors ``(n, d)``, labels.

    ``rules`` is the version of the rules that found the labels, where it is one.
    """

    words: tuple[str, ...]
    shares: NDArray[np.float64]
    vectors: Vectors
    labels: tuple[tuple[tuple[str, str], ...], ...]
    rules: str | None = None


def seed_of(catalogue: Catalogue, model: Model) -> Seed:
    """Read what a real library gives.

    Raises NothingToGrowFrom.
    """
    counts: Counter[str] = Counter()
    labels: list[tuple[tuple[str, str], ...]] = []
    found: list[Vectors] = []
    for record in catalogue.record_ids():
        found.append(vectors_of(catalogue, model.fingerprint, record, model.dimension)[1])
        for passage in catalogue.passages_of(record):
            counts.update(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", passage.text))
            labels.append(tuple((a.facet, a.code) for a in passage.annotations))
    vectors = np.concatenate(found) if found else np.empty((0, model.dimension), np.float32)
    if not len(vectors) or not counts:
        raise NothingToGrowFrom("the library has no passage with a vector")
    shares = np.array(list(counts.values()), np.float64)
    rules = set(versions(catalogue).values())
    one = rules.pop() if len(rules) == 1 else None
    return Seed(tuple(counts), shares / shares.sum(), vectors, tuple(labels), one)


class Grower:
    """Makes passages, their vectors and labels; the same for the same seed number."""

    def __init__(self, seed: Seed, number: int = 0) -> None:
        """Take what real passages give, and a number that seeds the draws."""
        self._seed = seed
        self._rng = np.random.default_rng(number)

    def texts(self, count: int) -> list[str]:
        """Return passages of some 95 words in sentences."""
        rng = self._rng
        sizes = [rng.integers(*_WORDS_A_SENTENCE, rng.choice(_SENTENCES)) for _ in range(count)]
        total = int(sum(size.sum() for size in sizes))
        drawn = rng.choice(len(self._seed.words), total, p=self._seed.shares)
        words = [self._seed.words[place] for place in drawn]
        rare = np.flatnonzero(rng.random(total) < _TAIL_SHARE)
        for place, rank in zip(rare, rng.zipf(_TAIL_EXPONENT, len(rare)), strict=True):
            words[place] = _rare_word(int(rank))
        found, start = [], 0
        for size in sizes:
            sentences = []
            for length in size:
                sentence = " ".join(words[start : start + length])
                sentences.append(f"{sentence[:1].upper()}{sentence[1:]}.")
                start += int(length)
            found.append(" ".join(sentences))
        return found

    def vectors(self, count: int) -> Vectors:
        """Return ``(count, d)`` rows of length 1 that lie around real ones."""
        around = self._seed.vectors[self._rng.integers(0, len(self._seed.vectors), count)]
        return self.near(around, self._rng.uniform(*_NOISE, (count, 1)))

    def near(self, vectors: Vectors, noise: NDArray[np.float64] | float) -> Vectors:
        """Return rows of length 1 at some distance from ``vectors``."""
        drawn = self._rng.standard_normal(vectors.shape) / np.sqrt(vectors.shape[1])
        moved = vectors + noise * drawn
        unit: Vectors = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def labels(self) -> tuple[tuple[str, str], ...]:
        """Return the labels of one real passage."""
        return self._seed.labels[int(self._rng.integers(len(self._seed.labels)))]

    def year(self) -> int:
        """Return a year of publication."""
        return int(self._rng.integers(2005, 2026))


def grow(
    catalogue: Catalogue,
    model: Model,
    seed: Seed,
    passages: int,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Put records until the catalogue has at least ``passages`` more; return how many it has.

    Texts, vectors and sentence vectors, as an ingestion leaves them: indexes follow the feed.
    """
    done = 0
    while done < passages:
        grower = Grower(seed, number=done)
        record, texts = _record(done, grower), grower.texts(PASSAGES_A_RECORD)
        made = _put(catalogue, record, texts, grower, seed.rules)
        keys = [text_hash(embedding_text(record.description.title, (), p.text)) for p in made]
        vectors = grower.vectors(len(made))
        put_vectors(catalogue, model.fingerprint, dict(zip(keys, vectors, strict=True)))
        sentences = {
            key: grower.near(
                np.repeat(vector[None], len(sentences_to_embed(passage.text)), axis=0),
                _SENTENCE_NOISE,
            )
            for key, vector, passage in zip(keys, vectors, made, strict=True)
        }
        put_sentences(catalogue, model.fingerprint, sentences)
        done += len(made)
        progress(done)
    return done


def _record(number: int, grower: Grower) -> Record:
    name = f"synthetic-{number:07}"
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    title = " ".join(grower.texts(1)[0].split()[:7])
    return Record(
        id=record_id(sha256),
        sha256=sha256,
        location=f"/synthetic/{name}.pdf",
        file_name=f"{name}.pdf",
        media_type="application/pdf",
        description=Description(
            title=title,
            format=_FORMATS[number // PASSAGES_A_RECORD % len(_FORMATS)],
            creators=(title.split()[0],),
            year=grower.year(),
            language="it",
            publisher=f"Editore {number // PASSAGES_A_RECORD % 40}",
        ),
        page_count=PASSAGES_A_RECORD // PASSAGES_A_PAGE,
        added_at="2026-01-02T03:04:05Z",
    )


def _put(
    catalogue: Catalogue, record: Record, texts: Sequence[str], grower: Grower, rules: str | None
) -> list[Passage]:
    pages: list[Page] = []
    passages: list[Passage] = []
    for number in range(record.page_count):
        lines = texts[number * PASSAGES_A_PAGE : (number + 1) * PASSAGES_A_PAGE]
        blocks, start = [], 0
        for line in lines:
            blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(line)))
            passages.append(
                _passage(record, number + 1, len(passages), line, start, grower.labels())
            )
            start += len(line) + 1
        pages.append(Page(number + 1, "\n".join(lines), tuple(blocks)))
    source = Source(record.location, Outcome.OK, sha256=record.sha256, size=1, mtime_ns=1)
    # As if the rules in use had: no server shall label them anew while it is measured.
    catalogue.put(record, pages, passages, frozenset(), source, annotated_by=rules)
    return passages


def _passage(
    record: Record,
    page: int,
    ordinal: int,
    text: str,
    start: int,
    labels: Sequence[tuple[str, str]],
) -> Passage:
    return Passage(
        id=passage_id(record.id, page, text, ordinal),
        record=record.id,
        ordinal=ordinal,
        text=text,
        spans=(Span(page, start, start + len(text)),),
        language="it",
        annotations=tuple(Annotation(facet, code, 0, 5, "synthetic") for facet, code in labels),
    )


def _rare_word(rank: int) -> str:
    """Return the word of a rank: always the same, and longer the rarer."""
    syllables, rest = [], rank + 7
    while rest:
        rest, place = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[place])
    return "".join([*syllables, "re"])
