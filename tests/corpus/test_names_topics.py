"""The topics that use other names than the documents are sound."""

import json
from pathlib import Path

from corpus.sample import LIBRARY

NAMES = Path(__file__).parents[2] / "eval" / "collections" / "names"
TOPICS = [json.loads(line) for line in (NAMES / "topics.jsonl").read_text("utf-8").splitlines()]
QRELS = [line.split() for line in (NAMES / "qrels.txt").read_text("utf-8").splitlines()]


def test_each_of_twelve_topics_has_a_page_that_answers_it():
    assert [topic["id"] for topic in TOPICS] == [f"n{number:02}" for number in range(1, 13)]
    assert {topic for topic, _, _, grade in QRELS if grade == "3"} == {t["id"] for t in TOPICS}


def test_judgements_name_documents_of_the_sample_once():
    files = {path.name for path in LIBRARY.iterdir()}
    assert {place.partition("#page=")[0] for _, _, place, _ in QRELS} <= files
    assert len({(topic, place) for topic, _, place, _ in QRELS}) == len(QRELS)
