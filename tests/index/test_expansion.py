"""Other names of what a query names: added, shown, taken back."""

import pytest
from making import make_record, put
from small_library import EMBEDDER, opened, reading_engine

from corpus.catalogue import Catalogue
from index.answers import Mode, Relation, SearchRequest
from index.apply import sync
from index.embed import embed_missing

TEXTS = {
    "domiciliare": (2018, ["L'assistenza domiciliare integrata porta le cure a casa degli anziani.",
                           "Nel distretto l'ADI segue ottanta persone."]),
    "inclusione": (2025, ["L'ADI sostiene i nuclei poveri della valle.",
                          "L'assegno di inclusione sostituisce altre misure."]),
    "cittadinanza": (2020, ["Il reddito di cittadinanza raggiunge mille famiglie.",
                            "Il reddito delle famiglie cala."]),
    "inserimento": (2018, ["Il reddito di inclusione chiede un patto con i servizi."]),
    "noi": (2019, ["La legge sul dopo di noi apre appartamenti.", "Dopo pranzo si esce."]),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    data = tmp_path_factory.mktemp("names")
    with Catalogue(data / "catalogue.db") as catalogue:
        for name, (year, texts) in TEXTS.items():
            put(catalogue, make_record(name, year=year, title=name), texts)
        embed_missing(catalogue, EMBEDDER)
        with opened(data) as indexes:
            sync(catalogue, indexes)
        yield reading_engine(catalogue, data)


def search(engine, query, *without, mode=Mode.LEXICAL, **more):
    return engine.search(SearchRequest(query, without=without, mode=mode, **more))


def texts(answer):
    return [hit.passage.text for hit in answer.hits]


def concepts(answer):
    return [found.concept for found in answer.expansions]


def test_an_acronym_finds_its_full_name_and_says_so(engine):
    answer = search(engine, "ADI anziani a casa")
    assert concepts(answer) == ["adi-home"]
    (found,) = answer.expansions
    assert (found.words, found.ambiguous) == ("ADI", False)
    held = {name.label: name.passages for name in found.names if name.passages}
    assert held == {"Assistenza domiciliare integrata": 1}
    assert any("domiciliare integrata" in text for text in texts(answer))


def test_an_acronym_of_one_year_does_not_mean_what_came_later(engine):
    found = texts(search(engine, "ADI INPS", mode=Mode.LEXICAL))
    assert concepts(search(engine, "ADI INPS")) == ["adi-inclusion"]
    assert any("assegno di inclusione" in text for text in found)
    assert not any("ottanta persone" in text for text in found)  # it is of 2018


def test_where_nothing_tells_every_meaning_is_searched_and_named(engine):
    answer = search(engine, "ADI")
    assert concepts(answer) == ["adi-home", "adi-inclusion"]
    assert all(found.ambiguous for found in answer.expansions)
    assert answer.total == 6  # earlier names of the allowance too
    assert concepts(search(engine, "ADI 2018")) == ["adi-home"]


@pytest.mark.parametrize(("without", "total"), [(("*",), 2), (("adi-home", "adi-inclusion"), 2)])
def test_what_is_taken_back_is_not_searched(engine, without, total):
    answer = search(engine, "ADI", *without)
    assert answer.expansions == ()
    assert answer.total == total


def test_taking_one_meaning_back_leaves_the_other(engine):
    answer = search(engine, "ADI", "adi-inclusion")
    assert concepts(answer) == ["adi-home"]
    assert "L'ADI sostiene i nuclei poveri della valle." in texts(answer)  # by its own word
    assert not any("assegno" in text for text in texts(answer))


@pytest.mark.parametrize("query", ['"ADI"', '-ADI casa "reddito di cittadinanza"'])
def test_quoted_and_excluded_words_are_never_expanded(engine, query):
    assert search(engine, query).expansions == ()


def test_older_and_newer_names_count_less_than_other_names_of_today(engine):
    answer = search(engine, "RdC")
    (found,) = answer.expansions
    relations = {name.label: name.relation for name in found.names if name.passages}
    assert relations["Reddito di cittadinanza"] is Relation.SAME
    assert relations["Reddito di inclusione"] is Relation.OLDER
    assert relations["Assegno di inclusione"] is Relation.NEWER
    scores = {hit.passage.text: hit.scores["lexical"] for hit in answer.hits}
    today = scores["Il reddito di cittadinanza raggiunge mille famiglie."]
    assert 0 < scores["Il reddito di inclusione chiede un patto con i servizi."] < today


def test_a_name_of_small_words_is_more_than_its_long_one(engine):
    found = texts(search(engine, "L. 112/2016"))
    assert found == ["La legge sul dopo di noi apre appartamenti."]


@pytest.mark.parametrize("query", ["sia il reddito", "sai dove", "le case", "piano plus"])
def test_everyday_words_are_not_taken_for_acronyms(engine, query):
    assert concepts(search(engine, query)) == []


def test_names_found_are_marked_whole(engine):
    hit = next(h for h in search(engine, "RdC").hits if "cittadinanza" in h.passage.text)
    marked = [hit.passage.text[start:end] for start, end in hit.highlights]
    assert marked == ["reddito", "di", "cittadinanza"]


def test_a_known_name_is_no_slip(engine):
    assert search(engine, "REMS").forgiven == ()


@pytest.mark.parametrize("query", ["ADI", "RdC famiglie", "ADI nuclei poveri 2025"])
@pytest.mark.parametrize("mode", [Mode.LEXICAL, Mode.HYBRID])
def test_totals_counts_and_pages_agree_on_an_expanded_query(engine, query, mode):
    whole = search(engine, query, mode=mode, limit=100)
    assert whole.total == len(whole.hits)
    paged = [search(engine, query, mode=mode, limit=2, offset=at) for at in range(0, 8, 2)]
    assert [t for page in paged for t in texts(page)] == texts(whole)
    years = next(facet for facet in whole.facets if facet.facet == "year")
    for value in years.values:
        chosen = search(engine, query, mode=mode, filters={"year": (value.code,)})
        assert chosen.total == value.count
