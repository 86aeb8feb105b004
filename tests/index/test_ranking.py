"""What speaks for a passage, and how much."""

import dataclasses

import pytest

from corpus.records import BlockKind
from corpus.vocabulary import load_vocabulary
from index import analysis
from index.concepts import names_of, read_names, write_names
from index.query import parse
from index.ranking import Evidence, Scale, demotion_of, fused, ranked

SCALE = Scale(mean=0.8, deviation=0.02, best_lexical=20.0)
PLAIN = Evidence(1, 1, content=(1, 2, 3, 4), demotion=0, dense=0.84, lexical=0.0, concept=0.0)


def score(**fields):
    return fused(dataclasses.replace(PLAIN, **fields), SCALE)


def test_meaning_counts_in_deviations_from_what_is_usual():
    assert score() == pytest.approx(2.0)
    assert score(dense=0.8) == pytest.approx(0.0)


def test_words_and_concepts_speak_for_a_passage_and_demotion_against_it():
    assert score(lexical=10.0) > score(lexical=5.0) > score()
    assert score(concept=2.0) > score()
    assert score(demotion=100) == pytest.approx(score() - 1.0)


def test_a_query_without_known_words_is_no_division_by_zero():
    assert fused(PLAIN, dataclasses.replace(SCALE, best_lexical=0.0)) == pytest.approx(2.0)


def test_a_passage_without_vector_stands_on_its_words():
    assert score(dense=None, lexical=10.0) > score(dense=0.8)


def test_references_and_contents_are_demoted_and_text_is_not():
    assert demotion_of(BlockKind.REFERENCE) > 0
    assert demotion_of(BlockKind.CONTENTS) > 0
    assert demotion_of(BlockKind.PARAGRAPH) == 0


def test_a_copy_stands_behind_what_is_new():
    copy = dataclasses.replace(PLAIN, key=2, record=2, content=(1, 2, 9, 9))
    other = dataclasses.replace(PLAIN, key=3, content=(1, 7, 8, 6), dense=0.83)
    order = [e.key for _, e in ranked([copy, other, PLAIN], SCALE)]
    assert order == [1, 3, 2]


def test_equal_scores_keep_an_order():
    twins = [dataclasses.replace(PLAIN, key=k, content=(k, k, k, k)) for k in (5, 3, 9)]
    assert [e.key for _, e in ranked(twins, SCALE)] == [3, 5, 9]


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
    text = dataclasses.replace(PLAIN, key=2, record=2, dense=0.85)
    slide = dataclasses.replace(PLAIN, key=3, record=3, pages=7)
    part = dataclasses.replace(PLAIN, key=4, record=4, pages=7, content=(1, 2, 9, 9), dense=0.83)
    order = [(e.key, round(s, 2)) for s, e in ranked([text, slide, part], SCALE)]
    assert [key for key, _ in order] == [3, 2, 4]
    assert order[0][1] == pytest.approx(2.5)  # the place it was found for is kept


def test_the_nearest_sentence_lifts_or_lowers_what_the_passage_means():
    assert score(sentence=0.9) > score() > score(sentence=0.8)
