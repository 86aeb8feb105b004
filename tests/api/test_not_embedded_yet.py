"""A passage without a vector is there: what is like it is only not known yet."""

import pytest
from fastapi.testclient import TestClient
from hashing import HashingEmbedder
from pydantic import SecretStr
from tiny_library import KEY, REPORT, put

from api.http import create_app
from api.library import Library, open_owned_indexes
from api.service import Service
from api.settings import Settings
from corpus.catalogue import Catalogue
from index.owner import embedding_turn


@pytest.fixture
def waiting(tmp_path):
    """A client of a server that has not embedded anything, and a passage's id and record."""
    (tmp_path / "files").mkdir()
    (tmp_path / "in").mkdir()
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        library = Library(tmp_path, catalogue)
        record = put(library, REPORT, tmp_path / "in")
        with (
            embedding_turn(tmp_path, 0),  # so that nobody else embeds meanwhile
            open_owned_indexes(library, HashingEmbedder()) as indexes,
        ):
            service = Service(library, HashingEmbedder(), indexes)
            app = create_app(service, Settings(data=tmp_path, api_key=SecretStr(KEY)))
            service.start()
            try:
                assert service.wait_ready(20)
                with TestClient(app, base_url="http://127.0.0.1") as client:
                    yield client, catalogue.passages_of(record)[0]
            finally:
                service.stop()


def test_similar_passages_of_one_not_embedded_yet_are_a_conflict_and_not_missing(waiting):
    client, passage = waiting
    answer = client.get(f"/v1/passages/{passage.id}/similar")
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"].endswith("not-embedded-yet")
    assert problem["passage_id"] == passage.id
    assert "try again" in problem["detail"]
    assert client.get("/v1/passages/0000/similar").status_code == 404


def test_the_reader_shows_a_passage_that_is_not_embedded_yet(waiting):
    client, passage = waiting
    answer = client.get(f"/record/{passage.record}?passage={passage.id}")
    assert answer.status_code == 200
