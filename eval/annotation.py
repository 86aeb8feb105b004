"""Labelled passages, and how well an annotator's labels agree with a person's.

Predictions come in as an argument: nothing here knows who made them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import PrassiError
from eval.collection import BadCollection

#: Facet code to its key in the files of the collection.
FACET_KEYS: Mapping[str, str] = {
    "kind": "kinds",
    "actor": "actors",
    "target": "targets",
    "theme": "themes",
    "region": "regions",
    "polarity": "polarity",
}
PARTS = ("train", "dev", "test")
REAL_PARTS = ("real-dev", "real-test")

# Over 20 seeds on 42 documents a limit moves by 0.011 with 200 resamples, 0.006 with 1,000, 0.002
# with 5,000, which take twice the time.
_RESAMPLES = 1_000
_SEED = 20_261_123
_LOW, _HIGH = 0.025, 0.975

#: Codes by facet; a facet that is left out has none.
Labels = Mapping[str, Collection[str]]


class MissingPredictions(PrassiError):
    """Judged passages for which nothing was predicted, not even an empty set of labels."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        shown = ", ".join(ids[:5]) + (", ..." if len(ids) > 5 else "")
        super().__init__(f"{len(ids)} judged passages have no prediction: {shown}.")
        self.ids = ids


@dataclass(frozen=True, slots=True)
class Gold:
    """What a person saw in a passage: codes by facet, and the document it is from."""

    document: str
    labels: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage of the collection with its labels; ``part`` is one of PARTS."""

    id: str
    document: str
    part: str
    genre: str
    language: str
    text: str
    gold: Gold


@dataclass(frozen=True, slots=True)
class RealPassage:
    """Labels for a passage of a published document, whose text is not kept.

    :func:`eval.annotation_keys.same_passage` finds it among the passages that begin on its page
    (from 1, in the order of the file).
    """

    file: str
    page: int
    sha256: str
    shingles: tuple[int, ...]
    part: str
    gold: Gold


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; ``low`` and ``high`` lie in [0, 1]."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts over passages, what follows from them, and intervals over documents.

    A ratio without anything in its denominator is 0.
    """

    true_positives: int
    false_positives: int
    false_negatives: int
    precision: float
    recall: float
    f1: float
    precision_interval: Interval
    recall_interval: Interval
    f1_interval: Interval

    @property
    def support(self) -> int:
        """How many passages have the label."""
        return self.true_positives + self.false_negatives


@dataclass(frozen=True, slots=True)
class FacetScore:
    """A facet's micro average and each label that was given or predicted, by code."""

    micro: Measure
    labels: Mapping[str, Measure]


def read_passages(path: Path) -> tuple[LabelledPassage, ...]:
    """Read ``passages.jsonl``; raises BadCollection."""
    passages = []
    for number, row in _rows(path):
        try:
            part, document = str(row["part"]), str(row["document"])
            passage = LabelledPassage(
                id=str(row["id"]),
                document=document,
                part=part,
                genre=str(row["genre"]),
                language=str(row["language"]),
                text=str(row["text"]),
                gold=Gold(document, _labels(row)),
            )
        except (KeyError, TypeError) as error:
            raise BadCollection(path, number, f"no labelled passage ({error!r})") from error
        if part not in PARTS:
            raise BadCollection(path, number, f"unknown part {part!r}")
        passages.append(passage)
    if len({passage.id for passage in passages}) < len(passages):
        raise BadCollection(path, len(passages), "an id is given twice")
    return tuple(passages)


