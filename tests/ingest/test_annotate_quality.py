"""Labels on documents that no rule or weight was fitted to keep their quality."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.annotation import FacetScore, LabelledPassage, read_passages, score
from ingest.annotate import annotation_lists, open_annotator
from ingest.annotate.kind_model import WEIGHTS_FILE

COLLECTION = Path(__file__).parents[2] / "eval/collections/annotation/passages.jsonl"
KEYS = {
    "kind": "kinds",
    "actor": "actors",
    "target": "targets",
    "theme": "themes",
    "region": "regions",
}
#: A little below what words alone give on the part dev.
FLOORS = {"kind": 0.68, "actor": 0.68, "target": 0.39, "theme": 0.41, "region": 0.93}


@pytest.fixture(scope="module")
def passages() -> list[LabelledPassage]:
    return [passage for passage in read_passages(COLLECTION) if passage.part == "dev"]


@pytest.fixture(scope="module")
def scores(passages: list[LabelledPassage]) -> dict[str, FacetScore]:
    found = open_annotator().annotate_many([passage.text for passage in passages])
    lists = [annotation_lists(annotations) for annotations in found]
    predicted = {
        passage.id: {facet: labels[key] for facet, key in KEYS.items()}
        for passage, labels in zip(passages, lists, strict=True)
    }
    return score(predicted, {passage.id: passage.gold for passage in passages})


@pytest.mark.parametrize("facet", FLOORS)
def test_labels_of_unseen_documents_keep_their_micro_f1(
    scores: dict[str, FacetScore], facet: str
) -> None:
    assert scores[facet].micro.f1 >= FLOORS[facet]


def test_kind_of_the_model_names_a_whole_sentence_as_its_evidence(
    passages: list[LabelledPassage],
) -> None:
    annotator = open_annotator()
    seen = 0
    for passage in passages:
        sentences = annotator.sentences(passage.text)
        for annotation in annotator.annotate(passage.text):
            if annotation.rule == "model-kind":
                seen += 1
                assert (annotation.start, annotation.end) in sentences
    assert seen > 0


def test_weights_stay_a_small_file() -> None:
    assert WEIGHTS_FILE.stat().st_size < 300_000
