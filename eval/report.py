"""What a report says of a run: figures with their intervals, and where each page ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.collection import Qrels, Topic
from eval.measure import METRICS, Evaluation, mean
from eval.significance import Comparison, Interval, intervals

#: The metric that orders topics and is drawn.
MAIN = "nDCG@10"
# Documents named above a relevant one; the count says how many more.
_MOST_ABOVE = 5
# A field with more values than this is no grouping (a date, a note).
_MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """A document of a run with its grade, None where nobody judged it."""

    document: str
    rank: int
    grade: int | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a relevant document ranked (None: not at all) and what of less worth stood above."""

    document: str
    grade: int
    rank: int | None
    above: tuple[Judged, ...]
    above_count: int


@dataclass(frozen=True, slots=True)
class TopicReport:
    """A topic, what was measured on it, and the place of each of its relevant documents."""

    topic: Topic
    metrics: Mapping[str, float]
    relevant: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """The topics that share a value of a field."""

    field: str
    value: str
    topics: int
    metrics: Mapping[str, float]
    interval: Interval


@dataclass(frozen=True, slots=True)
class Report:
    """A run, reported. ``compared`` names the run of ``comparison``."""

    tag: str
    unit: str
    evaluation: Evaluation
    intervals: Mapping[str, Interval]
    topics: tuple[TopicReport, ...]
    groups: tuple[GroupReport, ...]
    comparison: Comparison | None = None
    compared: str = ""


def make_report(
    tag: str,
    unit: str,
    topics: Sequence[Topic],
    qrels: Qrels,
    evaluation: Evaluation,
    comparison: Comparison | None = None,
    compared: str = "",
) -> Report:
    """Return the report of an evaluation; topics that nobody judged are not in it."""
    judged = [topic for topic in topics if topic.id in evaluation.topics]
    return Report(
        tag=tag,
        unit=unit,
        evaluation=evaluation,
        intervals=intervals(evaluation.topics, METRICS),
        topics=tuple(
            TopicReport(
                topic,
                evaluation.topics[topic.id],
                placed(evaluation.run[topic.id], qrels[topic.id]),
            )
            for topic in judged
        ),
        groups=tuple(_groups(judged, evaluation)),
        comparison=comparison,
        compared=compared,
    )


def placed(documents: Sequence[str], grades: Mapping[str, int]) -> tuple[Placed, ...]:
    """Return where each relevant document (grade above 0) ranked, best grade first."""
    ranks = {document: rank for rank, document in enumerate(documents, 1)}
    rows = [Judged(document, rank, grades.get(document)) for document, rank in ranks.items()]
    found = []
    for document, grade in sorted(grades.items(), key=lambda pair: (-pair[1], pair[0])):
        if grade <= 0:
            continue
        rank = ranks.get(document)
        lesser = [row for row in rows if (row.grade or 0) < grade and row.rank < (rank or 0)]
        found.append(Placed(document, grade, rank, tuple(lesser[:_MOST_ABOVE]), len(lesser)))
    return tuple(found)


def report_json(report: Report) -> dict[str, object]:
    """Return a report as JSON: the answer of ``evaluate`` with more beside it."""
    answer: dict[str, object] = {
        "metrics": dict(report.evaluation.metrics),
        "topics": {topic: dict(row) for topic, row in report.evaluation.topics.items()},
        "run_tag": report.tag,
        "unit": report.unit,
        "intervals": {name: [i.low, i.high] for name, i in report.intervals.items()},
        "groups": [
            {
                "field": group.field,
                "value": group.value,
                "topics": group.topics,
                "metrics": dict(group.metrics),
                "interval": [group.interval.low, group.interval.high],
            }
            for group in report.groups
        ],
        "ranks": {row.topic.id: _topic_json(row) for row in report.topics},
    }
    if report.comparison is not None:
        answer["comparison"] = comparison_json(report.comparison, report.compared)
    return answer


def comparison_json(comparison: Comparison, compared: str) -> dict[str, object]:
    """Return a comparison as JSON."""
    return {
        "with": compared,
        "topics": len(comparison.topics),
        "left_out": comparison.left_out,
        "metrics": {
            name: {
                "before": row.before,
                "after": row.after,
                "difference": row.mean,
                "interval": [row.interval.low, row.interval.high],
                "p": row.p,
                "wins": row.wins,
                "ties": row.ties,
                "losses": row.losses,
            }
            for name, row in comparison.metrics.items()
        },
    }


def _topic_json(row: TopicReport) -> dict[str, object]:
    return {
        "query": row.topic.query,
        **({"about": dict(row.topic.about)} if row.topic.about else {}),
        "relevant": [
            {
                "document": place.document,
                "grade": place.grade,
                "rank": place.rank,
                "above": [
                    {"document": a.document, "rank": a.rank, "grade": a.grade} for a in place.above
                ],
                "above_count": place.above_count,
            }
            for place in row.relevant
        ],
    }


def _groups(topics: Sequence[Topic], evaluation: Evaluation) -> Iterable[GroupReport]:
    fields = dict.fromkeys(name for topic in topics for name in topic.about)
    for name in fields:
        values: dict[str, list[str]] = {}
        for topic in topics:
            values.setdefault(topic.about.get(name, ""), []).append(topic.id)
        if not 1 < len(values) <= _MOST_VALUES:
            continue
        for value, ids in sorted(values.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            rows = {topic: evaluation.topics[topic] for topic in ids}
            yield GroupReport(name, value, len(ids), mean(rows), intervals(rows, [MAIN])[MAIN])
