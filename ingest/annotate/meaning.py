"""Kinds and polarity by meaning: a linear model on the vectors of a passage's sentences.

What a passage does is said in too many ways for cues alone. Where the sentences of a passage have
vectors, the mean of these and the cues that matched decide together. Micro-F1 of the kinds, each
fitted on the same 630 passages, on documents of which none was among them (invented ones, real
reports): cues and words 0.72 and 0.60, vectors alone 0.81 and 0.65, vectors with cues (kept) 0.84
and 0.63; with labels found as well 0.83 and 0.61. Actors, targets and themes gain nothing that
holds on other documents. The weights here were then fitted on 718 passages, 90 more of them real
(0.82 on the invented ones). The vectors must come from the model the weights were fitted on.

``tests/meaning_training.py`` fits the weights and writes ``meaning_weights.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.records import Annotation
from ingest.annotate.kind_model import rounded

WEIGHTS_FILE = Path(__file__).with_name("meaning_weights.json")
#: Features that say which cues matched, see :func:`ingest.annotate.kind_model.kind_features`.
_CUE_FEATURES = ("q:", "s:")
_OTHERS = frozenset({"numbers", "length", "english"})

Vectors = npt.NDArray[np.floating]
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judge:
    """The weights of one facet: ``dense`` (codes, dimension), ``cues`` a row (codes,) by name."""

    facet: str
    codes: tuple[str, ...]
    threshold: float
    bias: Weights
    dense: Weights
    cues: Mapping[str, Weights]

    def probabilities(self, features: Mapping[str, float], sentences: Vectors) -> Weights:
        """Return the probability of each code, shape (codes,).

        ``sentences`` is (n, dimension), rows of length 1, n >= 1.
        """
        total = self.bias + self.dense @ mean_direction(sentences)
        for name, value in features.items():
            if name in self.cues:
                total = total + value * self.cues[name]
        probabilities: Weights = 1 / (1 + np.exp(-total))
        return probabilities

    def annotations(
        self,
        features: Mapping[str, float],
        sentences: Vectors,
        places: Sequence[tuple[int, int]],
    ) -> Iterator[Annotation]:
        """Yield the codes that reach the threshold, each with the sentence that speaks most for it.

        ``places`` are the ``[start, end)`` offsets of the sentences.
        """
        for number, chance in enumerate(self.probabilities(features, sentences).tolist()):
            if chance >= self.threshold:
                strongest = int(np.argmax(sentences.astype(np.float64) @ self.dense[number]))
                start, end = places[strongest]
                rule, code = f"meaning-{self.facet}", self.codes[number]
                yield Annotation(self.facet, code, start, end, rule, rounded(chance))


@dataclass(frozen=True, slots=True)
class MeaningModel:
    """The judges, and the fingerprint of the model whose vectors they know."""

    fingerprint: str
    kinds: Judge
    polarity: Judge


def judged(
    features: Mapping[str, float],
    sentences: Vectors,
    places: Sequence[tuple[int, int]],
    by_cues: Iterable[Annotation],
) -> list[Annotation]:
    """Return the kinds of a passage, and the polarity of a lesson.

    ``sentences`` is (n, dimension), ``places`` are their ``[start, end)`` offsets. A kind that
    the cues gave too keeps their words as its evidence.
    """
    model = load_meaning_model()
    worded = {a.code: a for a in by_cues}
    found = [worded.get(a.code, a) for a in model.kinds.annotations(features, sentences, places)]
    if any(a.code == "lesson" for a in found):
        found.extend(model.polarity.annotations(features, sentences, places))
    return found


def mean_direction(sentences: Vectors) -> Weights:
    """Return the mean of vectors ``(n, dimension)``, of length 1 (0 where they cancel out)."""
    mean: Weights = sentences.astype(np.float64).mean(axis=0)
    length = float(np.linalg.norm(mean))
    return mean / length if length else mean


def cue_features(features: Mapping[str, float]) -> dict[str, float]:
    """Return those features of a passage that the judges weigh."""
    return {n: v for n, v in features.items() if n[:2] in _CUE_FEATURES or n in _OTHERS}


@cache
def load_meaning_model() -> MeaningModel:
    """Return the model, read once a process."""
    told = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    judges = {name: _judge(name, rows) for name, rows in told["judges"].items()}
    return MeaningModel(told["fingerprint"], judges["kind"], judges["polarity"])


def _judge(facet: str, rows: Mapping[str, object]) -> Judge:
    def array(name: str) -> Weights:
        return np.array(rows[name], dtype=np.float64)

    cues = rows["cues"]
    codes = rows["codes"]
    threshold = rows["threshold"]
    if not (isinstance(cues, dict) and isinstance(codes, list) and isinstance(threshold, float)):
        raise TypeError(f"{WEIGHTS_FILE.name}: {facet} is not as it was written")
    return Judge(
        facet,
        tuple(codes),
        threshold,
        array("bias"),
        array("dense"),
        {name: np.array(row, dtype=np.float64) for name, row in cues.items()},
    )
