"""Searches as Atom feeds."""

import feedparser
from tiny_library import HOSTILE_TITLE


def test_a_feed_is_read_by_a_feed_reader(client, world):
    answer = client.get("/v1/feed.atom", params={"q": "servizi", "lang": "it"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert "servizi" in feed.feed.title
    found = client.get("/v1/search", params={"q": "servizi", "group": "record"}).json()
    assert {e.id for e in feed.entries} == {
        f"urn:prassi:record:{hit['record']['id']}" for hit in found["hits"]
    }
    assert [e.updated for e in feed.entries] == sorted(
        (e.updated for e in feed.entries), reverse=True
    )
    for entry in feed.entries:
        assert entry.link.startswith("http://127.0.0.1/record/")
        assert client.get(entry.link.partition("#")[0]).status_code == 200


def test_a_feed_that_has_not_changed_is_not_made_again(client):
    first = client.get("/v1/feed.atom", params={"q": "servizi"})
    again = client.get(
        "/v1/feed.atom", params={"q": "servizi"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_hostile_titles_and_foreign_names_do_no_harm(client):
    answer = client.get("/v1/feed.atom", params={"q": "volontariato\x01 quartiere"})
    assert b"<script" not in answer.content
    titles = [entry.title_detail.value for entry in feedparser.parse(answer.content).entries]
    assert any("alert(1)" in title for title in titles), (titles, HOSTILE_TITLE)
    other = client.get("/v1/feed.atom", headers={"Host": "altrove.example"})
    assert other.status_code == 400


def test_what_is_only_near_is_no_news(client):
    feed = feedparser.parse(client.get("/v1/feed.atom", params={"q": "xqzwvk"}).content)
    assert not feed.bozo
    assert feed.entries == []


def test_the_results_page_leads_to_its_feed(client):
    for language, words in (("it", "Segui questa ricerca"), ("en", "Follow this search")):
        params = {"q": "servizi", "filter": "kind:practice", "lang": language}
        page = client.get("/", params=params, headers={"Accept": "text/html"}).text
        assert words in page
        assert '<link rel="alternate" type="application/atom+xml"' in page
        assert "/v1/feed.atom?q=servizi&amp;filter=kind%3Apractice" in page
