"""SQuAD-it as a retrieval test: the sample is the one that figures are compared on."""

import gzip
import json

import numpy as np
import pytest

from eval.squad import FILE, NoSquad, name_of, read_squad, topics_and_qrels, write_paragraphs


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "squad.json.gz"
    texts = ["uno", "due", "uno"]
    paragraphs = [
        {"context": text, "qas": [{"question": f"{text} {n}?"} for n in range(2)]} for text in texts
    ]
    with gzip.open(path, "wt") as file:
        json.dump({"data": [{"paragraphs": paragraphs}]}, file)
    return read_squad(path)


def test_equal_paragraphs_share_their_judgement(small):
    topics, qrels = topics_and_qrels(small, 6)
    by_query = {}
    for topic in topics:
        by_query.setdefault(topic.query, set()).update(qrels[topic.id])
    assert by_query["uno 0?"] == {"p0000.txt"}
    assert by_query["due 1?"] == {"p0001.txt"}


def test_equal_paragraphs_are_written_once_and_left_alone_after(small, tmp_path):
    folder = tmp_path / "texts"
    write_paragraphs(small, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["p0000.txt", "p0001.txt"]
    before = (folder / "p0000.txt").stat().st_mtime_ns
    write_paragraphs(small, folder)
    assert (folder / "p0000.txt").stat().st_mtime_ns == before


def test_the_sample_is_drawn_with_seed_0_over_the_questions_in_file_order(small):
    order = np.random.RandomState(0).permutation(6)[:4]
    assert [q for q, _ in small.sample(4)] == [small.questions[place][0] for place in order]


@pytest.mark.parametrize(
    "content", [b"", b"no gzip", gzip.compress(b"{}", mtime=0), gzip.compress(b"[1", mtime=0)]
)
def test_other_data_is_refused_by_name(tmp_path, content):
    path = tmp_path / "squad.json.gz"
    path.write_bytes(content)
    with pytest.raises(NoSquad, match=r"squad\.json\.gz"):
        read_squad(path)


@pytest.mark.skipif(not FILE.is_file(), reason="no SQuAD-it beside the project")
def test_the_real_data_has_the_size_that_figures_are_given_for():
    squad = read_squad(FILE)
    assert (len(squad.paragraphs), len(squad.questions)) == (2_010, 7_609)
    topics, qrels = topics_and_qrels(squad, 1_500)
    assert len(topics) == len(qrels) == 1_500
    known = {name_of(n) for n in range(len(squad.paragraphs))}
    assert {name for grades in qrels.values() for name in grades} <= known
