"""Paging while the library changes: nothing is missed, nothing is seen twice."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from tiny_library import KEY, Entry, put

from api.paging import _IDLE_S, Paging, Still
from api.trouble import LibraryChanged
from corpus.records import Description, Format
from index.embed import embed_missing

BEARER = {"Authorization": f"Bearer {KEY}"}
QUERIES = [
    {"q": "gardeners of the neighbourhood meeting", "limit": 4},
    {"q": "", "limit": 5},
    {"q": "", "limit": 7, "sort": "date"},
    {"q": "", "group": "record", "limit": 2},
]


def entry(number):
    lines = tuple(
        (f"Meeting {number} {n} of the neighbourhood gardeners was held in the sun.",)
        for n in range(4)
    )
    described = Description(f"More notes {number}", Format.ARTICLE, (), 2025, "en")
    return Entry(f"more{number}.md", "text/markdown", described, lines)


@pytest.fixture
def moving(world, tmp_path):
    """A way to change the library; what was added is removed again at the end."""
    catalogue, added = world.library.catalogue, []

    def applied():
        embed_missing(catalogue, world.service.embedder)
        until = time.monotonic() + 60
        while world.service.applied < catalogue.last_seq():
            assert time.monotonic() < until
            time.sleep(0.02)

    def change(number, remove=False):
        if remove and added:
            catalogue.remove(added.pop())
        added.append(put(world.library, entry(number), tmp_path))
        applied()

    yield change
    for identifier in added:
        catalogue.remove(identifier)
    applied()


def get(client, params):
    answer = client.get("/v1/search", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(found):
    return [hit["passage_id"] for hit in found["hits"]]


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_what_was_there_at_the_start_is_seen_once_whatever_is_added(client, moving, query):
    whole = get(client, {**query, "limit": 100})
    first = get(client, query)
    seen, found, number = ids(first), first, 0
    while found["next_cursor"]:
        if number < 3:
            moving(number)
        number += 1
        found = get(client, {**query, "cursor": found["next_cursor"]})
        assert found["total"] == first["total"]
        assert [hit["rank"] for hit in found["hits"]] == list(
            range(len(seen) + 1, len(seen) + 1 + len(found["hits"]))
        )
        seen += ids(found)
    assert seen == ids(whole)
    # Whoever searches anew finds what has come.
    assert get(client, {**query, "limit": 100})["total"] > first["total"]


def test_what_is_removed_meanwhile_is_left_out_and_nothing_else_moves(client, moving, world):
    moving(1)
    query = {"q": "", "limit": 5}
    whole = get(client, {**query, "limit": 100})
    gone = {h["passage_id"] for h in whole["hits"] if h["record"]["title"] == "More notes 1"}
    first = get(client, {**query, "sort": "date"})
    found = get(client, query)
    seen = ids(found)
    moving(2, remove=True)
    while found["next_cursor"]:
        found = get(client, {**query, "cursor": found["next_cursor"]})
        seen += ids(found)
    expected = [i for i in ids(whole) if i not in gone or i in seen[:5]]
    assert gone
    assert seen == expected
    assert first["next_cursor"] != found["next_cursor"]


def test_a_state_that_is_not_kept_is_told_and_one_that_has_not_changed_goes_on(
    client, moving, world, monkeypatch
):
    query = {"q": "gardeners", "limit": 4}
    first = get(client, query)
    paging = world.service.paging
    with monkeypatch.context() as restarted:
        restarted.setattr(paging, "_held", type(paging._held)())
        second = get(client, {**query, "cursor": first["next_cursor"]})
        assert not set(ids(first)) & set(ids(second))
        restarted.setattr(paging, "_held", type(paging._held)())
        moving(3)
        answer = client.get("/v1/search", params={**query, "cursor": first["next_cursor"]})
    assert answer.status_code == 410
    assert answer.json()["type"] == "urn:prassi:problem:library-changed"


def shown(client, address):
    page = LexborHTMLParser(client.get(address, headers={"accept": "text/html"}).text)
    links = {a.attributes["rel"]: a.attributes["href"] for a in page.css(".prassi-pager a")}
    titles = [a.attributes["href"] for a in page.css(".prassi-hit h3 a")]
    passages = [parse_qs(urlsplit(link).query)["passage"][0] for link in titles]
    return page, links, passages


def test_pages_of_results_hold_still_and_say_when_they_cannot(client, moving, world, monkeypatch):
    whole = ids(get(client, {"q": "", "sort": "date", "limit": 100}))
    page, links, seen = shown(client, "/?q=&sort=date")
    total = page.css_first("#results").text()
    number = 20
    while "next" in links:
        if number < 22:
            moving(number)
            number += 1
        before = links
        page, links, passages = shown(client, links["next"])
        assert page.css_first("#results").text() == total
        seen += passages
    assert seen == whole
    assert shown(client, links["prev"])[2] == whole[20:30]
    # A filter chosen, or another order, begins over the library as it is now.
    own = [a.attributes["href"] for a in page.css(".prassi-values a, .prassi-choices a")]
    assert own
    assert not [link for link in own if "s=" in urlsplit(link).query.split("&")[-1]]
    # Where the state is gone the page says so, and leads to the results there are.
    monkeypatch.setattr(world.service.paging, "_held", type(world.service.paging._held)())
    [mark] = parse_qs(urlsplit(before["next"]).query)["s"]
    page, _, passages = shown(client, before["next"])
    assert passages
    assert not [a for a in page.css(".prassi-hit a") if "&s=" + mark in a.attributes["href"]]
    notice = page.css_first(".prassi-notice a").attributes["href"]
    anew, _, _ = shown(client, notice)
    assert anew.css_first("#results").text() != total
    assert not anew.css(".prassi-notice")
    # What is no state is no error either.
    assert shown(client, "/?q=&p=2&s=%3Cb%3E")[2]


def test_records_are_listed_once_while_others_come(client, moving):
    before = [r["id"] for r in client.get("/v1/records").json()["records"]]
    seen, cursor, number = [], "", 10
    while cursor is not None:
        found = client.get("/v1/records", params={"limit": 2, "cursor": cursor}).json()
        seen += [r["id"] for r in found["records"]]
        cursor = found["next_cursor"]
        moving(number)
        number += 1
        if number > 13:
            moving = lambda _: None  # noqa: E731
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)


def held(most=10):
    at, mark, made = [0.0], ["a"], iter(range(1_000))
    paging = Paging(lambda: mark[0], lambda: Still(None, next(made), 10), lambda: at[0], most)
    return paging, at, mark


def test_the_longest_unused_are_let_go():
    paging, at, mark = held(most=2)
    for name in ("x", "y"):
        paging.keep("a", name, paging.begin()[1])
    mark[0] = "b"
    assert paging.go_on("a", "x").state == 0
    paging.keep("b", "z", paging.begin()[1])
    with pytest.raises(LibraryChanged):
        paging.go_on("a", "y")
    assert paging.go_on("a", "x").state == 0
    at[0] = _IDLE_S + 1
    paging.keep("b", "w", paging.begin()[1])
    assert len(paging) == 1


def test_states_of_a_large_library_are_kept_by_their_size():
    paging, _, _ = held()
    for number in range(5):
        paging.keep(str(number), "x", Still(None, number, 300_000))
    assert len(paging) == 2
    paging.keep("large", "x", Still(None, 99, 10_000_000))
    assert len(paging) == 1
