"""Metrics on numbers worked out by hand."""

import math

import pytest

from eval.collection import BadCollection, Topic, read_qrels, read_topics
from eval.measure import DEPTH, METRICS, measure, run_topics

QRELS = {"t1": {"a": 3, "b": 1, "c": 0}, "t2": {"z": 1}}


def test_ndcg_of_a_run_worked_by_hand():
    found = measure({"t1": ["b", "x", "a"], "t2": ["z"]}, QRELS)
    gained = 1 / math.log2(2) + 3 / math.log2(4)
    best = 3 / math.log2(2) + 1 / math.log2(3)
    assert found.topics["t1"]["nDCG@10"] == pytest.approx(gained / best)
    assert found.topics["t2"]["nDCG@10"] == 1.0
    assert found.metrics["nDCG@10"] == pytest.approx((gained / best + 1) / 2)


def test_recall_and_reciprocal_rank_worked_by_hand():
    found = measure({"t1": ["x", "b"], "t2": ["y", "w", "z"]}, QRELS)
    assert found.topics["t1"]["R@20"] == 0.5
    assert found.topics["t1"]["RR@10"] == 0.5
    assert found.topics["t2"]["RR@10"] == pytest.approx(1 / 3)


def test_a_topic_without_hits_counts_as_zero():
    found = measure({"t1": [], "t2": ["z"]}, QRELS)
    assert found.topics["t1"] == dict.fromkeys(METRICS, 0.0)
    assert found.metrics["nDCG@10"] == 0.5


def test_a_topic_that_nobody_judged_does_not_count():
    assert set(measure({"t1": ["a"], "t9": ["a"]}, QRELS).topics) == {"t1"}


def test_a_document_counts_only_at_its_first_rank():
    run = run_topics([Topic("t", "q")], lambda query: ["a", "b", "a", *map(str, range(500))])
    assert run["t"][:3] == ["a", "b", "0"]
    assert len(run["t"]) == DEPTH


def test_topics_and_qrels_are_read_as_written(tmp_path):
    topics = tmp_path / "t.jsonl"
    topics.write_text('{"id": "t1", "query": "è così", "kind": "name"}\n\n', encoding="utf-8")
    [topic] = read_topics(topics)
    assert (topic.id, topic.query, topic.about) == ("t1", "è così", {"kind": "name"})
    qrels = tmp_path / "q.txt"
    qrels.write_text("t1 0 un file con spazi.pdf#page=3 2\nt1 0 b.pdf 0\n")
    assert read_qrels(qrels) == {"t1": {"un file con spazi.pdf#page=3": 2, "b.pdf": 0}}


@pytest.mark.parametrize(
    ("text", "line"),
    [('{"id": "a", "query": "x"}\nnonsense', 2), ('{"id": "a"}', 1), ("[1]", 1)],
)
def test_a_malformed_topic_is_named_by_its_line(tmp_path, text, line):
    path = tmp_path / "t.jsonl"
    path.write_text(text)
    with pytest.raises(BadCollection) as error:
        read_topics(path)
    assert error.value.line == line


@pytest.mark.parametrize("text", ["t1 0 a.pdf high", "t1 0 1", "t1"])
def test_a_malformed_judgement_is_named_by_its_line(tmp_path, text):
    path = tmp_path / "q.txt"
    path.write_text(text)
    with pytest.raises(BadCollection) as error:
        read_qrels(path)
    assert error.value.line == 1


def test_the_same_id_twice_is_refused(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "a", "query": "x"}\n{"id": "a", "query": "y"}\n')
    with pytest.raises(BadCollection, match="twice"):
        read_topics(path)
