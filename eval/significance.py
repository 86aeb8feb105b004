"""How sure a figure is: bootstrap intervals of one run, paired tests between two.

The tests and why these: Smucker, Allan and Carterette, "A comparison of statistical significance
tests for information retrieval evaluation", CIKM 2007.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: A value for each topic by metric: ``{"q001": {"nDCG@10": 0.3}}``.
PerTopic = Mapping[str, Mapping[str, float]]

# 1,000 leave the second digit of a bound moving between seeds; 10,000 take four times as long for
# a third digit that no collection of this size carries.
_RESAMPLES = 2_000
# The smallest p that can be told is one in so many.
_PERMUTATIONS = 10_000
_COVERED = 0.95
_SEED = 20_070_611
# Values nearer than this are the same ranking, rounded differently.
_TIE = 1e-9
# Numbers held at once while signs are drawn.
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds that hold a mean with a confidence of 95 %."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric of two runs over the same topics; positive where the second is better.

    ``p`` is that of the two-sided randomization test; ``wins`` counts topics the second run ranks
    better.
    """

    before: float
    after: float
    interval: Interval
    p: float
    wins: int
    ties: int
    losses: int

    @property
    def mean(self) -> float:
        """Mean difference, after less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared on the topics both have; ``left_out`` counts those only one has.

    ``topics`` gives the differences of each topic by metric.
    """

    left_out: int
    metrics: Mapping[str, Difference]
    topics: Mapping[str, Mapping[str, float]]


def intervals(per_topic: PerTopic, metrics: Sequence[str]) -> dict[str, Interval]:
    """Return the interval of the mean of each metric, by resampling topics with replacement.

    No topics: zero. One topic: its value, as nothing is known of others.
    """
    values = _matrix(per_topic, tuple(per_topic), metrics)
    low, high = _bounds(values)
    return {
        name: Interval(float(low[place]), float(high[place])) for place, name in enumerate(metrics)
    }


def compare(before: PerTopic, after: PerTopic, metrics: Sequence[str]) -> Comparison:
    """Compare two runs topic by topic; metrics that a side lacks are left out."""
    topics = tuple(sorted(before.keys() & after.keys()))
    left_out = len(before.keys() ^ after.keys())
    known = [
        name for name in metrics if all(name in run[t] for t in topics for run in (before, after))
    ]
    old, new = _matrix(before, topics, known), _matrix(after, topics, known)
    low, high = _bounds(new - old)
    found = {}
    for place, name in enumerate(known):
        differences = new[:, place] - old[:, place]
        found[name] = Difference(
            before=_mean(old[:, place]),
            after=_mean(new[:, place]),
            interval=Interval(float(low[place]), float(high[place])),
            p=randomization_p(differences),
            wins=int((differences > _TIE).sum()),
            ties=int((np.abs(differences) <= _TIE).sum()),
            losses=int((differences < -_TIE).sum()),
        )
    by_topic = {
        topic: dict(zip(known, (new[row] - old[row]).tolist(), strict=True))
        for row, topic in enumerate(topics)
    }
    return Comparison(left_out, found, by_topic)


def randomization_p(differences: NDArray[np.float64]) -> float:
    """Return the two-sided p of paired differences ``(n,)`` under exchange of the two runs.

    Were the runs alike, each difference could as well have the other sign: p is the share of sign
    patterns whose mean lies as far from zero. The pattern that was seen counts among those drawn,
    so that p is never zero.
    """
    moved = differences[np.abs(differences) > _TIE]
    if not len(moved):
        return 1.0
    rng = np.random.default_rng(_SEED)
    seen = abs(float(moved.sum()))
    as_far = 0
    step = max(1, _CELLS // len(moved))
    for start in range(0, _PERMUTATIONS, step):
        count = min(step, _PERMUTATIONS - start)
        signs = rng.integers(0, 2, (count, len(moved)), dtype=np.int8) * 2 - 1
        as_far += int((np.abs(signs @ moved) >= seen - _TIE).sum())
    return (as_far + 1) / (_PERMUTATIONS + 1)


def _bounds(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds ``(m,)`` of the column means of ``(n, m)`` values."""
    count = len(values)
    if not count:
        zero = np.zeros(values.shape[1])
        return zero, zero
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(count, [1 / count] * count, size=_RESAMPLES)
    means = drawn @ values / count
    tail = (1 - _COVERED) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return low, high


def _matrix(
    per_topic: PerTopic, topics: Sequence[str], metrics: Sequence[str]
) -> NDArray[np.float64]:
    rows = [[per_topic[topic][name] for name in metrics] for topic in topics]
    return np.array(rows, dtype=np.float64).reshape(len(topics), len(metrics))


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
