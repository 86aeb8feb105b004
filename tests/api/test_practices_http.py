"""Practice records over HTTP: found by their passages, each sentence where it says it stands."""

from corpus.practices import FIELDS


def cards(client, **query):
    return [hit["practice"] for hit in client.get("/v1/practices", params=query).json()["hits"]]


def test_a_practice_is_found_and_then_shown_whole(client):
    [card] = cards(client, q="sportello caregiver")
    assert client.get(f"/v1/practices/{card['practice_id']}").json() == card
    assert [field["field"] for field in card["fields"]] == list(FIELDS)


def test_every_sentence_of_a_practice_is_where_it_says(client):
    quotes = [q for card in cards(client) for field in card["fields"] for q in field["quotes"]]
    assert quotes
    for quote in quotes:
        passage = client.get(f"/v1/passages/{quote['passage_id']}").json()
        assert passage["text"][quote["start"] : quote["end"]] == quote["text"]
        assert passage["record"] == quote["record"]
        page = client.get(f"/v1/records/{quote['record']['id']}/pages/{quote['locator']['page']}")
        assert quote["text"] in page.json()["text"]


def test_what_is_not_stated_is_said_so_in_the_language_asked_for(client):
    for language, words, label in (
        ("it", "non dichiarato", "Luogo"),
        ("en", "not stated", "Place"),
    ):
        [card] = cards(client, lang=language)
        assert card["not_stated"] == words
        fields = {field["field"]: field for field in card["fields"]}
        assert fields["place"]["label"] == label
        assert not fields["transferability"]["stated"]
        assert fields["transferability"]["quotes"] == []


def test_an_id_of_no_practice_is_a_problem(client, world):
    for identifier in ("0123456789abcdef", world.passage("report", "imparato")):
        answer = client.get(f"/v1/practices/{identifier}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:prassi:problem:practice-not-found"
        assert answer.json()["practice_id"] == identifier


def test_practices_and_exports_are_described(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert "/v1/practices/{identifier}" in paths
    [form] = [p for p in paths["/v1/export"]["get"]["parameters"] if p["name"] == "format"]
    assert form["required"]
    assert "text/csv" in paths["/v1/export"]["get"]["responses"]["200"]["content"]


def test_every_count_of_a_facet_is_the_number_of_practices_it_leaves(client):
    found = client.get("/v1/practices").json()
    values = [(f["facet"], v["code"], v["count"]) for f in found["facets"] for v in f["values"]]
    assert values
    for facet, code, count in values:
        left = client.get("/v1/practices", params={"filter": f"{facet}:{code}"}).json()
        assert left["total"] == count == len(left["hits"]), (facet, code)
