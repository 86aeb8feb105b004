import json
import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from pptx import Presentation

from corpus.sample import LIBRARY, SOURCES

COLLECTION = Path(__file__).parents[2] / "eval" / "collections" / "sample"
TOPICS = [
    json.loads(line)
    for line in (COLLECTION / "topics.jsonl").read_text(encoding="utf-8").splitlines()
]
QRELS = [line.split() for line in (COLLECTION / "qrels.txt").read_text().splitlines()]
KINDS = {
    "paraphrase",
    "question",
    "failure",
    "keywords",
    "exact-name",
    "cross-language",
    "typo",
    "figures",
    "recommendation",
}


def page_count(path: Path) -> int:
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(path)
        try:
            return len(document)
        finally:
            document.close()
    if path.suffix == ".pptx":
        return len(Presentation(path).slides)
    if path.suffix == ".docx":
        return 1 + Document(path).element.xml.count('<w:br w:type="page"/>')
    return 1


PAGES = {path.name: page_count(path) for path in LIBRARY.iterdir()}


def test_there_are_sixty_five_topics_with_kind_and_language():
    assert [topic["id"] for topic in TOPICS] == [f"s{number:02}" for number in range(1, 66)]
    assert {topic["kind"] for topic in TOPICS} == KINDS
    assert {topic["language"] for topic in TOPICS} == {"it", "en"}
    assert len({topic["query"] for topic in TOPICS}) == 65


def test_documents_in_docx_have_three_pages():
    assert {pages for name, pages in PAGES.items() if name.endswith(".docx")} == {3}


@pytest.mark.parametrize("line", QRELS, ids=" ".join)
def test_a_judgement_names_an_existing_page(line):
    topic, iteration, place, grade = line
    name, _, page = place.partition("#page=")
    assert topic in {topic["id"] for topic in TOPICS}
    assert iteration == "0"
    assert 1 <= int(page) <= PAGES[name]
    assert grade in {"1", "2", "3"}


def test_every_topic_has_a_page_that_answers_it():
    answered = {topic for topic, _, _, grade in QRELS if int(grade) >= 2}
    assert answered == {topic["id"] for topic in TOPICS}


def test_no_page_is_judged_twice_for_a_topic():
    judged = Counter((topic, place) for topic, _, place, _ in QRELS)
    assert max(judged.values()) == 1


def test_every_document_answers_some_topic():
    found = {place.partition("#")[0] for _, _, place, grade in QRELS if int(grade) >= 2}
    assert found == set(PAGES)


def test_topics_do_not_repeat_the_documents():
    texts = [path.read_text(encoding="utf-8").lower() for path in SOURCES.iterdir()]
    for topic in TOPICS:
        words = re.findall(r"\w+", topic["query"].lower())
        runs = [" ".join(words[n : n + 5]) for n in range(len(words) - 4)]
        assert not [run for run in runs if any(run in text for text in texts)], topic["id"]
