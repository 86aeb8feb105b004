"""Validators: what a client has is not sent again, and what changed is."""

import time

import numpy as np
import pytest
from fastapi.testclient import TestClient
from tiny_library import KEY, Entry, content_of, put

from api.http import create_app
from api.settings import Settings
from corpus.records import Description, Format
from corpus.sentence_vectors import put_sentences
from index.dense import open_background

BEARER = {"Authorization": f"Bearer {KEY}"}


def tagged_paths(world):
    record = f"/v1/records/{world.ids['report']}"
    passage = f"/v1/passages/{world.passage('report', 'sportello')}"
    return [
        "/v1/search?q=anziani",
        "/v1/search?q=anziani&fields=total",
        "/v1/practices",
        "/v1/facets",
        "/v1/suggest?q=a",
        "/v1/records",
        record,
        f"{record}/pages/1",
        f"{record}/pages/1.png",
        f"{record}/file",
        passage,
        f"{passage}/similar",
        "/v1/export?format=csv",
    ]


def test_what_the_client_has_is_not_sent_again(client, world):
    for path in tagged_paths(world):
        first = client.get(path)
        tag = first.headers["etag"]
        for told in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
            again = client.get(path, headers={"If-None-Match": told})
            assert (again.status_code, again.content) == (304, b""), (path, told)
            assert again.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")
            assert again.headers["cache-control"] == first.headers["cache-control"]
            assert again.headers["vary"] == first.headers["vary"] == "Accept-Encoding"
        assert client.head(path, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200
        assert "last-modified" not in first.headers or path.endswith("/file")


def test_a_304_makes_no_search(client, world, monkeypatch):
    tag = client.get("/v1/search?q=anziani").headers["etag"]
    monkeypatch.setattr(world.service, "still", None)
    monkeypatch.setattr(world.service.paging, "_make", None)
    answer = client.get("/v1/search?q=anziani", headers={"If-None-Match": tag})
    assert answer.status_code == 304


def test_another_request_or_a_change_gives_another_tag(client, world, tmp_path):
    tag = client.get("/v1/search?q=anziani").headers["etag"]
    for other in ("/v1/search?q=anzian", "/v1/search?q=anziani&lang=en", "/v1/practices?q=anziani"):
        assert client.get(other, headers={"If-None-Match": tag}).status_code == 200
    path = f"/v1/records/{world.ids['english']}"
    before = client.get(path).headers["etag"]
    other = Entry("altro.md", "text/markdown", Description("Altro", Format.OTHER), (("Altro.",),))
    identifier = put(world.library, other, tmp_path)
    try:
        for known, asked in ((before, path), (tag, "/v1/search?q=anziani")):
            assert client.get(asked, headers={"If-None-Match": known}).status_code == 200
    finally:
        world.library.catalogue.remove(identifier)


def test_sentence_vectors_change_the_tag_though_no_change_tells_of_them(client, world):
    tag = client.get("/v1/search?q=anziani").headers["etag"]
    vectors = {"0" * 32: np.eye(1, world.service.embedder.dimension, dtype=np.float32)}
    put_sentences(world.library.catalogue, "another model", vectors)
    answer = client.get("/v1/search?q=anziani", headers={"If-None-Match": tag})
    assert answer.status_code == 200


def test_a_state_is_named_only_once_searches_are_made_from_it(world, monkeypatch, tmp_path):
    """Else an answer of the state before would be tagged as one of this, and stay known."""
    service, catalogue = world.service, world.library.catalogue
    named = []

    def opened(*arguments):
        named.append(service.applied)
        return open_background(*arguments)

    monkeypatch.setattr("api.service.open_background", opened)
    other = Entry("dopo.md", "text/markdown", Description("Dopo", Format.OTHER), (("Dopo.",),))
    before = catalogue.last_seq()
    identifier = put(world.library, other, tmp_path)
    try:
        until = time.monotonic() + 30
        while service.applied <= before:
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        catalogue.remove(identifier)
    assert named[0] <= before


def test_errors_carry_no_tag_and_are_not_taken_for_known(client):
    for path in ("/v1/search?filter=colour:red", "/v1/records/none"):
        answer = client.get(path, headers={"If-None-Match": "*"})
        assert answer.status_code in (400, 404)
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_parts_and_compressed_files_are_never_mixed(client, world, tmp_path):
    # Long enough to be compressed.
    lines = tuple(f"Gli orti di Mantova {n} uniscono giovani e anziani." for n in range(60))
    long = Entry("lungo.md", "text/markdown", Description("Lungo", Format.OTHER), (lines,))
    content, identifier = content_of(long), put(world.library, long, tmp_path)
    path = f"/v1/records/{identifier}/file"
    try:
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content == content
        strong = plain.headers["etag"]
        assert not strong.startswith("W/")
        assert packed.headers["etag"] == f"W/{strong}"
        both = {"Accept-Encoding": "gzip", "Range": "bytes=10-19"}
        part = client.get(path, headers={**both, "If-Range": strong})
        assert (part.status_code, part.content) == (206, content[10:20])
        assert "content-encoding" not in part.headers
        # Of a compressed answer no part can be added: the whole is sent again.
        assert client.get(path, headers={**both, "If-Range": f"W/{strong}"}).content == content
        since = plain.headers["last-modified"]
        assert client.get(path, headers={"If-Modified-Since": since}).status_code == 304
        old = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
        assert client.get(path, headers=old).status_code == 200
        assert client.get(path, headers={**old, "If-None-Match": strong}).status_code == 304
    finally:
        world.library.catalogue.remove(identifier)


def test_answers_that_need_a_key_are_no_shared_cache_s(world):
    settings = Settings(data=world.settings.data, api_key=KEY, read_needs_key=True)
    with TestClient(create_app(world.service, settings), base_url="http://127.0.0.1") as client:
        answer = client.get("/v1/search?q=anziani", headers=BEARER)
    assert "Authorization" in answer.headers["vary"]
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("method", ["post", "delete"])
def test_what_changes_something_is_not_kept(client, method):
    assert client.request(method, "/v1/records").headers["cache-control"] == "no-store"
