"""The dated vocabulary as it is delivered."""

from pathlib import Path

import pytest

from corpus.skos_check import check_skos, read_skos
from corpus.terms import TERMS_FILE, from_json, load_terms, to_json
from corpus.vocabulary import VOCABULARY_FILE, load_vocabulary

TERMS = load_terms()


def test_there_are_more_than_150_terms_with_names_and_notes_in_both_languages():
    assert len(TERMS) >= 150
    for term in TERMS:
        assert set(term.pref_label) == set(term.scope_note) == {"it", "en"}, term.code


@pytest.mark.parametrize("path", [TERMS_FILE, VOCABULARY_FILE], ids=lambda path: path.name)
def test_the_delivered_vocabularies_break_no_rule(path: Path):
    assert check_skos(*read_skos(path)) == ()


def test_a_label_of_two_terms_is_declared_by_each_whatever_its_language():
    for label, terms in TERMS.by_label.items():
        if len(terms) > 1:
            assert all(label in term.ambiguous for term in terms), (label, terms)


def test_a_label_declared_ambiguous_is_one_and_is_shared():
    for term in TERMS:
        for label in term.ambiguous:
            assert len(TERMS.by_label.get(label, ())) > 1, (term.code, label)


def test_terms_point_at_concepts_of_facets_that_exist():
    vocabulary = load_vocabulary()
    pointed = {match for term in TERMS for match in term.facets}
    assert len(pointed) > 25
    for facet, code in pointed:
        assert vocabulary.concept(facet, code)


def test_names_follow_one_another_in_time():
    assert [term.code for term in TERMS.older("adi-inclusion")] == ["rdc", "rei", "sia"]
    assert {term.code for term in TERMS.newer("sprar")} == {"siproimi", "sai"}
    years = [TERMS.term(code).since for code in ("sia", "rei", "rdc", "adi-inclusion")]
    assert years == [2016, 2018, 2019, 2024]
    assert "disabled-people" in {term.code for term in TERMS.newer("handicap-word")}


def test_terms_come_back_from_json_as_they_were():
    assert from_json(to_json(TERMS)) == TERMS
    with pytest.raises(ValueError, match="no terms"):
        from_json('{"version": "1", "terms": [{"code": "x", "unknown": 1}]}')
