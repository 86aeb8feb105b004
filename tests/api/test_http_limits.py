"""How often one may ask, from where, and which other sites may."""

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.http import create_app
from api.http.limits import Buckets, client_address
from api.keys import KEYS_FILE, KeyStore, Scope
from api.settings import Settings

SITE = "https://ricerca.example"


def app_with(world, address="10.0.0.9", **chosen):
    settings = Settings(data=world.settings.data, **chosen)
    app = create_app(world.service, settings)
    return TestClient(app, base_url="http://127.0.0.1", client=(address, 50_000))


def test_a_bucket_empties_and_fills_steadily():
    at = [0.0]
    buckets = Buckets(60, lambda: at[0])
    assert [buckets.take("a").remaining for _ in range(60)] == list(range(59, -1, -1))
    refused = buckets.take("a")
    assert (refused.wait_s, refused.remaining, refused.full_in_s) == (1, 0, 60)
    assert buckets.take("b").wait_s is None
    at[0] = 1.0
    assert buckets.take("a").wait_s is None
    assert buckets.take("a").wait_s == 1
    buckets.take("a", 500, owing=True)
    at[0] = 61.5  # it owed a minute's worth, no more
    assert buckets.take("a").wait_s == 1
    at[0] = 63.0
    assert buckets.take("a").wait_s is None


def test_so_many_buckets_are_kept_and_no_more():
    buckets = Buckets(60, most=10)
    for number in range(1_000):
        buckets.take(str(number))
    assert len(buckets) == 10


def test_whoever_asks_too_often_is_told_when_to_go_on(world):
    with app_with(world, rate_per_minute=3) as client:
        answers = [client.get("/v1/suggest?q=a") for _ in range(5)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
        assert answers[0].headers["ratelimit-remaining"] == "2"
        assert answers[0].headers["ratelimit-policy"] == '"minute";q=3;w=60'
        refused = answers[-1]
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["retry_after_s"] == int(refused.headers["retry-after"])
        for path in ("/health/ready", "/health/live", "/static/prassi/prassi.css"):
            assert client.get(path).status_code == 200
        # A proxy nobody trusts cannot make itself many.
        assert client.get("/", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 429


def test_each_key_has_a_bucket_of_its_own(world):
    store = KeyStore(world.library.data)
    try:
        keys = [store.add(name, [Scope.READ])[0] for name in ("a", "b")]
        with app_with(world, rate_per_minute=1) as client:
            for key in keys:
                headers = {"Authorization": f"Bearer {key}"}
                assert client.get("/v1/suggest?q=a", headers=headers).status_code == 200
                assert client.get("/v1/suggest?q=a", headers=headers).status_code == 429
            assert client.get("/v1/suggest?q=a").status_code == 200
    finally:
        (world.library.data / KEYS_FILE).unlink()


def test_many_searches_at_once_count_each(world):
    with app_with(world, rate_per_minute=5) as client:
        body = {"queries": [{"q": "anziani", "limit": 1}] * 4}
        assert client.post("/v1/search/batch", json=body).status_code == 200
        assert client.get("/v1/suggest?q=a").status_code == 200
        assert client.get("/v1/suggest?q=a").status_code == 429


@pytest.mark.parametrize(
    ("peer", "named", "trusted", "counted"),
    [
        ("10.0.0.9", "1.2.3.4", "", "10.0.0.9"),
        ("10.0.0.9", "1.2.3.4", "10.0.0.0/24", "1.2.3.4"),
        ("10.0.0.9", "9.9.9.9, 1.2.3.4", "10.0.0.0/24", "1.2.3.4"),
        ("10.0.0.9", "9.9.9.9, 1.2.3.4, 10.0.0.7", "10.0.0.0/24", "1.2.3.4"),
        ("10.0.0.9", "1.2.3.4, nonsense", "10.0.0.9", "10.0.0.9"),
        ("10.0.0.9", "", "10.0.0.9", "10.0.0.9"),
        ("2001:db8:1:2:3::4", "", "", "2001:db8:1:2::/64"),
        ("::ffff:1.2.3.4", "", "", "1.2.3.4"),
        ("testclient", "1.2.3.4", "", "testclient"),
    ],
)
def test_a_caller_is_the_first_address_that_no_trusted_proxy_has(peer, named, trusted, counted):
    scope = {
        "type": "http",
        "client": (peer, 1),
        "headers": [(b"x-forwarded-for", named.encode())],
    }
    networks = Settings(trusted_proxies=trusted).trusted_networks
    assert client_address(scope, networks) == counted


@pytest.mark.parametrize(
    "wrong",
    [{"trusted_proxies": "nonsense"}, {"cors_origins": "*"}, {"cors_origins": "https://a.org/x"}],
)
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_no_other_site_may_read_unless_it_is_named(world, client):
    asked = {"Origin": SITE}
    assert "access-control-allow-origin" not in client.get("/v1/records", headers=asked).headers
    with app_with(world, cors_origins=f"{SITE}, https://b.example:8443") as allowing:
        answer = allowing.get("/v1/records", headers=asked)
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]
        missing = allowing.get("/v1/records/none", headers=asked)
        assert missing.headers["access-control-allow-origin"] == SITE
        for origin in ("https://evil.example", f"{SITE}.evil.example", "null", ""):
            other = allowing.get("/v1/records", headers={"Origin": origin})
            assert other.status_code == 200
            assert "access-control-allow-origin" not in other.headers
        assert "access-control-allow-origin" not in allowing.get("/", headers=asked).headers


def test_a_preflight_is_answered_without_a_key(world):
    preflight = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    with app_with(world, cors_origins=SITE, api_key="k", read_needs_key=True) as client:
        answer = client.options("/v1/records", headers=preflight)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "Authorization" in answer.headers["access-control-allow-headers"]
        refused = client.options(
            "/v1/records", headers={**preflight, "Origin": "https://e.example"}
        )
        assert "access-control-allow-origin" not in refused.headers
        assert client.get("/v1/records", headers={"Origin": SITE}).status_code == 401


def test_a_body_over_the_bound_is_refused_announced_or_not(client):
    piece = b"[" * 1_000_000
    for content in (piece * 5, iter([piece] * 5)):
        headers = {"Content-Type": "application/json"}
        answer = client.post("/v1/search/batch", content=content, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_method_not_taken_names_all_that_are(client):
    assert client.delete("/v1/records").headers["allow"] == "HEAD, GET, POST"
    assert client.get("/v1/search/batch").headers["allow"] == "POST"
