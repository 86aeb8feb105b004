"""A linear model of the kinds of a passage: words, pairs of words, and the cues that matched.

Logistic regressions, one a kind, whose weights ``tests/annotation_training.py`` fits and writes to
``kind_weights.json``. Cues have the same names in Italian and English, so that what is learnt of
one language serves the other. Cross-validated by document over 635 passages, micro-F1 was 0.72;
more weight on labels and none on pairs of words gave 0.68, the cues alone 0.46 to 0.69 by part.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.annotate.known import Known
from ingest.annotate.words import FORMS

WEIGHTS_FILE = Path(__file__).with_name("kind_weights.json")
#: Passages of fewer words are left to the cues: the model was fitted on forty words and more.
LEAST_WORDS = 25
_PAIR = 0.7
_REPEATED = 0.3

#: Features with their values, and for those that stand in one sentence, which.
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class KindModel:
    """Weights by feature, one a kind, float64; ``threshold`` is the least probability."""

    kinds: tuple[str, ...]
    bias: npt.NDArray[np.float64]
    weights: Mapping[str, npt.NDArray[np.float64]]
    threshold: float

    def probabilities(self, features: Features) -> npt.NDArray[np.float64]:
        """Return the probability of each kind, shape (kinds,)."""
        total = self.bias.copy()
        for name, value in features.items():
            weights = self.weights.get(name)
            if weights is not None:
                total += value * weights
        probabilities: npt.NDArray[np.float64] = 1 / (1 + np.exp(-total))
        return probabilities

    def strongest_sentence(self, known: Known, language: str, kind: int) -> int:
        """Return the sentence whose words speak most for a kind (by its place in ``kinds``)."""
        totals: Counter[int] = Counter()
        forms = word_forms(known, language)
        for form, sentence in zip(forms, known["sentence_of"], strict=True):
            weights = self.weights.get(f"w:{form}")
            if weights is not None:
                totals[sentence] += weights[kind]
        return max(totals, key=lambda sentence: (totals[sentence], -sentence), default=0)


def word_forms(known: Known, language: str) -> list[str]:
    """Return the words of a document as labels are compared."""
    form = FORMS[language]
    return [form(word) for word in known["words"]]


def kind_features(
    known: Known, language: str, cues: Mapping[str, int], sums: Mapping[str, float]
) -> dict[str, float]:
    """Return the features of a passage.

    ``cues`` counts the sentences in which a cue (``kind/name``) matched, ``sums`` is the best
    sentence's sum of cues by kind. The values are scaled so that one strength of regularisation
    suits all.
    """
    forms = word_forms(known, language)
    features: dict[str, float] = {f"w:{w}": 1.0 for w in forms if len(w) > 1 and w.isalpha()}
    for left, right in pairwise(forms):
        if left.isalpha() and right.isalpha():
            features[f"b:{left} {right}"] = _PAIR
    found = Counter(
        f"{a.facet}:{'' if a.facet == 'territory' else a.code}" for a in known["annotations"]
    )
    features.update({f"n:{name}": 2 + _PAIR * min(count, 3) for name, count in found.items()})
    for name, count in cues.items():
        features[f"q:{name}"] = 1 + _REPEATED * min(count - 1, 2)
    features.update({f"s:{kind}": min(total, 2.5) for kind, total in sums.items()})
    numbers = sum(form[:1].isdigit() for form in forms)
    features["numbers"] = min(numbers / max(1, len(forms)) * 20, 2.0)
    features["length"] = min(len(forms) / 100, 2.0)
    features["english"] = float(language == "en")
    return features


@cache
def load_kind_model() -> KindModel:
    """Return the model, read once a process."""
    told = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    weights = {name: np.array(row, dtype=np.float64) for name, row in told["weights"].items()}
    return KindModel(
        tuple(told["kinds"]), np.array(told["bias"]), weights, float(told["threshold"])
    )


def rounded(probability: float) -> float:
    """Return a probability as a confidence in (0, 1] with two digits."""
    return max(0.01, math.floor(probability * 100) / 100)