def read_real(path: Path) -> tuple[RealPassage, ...]:
    """Read ``real.jsonl``; raises BadCollection."""
    passages = []
    for number, row in _rows(path):
        try:
            file, part = str(row["file"]), str(row["part"])
            passage = RealPassage(
                file=file,
                page=int(row["page"]),
                sha256=str(row["sha256"]),
                shingles=tuple(int(value) for value in row["shingles"]),
                part=part,
                gold=Gold(file, _labels(row)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadCollection(path, number, f"no labelled passage ({error!r})") from error
        if part not in REAL_PARTS:
            raise BadCollection(path, number, f"unknown part {part!r}")
        passages.append(passage)
    if len({(p.file, p.page, p.sha256) for p in passages}) < len(passages):
        raise BadCollection(path, len(passages), "a passage is given twice")
    return tuple(passages)


def score(predicted: Mapping[str, Labels], gold: Mapping[str, Gold]) -> dict[str, FacetScore]:
    """Compare predicted labels with a person's, by passage id.

    Returns a score for every facet in which anything was given. Passages that nobody judged and
    facets that are not of this collection do not count. The intervals are percentile bootstraps
    that draw whole documents (Efron and Tibshirani 1993, chapter 13), as passages of one document
    are alike. A resample in which a ratio is undefined is left out of that ratio's interval.
    Raises MissingPredictions where a judged passage is not among the predictions.
    """
    missing = tuple(sorted(gold.keys() - predicted.keys()))
    if missing:
        raise MissingPredictions(missing)
    documents = {name: row for row, name in enumerate(sorted({g.document for g in gold.values()}))}
    weights = _weights(len(documents))
    scores = {}
    for facet in FACET_KEYS:
        codes = sorted(_given(facet, predicted, gold))
        if codes:
            counts = _counts(facet, codes, documents, predicted, gold)
            by_label = {code: _measure(counts[:, n], weights) for n, code in enumerate(codes)}
            scores[facet] = FacetScore(_measure(counts.sum(axis=1), weights), by_label)
    return scores


def _given(facet: str, predicted: Mapping[str, Labels], gold: Mapping[str, Gold]) -> set[str]:
    codes: set[str] = set()
    for id_, judged in gold.items():
        codes |= judged.labels.get(facet, frozenset()) | set(predicted[id_].get(facet, ()))
    return codes


def _counts(
    facet: str,
    codes: list[str],
    documents: Mapping[str, int],
    predicted: Mapping[str, Labels],
    gold: Mapping[str, Gold],
) -> npt.NDArray[np.int64]:
    """Return true positives, false positives, false negatives: (documents, codes, 3)."""
    counts = np.zeros((len(documents), len(codes), 3), dtype=np.int64)
    column = {code: n for n, code in enumerate(codes)}
    for id_, judged in gold.items():
        row = documents[judged.document]
        right = judged.labels.get(facet, frozenset())
        found = set(predicted[id_].get(facet, ()))
        for kind, group in enumerate((found & right, found - right, right - found)):
            for code in group:
                counts[row, column[code], kind] += 1
    return counts


def _weights(documents: int) -> npt.NDArray[np.int64]:
    """Return how often each document is drawn in each resample: (resamples, documents)."""
    if not documents:
        return np.zeros((_RESAMPLES, 0), dtype=np.int64)
    draw = np.random.default_rng(_SEED)
    return draw.multinomial(documents, [1 / documents] * documents, size=_RESAMPLES)


def _measure(counts: npt.NDArray[np.int64], weights: npt.NDArray[np.int64]) -> Measure:
    """Measure one label (or a facet) from its counts a document: (documents, 3)."""
    total = counts.sum(axis=0)
    precision, recall, f1 = (float(np.nan_to_num(r)) for r in _ratios(total[None, :])[:, 0])
    samples = _ratios(weights @ counts)
    right, false, missed = (int(value) for value in total)
    return Measure(
        true_positives=right,
        false_positives=false,
        false_negatives=missed,
        precision=precision,
        recall=recall,
        f1=f1,
        precision_interval=_interval(samples[0], precision),
        recall_interval=_interval(samples[1], recall),
        f1_interval=_interval(samples[2], f1),
    )


def _ratios(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return precision, recall and F1 of rows of counts: (3, rows), NaN where undefined."""
    right, false, missed = counts[:, 0], counts[:, 1], counts[:, 2]
    tops = np.stack([right, right, 2 * right]).astype(np.float64)
    bottoms = np.stack([right + false, right + missed, 2 * right + false + missed])
    return np.divide(tops, bottoms, out=np.full_like(tops, np.nan), where=bottoms > 0)


def _interval(sample: npt.NDArray[np.float64], point: float) -> Interval:
    defined = sample[~np.isnan(sample)]
    if not defined.size:
        return Interval(point, point)
    low, high = np.quantile(defined, (_LOW, _HIGH))
    return Interval(float(low), float(high))


def _labels(row: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    labels = {}
    for facet, key in FACET_KEYS.items():
        codes = row.get(key, []) if facet == "polarity" else row[key]
        if not isinstance(codes, list):
            raise TypeError(f"{key} is no list")
        labels[facet] = frozenset(str(code) for code in codes)
    return labels


def _rows(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCollection(path, 0, f"cannot be read ({error})") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadCollection(path, number, "no JSON") from error
            if not isinstance(row, dict):
                raise BadCollection(path, number, "no JSON object")
            yield number, row
