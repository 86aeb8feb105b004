"""The tiny library, opened: a running service and its application."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import uvicorn
from browsing import CHROMIUM, FLAGS, opened_page
from fastapi.testclient import TestClient
from hashing import HashingEmbedder
from pydantic import SecretStr
from tiny_library import ENTRIES, KEY, World, put

from api.http import create_app
from api.library import Library
from api.service import Service
from api.settings import Settings
from corpus import schema
from corpus.catalogue import Catalogue
from corpus.vocabulary import vocabulary_version
from index.apply import open_indexes
from index.embed import embed_missing


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("library")
    sources = tmp_path_factory.mktemp("sources")
    (data / "files").mkdir()
    embedder = HashingEmbedder()
    with Catalogue(data / "catalogue.db") as catalogue:
        library = Library(data, catalogue)
        ids = {name: put(library, entry, sources) for name, entry in ENTRIES.items()}
        embed_missing(catalogue, embedder)
        indexes = open_indexes(data, embedder.fingerprint, embedder.dimension, vocabulary_version())
        # Tests wait for it a hundred times: 0.25 s, as in a server, are 10 s in all.
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("api.service._LOOK_EVERY_S", 0.03)
            service = Service(library, embedder, indexes)
        service.start()
        assert service.wait_ready(60)
        settings = Settings(data=data, api_key=SecretStr(KEY), max_upload_mb=1)
        yield World(library, service, settings, ids)
        service.stop()
        indexes.dense.close()


@pytest.fixture(scope="session")
def client(world) -> Iterator[TestClient]:
    app = create_app(world.service, world.settings)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def kept_world(world) -> Iterator[World]:
    """Give the shared library; records and corrections that come in are taken out again."""
    catalogue = world.library.catalogue
    records = {record.id for record in catalogue.records()}
    # What is said is undone by the tests that say it, so that nothing holds of it.
    columns = (schema.judgements.c.id, schema.sources.c.location)
    with catalogue.engine.connect() as connection:
        held = [(c, list(connection.scalars(sa.select(c)))) for c in columns]
    yield world
    for record in catalogue.records():
        if record.id not in records:
            catalogue.remove(record.id)
    with catalogue.writing() as connection:
        for column, values in held:
            connection.execute(sa.delete(column.table).where(column.not_in(values)))
    wanted = catalogue.last_seq()
    while world.service.applied < wanted:
        time.sleep(0.01)


@pytest.fixture(scope="module")
def live_url(world) -> Iterator[str]:
    """Serve the tiny library on loopback; give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(world.service, world.settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser, live_url) -> Iterator[object]:
    yield from opened_page(browser, live_url)


@pytest.fixture
def plain_page(browser, live_url) -> Iterator[object]:
    """Give a page of a browser that runs no script."""
    yield from opened_page(browser, live_url, java_script_enabled=False)
