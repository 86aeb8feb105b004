"""Crossings as data: each cell is what the search with both filters finds."""

from typing import get_args

import pytest

from api.crossings import MAP_FACETS
from api.http.crossing_routes import MapFacet


def test_the_facets_that_are_described_are_those_that_can_be_crossed():
    assert get_args(MapFacet) == MAP_FACETS


def total(client, group, filters, q):
    params = {"q": q, "group": group, "filter": filters, "facets": "false", "limit": 1}
    answer = client.get("/v1/search", params=params).raise_for_status().json()
    return 0 if answer["nearest_only"] else answer["total"]


@pytest.mark.parametrize(
    ("q", "filters", "rows", "columns"),
    [
        ("", [], "kind", "territory"),
        ("sportello", [], "kind", "actor"),
        ("", ["kind:practice", "kind:lesson", "language:it"], "kind", "year"),
    ],
)
def test_a_cell_counts_what_the_search_with_both_filters_finds(client, q, filters, rows, columns):
    params = {"q": q, "filter": filters, "rows": rows, "columns": columns}
    found = client.get("/v1/crossing", params=params).raise_for_status().json()
    assert (found["rows"]["facet"], found["columns"]["facet"]) == (rows, columns)
    assert found["total"] == total(client, "record", filters, q)
    assert found["practices_total"] == total(client, "practice", filters, q)
    others = [one for one in filters if one.partition(":")[0] not in (rows, columns)]
    counted = 0
    for i, row in enumerate(found["rows"]["values"]):
        for j, column in enumerate(found["columns"]["values"]):
            both = [*others, f"{rows}:{row['code']}", f"{columns}:{column['code']}"]
            cell = {unit: found[unit][i][j] for unit in ("documents", "practices", "passages")}
            if not any(cell.values()):
                continue
            groups = {"documents": "record", "practices": "practice", "passages": "passage"}
            assert cell == {u: total(client, g, both, q) for u, g in groups.items()}, both
            counted += 1
    assert counted > 0
    if "kind:lesson" in filters:
        assert [value["code"] for value in found["rows"]["values"]] == ["practice", "lesson"]


def test_labels_follow_the_language_and_the_answer_carries_a_tag(client):
    first = client.get("/v1/crossing", params={"rows": "kind", "columns": "actor", "lang": "en"})
    assert first.json()["rows"]["values"][0]["label"] == "Good practice"
    again = client.get(first.request.url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_what_cannot_be_crossed_is_an_error(client):
    same = client.get("/v1/crossing", params={"rows": "kind", "columns": "kind"})
    assert (same.status_code, same.json()["type"]) == (400, "urn:prassi:problem:bad-query")
    for params in ({"rows": "source"}, {"columns": "nulla"}, {"filter": "kind:nulla"}):
        assert client.get("/v1/crossing", params=params).status_code in (400, 422), params
