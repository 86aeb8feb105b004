"""Labels by meaning: linear models on the vectors of a passage and of its sentences.

What a passage does, who acts in it and whom it concerns is said in too many ways for words alone.
Where a passage and its sentences have vectors, their direction and what the words gave (cues for
the kinds, labels of concepts for actors, targets and themes) decide together.

Micro-F1 on documents of which no passage was fitted, by words alone and with meaning: actors 0.60
and 0.66 on real reports, 0.65 and 0.71 on invented ones labelled by definitions alone; targets 0.63
and 0.66, 0.45 and 0.58; themes 0.72 and 0.75, 0.44 and 0.57. What lost: the mean of the sentences
without the passage (0.03 less for each), pairs of words beside the vectors (0.02 to 0.10 less),
labels of the other facets as features (no more than 0.005 either way), support vectors and one
hidden layer instead of regressions (within 0.01, and three times the weights). The vectors must
come from the model the weights were fitted on.

``tests/meaning_training.py`` fits the weights and writes ``meaning_weights.json``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.context import embedded_sentences
from corpus.records import Annotation
from ingest.annotate.kind_model import LEAST_WORDS, rounded
from ingest.annotate.known import Known

WEIGHTS_FILE = Path(__file__).with_name("meaning_weights.json")
#: Facets whose concepts are found by their labels and then weighed.
LABELLED = ("actor", "target", "theme")
#: Features that say which cues matched, see :func:`ingest.annotate.kind_model.kind_features`.
_CUE_FEATURES = ("q:", "s:")
_OTHERS = frozenset({"numbers", "length", "english"})
#: Words a sentence, in the mean. Lists of names and catchwords (a slide, a figure) are left to the
#: words: they name all and say nothing, and of eight actors that a slide lists three would stay.
#: Micro-F1 on documents left out of the fit changes by 0.00 to 0.02 either way from 8 to 12.
_LEAST_A_SENTENCE = 11
#: Occurrences of a label that are told apart.
_MOST_FOUND = 3

Vectors = npt.NDArray[np.floating]
Weights = npt.NDArray[np.float64]
Places = Sequence[tuple[int, int]]


class PassageVectors(NamedTuple):
    """The vectors of a passage: ``sentences`` (n, dimension), n >= 1, and ``whole`` (dimension,).

    ``sentences`` are those of :func:`corpus.context.embedded_sentences`; rows have length 1.
    ``whole`` may be embedded with title and headings before it: fitted without them, measured with
    them, actors and targets lose 0.01 to 0.03 and themes gain 0.01.
    """

    sentences: Vectors
    whole: Vectors


@dataclass(frozen=True, slots=True)
class Judge:
    """The weights of one facet: ``dense`` (codes, dimension), ``words`` a row (codes,) by name.

    A code is given from the probability ``added`` up; one that words gave too stays from ``kept``.
    """

    facet: str
    codes: tuple[str, ...]
    added: float
    kept: float
    bias: Weights
    dense: Weights
    words: Mapping[str, Weights]

    def probabilities(self, features: Mapping[str, float], vectors: PassageVectors) -> Weights:
        """Return the probability of each code, shape (codes,)."""
        total = self.bias + self.dense @ direction(vectors)
        for name, value in features.items():
            if name in self.words:
                total = total + value * self.words[name]
        probabilities: Weights = 1 / (1 + np.exp(-total))
        return probabilities

    def annotations(
        self,
        features: Mapping[str, float],
        vectors: PassageVectors,
        places: Places,
        by_words: Iterable[Annotation],
    ) -> Iterator[Annotation]:
        """Yield the labels of the facet: those that words gave and are likely, then others.

        One that words did not give has as evidence the sentence that speaks most for it;
        ``places`` are the ``[start, end)`` offsets of the sentences. Codes the judge was never
        taught stay as the words gave them.
        """
        worded: dict[str, list[Annotation]] = defaultdict(list)
        for annotation in by_words:
            worded[annotation.code].append(annotation)
        chances = self.probabilities(features, vectors).tolist()
        for number, (code, chance) in enumerate(zip(self.codes, chances, strict=True)):
            found = worded.pop(code, [])
            if chance < (self.kept if found else self.added):
                continue
            yield from found or [self._by_meaning(number, chance, vectors, places)]
        for found in worded.values():
            yield from found

    def _by_meaning(
        self, number: int, chance: float, vectors: PassageVectors, places: Places
    ) -> Annotation:
        strongest = int(np.argmax(vectors.sentences.astype(np.float64) @ self.dense[number]))
        start, end = places[strongest]
        code = self.codes[number]
        return Annotation(self.facet, code, start, end, f"meaning-{self.facet}", rounded(chance))


@dataclass(frozen=True, slots=True)
class MeaningModel:
    """The judges by facet, and the fingerprint of the model whose vectors they know."""

    fingerprint: str
    judges: Mapping[str, Judge]


def usable_vectors(known: Known) -> tuple[PassageVectors, Places] | None:
    """Return the vectors of a text with the places of its sentences, None where they say nothing.

    Short texts (a bullet, a title) are left to the words, and so are those whose vectors are of
    sentences divided otherwise (an older recipe).
    """
    vectors: PassageVectors | None = known["vectors"]
    if vectors is None or len(known["words"]) < LEAST_WORDS:
        return None
    places = embedded_sentences(known["text"])
    return (vectors, places) if len(places) == len(vectors.sentences) else None


def judged_kinds(
    features: Mapping[str, float],
    vectors: PassageVectors,
    places: Places,
    by_cues: Iterable[Annotation],
) -> list[Annotation]:
    """Return the kinds of a passage, and the polarity of a lesson.

    ``features`` are those of :func:`ingest.annotate.kind_model.kind_features`. A kind that the
    cues gave too keeps their words as its evidence.
    """
    judges = load_meaning_model().judges
    features = cue_features(features)
    found = list(judges["kind"].annotations(features, vectors, places, by_cues))
    if any(a.code == "lesson" for a in found):
        found.extend(judges["polarity"].annotations(features, vectors, places, ()))
    return found


def judged_labels(known: Known) -> list[Annotation]:
    """Return the annotations of a text with its actors, targets and themes weighed by meaning."""
    found: list[Annotation] = known["annotations"]
    usable = usable_vectors(known)
    if usable is None:
        return found
    vectors, places = usable
    if len(known["text"].split()) < _LEAST_A_SENTENCE * len(places):
        return found
    result = [a for a in found if a.facet not in LABELLED]
    for facet in LABELLED:
        by_words = [a for a in found if a.facet == facet]
        features = label_features(by_words, len(known["text"]))
        judge = load_meaning_model().judges[facet]
        result.extend(judge.annotations(features, vectors, places, by_words))
    return result


def direction(vectors: PassageVectors) -> Weights:
    """Return the direction between a passage and the mean of its sentences, shape (dimension,).

    Of length 1, or 0 where they cancel out.
    """
    sentences = _of_length_one(vectors.sentences.astype(np.float64).mean(axis=0))
    return _of_length_one(sentences + _of_length_one(vectors.whole.astype(np.float64)))


def _of_length_one(vector: Weights) -> Weights:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def cue_features(features: Mapping[str, float]) -> dict[str, float]:
    """Return those features of a passage that the judges of kinds weigh."""
    return {n: v for n, v in features.items() if n[:2] in _CUE_FEATURES or n in _OTHERS}


def label_features(by_words: Iterable[Annotation], length: int) -> dict[str, float]:
    """Return what the labels found say of each code of one facet; ``length`` is in characters.

    Whether it was found, how surely at best, how often, and how early; each in [0, 1].
    """
    by_code: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in by_words:
        by_code[annotation.code].append(annotation)
    features = {}
    for code, found in by_code.items():
        features[f"found:{code}"] = 1.0
        features[f"surely:{code}"] = max(a.confidence for a in found)
        # Two labels may give the same words.
        places = {(a.start, a.end) for a in found}
        features[f"often:{code}"] = min(len(places), _MOST_FOUND) / _MOST_FOUND
        features[f"early:{code}"] = 1 - min(a.start for a in found) / max(length, 1)
    return features


@cache
def load_meaning_model() -> MeaningModel:
    """Return the model, read once a process."""
    told = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    judges = {name: _judge(name, rows) for name, rows in told["judges"].items()}
    return MeaningModel(told["fingerprint"], judges)


def _judge(facet: str, rows: Mapping[str, object]) -> Judge:
    def array(name: str) -> Weights:
        return np.array(rows[name], dtype=np.float64)

    words, codes = rows["words"], rows["codes"]
    added, kept = rows["added"], rows["kept"]
    if not (
        isinstance(words, dict)
        and isinstance(codes, list)
        and isinstance(added, float)
        and isinstance(kept, float)
    ):
        raise TypeError(f"{WEIGHTS_FILE.name}: {facet} is not as it was written")
    by_name = {name: np.array(row, dtype=np.float64) for name, row in words.items()}
    return Judge(facet, tuple(codes), added, kept, array("bias"), array("dense"), by_name)
