"""Health, metrics, headers, errors and the description of the API."""

import pytest
from fastapi.testclient import TestClient

from api.http import create_app
from api.http.metrics import Metrics
from api.http.problems import _KINDS, problem_of
from corpus import errors


def test_the_server_is_live_and_ready(client):
    assert client.get("/health/live").json() == {"status": "live"}
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    found = answer.json()
    assert found["status"] == "ready"
    assert set(found) == {"status", "seq", "applied", "to_embed"}
    assert found["seq"] >= found["applied"] > 0


def test_metrics_count_answers_by_declared_route(client, world):
    client.get(f"/v1/records/{world.ids['report']}")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert any(
        line.startswith('prassi_requests_total{method="GET",route="/v1/records/{identifier}"')
        for line in lines
    )
    assert "prassi_to_embed 0" in lines
    records = next(line for line in lines if line.startswith("prassi_records "))
    assert int(records.split()[1]) >= 5
    assert world.ids["report"] not in answer.text
    assert client.request("INVENTED", "/health/live").status_code == 405
    assert "INVENTED" not in client.get("/metrics").text, "methods make no series without end"


def test_buckets_of_the_histogram_add_up():
    metrics = Metrics()
    for seconds in (0.001, 0.02, 0.02, 99.0):
        metrics.observe("GET", "/a", 200, seconds)
    lines = metrics.text({}).splitlines()
    buckets = [int(line.split()[1]) for line in lines if "_bucket" in line]
    assert buckets == sorted(buckets)
    assert buckets[0] == 1
    assert buckets[-1] == 4
    assert 'prassi_request_seconds_count{route="/a"} 4' in lines
    assert 'prassi_requests_total{method="GET",route="/a",status="200"} 4' in lines


@pytest.mark.parametrize(
    "path",
    ["/", "/v1/records", "/v1/nothing", "/nothing", "/static/prassi/prassi.css", "/about"],
)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path, headers={"accept": "text/html"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_long_answers_are_compressed_and_pictures_are_not(client, world):
    page = client.get("/v1/search?q=", headers={"accept-encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    path = f"/v1/records/{world.ids['report']}/pages/1.png"
    assert "content-encoding" not in client.get(path).headers
    assert page.json()["total"] >= 33


def test_a_method_that_is_not_taken_is_a_problem(client):
    answer = client.delete("/v1/records")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:prassi:problem:method-not-allowed"
    assert "GET" in answer.headers["allow"]


def test_an_unexpected_error_tells_nothing_of_the_inside(world):
    app = create_app(world.service, world.settings)

    @app.get("/v1/broken")
    def broken():
        raise RuntimeError("secret of the house")

    @app.get("/broken")
    def broken_page():
        raise RuntimeError("secret of the house")

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/v1/broken")
        page = client.get("/broken", headers={"accept": "text/html"})
    assert answer.status_code == page.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:prassi:problem:internal-error"
    assert page.headers["content-type"].startswith("text/html")
    for one in (answer, page):
        assert "secret" not in one.text
        assert one.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in one.headers["content-security-policy"]


def test_every_deliberate_error_has_a_status():
    deliberate = set(errors.PrassiError.__subclasses__())
    assert {kind for kind in deliberate if kind.__module__ == "corpus.errors"} <= set(_KINDS)
    assert all(400 <= kind.status < 600 for kind in _KINDS.values())
    names = [kind.name for kind in _KINDS.values()]
    assert len(names) == len(set(names))


def test_errors_of_the_machine_do_not_name_its_folders(tmp_path):
    for error in (
        errors.CatalogueMismatch(tmp_path, "broken"),
        errors.IndexMismatch(tmp_path, "model", 1, 2),
        errors.ModelMissing("m", tmp_path),
        errors.ModelDamaged(tmp_path, "a", "b"),
    ):
        problem = problem_of(error)
        assert problem.status == 503
        assert str(tmp_path) not in problem.detail


def test_the_description_is_openapi_3_1_and_names_every_route(client):
    found = client.get("/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    paths = found["paths"]
    for path in (
        "/v1/search",
        "/v1/records",
        "/v1/records/{identifier}",
        "/v1/records/{identifier}/pages/{number}",
        "/v1/records/{identifier}/pages/{number}.png",
        "/v1/records/{identifier}/file",
        "/v1/passages/{identifier}",
        "/v1/passages/{identifier}/similar",
        "/v1/facets",
        "/v1/practices",
        "/health/live",
        "/health/ready",
        "/metrics",
    ):
        assert "get" in paths[path], path
    assert "multipart/form-data" in paths["/v1/records"]["post"]["requestBody"]["content"]
    assert "/" not in paths
    told = paths["/v1/search"]["get"]["responses"]["422"]["content"]
    assert list(told) == ["application/problem+json"]


def test_no_documentation_page_asks_another_host(client):
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404


def test_a_name_that_is_not_ours_is_not_answered(client):
    assert client.get("/health/live", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/health/live", headers={"Host": "localhost:8000"}).status_code == 200
