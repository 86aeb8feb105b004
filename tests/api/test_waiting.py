"""What hangs or is slow takes a bounded part of the server, and says when to come back."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from hashing import HashingEmbedder
from tiny_library import ENTRIES, KEY, pdf_of, put

from api.drawing import Drawer, Drawing
from api.http import create_app
from api.http.problems import problem_of
from api.library import Library
from api.service import Service, open_service
from api.settings import Settings
from api.trouble import Busy, Line, NotReady
from corpus.catalogue import Catalogue
from corpus.errors import OwnerBusy, UnreadableFile
from corpus.records import Page
from corpus.vocabulary import vocabulary_version
from index.answers import SearchRequest
from index.apply import open_indexes
from index.owner import own
from ingest.pool import Bounds

BEARER = {"Authorization": f"Bearer {KEY}"}
SOON = Bounds(timeout_s=1.0)


@pytest.fixture
def hanging(tmp_path):
    """A PDF that never comes to an end: a pipe that nobody writes to."""
    path = tmp_path / "hangs.pdf"
    os.mkfifo(path)
    return Drawing(Page(1, ""), "", 1.0, path)


@pytest.fixture
def drawer():
    opened = Drawer(SOON)
    yield opened
    opened.close()


def wait_until(true):
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_pages_that_hang_are_refused_beyond_eight_and_tried_once(drawer, hanging):
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(drawer.draw, hanging) for _ in range(8)]
        wait_until(lambda: drawer.line.length == 8)
        with pytest.raises(Busy) as busy:
            drawer.draw(hanging)
        start = time.monotonic()
        errors = [one.exception(60) for one in waiting]
    assert all(isinstance(error, UnreadableFile) for error in errors)
    assert {error.code for error in errors} == {"timeout"}
    assert time.monotonic() - start < 8 * SOON.timeout_s, "only the first was tried"
    assert problem_of(busy.value).headers == {"Retry-After": "10"}
    assert drawer.line.length == 0


def test_a_page_that_failed_is_not_tried_again_for_a_while(drawer, tmp_path):
    path = tmp_path / "page.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    drawing = Drawing(Page(1, ""), "", 1.0, path)
    forgetful = Drawer(remembered_s=0.0)
    try:
        for one in (drawer, forgetful):
            with pytest.raises(UnreadableFile):
                one.draw(drawing)
        path.write_bytes(pdf_of([["Una riga."]] * 2))
        with pytest.raises(UnreadableFile):
            drawer.draw(drawing)
        assert forgetful.draw(drawing).startswith(b"\x89PNG")
        # Another page of the file, or the same one asked for smaller, may well be drawn.
        for other in (
            Drawing(Page(2, ""), "", 1.0, path),
            Drawing(Page(1, ""), "", 0.5, path),
        ):
            assert drawer.draw(other).startswith(b"\x89PNG")
    finally:
        forgetful.close()


def test_a_page_shows_its_text_when_no_picture_can_be_drawn(world, hanging):
    app = create_app(world.service, world.settings)
    state = app.state.prassi
    record = world.ids["report"]
    with TestClient(app, base_url="http://127.0.0.1") as client, ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(state.drawer.draw, hanging)
        wait_until(lambda: state.drawer.line.length == 8)
        picture = client.get(f"/v1/records/{record}/pages/2.png", params={"scale": 0.77})
        page = client.get(f"/record/{record}?page=2")
        state.drawer._failures.remember(hanging, UnreadableFile("timeout", "ended by the test"))
        state.drawer._thread, thread = None, state.drawer._thread
        os.close(os.open(hanging.path, os.O_WRONLY))  # the reader comes to its end
        state.drawer._queue.put(None)
        thread.join()
    assert picture.status_code == 503
    assert picture.headers["content-type"] == "application/problem+json"
    assert picture.json()["type"] == "urn:prassi:problem:busy"
    assert int(picture.headers["retry-after"]) > 0
    assert page.status_code == 200
    assert "sportello" in page.text


def test_uploads_beyond_the_line_are_refused_with_the_time_to_come_back(world):
    app = create_app(world.service, world.settings)
    line = app.state.prassi.uploads
    with TestClient(app, base_url="http://127.0.0.1") as client:
        places = [line.place() for _ in range(4)]
        for place in places:
            place.__enter__()
        refused = client.post("/v1/records", files={"file": ("a.md", b"# A")}, headers=BEARER)
        for place in places:
            place.__exit__(None, None, None)
    assert refused.status_code == 503
    assert refused.json()["retry_after_s"] == int(refused.headers["retry-after"]) == 30
    assert line.length == 0


def test_a_place_is_given_back_by_who_fails():
    line = Line(1, "full", 1)
    with pytest.raises(ZeroDivisionError), line.place():
        1 / 0  # noqa: B018
    with line.place(), pytest.raises(Busy, match="full"):
        line.check()


# A server that has just begun


class Counting(HashingEmbedder):
    """Counts the queries it embeds."""

    def __init__(self):
        self.queries = []

    def embed_queries(self, texts):
        self.queries += texts
        return super().embed_queries(texts)


@pytest.fixture
def service(tmp_path):
    """A service over a library whose changes no index knows yet, not started."""
    data, sources = tmp_path / "data", tmp_path / "sources"
    (data / "files").mkdir(parents=True)
    sources.mkdir()
    embedder = Counting()
    with Catalogue(data / "catalogue.db") as catalogue:
        library = Library(data, catalogue)
        put(library, ENTRIES["report"], sources)
        indexes = open_indexes(data, embedder.fingerprint, embedder.dimension, vocabulary_version())
        made = Service(library, embedder, indexes)
        yield made
        made.stop()
        indexes.dense.close()


def test_before_the_indexes_are_up_to_date_searches_are_asked_to_wait(service):
    settings = Settings(data=service.library.data)
    app = create_app(service, settings)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for path in ("/v1/search?q=anziani", "/v1/facets", "/v1/practices"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["type"] == "urn:prassi:problem:not-ready"
            assert int(answer.headers["retry-after"]) > 0
        page = client.get("/", headers={"accept": "text/html"})
        assert (page.status_code, "si sta aprendo" in page.text) == (503, True)
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["status"]) == (503, "starting")
        assert client.get("/health/live").status_code == 200
        assert client.get("/v1/records").json()["total"] == 1
        service.start()
        assert service.wait_ready(60)
        assert client.get("/health/ready").json()["status"] == "ready"
        assert client.get("/v1/search?q=anziani").json()["total"] >= 1


def test_a_service_stopped_before_it_is_ready_leaves_the_rest_to_the_next(service):
    service._stop.set()
    service._run(service._follow, 0.01)
    with pytest.raises(NotReady):
        service.engine.search(SearchRequest())


def test_the_vector_of_a_query_outlives_a_change_of_the_library(service, tmp_path):
    service.start()
    assert service.wait_ready(60)
    request = SearchRequest(query="anziani soli")
    service.engine.search(request)
    engine = service.engine
    put(service.library, ENTRIES["deck"], tmp_path / "sources")
    wait_until(lambda: service.engine is not engine)
    service.engine.search(request)
    assert service.embedder.queries == ["anziani soli"]


def test_a_server_waits_for_an_ingestion_but_not_for_another_server(tmp_path, prepared_model):
    settings = Settings(data=tmp_path, models=prepared_model.parent)
    said = []
    (tmp_path / "files").mkdir()
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        library = Library(tmp_path, catalogue)
        with (
            own(tmp_path, "prassi serve", "http://127.0.0.1:1"),
            pytest.raises(OwnerBusy),
            open_service(settings, library, "http://127.0.0.1:2", said.append),
        ):
            pass
        assert said == []
        indexing = own(tmp_path, "prassi ingest")
        indexing.__enter__()
        threading.Timer(0.5, indexing.__exit__, (None, None, None)).start()
        with open_service(settings, library, "http://127.0.0.1:2", said.append) as service:
            assert service.wait_ready(60)
    assert len(said) == 1
    assert "30 s" in said[0]
    assert "prassi ingest" in said[0]
