"""Fit the labels on vectors of passages and their sentences, and write the weights.

    python tests/meaning_training.py FOLDER_OF_REPORTS

Fits on ``train`` and the published reports of ``eval/collections/annotation``; ``dev`` shows how
good a fit is on documents of another sort. ``test`` is never read; how good the labels of a report
are is measured with weights fitted without it (``annotation_figures_made.py``). All seven reports
are fitted since what is learnt of one serves the others: fitted on three, micro-F1 of the actors of
the other four is 0.61; on six, of the one left out, 0.69 (by words alone 0.63). Needs the prepared
default model and scikit-learn; stands among the tests because the collection, the annotator and the
model do not know each other.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from api.library import open_model
from api.settings import Settings
from corpus.context import sentences_to_embed
from corpus.vocabulary import load_vocabulary
from eval.annotation import REAL_PARTS, Gold, read_passages, read_real
from eval.annotation_keys import same_passage
from index.model import Embedder
from ingest.annotate import open_annotator
from ingest.annotate.meaning import (
    LABELLED,
    WEIGHTS_FILE,
    PassageVectors,
    cue_features,
    direction,
    label_features,
)

COLLECTION = Path(__file__).parents[1] / "eval/collections/annotation"
CODES = {
    "kind": ("practice", "lesson", "recommendation", "evidence", "need"),
    "polarity": ("worked", "did-not-work", "condition"),
    **{facet: load_vocabulary().facet(facet).codes() for facet in LABELLED},
}
FITTED = frozenset({"train", *REAL_PARTS})
SHOWING = "dev"
# Strength (inverse of the regularisation) and scale of the vectors. Micro-F1 of actors, targets and
# themes on invented documents left out of the fit: 0.3 and 0.25 0.71, 0.59 and 0.57 (kept), 1 and
# 0.3 0.68, 0.57 and 0.56, 0.1 and 0.5 0.69, 0.58 and 0.55.
STRENGTH = 0.3
SCALES = {"kind": 0.2, "polarity": 0.3, "actor": 0.25, "target": 0.25, "theme": 0.25}
LEAST_PASSAGES = 3  # in which a feature must have been found
# Of 76 lessons in cross-validation micro-F1 is 0.75 from 0.35 to 0.45 and 0.72 at 0.5 (kept):
# who looks for what went wrong minds a success among it more than a setback left out.
POLARITY_THRESHOLD = 0.5
# A label that words gave stays from 0.15 up, another is added from 0.3 or 0.35 up: on documents
# left out of the fit (real, invented by definitions alone, dev) 0.66, 0.71 and 0.77 for actors
# where one threshold of 0.35 for both gives 0.65, 0.69 and 0.74; 0.75, 0.56 and 0.60 against 0.74,
# 0.52 and 0.61 for themes; 0.66, 0.56 and 0.59 against 0.64, 0.56 and 0.58 for targets.
KEPT = 0.15
ADDED = {"actor": 0.35, "target": 0.3, "theme": 0.35}
# On reports left out of the fit and on dev: 0.702 and 0.802 at 0.3, 0.712 and 0.797 at 0.35 (kept),
# 0.710 and 0.803 at 0.4, 0.709 and 0.816 at 0.45. Chosen on dev anew for each fit, where it is as
# good as the next from 0.25 on, it gave the reports 0.695.
KIND_THRESHOLD = 0.35

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Example:
    """What is known of a passage: its features by facet, and its ``direction`` (dimension,)."""

    gold: Gold
    part: str
    words: dict[str, dict[str, float]]
    direction: Array


def texts(folder: Path) -> Iterator[tuple[str, Gold, str]]:
    """Yield the passages to learn from with their labels and their part."""
    from reading_report import passages_of

    for passage in read_passages(COLLECTION / "passages.jsonl"):
        if passage.part in FITTED or passage.part == SHOWING:
            yield passage.text, passage.gold, passage.part
    real = [r for r in read_real(COLLECTION / "real.jsonl") if r.part in FITTED]
    for name in sorted({row.file for row in real}):
        _, passages = passages_of(next(folder.rglob(Path(name).name)))
        for row in (row for row in real if row.file == name):
            on_page = [p.text for p in passages if p.page == row.page]
            if text := same_passage(row.sha256, row.shingles, on_page):
                yield text, row.gold, row.part


def examples(labelled: Iterable[tuple[str, Gold, str]], embedder: Embedder) -> list[Example]:
    """Return what is learnt from, embedded."""
    found, golds, names = zip(*labelled, strict=True)
    sentences = [sentences_to_embed(text) for text in found]
    vectors = embedder.embed_passages([one for several in sentences for one in several])
    parts = np.split(vectors, np.cumsum([len(several) for several in sentences])[:-1])
    wholes = embedder.embed_passages(list(found))
    return [
        Example(gold, name, words, direction(PassageVectors(part, whole)))
        for gold, name, words, part, whole in zip(
            golds, names, features(found), parts, wholes, strict=True
        )
    ]


def features(texts: Sequence[str]) -> Iterator[dict[str, dict[str, float]]]:
    """Yield what words say of each text, by facet."""
    annotator = open_annotator()
    by_words = annotator.annotate_many(texts)
    for text, found, cues in zip(texts, by_words, annotator.features_of(texts), strict=True):
        told = {"kind": cue_features(cues), "polarity": cue_features(cues)}
        for facet in LABELLED:
            told[facet] = label_features((a for a in found if a.facet == facet), len(text))
        yield told


def matrix(rows: Sequence[Example], facet: str, names: Sequence[str]) -> Array:
    """Return the features of examples, ``(n, names + dimension)``: words, then the direction."""
    place = {name: number for number, name in enumerate(names)}
    words = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name, value in row.words[facet].items():
            if name in place:
                words[number, place[name]] = value
    return np.hstack([words, np.array([row.direction for row in rows])])


def fitted(rows: Array, labels: Array) -> tuple[Array, Array]:
    """Weights ``(codes, features)`` and biases ``(codes,)`` of one regression a code."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    models = [LogisticRegression(C=STRENGTH, solver="liblinear").fit(rows, y) for y in labels.T]
    return np.vstack([m.coef_[0] for m in models]), np.array([m.intercept_[0] for m in models])


