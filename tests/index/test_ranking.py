"""What speaks for a passage, and how much."""

import dataclasses

import numpy as np
import pytest

from corpus.records import BlockKind
from corpus.vocabulary import load_vocabulary
from index import analysis
from index.concepts import names_of, read_names, write_names
from index.query import parse
from index.ranking import Evidence, Scale, demotion_of, fused, ranked

SCALE = Scale(mean=0.8, deviation=0.02, best_lexical=20.0)
PLAIN = {
    "keys": 1,
    "dense": 0.84,
    "sentence": None,
    "lexical": 0.0,
    "together": 0.0,
    "concept": 0.0,
    "demotion": 0,
    "pages": 1,
    "content": (1, 2, 3, 4),
}
TYPES = {"keys": np.uint64, "content": np.uint64, "demotion": np.int64, "pages": np.int64}


def evidence(*passages):
    """Each passage as what differs from a plain one."""
    rows = [PLAIN | passage for passage in passages]
    columns = {name: np.array([r[name] for r in rows], TYPES.get(name, float)) for name in PLAIN}
    return Evidence(**columns | {"content": columns["content"].reshape(-1, 4)})


def score(scale=SCALE, **fields):
    (found,) = fused(evidence(fields), scale)
    return found


def order_of(*passages):
    """Keys and scores, best first."""
    given = evidence(*passages)
    found = ranked(given, SCALE)
    return given.keys[found.places].tolist(), found.scores.tolist()


def test_meaning_counts_in_deviations_from_what_is_usual():
    assert score() == pytest.approx(2.0)
    assert score(dense=0.8) == pytest.approx(0.0)


def test_words_and_concepts_speak_for_a_passage_and_demotion_against_it():
    assert score(lexical=10.0) > score(lexical=5.0) > score()
    assert score(lexical=5.0, together=0.5) > score(lexical=5.0)
    assert score(concept=2.0) > score()
    assert score(demotion=100) == pytest.approx(score() - 1.0)


def test_a_query_without_known_words_is_no_division_by_zero():
    assert score(dataclasses.replace(SCALE, best_lexical=0.0)) == pytest.approx(2.0)


def test_a_passage_without_vector_stands_on_its_words():
    assert score(dense=None, lexical=10.0) > score(dense=0.8)


def test_references_and_contents_are_demoted_and_text_is_not():
    assert demotion_of(BlockKind.REFERENCE) > 0
    assert demotion_of(BlockKind.CONTENTS) > 0
    assert demotion_of(BlockKind.PARAGRAPH) == 0


def test_a_copy_stands_behind_what_is_new():
    copy = {"keys": 2, "content": (1, 2, 9, 9)}
    other = {"keys": 3, "content": (1, 7, 8, 6), "dense": 0.83}
    assert order_of(copy, other, {})[0] == [1, 3, 2]


def test_equal_scores_keep_an_order():
    twins = [{"keys": k, "content": (k, k, k, k)} for k in (5, 3, 9)]
    assert order_of(*twins)[0] == [3, 5, 9]


def test_nothing_to_rank_is_no_error():
    assert order_of() == ([], [])


@pytest.fixture(scope="module")
def names():
    return names_of(load_vocabulary())


@pytest.mark.parametrize(
    ("query", "concept"),
    [
        ("progetti per anziani soli", ("target", "older-people")),
        ("elderly people living alone", ("target", "older-people")),
        ("cooperativa sociale che assume", ("actor", "social-cooperatives")),
        ("welfare aziendale per le piccole imprese", ("theme", "company-welfare")),
    ],
)
def test_a_query_names_concepts_in_either_language(names, query, concept):
    assert concept in names.named_in(parse(query).words)


def test_a_query_of_nothing_in_particular_names_no_concept(names):
    assert names.named_in(parse("quello che conta davvero").words) == ()
    assert names.named_in(()) == ()


def test_names_come_back_as_written(names, tmp_path):
    write_names(tmp_path, names)
    assert read_names(tmp_path) == names


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("servizi socio-sanitari", "sociosanitari"),
        ("l'eco-sistema", "ecosistema"),
        ("senza trattini - ecco", ""),
    ],
)
def test_a_hyphenated_word_can_be_found_written_in_one(text, added):
    assert analysis.with_compounds(text).removeprefix(text).strip() == added


def test_both_spellings_of_a_compound_are_the_same_query():
    assert parse("socio-sanitario").words == ("sociosanitario",)
    assert parse("ben-essere, e così via").words == ("benessere", "e", "così", "via")


def test_of_two_copies_the_one_with_pages_stands_first():
    text = {"keys": 2, "dense": 0.85}
    slide = {"keys": 3, "pages": 7}
    part = {"keys": 4, "pages": 7, "content": (1, 2, 9, 9), "dense": 0.83}
    keys, scores = order_of(text, slide, part)
    assert keys == [3, 2, 4]
    assert scores[0] == pytest.approx(2.5)  # the place it was found for is kept


def test_the_nearest_sentence_lifts_or_lowers_what_the_passage_means():
    assert score(sentence=0.9) > score() > score(sentence=0.8)
