"""Practices: passages that tell of one, by search and by id."""


def test_a_practice_is_found_and_then_shown(client):
    found = client.get("/v1/practices").json()
    assert found["total"] == len(found["hits"]) > 0
    for hit in found["hits"]:
        shown = client.get(f"/v1/practices/{hit['passage_id']}").json()
        assert shown["text"] == hit["text"]
        assert "practice" in shown["facets"]["kind"]
        assert shown["locator"] == hit["locator"]
        words = [a["words"] for a in shown["annotations"] if a["code"] == "practice"]
        assert words
        assert all(word in hit["text"] for word in words)


def test_a_practice_is_the_passage_it_is(client, world):
    identifier = world.passage("report", "sportello")
    practice = client.get(f"/v1/practices/{identifier}").json()
    assert practice == client.get(f"/v1/passages/{identifier}").json()


def test_a_passage_that_tells_of_none_is_no_practice(client, world):
    identifier = world.passage("report", "imparato")
    assert client.get(f"/v1/passages/{identifier}").status_code == 200
    answer = client.get(f"/v1/practices/{identifier}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:prassi:problem:practice-not-found"
    assert answer.json()["passage_id"] == identifier


def test_an_id_of_nothing_is_a_problem(client):
    answer = client.get("/v1/practices/0123456789abcdef")
    assert answer.status_code == 404
    assert answer.json()["type"].startswith("urn:prassi:problem:")


def test_practices_and_exports_are_described(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert "/v1/practices/{identifier}" in paths
    [form] = [p for p in paths["/v1/export"]["get"]["parameters"] if p["name"] == "format"]
    assert form["required"]
    assert "text/csv" in paths["/v1/export"]["get"]["responses"]["200"]["content"]
