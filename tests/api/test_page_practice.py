"""The page of a practice record."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from corpus.practices import FIELDS

HTML = {"accept": "text/html"}


def load(client, path, status=200, **params):
    answer = client.get(path, headers=HTML, params=params or None)
    assert answer.status_code == status, answer.text
    return LexborHTMLParser(answer.text)


@pytest.fixture
def card(client):
    [hit] = client.get("/v1/practices").json()["hits"]
    return hit["practice"]


def test_every_field_is_shown_with_its_sentences_or_not_stated(client, card):
    page = load(client, f"/practice/{card['practice_id']}")
    assert page.css_first("h1").text() == card["name"]
    fields = page.css(".prassi-field")
    assert [f.css_first("h2").id for f in fields] == [f"field-{field}" for field in FIELDS]
    for shown, field in zip(fields, card["fields"], strict=True):
        quotes = [quote["text"] for quote in field["quotes"]]
        assert [q.text() for q in shown.css("blockquote p")] == quotes
        assert bool(shown.css(".prassi-unstated")) is not field["stated"]
    assert any(field["stated"] for field in card["fields"])


def test_every_sentence_leads_to_its_page_and_back(client, card):
    page = load(client, f"/practice/{card['practice_id']}", q="caregiver", lang="en")
    assert page.css_first(".prassi-unstated").text() == "not stated"
    links = [link.attributes["href"] for link in page.css(".prassi-field figcaption a")]
    for link in links:
        reader = load(client, link)
        assert reader.css(".prassi-passage-chosen")
    back = page.css_first("main a").attributes["href"]
    assert back == "/?q=caregiver&lang=en"


def test_practices_are_found_by_name_and_lead_to_their_page(client, card):
    page = load(client, "/", q="", group="practice")
    link = page.css_first(".prassi-hit h3 a")
    assert link.text() == card["name"]
    assert load(client, link.attributes["href"]).css_first("h1").text() == card["name"]
    # The document is named too, and read by one click.
    source = page.css_first(".prassi-place a").attributes["href"]
    assert load(client, source).css(".prassi-passage-chosen")


def test_a_passage_names_the_practices_it_tells_of(client, card):
    page = load(client, "/", q="sportello caregiver")
    links = [a.attributes["href"] for a in page.css(".prassi-copies a")]
    assert f"/practice/{card['practice_id']}?q=sportello+caregiver" in links


def test_a_practice_goes_into_the_dossier(client, card):
    client.cookies.clear()
    form = {"practice": card["practice_id"]}
    answer = client.post("/dossier/add", data=form, headers=HTML, follow_redirects=True)
    piece = LexborHTMLParser(answer.text).css_first(".prassi-piece")
    client.cookies.clear()
    assert piece.css_first("h2").text() == card["name"]
    stated = [f["label"] for f in card["fields"] if f["stated"]]
    assert [h.text() for h in piece.css("h3")] == stated


def test_an_id_of_no_practice_is_a_page_that_says_so(client):
    page = load(client, "/practice/none", 404)
    assert "Questa pratica non è nella biblioteca." in page.css_first("main").text()
