"""Behind a proxy that ends TLS: links are those of the address that people use."""

import pytest
from fastapi.testclient import TestClient

from api.http import create_app
from api.settings import Settings


def answers(world, peer, proto, trusted="127.0.0.1, 10.0.0.0/8"):
    app = create_app(world.service, Settings(data=world.settings.data, trusted_proxies=trusted))
    with TestClient(app, base_url="http://127.0.0.1", client=(peer, 50000)) as client:
        headers = {"X-Forwarded-Proto": proto}
        return client.get("/v1/feed.atom", params={"q": "servizi"}, headers=headers)


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "::ffff:127.0.0.1"])
def test_links_of_a_feed_are_https_where_a_trusted_proxy_says_so(world, peer):
    feed = answers(world, peer, "http, https")
    assert 'href="https://127.0.0.1' in feed.text
    assert "http://127.0.0.1" not in feed.text


@pytest.mark.parametrize(
    ("peer", "proto", "trusted"),
    [
        ("192.168.0.9", "https", "127.0.0.1"),
        ("127.0.0.1", "https", ""),
        ("127.0.0.1", "javascript", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_nobody_else_and_nothing_else_changes_the_links(world, peer, proto, trusted):
    feed = answers(world, peer, proto, trusted)
    assert 'href="http://127.0.0.1' in feed.text
    assert "https://127.0.0.1" not in feed.text


def test_a_feed_of_another_scheme_has_another_tag(world):
    plain, secure = (answers(world, "127.0.0.1", proto) for proto in ("http", "https"))
    assert plain.headers["etag"] != secure.headers["etag"]
