import pytest

SEARCH_FIELDS = {
    "query",
    "total",
    "nearest_only",
    "forgiven",
    "did_you_mean",
    "expansions",
    "took_ms",
    "next_cursor",
    "receipt_id",
    "hits",
    "facets",
}
HIT_FIELDS = {
    "copies",
    "practice_id",
    "rank",
    "score",
    "scores",
    "passage_id",
    "record",
    "locator",
    "section",
    "text",
    "highlights",
    "facets",
}


def get(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(found, facet):
    values = next(f for f in found["facets"] if f["facet"] == facet)["values"]
    return {value["code"]: value["count"] for value in values}


def test_an_answer_has_the_promised_shape(client, world):
    found = get(client, "/v1/search", q="sportello caregiver")
    assert set(found) == SEARCH_FIELDS
    (hit,) = found["hits"]
    assert set(hit) == HIT_FIELDS
    assert hit["record"] == {
        "id": world.ids["report"],
        "title": "Servizi di prossimità nei piccoli comuni",
        "year": 2021,
        "file": "rapporto.pdf",
        "language": "it",
    }
    assert hit["locator"] == {"page": 2, "label": "p. ii", "end_page": 2}
    assert [hit["text"][a:b] for a, b in hit["highlights"]] == ["sportello", "caregiver"]
    assert hit["facets"]["kind"] == ["practice"]
    assert hit["facets"]["territory"] == ["Lombardia", "Lombardia/BS", "Lombardia/BS/Brescia"]
    assert set(found["facets"][0]) == {"facet", "label", "values"}
    assert set(found["facets"][0]["values"][0]) == {"code", "label", "count", "selected"}


def test_every_facet_count_is_the_total_after_choosing_it(client):
    found = get(client, "/v1/search", q="")
    for facet in found["facets"]:
        for value in facet["values"]:
            pair = f"{facet['facet']}:{value['code']}"
            assert get(client, "/v1/search", q="", filter=pair)["total"] == value["count"], pair


def test_labels_follow_the_language_asked_for(client):
    for language, label in (("it", "Ruolo"), ("en", "Role")):
        found = get(client, "/v1/search", q="", lang=language)
        assert next(f for f in found["facets"] if f["facet"] == "kind")["label"] == label


def test_paging_by_cursor_gives_every_hit_once(client):
    seen, cursor = [], ""
    while True:
        found = get(client, "/v1/search", q="", limit=7, cursor=cursor)
        seen += [hit["passage_id"] for hit in found["hits"]]
        cursor = found["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == found["total"] == 33


def test_filters_of_one_facet_widen_and_of_two_narrow(client):
    both = get(client, "/v1/search", q="", filter=["kind:practice", "kind:lesson"])
    assert both["total"] == 5
    narrow = get(client, "/v1/search", q="", filter=["kind:practice", "format:slides"])
    assert narrow["total"] == 1


def test_grouped_by_record_a_record_comes_once(client):
    found = get(client, "/v1/search", q="", group="record", limit=100)
    records = [hit["record"]["id"] for hit in found["hits"]]
    assert len(records) == len(set(records)) == found["total"] == 5


def test_practices_agree_with_the_search_grouped_by_practice(client):
    found = get(client, "/v1/practices", limit=2)
    grouped = get(client, "/v1/search", group="practice", limit=2)
    assert found["total"] == grouped["total"] == 1
    assert found["facets"] == grouped["facets"]
    ids = [hit["practice"]["practice_id"] for hit in found["hits"]]
    assert ids == [hit["practice_id"] for hit in grouped["hits"]]


def test_facets_of_the_library_are_given_alone(client):
    found = get(client, "/v1/facets")
    assert set(found) == {"total", "facets"}
    assert counts(found, "kind") == {"practice": 3, "lesson": 2, "evidence": 1}


def test_facets_can_be_left_out(client):
    assert get(client, "/v1/search", q="", facets="false")["facets"] == []


def test_empty_parameters_choose_nothing(client):
    answer = client.get("/v1/search?q=&filter=&group=&sort=&limit=&cursor=&lang=&facets=")
    assert answer.status_code == 200
    assert answer.json()["total"] == 33


def test_what_nothing_answers_is_marked_as_nearest(client):
    query = '"giardinieri sotto la pioggia"'
    found = get(client, "/v1/search", q=query, limit=100)
    assert found["nearest_only"] is True
    assert 0 < found["total"] == len(found["hits"]) <= 20
    narrowed = get(client, "/v1/search", q=query, filter="kind:evidence", limit=100)
    assert narrowed["total"] < found["total"]
    assert all("evidence" in hit["facets"]["kind"] for hit in narrowed["hits"])


def test_sorted_by_date_the_newest_comes_first(client):
    found = get(client, "/v1/search", q="", sort="date", limit=100)
    years = [hit["record"]["year"] or 0 for hit in found["hits"]]
    assert years == sorted(years, reverse=True)


@pytest.mark.parametrize(
    ("params", "status", "name"),
    [
        ({"filter": "kind:miracle"}, 400, "unknown-filter"),
        ({"filter": "colour:blue"}, 400, "unknown-filter"),
        ({"filter": "kind"}, 400, "bad-query"),
        ({"filter": "year:never"}, 400, "bad-query"),
        ({"cursor": "nonsense"}, 400, "bad-query"),
        ({"limit": 0}, 422, "invalid-request"),
        ({"limit": 101}, 422, "invalid-request"),
        ({"limit": "many"}, 422, "invalid-request"),
        ({"group": "chapter"}, 422, "invalid-request"),
        ({"sort": "price"}, 422, "invalid-request"),
        ({"lang": "xx"}, 422, "invalid-request"),
        ({"q": "a" * 2001}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_carried_out_is_a_problem(client, params, status, name):
    answer = client.get("/v1/search", params=params)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"urn:prassi:problem:{name}"
    assert problem["status"] == status
    assert problem["instance"] == "/v1/search"
    assert problem["title"]
    assert problem["detail"]


def test_an_unknown_filter_tells_what_is_known(client):
    problem = client.get("/v1/search", params={"filter": "kind:miracle"}).json()
    assert (problem["facet"], problem["code"]) == ("kind", "miracle")
    assert "practice" in problem["known"]


def test_a_cursor_of_another_query_is_refused(client):
    cursor = get(client, "/v1/search", q="", limit=5)["next_cursor"]
    answer = client.get("/v1/search", params={"q": "anziani", "cursor": cursor})
    assert answer.status_code == 409
