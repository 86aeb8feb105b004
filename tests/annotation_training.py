"""Fit the linear model of the kinds of a passage and write its weights.

    python tests/annotation_training.py [FOLDER OF REPORTS]

Trains on ``train`` of ``eval/collections/annotation``, and on ``real-dev`` where the published
reports are given; ``dev`` and the test parts are never read. The threshold is the one with the
best micro-F1 in a five-fold cross-validation by document. Stands among the tests because it
needs the collection and the annotator, which do not know each other; wants scikit-learn.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from eval.annotation import Gold, read_passages, read_real
from eval.annotation_keys import same_passage
from ingest.annotate.kind_model import WEIGHTS_FILE
from ingest.annotate.language import detect_language
from ingest.annotate.pipeline import build_pipeline

if TYPE_CHECKING:
    from ingest.annotate.kinds import KindScorer

COLLECTION = Path(__file__).parents[1] / "eval/collections/annotation"
KINDS = ("practice", "lesson", "recommendation", "evidence", "need")
STRENGTH = 1.0  # inverse of regularisation; 0.2 gave 0.713, 1 gave 0.719 micro-F1
LEAST_PASSAGES = 3  # in which a feature must occur
LEAST_WEIGHT = 0.04  # smaller ones are left out of the file
FOLDS = 5
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4)

Array = npt.NDArray[Any]


def examples(folder: Path | None) -> Iterator[tuple[str, Gold]]:
    """Texts with their labels: ``train``, and ``real-dev`` where the reports are at hand."""
    for passage in read_passages(COLLECTION / "passages.jsonl"):
        if passage.part == "train":
            yield passage.text, passage.gold
    if folder is None:
        return
    from reading_report import passages_of

    real = [r for r in read_real(COLLECTION / "real.jsonl") if r.part == "real-dev"]
    for name in sorted({row.file for row in real}):
        _, passages = passages_of(next(folder.rglob(Path(name).name)))
        for row in (row for row in real if row.file == name):
            on_page = [p.text for p in passages if p.page == row.page]
            if text := same_passage(row.sha256, row.shingles, on_page):
                yield text, row.gold


def features_of(texts: list[str]) -> list[dict[str, float]]:
    """Features of each text, as the annotator sees it."""
    pipelines = {language: build_pipeline(language) for language in ("it", "en")}
    found = []
    for text in texts:
        pipeline = pipelines[detect_language(text) or "it"]
        doc = pipeline(text)
        doc.user_data["annotations"] = [
            a for a in doc.user_data["annotations"] if a.facet != "kind"
        ]
        scorer = cast("KindScorer", pipeline.get_pipe("prassi_kinds"))
        found.append(scorer.features(doc.user_data))
    return found


def fitted(rows: Any, labels: Array) -> tuple[Array, Array]:
    """Weights (kinds, features) and biases (kinds,) of one regression a kind."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    models = [LogisticRegression(C=STRENGTH, solver="liblinear").fit(rows, y) for y in labels.T]
    return np.vstack([m.coef_[0] for m in models]), np.array([m.intercept_[0] for m in models])


def best_threshold(rows: Any, labels: Array, documents: list[str]) -> tuple[float, float]:
    """Best micro-F1 over THRESHOLDS in cross-validation by document, and its threshold."""
    names = sorted(set(documents))
    np.random.default_rng(1).shuffle(names)
    fold = np.array([names.index(d) % FOLDS for d in documents])
    chance = np.zeros(labels.shape)
    for number in range(FOLDS):
        weights, bias = fitted(rows[fold != number], labels[fold != number])
        chance[fold == number] = 1 / (1 + np.exp(-(rows[fold == number] @ weights.T + bias)))
    scores = []
    for threshold in THRESHOLDS:
        given = chance >= threshold
        f1 = 2 * (given & labels).sum() / (given.sum() + labels.sum())
        scores.append((float(f1), threshold))
    return max(scores)


def main(folder: Path | None) -> None:
    """Fit, choose the threshold, write the weights, print what was found."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]

    texts, golds = zip(*examples(folder), strict=True)
    features = features_of(list(texts))
    counts = Counter(name for row in features for name in row)
    vectors = DictVectorizer()
    kept = [{n: v for n, v in r.items() if counts[n] >= LEAST_PASSAGES} for r in features]
    rows = vectors.fit_transform(kept)
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    labels = np.array([[kind in gold.labels["kind"] for kind in KINDS] for gold in golds])
    f1, threshold = best_threshold(rows, labels, [gold.document for gold in golds])
    weights, bias = fitted(rows, labels)
    names = vectors.get_feature_names_out()
    table = {
        str(name): [round(float(w), 2) for w in column]
        for name, column in zip(names, weights.T, strict=True)
        if np.abs(column).max() >= LEAST_WEIGHT
    }
    told = {"kinds": KINDS, "bias": [round(float(b), 3) for b in bias], "threshold": threshold}
    lines = ",\n".join(
        f"{json.dumps(n, ensure_ascii=False)}:{json.dumps(w, separators=(',', ':'))}"
        for n, w in table.items()
    )
    head = json.dumps(told)[:-1]
    WEIGHTS_FILE.write_text(f'{head}, "weights": {{\n{lines}\n}}}}\n', encoding="utf-8")
    print(f"{len(texts)} passages, {len(table)} features, micro-F1 {f1:.3f} at {threshold}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
