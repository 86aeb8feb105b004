"""Running topics through a search and measuring what it ranks, through ir-measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.collection import Qrels, Topic

#: What is reported, spelled as ir-measures does.
METRICS = ("nDCG@10", "R@20", "R@100", "RR@10", "P@5", "AP@100")
#: Documents a topic that are ranked.
DEPTH = 100

#: Gives the documents for a query, best first; one may come again (only its first rank counts).
Ranker = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Mean metrics, each topic's own, and the run they were taken from (document ids by topic)."""

    metrics: Mapping[str, float]
    topics: Mapping[str, Mapping[str, float]]
    run: Mapping[str, Sequence[str]]


def run_topics(topics: Sequence[Topic], ranker: Ranker) -> dict[str, list[str]]:
    """Return the ranked documents of each topic, each document once."""
    return {topic.id: list(dict.fromkeys(ranker(topic.query)))[:DEPTH] for topic in topics}


def measure(run: Mapping[str, Sequence[str]], qrels: Qrels) -> Evaluation:
    """Measure a run on the topics that are judged; a topic without a run counts as zero."""
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in METRICS]
    judged = {topic: dict(grades) for topic, grades in qrels.items() if topic in run}
    scored = {
        topic: {document: float(DEPTH - rank) for rank, document in enumerate(documents)}
        for topic, documents in run.items()
        if topic in judged
    }
    per_topic: dict[str, dict[str, float]] = {
        topic: dict.fromkeys(METRICS, 0.0) for topic in judged
    }
    for value in ir_measures.iter_calc(measures, judged, scored):
        per_topic[value.query_id][str(value.measure)] = float(value.value)
    return Evaluation(mean(per_topic), per_topic, run)


def mean(per_topic: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each metric over topics, zero for no topics."""
    count = max(len(per_topic), 1)
    return {name: sum(row[name] for row in per_topic.values()) / count for name in METRICS}
