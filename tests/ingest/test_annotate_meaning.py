"""Kinds and polarity by the vectors of sentences, on documents that no weight was fitted to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from api.annotating import annotate_texts
from corpus.context import embedded_sentences, sentences_to_embed
from eval.annotation import read_passages, score
from index.model import open_embedder
from ingest.annotate import annotation_lists, open_annotator
from ingest.annotate.kind_model import LEAST_WORDS
from ingest.annotate.meaning import WEIGHTS_FILE, load_meaning_model, mean_direction

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
    model = load_meaning_model()
    assert model.kinds.dense.shape == (len(model.kinds.codes), embedder.dimension)
    assert WEIGHTS_FILE.stat().st_size < 100_000


def test_kinds_by_meaning_keep_their_micro_f1(dev):
    passages, found = dev
    predicted = {
        passage.id: {"kind": annotation_lists(labels)["kinds"]}
        for passage, labels in zip(passages, found, strict=True)
    }
    gold = {passage.id: passage.gold for passage in passages}
    # 0.82 as fitted; by words alone it is 0.72.
    assert score(predicted, gold)["kind"].micro.f1 >= 0.79


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
    assert seen == {"kind", "polarity"}


def test_a_setback_is_a_lesson_that_did_not_work(embedder):
    (found,) = annotate_texts(open_annotator(), embedder, [SETBACK])
    lists = annotation_lists(found)
    assert "lesson" in lists["kinds"]
    assert "did-not-work" in lists["polarity"]


def test_vectors_of_other_sentences_and_short_texts_leave_the_kinds_to_the_words(embedder):
    annotator = open_annotator()
    by_words = annotator.annotate(SETBACK)
    one = np.ones((1, embedder.dimension)) / np.sqrt(embedder.dimension)
    assert next(annotator.annotate_many([SETBACK], sentences=[one])) == by_words
    short = "Che cosa non ha funzionato: nessuno conosceva il servizio."
    assert len(short.split()) < LEAST_WORDS
    (found,) = annotate_texts(annotator, embedder, [short])
    assert found == annotator.annotate(short)


def test_vectors_that_cancel_out_have_no_direction():
    assert mean_direction(np.array([[1.0, 0.0], [-1.0, 0.0]])).tolist() == [0.0, 0.0]
    assert mean_direction(np.array([[3.0, 4.0]])).tolist() == [0.6, 0.8]


def test_kinds_told_anew_are_those_of_a_whole_annotation(embedder):
    passages = [p for p in read_passages(COLLECTION) if p.part == "dev"][:40]
    texts = [p.text for p in passages] + ["Indice\n1. Anziani ....... 5\n2. Minori ....... 9"]
    annotator = open_annotator()
    before = list(annotator.annotate_many(texts))
    after = annotate_texts(annotator, embedder, texts)
    for text, found, wanted in zip(texts, before, after, strict=True):
        vectors = embedder.embed_passages(sentences_to_embed(text))
        assert annotator.with_meaning(text, None, found, vectors) == wanted


def test_telling_kinds_anew_loads_no_pipeline():
    told = (
        "import sys, numpy as np; from ingest.annotate import open_annotator;"
        "found = open_annotator().with_meaning('Abbiamo imparato molto. ' * 9, 'it', (), "
        "np.eye(9, 384)); print([a.facet for a in found], 'spacy' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("False\n"), done.stdout
