"""Suggestions and corrected queries, over HTTP and on the page."""

import html

import pytest


def test_what_is_typed_is_completed_over_http(client):
    found = client.get("/v1/suggest", params={"q": "prossimità nei"}).json()
    assert found["query"] == "prossimità nei"
    title = "Servizi di prossimità nei piccoli comuni"
    assert {"text": title, "kind": "title", "facet": None, "code": None} in found["suggestions"]


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 21}, {"q": "x" * 2_001}])
def test_suggestions_out_of_bounds_are_a_problem(client, params):
    answer = client.get("/v1/suggest", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_suggestions_are_in_the_schema(client):
    operation = client.get("/openapi.json").json()["paths"]["/v1/suggest"]["get"]
    assert {p["name"] for p in operation["parameters"]} == {"q", "limit"}


def test_no_search_is_suggested_for_nothing(client):
    assert client.get("/v1/suggest").json() == {"query": "", "suggestions": []}


def test_the_nearest_known_word_is_in_the_answer(client):
    assert client.get("/v1/search", params={"q": "sportelo"}).json()["did_you_mean"] == "sportello"
    assert client.get("/v1/search", params={"q": "sportello"}).json()["did_you_mean"] is None


@pytest.mark.parametrize(("language", "said"), [("it", "Forse cercavi"), ("en", "Did you mean")])
def test_the_page_links_what_may_be_meant_and_keeps_the_filters(client, language, said):
    params = {"q": "sportelo", "filter": "kind:practice", "lang": language}
    page = html.unescape(client.get("/", params=params).text)
    assert said in page
    assert "?q=sportello&filter=kind%3Apractice" in page
    known = client.get("/", params={**params, "q": "sportello"}).text
    assert said not in known
