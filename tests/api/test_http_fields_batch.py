"""Chosen fields, and many searches in one request."""

import pytest

from api.http import batch_routes
from api.http.fields import chosen_fields, paths_of
from api.schema import SearchAnswerModel
from api.schema_batch import MOST_QUERIES


def get(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_only_the_fields_asked_for_are_given(client, world):
    found = get(
        client, "/v1/search", q="sportello", fields="total, hits.passage_id,hits.record.title"
    )
    assert set(found) == {"total", "hits"}
    assert found["hits"]
    for hit in found["hits"]:
        assert set(hit) == {"passage_id", "record"}
        assert set(hit["record"]) == {"title"}
    record = world.ids["report"]
    assert get(client, f"/v1/records/{record}", fields="year") == {"year": 2021}
    listed = get(client, "/v1/records", fields="records.id,next_cursor")
    assert set(listed) == {"records", "next_cursor"}
    assert all(set(one) == {"id"} for one in listed["records"])
    page = get(client, f"/v1/records/{record}/pages/1", fields="passages.text")
    assert [set(p) for p in page["passages"]] == [{"text"}]
    passage = world.passage("report", "sportello")
    assert set(get(client, f"/v1/passages/{passage}", fields="text,locator.page")) == {
        "text",
        "locator",
    }


def test_a_field_with_all_in_it_holds_its_parts():
    whole = chosen_fields(SearchAnswerModel, "hits")
    assert whole == {"hits": True}
    assert chosen_fields(SearchAnswerModel, "hits,hits.text") == whole
    assert chosen_fields(SearchAnswerModel, "hits.text,hits") == whole
    assert chosen_fields(SearchAnswerModel, " ,") is None
    assert {"hits.record.title", "facets.values.count"} <= set(paths_of(SearchAnswerModel))


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("title", "hits.record.title"), ("hits.txt", "hits.text"), ("totale", "total")],
)
def test_an_unknown_field_is_told_with_the_nearest(client, wrong, meant):
    answer = client.get("/v1/search", params={"fields": f"total,{wrong}"})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "urn:prassi:problem:unknown-field"
    assert problem["field"] == wrong
    assert meant in problem["nearest"]


def test_many_searches_answer_in_order_each_as_alone(client, world):
    queries = [
        {"q": "sportello caregiver"},
        {"q": "", "filter": ["kind:practice"], "limit": 2, "facets": True},
        {"q": "volontari", "group": "record"},
        {"q": "anziani", "filter": ["colour:red"]},
        {"q": "imprese", "sort": "date"},
        {"q": "sportello caregiver"},
    ]
    answer = client.post("/v1/search/batch", json={"queries": queries})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["seq"] == world.service.applied
    assert len(found["answers"]) == len(queries)
    for query, item in zip(queries, found["answers"], strict=True):
        if query.get("filter") == ["colour:red"]:
            assert item["answer"] is None
            assert item["problem"]["type"] == "urn:prassi:problem:unknown-filter"
            assert "kind" in item["problem"]["known"]
            continue
        alone = get(client, "/v1/search", **{"facets": False, **query})
        for timed in (alone, item["answer"]):
            timed.pop("took_ms")
        assert item == {"answer": alone, "problem": None}
    cursor = found["answers"][1]["answer"]["next_cursor"]
    rest = get(client, "/v1/search", q="", filter="kind:practice", limit=2, cursor=cursor)
    assert rest["hits"][0]["rank"] == 3


def test_queries_are_embedded_in_one_go(client, world, monkeypatch):
    calls = []
    real = world.service.embedder.embed_queries
    monkeypatch.setattr(
        world.service.embedder, "embed_queries", lambda texts: calls.append(texts) or real(texts)
    )
    queries = [{"q": f"parola {n % 20}", "limit": 1} for n in range(MOST_QUERIES)]
    answer = client.post("/v1/search/batch", json={"queries": queries, "fields": "total"})
    assert len(answer.json()["answers"]) == MOST_QUERIES
    assert all(set(item["answer"]) == {"total"} for item in answer.json()["answers"])
    assert [len(texts) for texts in calls] == [20]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"queries": []},
        {"queries": [{}] * (MOST_QUERIES + 1)},
        {"queries": [{"q": "x" * 3_000}]},
        {"queries": [{"limit": "10"}]},
        {"queries": [{"query": "a"}]},
        {"queries": [{}], "fields": "nothing"},
        [1],
    ],
)
def test_a_request_of_another_shape_is_refused_whole(client, body):
    answer = client.post("/v1/search/batch", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_there_is_no_time_for_is_told(client, monkeypatch):
    monkeypatch.setattr(batch_routes, "_MOST_S", -1.0)
    found = client.post("/v1/search/batch", json={"queries": [{}, {}]}).json()
    assert [a["problem"]["status"] for a in found["answers"]] == [503, 503]


def test_only_so_many_sets_are_answered_at_once(client):
    line = client.app.state.prassi.batches
    with line.place(), line.place():
        assert client.post("/v1/search/batch", json={"queries": [{}]}).status_code == 503
    assert client.post("/v1/search/batch", json={"queries": [{}]}).status_code == 200
