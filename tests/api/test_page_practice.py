"""The page of a practice record."""

import dataclasses
import re
import time

import pytest
from selectolax.lexbor import LexborHTMLParser
from tiny_library import ENTRIES, HOSTILE_TITLE, KEY, put

from corpus.practices import FIELDS
from index.embed import embed_missing

HTML = {"accept": "text/html"}
AUTH = {"Authorization": f"Bearer {KEY}"}


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
    assert links
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


@pytest.fixture
def another(world, tmp_path):
    """A second practice, whose name and document would be markup."""
    told = "La cooperativa ha aperto <b>a Bari</b> uno sportello per i caregiver familiari giovani."
    entry = dataclasses.replace(
        ENTRIES["report"],
        file_name="sportello.pdf",
        description=dataclasses.replace(ENTRIES["report"].description, title=HOSTILE_TITLE),
        pages=((told,),),
        labels={"sportello": (("kind", "practice"), ("territory", "Puglia/BA/Bari"))},
        sketch=frozenset(),
    )
    catalogue = world.library.catalogue

    def applied():
        embed_missing(catalogue, world.service.embedder)
        until = time.monotonic() + 60
        while world.service.applied < catalogue.last_seq():
            assert time.monotonic() < until
            time.sleep(0.02)

    identifier = put(world.library, entry, tmp_path)
    applied()
    yield identifier
    catalogue.remove(identifier)
    applied()


def test_a_practice_leads_to_those_like_it_and_its_name_is_never_markup(client, card, another):
    page = load(client, f"/practice/{card['practice_id']}", q="caregiver")
    [link] = page.css("[aria-labelledby=related] a")
    assert link.attributes["href"].endswith("?q=caregiver")
    other = load(client, link.attributes["href"])
    assert other.css_first("h1").text() == link.text()
    back = [a.text() for a in other.css("[aria-labelledby=related] a")]
    assert back == [card["name"]]
    results = load(client, "/", q="sportello caregiver", group="practice")
    reader = load(client, f"/record/{another}", page=1)
    shown = [n for p in (page, other, results, reader) for n in p.css("script:not([src]), main b")]
    assert shown == []
    documents = other.css_first("[aria-labelledby=documents]").text()
    assert HOSTILE_TITLE in documents
    assert "<b>a Bari</b>" in link.text()
    assert link.text() in [a.text() for a in reader.css("[aria-labelledby=practices] a")]


def test_a_card_says_which_fields_people_set_right_and_counts_what_is_in_force(client, card):
    address = f"/practice/{card['practice_id']}"
    stated = next(field for field in card["fields"] if field["stated"])
    sentence = stated["quotes"][0]["text"]
    said = [
        {"verdict": "add", "field": "lessons", "sentence": sentence},
        {"verdict": "confirm", "field": stated["field"], "sentence": sentence},
    ]
    assert not load(client, address).css(".prassi-said")
    body = {"practice_id": card["practice_id"], "fields": said, "by": "Ada", "why": "prova"}
    made = client.post("/v1/corrections", json=body, headers=AUTH).json()["corrections"]
    try:
        page = load(client, address)
        found = {
            field.css_first("h2").id: field.css_first(".prassi-said").text()
            for field in page.css(".prassi-field")
            if field.css(".prassi-said")
        }
        assert found == {
            "field-lessons": "Corretto da una persona",
            f"field-{stated['field']}": "Confermato da una persona",
        }
        assert (
            "hanno corretto o confermato 2 cose"
            in page.css_first(".prassi-hint:not(#q-hint)").text()
        )
    finally:
        for one in made:
            undone = f"/v1/corrections/{one['id']}/undo"
            client.post(undone, json={"why": "prova"}, headers=AUTH)
    # What takes something back is no correction in force itself.
    page = load(client, address)
    assert not page.css(".prassi-said")
    assert "corretto o confermato" not in page.css_first("main").text()


def test_a_printed_card_says_where_it_is_found_and_of_what_day_it_is(client, card):
    page = load(client, f"/practice/{card['practice_id']}", q="caregiver", lang="en")
    said = page.css_first(".prassi-printed").text()
    assert said.startswith("Record of 20")
    assert said.endswith(f", from http://127.0.0.1/practice/{card['practice_id']}")
    style = client.get("/static/prassi/prassi.css").text
    assert style.count("@media print") == 1
    [kept] = re.findall(r"([^{}]*)\{ break-inside: avoid; \}", style)
    assert ".prassi-field" in kept.split(",")[0]
