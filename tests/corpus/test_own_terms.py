"""A library's own terms: checked, merged, replaced, removed."""

import pytest

from corpus.errors import VocabularyError
from corpus.own_import import VocabularyRefused, import_terms
from corpus.own_terms import OwnTerms, remove_own

OWN = """\
@prefix : <https://example.org/mine/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix term: <https://prassi.example/term/> .
@prefix facet: <https://prassi.example/vocab/> .
:s a skos:ConceptScheme ; skos:prefLabel "Nostri"@it, "Ours"@en .
:filo a skos:Concept ; skos:inScheme :s ; skos:notation "filo" ;
    skos:prefLabel "Filo Diretto"@it, "Direct line"@en ; skos:scopeNote "a"@it, "b"@en .
term:pua skos:altLabel "Porta Sola"@it .
facet:theme-housing skos:altLabel "tettucci"@it .
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.ttl"
    path.write_text(OWN, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    return path, data


def test_own_terms_and_labels_are_merged_at_once_and_removable(own):
    path, data = own
    terms = OwnTerms(data)
    before = terms.terms()
    assert import_terms(data, path, "own") == 3
    merged = terms.terms()
    assert merged.term("filo").pref_label["it"] == "Filo Diretto"
    assert "Porta Sola" in merged.term("pua").alt_labels["it"]
    assert merged.term("pua").pref_label == before.term("pua").pref_label
    assert merged.term("theme-housing").same_as == ("theme", "housing")
    assert OwnTerms(data).terms() == merged  # read from what was kept
    remove_own(data, "own")
    assert terms.terms() == before
    with pytest.raises(VocabularyError, match="no vocabulary 'own'"):
        remove_own(data, "own")


def test_a_label_that_another_term_has_is_refused_and_nothing_changes(own):
    path, data = own
    import_terms(data, path, "own")
    path.write_text(OWN.replace("Porta Sola", "Reddito di inclusione"), encoding="utf-8")
    kept = OwnTerms(data).terms()
    with pytest.raises(VocabularyRefused, match="line 8, pua: 'reddito di inclusione'"):
        import_terms(data, path, "own")
    assert OwnTerms(data).terms() == kept


def test_the_same_name_replaces_what_was_taken_in(own):
    path, data = own
    import_terms(data, path, "own")
    path.write_text(OWN.replace("Porta Sola", "Porta Una"), encoding="utf-8")
    import_terms(data, path, "own")
    labels = OwnTerms(data).terms().term("pua").alt_labels["it"]
    assert "Porta Una" in labels
    assert "Porta Sola" not in labels


@pytest.mark.parametrize("name", ["../out", "Own", "", "a/b", ".hidden"])
def test_a_name_that_leads_elsewhere_is_refused(own, name):
    path, data = own
    with pytest.raises(VocabularyError, match="is no name"):
        import_terms(data, path, name)
    assert not (data / "vocabulary").exists()
