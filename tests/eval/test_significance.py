"""Intervals and paired tests, on numbers worked out by hand."""

import itertools
import json

import numpy as np
import pytest

from eval.run import BadRun, read_answer, trec_lines
from eval.significance import compare, intervals, randomization_p

M = ("nDCG@10",)


def per_topic(*values, metric="nDCG@10"):
    return {f"t{n}": {metric: value} for n, value in enumerate(values)}


def exact_p(differences):
    """All sign patterns, counted."""
    seen = abs(sum(differences))
    sums = [
        abs(sum(sign * d for sign, d in zip(signs, differences, strict=True)))
        for signs in itertools.product((1, -1), repeat=len(differences))
    ]
    return sum(value >= seen - 1e-12 for value in sums) / len(sums)


@pytest.mark.parametrize(
    "differences",
    [[0.1, 0.2, 0.3, -0.1, 0.4, 0.05], [0.5] * 8, [0.3, -0.3, 0.2, -0.2], [0.2, -0.1, 0.0, 0.4]],
)
def test_p_is_near_the_count_of_all_sign_patterns(differences):
    found = randomization_p(np.array(differences))
    assert found == pytest.approx(exact_p(differences), abs=0.015)


def test_equal_runs_do_not_differ():
    found = compare(per_topic(0.2, 0.7), per_topic(0.2, 0.7), M).metrics["nDCG@10"]
    assert (found.mean, found.p, found.wins, found.ties, found.losses) == (0.0, 1.0, 0, 2, 0)


def test_p_is_never_zero():
    assert 0 < randomization_p(np.full(500, 0.5)) < 0.001


def test_wins_ties_and_losses_are_counted_by_topic():
    found = compare(per_topic(0.1, 0.5, 0.9, 0.3), per_topic(0.2, 0.5, 0.1, 0.4), M)
    row = found.metrics["nDCG@10"]
    assert (row.wins, row.ties, row.losses) == (2, 1, 1)
    assert row.mean == pytest.approx((0.1 - 0.8 + 0.1) / 4)
    assert found.topics["t2"]["nDCG@10"] == pytest.approx(-0.8)


def test_the_sign_of_a_difference_turns_with_the_runs():
    one, other = per_topic(0.1, 0.5, 0.9), per_topic(0.4, 0.6, 0.8)
    there = compare(one, other, M).metrics["nDCG@10"]
    back = compare(other, one, M).metrics["nDCG@10"]
    assert there.mean == pytest.approx(-back.mean)
    assert there.p == pytest.approx(back.p)
    assert there.interval.low == pytest.approx(-back.interval.high, abs=0.02)


def test_topics_of_one_run_only_are_left_out_and_counted():
    old = {**per_topic(0.1, 0.2), "gone": {"nDCG@10": 1.0}}
    new = {**per_topic(0.1, 0.3), "new": {"nDCG@10": 0.0}, "newer": {"nDCG@10": 0.0}}
    found = compare(old, new, M)
    assert (set(found.topics), found.left_out) == ({"t0", "t1"}, 3)


def test_a_metric_the_other_run_lacks_is_left_out():
    assert compare(per_topic(0.1), per_topic(0.1, metric="P@5"), ("nDCG@10", "P@5")).metrics == {}


def test_runs_without_a_common_topic_compare_to_nothing():
    found = compare({"a": {"nDCG@10": 1.0}}, {"b": {"nDCG@10": 0.5}}, M)
    assert (found.left_out, dict(found.topics)) == (2, {})
    assert found.metrics["nDCG@10"].p == 1.0


def test_an_interval_holds_the_mean_and_narrows_with_topics():
    values = [0.0, 1.0, 0.5, 0.25] * 5
    few, many = intervals(per_topic(*values), M), intervals(per_topic(*(values * 16)), M)
    small, large = few["nDCG@10"], many["nDCG@10"]
    assert small.low < 0.4375 < small.high
    # Sixteen times the topics: a quarter of the width.
    assert (large.high - large.low) == pytest.approx((small.high - small.low) / 4, rel=0.15)


def test_an_interval_is_that_of_the_normal_law_for_many_topics():
    values = np.random.default_rng(0).random(400)
    found = intervals(per_topic(*values.tolist()), M)["nDCG@10"]
    expected = 2 * 1.96 * values.std() / np.sqrt(len(values))
    assert found.high - found.low == pytest.approx(expected, rel=0.1)


def test_one_topic_and_none_have_an_interval():
    assert intervals(per_topic(0.4), M)["nDCG@10"].low == pytest.approx(0.4)
    assert intervals({}, M)["nDCG@10"].high == 0.0


def test_a_run_is_written_as_trec_wants_it():
    lines = trec_lines({"t1": ["a.pdf#page=2", "due parole 100%.pdf"]}, "prassi-hybrid")
    assert lines == [
        "t1 Q0 a.pdf#page=2 1 2 prassi-hybrid",
        "t1 Q0 due%20parole%20100%25.pdf 2 1 prassi-hybrid",
    ]
    assert trec_lines({"a\nb": ["x\ty"]}, "") == ["a%0Ab Q0 x%09y 1 1 -"]


@pytest.mark.parametrize(
    "text",
    [
        "no json", "[]", "{}", '{"topics": 3}', '{"topics": {"a": 1}}',
        '{"topics": {"a": {"nDCG@10": "high"}}}', '{"topics": {"a": {"nDCG@10": NaN}}}',
        '{"topics": {"a": {"nDCG@10": true}}}', "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_by_name(tmp_path, text):
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(BadRun, match=r"run\.json"):
        read_answer(path)


def test_an_answer_is_read_back(tmp_path):
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"topics": per_topic(0.5, 1), "run_tag": "before"}))
    found = read_answer(path)
    assert (found.tag, found.topics["t1"]["nDCG@10"]) == ("before", 1.0)
