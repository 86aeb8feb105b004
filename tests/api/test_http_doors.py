"""Methods, host names, and parameters that nobody honest would send."""

import socket

import pytest
from fastapi.testclient import TestClient

from api.commands.serve import listen
from api.http import create_app
from api.settings import Settings

PAGES = ("/", "/about", "/robots.txt", "/favicon.ico", "/static/prassi/prassi.css")


def paths(world):
    record = f"/v1/records/{world.ids['report']}"
    passage = f"/v1/passages/{world.passage('report', 'sportello')}"
    return [
        *PAGES,
        "/v1/search?q=anziani",
        "/v1/practices",
        "/v1/facets",
        "/v1/records",
        record,
        f"{record}/pages/1",
        f"{record}/pages/1.png",
        f"{record}/file",
        passage,
        f"{passage}/similar",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/openapi.json",
        f"/record/{world.ids['report']}",
    ]


def test_head_answers_as_get_without_a_body(client, world):
    for path in paths(world):
        head, got = client.head(path), client.get(path)
        assert head.status_code == got.status_code == 200, path
        assert head.content == b"", path
        assert head.headers["content-type"] == got.headers["content-type"], path
        assert "content-security-policy" in head.headers
    missing = client.head("/v1/records/none")
    assert (missing.status_code, missing.content) == (404, b"")
    assert client.head("/v1/nothing").status_code == 404


def test_head_is_not_described_twice(client):
    assert "head" not in client.get("/openapi.json").json()["paths"]["/v1/search"]


def test_search_engines_are_kept_out_and_the_icon_is_found(client):
    robots = client.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert robots.text == "User-agent: *\nDisallow: /\n"
    icon = client.get("/favicon.ico")
    assert icon.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in icon.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "[::2]:8000", "", "localhost.evil.example", "["]
)
def test_another_host_name_is_a_problem(client, host):
    answer = client.get("/health/live", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["type"] == "urn:prassi:problem:unknown-host"


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost:8000", "127.0.0.1:9", "[::1]:8000", "[::1]"]
)
def test_the_names_of_this_machine_are_answered(client, host):
    assert client.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        ("*", "any.example", 200),
        ("*.example.org", "a.example.org", 200),
        ("*.example.org", "example.com", 400),
        ("Prassi.example, b.example", "prassi.EXAMPLE:80", 200),
        ("[fe80::1]", "[FE80::1]:8000", 200),
    ],
)
def test_other_names_can_be_allowed(world, allowed, host, status):
    settings = Settings(data=world.settings.data, allowed_hosts=allowed)
    with TestClient(create_app(world.service, settings)) as client:
        assert client.get("/health/live", headers={"Host": host}).status_code == status


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_can_be_listened_on():
    try:
        listening = listen("::1", 0)
    except Exception as error:
        pytest.skip(f"no IPv6 loopback here: {error}")
    with listening:
        assert listening.family == socket.AF_INET6


def test_the_parts_of_a_score_are_described(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    told = schemas["HitModel"]["properties"]["scores"]["description"]
    for part in ("dense", "lexical", "concept", "sentence"):
        assert f"`{part}`" in told


HOSTILE = [
    "/v1/search?q=%ff%fe",
    "/v1/search?q=%00",
    "/v1/search?q=%ED%A0%80",
    "/v1/search?q=" + "x" * 3_000,
    "/v1/search?q=%22",
    "/v1/search?q=title:%22%22%20-%20-%22%22",
    "/v1/search?q=" + "%28" * 500,
    "/v1/search?q=" + "-a%20" * 600,
    "/v1/search?q=a*&limit=abc",
    "/v1/search?q=a&limit=-1",
    "/v1/search?q=a&limit=1e3",
    "/v1/search?q=a&limit=99999999999999999999999999999999",
    "/v1/search?q=a&cursor=%ff",
    "/v1/search?q=a&cursor=è",
    "/v1/search?q=a&cursor=" + "A" * 199,
    "/v1/search?q=a&cursor=" + "A" * 300,
    "/v1/search?q=a&group=%00",
    "/v1/search?q=a&unknown=1&q=b",
    "/v1/search?q=a&facets=perhaps",
    "/v1/search?filter=year:-1",
    "/v1/search?filter=year:99999999999999999999999",
    "/v1/search?filter=year:%D9%A2%D9%A0%D9%A2%D9%A1",
    "/v1/search?filter=year:%C2%B2",
    "/v1/search?filter=source:%00",
    "/v1/search?filter=source:%ED%A0%80",
    "/v1/search?filter=:",
    "/v1/search?filter=kind",
    "/v1/search?filter=territory:../../etc",
    "/v1/search?" + "filter=kind:practice&" * 65,
    "/v1/search?q=a&lang=de",
    "/v1/records?limit=0",
    "/v1/records?cursor=s1.1.0",
    "/v1/records/%00",
    "/v1/records/%ff",
    "/v1/records/%2e%2e%2f",
    "/v1/records/..%2f..%2fetc%2fpasswd/file",
    "/v1/records/none/pages/0",
    "/v1/records/none/pages/99999999999999999999",
    "/v1/records/{report}/pages/999999",
    "/v1/records/{report}/pages/-1.png",
    "/v1/records/{report}/pages/1.png?scale=nan",
    "/v1/records/{report}/pages/1.png?scale=inf",
    "/v1/records/{report}/pages/1.png?scale=1e309",
    "/v1/records/{report}/pages/1.png?passage=%00",
    "/v1/records/{report}/pages/1.png?passage=" + "x" * 65,
    "/v1/passages/%00",
    "/v1/passages/%ED%A0%80",
    "/v1/passages/none/similar?limit=0",
    "/?q=%ff&p=0",
    "/?q=%ED%A0%80",
    "/?q=a&p=99999999999999999999",
    "/?q=a&p=10000",
    "/?q=a&group=x",
    "/?q=" + "x" * 3_000,
    "/?q=a&sort=%00",
    "/record/%00?page=%00",
    "/record/{report}?page=-5",
    "/record/{report}?page=%C2%B2",
    "/record/{report}?page=999999",
    "/record/{report}?passage=%00",
    "/static/prassi/..%2f..%2fcli.py",
    "/static/prassi/%00",
    "/static/prassi/" + "x" * 5_000,
    "/static/prassi",
    "/%00",
    "//evil.example/",
]


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_no_address_breaks_the_server(client, world, path):
    answer = client.get(path.replace("{report}", world.ids["report"]), follow_redirects=False)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["detail"][-1].isalnum() or problem["detail"][-1] in ".)]`'\""


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "\xff".encode("latin-1")},
        {"If-None-Match": b"\xff\xfe"},
        {"Range": b"bytes=5-1"},
        {"Range": b"bytes=-"},
        {"Range": b"bytes=999999999-"},
        {"Range": b"bytes=" + b"0-1," * 500},
        {"Range": b"rubbish"},
        {"If-Range": b"\xff", "Range": b"bytes=0-1"},
    ],
    ids=range(8),
)
def test_no_header_breaks_the_giving_out_of_files(client, world, headers):
    for path in (f"/v1/records/{world.ids['report']}/file", "/static/prassi/prassi.css", "/"):
        answer = client.get(path, headers=headers)
        assert answer.status_code < 500, path
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", path
