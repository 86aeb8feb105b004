"""The vocabulary and the expansion of queries at every door."""

import shutil

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, URIRef

from api.backup import restore, write_backup
from api.commands.vocabulary import run_check, run_export, run_import
from api.library import open_library
from api.settings import Settings
from corpus.errors import BadQuery, VocabularyError
from corpus.own_terms import OwnTerms
from corpus.terms import TERMS_FILE, load_terms
from corpus.vocabulary import load_vocabulary

TERM = "https://prassi.example/term/"
OWN = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix term: <https://prassi.example/term/> .
term:pua skos:altLabel "Porta Sola"@it .
"""


def get(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("params", "accept", "media_type", "format_"),
    [
        ({}, "*/*", "application/ld+json", "json-ld"),
        ({}, "text/turtle", "text/turtle", "turtle"),
        ({}, "application/ld+json;q=0.4, text/turtle;q=0.9", "text/turtle", "turtle"),
        ({"format": "jsonld"}, "text/turtle", "application/ld+json", "json-ld"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_vocabulary_is_given_out_as_skos(client, params, accept, media_type, format_):
    answer = client.get("/v1/vocabulary", params=params, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    graph = Graph().parse(data=answer.text, format=format_)
    expected = len(load_terms()) + len(load_vocabulary().concepts())
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == expected
    assert (URIRef(TERM + "rei"), DCTERMS.isReplacedBy, URIRef(TERM + "rdc")) in graph


def test_an_unknown_format_is_refused(client):
    assert client.get("/v1/vocabulary", params={"format": "csv"}).status_code == 422


def test_http_shows_what_was_added_and_searches_without_it(client):
    found = get(client, "/v1/search", q="Reddito di cittadinanza", limit=1)
    (one,) = found["expansions"]
    assert (one["concept"], one["words"]) == ("rdc", "Reddito di cittadinanza")
    assert (one["since"], one["until"], one["ambiguous"]) == (2019, 2023, False)
    assert {"label", "language", "relation", "passages"} == set(one["names"][0])
    assert get(client, "/v1/search", q="RdC", without="rdc")["expansions"] == []
    assert get(client, "/v1/search", q="RdC", without="*")["expansions"] == []


def test_a_cursor_carries_what_was_taken_back(client):
    first = get(client, "/v1/search", q="volontariato RdC", limit=1, without="rdc")
    params = {"q": "volontariato RdC", "limit": 1, "cursor": first["next_cursor"]}
    assert get(client, "/v1/search", **params, without="rdc")["expansions"] == []
    assert client.get("/v1/search", params=params).status_code in (400, 409)


@pytest.mark.parametrize(("lang", "words"), [("it", "è inteso come"), ("en", "is taken for")])
def test_the_page_links_to_the_search_without_it(client, lang, words):
    page = client.get("/", params={"q": "RdC", "lang": lang}).text
    assert words in page
    assert "without=rdc" in page
    assert 'name="without"' not in page  # a new query begins anew
    taken_back = client.get("/", params={"q": "RdC", "lang": lang, "without": "rdc"}).text
    assert words not in taken_back
    assert "without=rdc" in taken_back  # facets, groups and pages keep it


def test_the_command_line_checks_with_line_and_concept(tmp_path, capsys):
    assert run_check(TERMS_FILE) == 0
    path = tmp_path / "bad.ttl"
    path.write_text(OWN.replace("altLabel", "broader :x ; skos:altLabel"), encoding="utf-8")
    with pytest.raises(VocabularyError):
        run_check(path)  # the prefix is not declared
    path.write_text(OWN + "term:new a skos:Concept .\n", encoding="utf-8")
    assert run_check(path) == 1
    assert f"{path}:4: new: no preferred label in 'it' [missing-label]" in capsys.readouterr().out


def test_own_terms_are_exported_and_come_back_from_a_backup(tmp_path, capsys):
    data = tmp_path / "data"
    data.mkdir()
    settings = Settings(data=data)
    path = tmp_path / "own.ttl"
    path.write_text(OWN, encoding="utf-8")
    with open_library(settings, create=True) as library:
        assert run_import(settings, path, None, None) == 0
        write_backup(library, tmp_path / "backup.zip", lambda *_: None)
    run_export(settings, "turtle")
    assert '"Porta Sola"@it' in capsys.readouterr().out
    shutil.rmtree(data)
    restore(tmp_path / "backup.zip", data, lambda *_: None)
    assert "Porta Sola" in OwnTerms(data).terms().term("pua").alt_labels["it"]
    assert run_import(settings, None, None, "own") == 0
    assert OwnTerms(data).terms() == load_terms()
    with pytest.raises(BadQuery):
        run_import(settings, path, None, "own")