def micro_f1(given: Array, labels: Array) -> float:
    """Return the micro-F1 of labels that are given, both ``(n, codes)`` of truth values."""
    return float(2 * (given & labels).sum() / max(given.sum() + labels.sum(), 1))


def judge(
    facet: str, rows: list[Example], added: float, kept: float | None = None
) -> dict[str, Any]:
    """Fit the codes of a facet and return what the file holds of them.

    Without ``kept`` it is the same as ``added``.
    """
    counts = Counter(name for row in rows if row.part != SHOWING for name in row.words[facet])
    names = sorted(name for name, count in counts.items() if count >= LEAST_PASSAGES)
    found = matrix(rows, facet, names)
    # The direction is brought to the scale of the words; both steps are undone in the weights.
    dense, scale = slice(len(names), None), SCALES[facet]
    middle, spread = found[:, dense].mean(axis=0), found[:, dense].std(axis=0).mean()
    found[:, dense] = scale * (found[:, dense] - middle) / spread
    labels = np.array([[code in row.gold.labels[facet] for code in CODES[facet]] for row in rows])
    showing = np.array([row.part == SHOWING for row in rows])
    weights, bias = fitted(found[~showing], labels[~showing])
    chances = 1 / (1 + np.exp(-(found[showing] @ weights.T + bias)))
    f1 = micro_f1(chances >= added, labels[showing])
    directions = weights[:, dense] * scale / spread
    print(f"{facet}: {(~showing).sum()} passages, micro-F1 on dev {f1:.3f} at {added}")
    return {
        "codes": list(CODES[facet]),
        "added": added,
        "kept": added if kept is None else kept,
        "bias": [round(float(b), 3) for b in bias - directions @ middle],
        "words": {
            name: [round(float(w), 2) for w in column]
            for name, column in zip(names, weights[:, : len(names)].T, strict=True)
        },
        "dense": [[round(float(w), 2) for w in row] for row in directions],
    }


def written(told: dict[str, Any]) -> str:
    """Return the file: one row of weights a line, so that a diff can be read."""
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return re.sub(r"\[[^][{}]*\]", lambda m: " ".join(m.group().split()), text) + "\n"


def weights(rows: list[Example], embedder: Embedder) -> dict[str, Any]:
    """Fit all facets and return what the file holds. Polarity is learnt of lessons alone."""
    lessons = [row for row in rows if row.gold.labels["polarity"]]
    judges = {
        "kind": judge("kind", rows, KIND_THRESHOLD),
        "polarity": judge("polarity", lessons, POLARITY_THRESHOLD),
        **{facet: judge(facet, rows, ADDED[facet], KEPT) for facet in LABELLED},
    }
    return {"fingerprint": embedder.fingerprint, "judges": judges}


def main(folder: Path) -> None:
    """Fit and write the file."""
    embedder = open_model(Settings())
    told = weights(examples(texts(folder), embedder), embedder)
    WEIGHTS_FILE.write_text(written(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
