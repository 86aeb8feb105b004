import pytest

from api.filters import resolve_filters
from api.labels import load_labels
from corpus.errors import BadQuery, UnknownFilter


@pytest.mark.parametrize(
    ("pair", "facet", "code"),
    [
        ("kind:practice", "kind", "practice"),
        ("kind=practice", "kind", "practice"),
        ("Kind: Buona pratica ", "kind", "practice"),
        ("kind:GOOD PRACTICE", "kind", "practice"),
        ("format:presentazione", "format", "slides"),
        ("territory:Lombardia", "territory", "Lombardia"),
        ("territory=Lombardy", "territory", "Lombardia"),
        ("territory:017029", "territory", "Lombardia/BS/Brescia"),
        ("territory:Lombardia/BS", "territory", "Lombardia/BS"),
        ("language:Inglese", "language", "en"),
        ("language:italian", "language", "it"),
        ("year:2019", "year", "2019"),
        ("year: 2018 - 2021", "year", "2018-2021"),
        ("year:-2021", "year", "-2021"),
        ("source=Fondazione: Esempio", "source", "Fondazione: Esempio"),
        ("source:a=b", "source", "a=b"),
    ],
)
def test_a_pair_is_resolved_to_facet_and_code(pair, facet, code):
    assert resolve_filters([pair]) == {facet: (code,)}


def test_codes_of_a_facet_are_gathered_in_order_and_once():
    pairs = ["kind:lesson", "year:2020", "kind:practice", "kind:Lezione appresa"]
    assert resolve_filters(pairs) == {"kind": ("lesson", "practice"), "year": ("2020",)}


def test_no_pairs_are_no_filters():
    assert resolve_filters([]) == {}


@pytest.mark.parametrize(
    "pair", ["kind", "kind:", ":practice", "", "year:20", "year:abc", "year:-"]
)
def test_a_malformed_pair_is_a_bad_query(pair):
    with pytest.raises(BadQuery):
        resolve_filters([pair])


def test_an_unknown_facet_names_the_known_ones():
    with pytest.raises(UnknownFilter) as caught:
        resolve_filters(["colour:blue"])
    assert caught.value.code is None
    assert "kind" in caught.value.known
    assert "year" in caught.value.known


@pytest.mark.parametrize("pair", ["kind:miracle", "territory:Atlantide", "language:x1"])
def test_an_unknown_value_names_the_known_ones(pair):
    with pytest.raises(UnknownFilter) as caught:
        resolve_filters([pair])
    assert (caught.value.facet, caught.value.code) == tuple(pair.split(":"))
    assert caught.value.known


def test_labels_are_given_in_both_languages():
    italian, english = load_labels("it"), load_labels("en")
    assert (italian.facet("kind"), english.facet("kind")) == ("Ruolo", "Role")
    assert italian.value("kind", "practice") == "Buona pratica"
    assert english.value("kind", "practice") == "Good practice"
    assert (italian.value("language", "en"), english.value("language", "it")) == (
        "Inglese",
        "Italian",
    )


def test_places_are_labelled_by_their_names():
    labels = load_labels("it")
    assert labels.value("territory", "Lombardia") == "Lombardia"
    assert labels.value("territory", "Lombardia/BS") == "Provincia di Brescia"
    assert labels.value("territory", "Lombardia/BS/Brescia") == "Brescia"


def test_what_the_vocabulary_does_not_know_is_its_own_label():
    labels = load_labels("it")
    assert labels.value("year", "2019") == "2019"
    assert labels.value("source", "Istat") == "Istat"
    assert labels.value("territory", "Lombardia/XX/Nessuno") == "Nessuno"
    assert labels.facet("colour") == "colour"
