"""Labels by the vectors of passages and sentences, on documents that no weight was fitted to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from api.annotating import annotate_texts
from corpus.context import embedded_sentences, sentences_to_embed
from corpus.vocabulary import load_vocabulary
from eval.annotation import read_passages, score
from index.model import open_embedder
from ingest.annotate import PassageVectors, annotation_lists, open_annotator
from ingest.annotate.kind_model import LEAST_WORDS
from ingest.annotate.meaning import LABELLED, WEIGHTS_FILE, direction, load_meaning_model

COLLECTION = Path(__file__).parents[2] / "eval/collections/annotation/passages.jsonl"
SETBACK = (
    "La piattaforma è rimasta quasi vuota: in due anni si sono iscritte undici famiglie. Gli "
    "operatori spiegano che nessuno aveva chiesto alle assistenti familiari se avessero tempo e "
    "voglia di usarla, e che senza uno sportello con una persona il servizio non parte."
)


@pytest.fixture(scope="module")
def embedder(prepared_model):
    return open_embedder(prepared_model)


@pytest.fixture(scope="module")
def dev(embedder):
    passages = [p for p in read_passages(COLLECTION) if p.part == "dev"]
    annotator = open_annotator()
    return passages, list(annotate_texts(annotator, embedder, [p.text for p in passages]))


def test_weights_are_fitted_on_the_vectors_of_the_default_model(embedder):
    assert open_annotator().knows(embedder.fingerprint)
    assert not open_annotator().knows("another")
    for judge in load_meaning_model().judges.values():
        assert judge.dense.shape == (len(judge.codes), embedder.dimension)
        assert set(judge.codes) == set(load_vocabulary().facet(judge.facet).codes())
    assert WEIGHTS_FILE.stat().st_size < 300_000


# As fitted 0.80, 0.72, 0.56 and 0.50; by words alone 0.71, 0.71, 0.41 and 0.43.
@pytest.mark.parametrize(
    ("facet", "least"), [("kind", 0.78), ("actor", 0.71), ("target", 0.53), ("theme", 0.48)]
)
def test_labels_by_meaning_keep_their_micro_f1(dev, facet, least):
    passages, found = dev
    predicted = {
        passage.id: {facet: annotation_lists(labels)[f"{facet}s"]}
        for passage, labels in zip(passages, found, strict=True)
    }
    gold = {passage.id: passage.gold for passage in passages}
    assert score(predicted, gold)[facet].micro.f1 >= least


def test_what_is_told_by_meaning_names_a_sentence_and_only_lessons_have_a_polarity(dev):
    passages, found = dev
    seen = set()
    for passage, labels in zip(passages, found, strict=True):
        kinds = set(annotation_lists(labels)["kinds"])
        for annotation in labels:
            if annotation.rule.startswith("meaning-"):
                seen.add(annotation.facet)
                place = (annotation.start, annotation.end)
                assert place in embedded_sentences(passage.text)
            assert annotation.facet != "polarity" or "lesson" in kinds
    assert seen == {"kind", "polarity", "actor", "target", "theme"}


def test_a_setback_is_a_lesson_that_did_not_work(embedder):
    (found,) = annotate_texts(open_annotator(), embedder, [SETBACK])
    lists = annotation_lists(found)
    assert "lesson" in lists["kinds"]
    assert "did-not-work" in lists["polarity"]


def test_what_words_gave_keeps_their_places(dev):
    passages, found = dev
    annotator = open_annotator()
    kept = 0
    for passage, labels in zip(passages, found, strict=True):
        by_words = {a for a in annotator.annotate(passage.text) if a.facet in LABELLED}
        for annotation in labels:
            if annotation.facet in LABELLED and not annotation.rule.startswith("meaning-"):
                assert annotation in by_words
                kept += 1
    assert kept > 100


def test_vectors_of_other_sentences_and_short_texts_leave_the_labels_to_the_words(embedder):
    annotator = open_annotator()
    by_words = annotator.annotate(SETBACK)
    one = np.ones((1, embedder.dimension)) / np.sqrt(embedder.dimension)
    vectors = PassageVectors(one, one[0])
    assert next(annotator.annotate_many([SETBACK], vectors=[vectors])) == by_words
    short = "Che cosa non ha funzionato: nessuno conosceva il servizio."
    assert len(short.split()) < LEAST_WORDS
    (found,) = annotate_texts(annotator, embedder, [short])
    assert found == annotator.annotate(short)


def test_direction_lies_between_the_passage_and_its_sentences():
    one, other = np.array([3.0, 0.0]), np.array([0.0, 1.0])
    half = np.sqrt(0.5)
    assert direction(PassageVectors(other[None], one)) == pytest.approx([half, half])
    assert direction(PassageVectors(np.stack([one, -one]), other)).tolist() == [0.0, 1.0]
    assert direction(PassageVectors(-other[None], other)).tolist() == [0.0, 0.0]


def test_labels_told_anew_are_those_of_a_whole_annotation(dev, embedder):
    passages, labels = dev
    index = "Indice\n1. Anziani ....... 5\n2. Minori ....... 9"
    texts = [p.text for p in passages[::10]] + [index]
    annotator = open_annotator()
    before = annotator.annotate_many(texts)
    after = [*labels[::10], *annotate_texts(annotator, embedder, [index])]
    changed = 0
    for text, found, wanted in zip(texts, before, after, strict=True):
        sentences = embedder.embed_passages(sentences_to_embed(text))
        vectors = PassageVectors(sentences, embedder.embed_passages([text])[0])
        assert annotator.with_meaning(text, None, found, vectors) == wanted
        changed += found != wanted
    assert changed > 5


def test_telling_labels_anew_loads_no_pipeline():
    told = (
        "import sys, numpy as np; from ingest.annotate import PassageVectors, open_annotator;"
        "vectors = PassageVectors(np.eye(9, 384), np.eye(1, 384)[0]);"
        "text = 'Abbiamo imparato molto. ' * 9;"
        "found = open_annotator().with_meaning(text, 'it', (), vectors);"
        "print([a.facet for a in found], 'spacy' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("False\n"), done.stdout
