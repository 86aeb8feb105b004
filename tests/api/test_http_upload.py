import pytest
from fastapi.testclient import TestClient
from tiny_library import KEY

from api.http import create_app
from api.settings import Settings

BEARER = {"Authorization": f"Bearer {KEY}"}
MARKDOWN = b"# Orti condivisi\n\nGli orti condivisi di Mantova uniscono giovani e anziani.\n"
FIELDS = {"file", "outcome", "record_id", "pages", "passages", "reason", "pages_unreadable"}


@pytest.fixture(scope="module")
def own_world(world, tmp_path_factory):
    """The shared library: uploads are removed again, so that counts elsewhere stay."""
    before = {record.id for record in world.library.catalogue.records()}
    yield world
    for record in world.library.catalogue.records():
        if record.id not in before:
            world.library.catalogue.remove(record.id)
    wanted = world.library.catalogue.last_seq()
    while world.service.applied < wanted:
        pass


def send(client, name="orti.md", content=MARKDOWN, headers=BEARER, field="file"):
    return client.post("/v1/records", files={field: (name, content)}, headers=headers)


def test_a_file_is_read_once_and_known_again(client, own_world):
    first = send(client)
    assert first.status_code == 201, first.text
    outcome = first.json()
    assert set(outcome) == FIELDS
    assert (outcome["file"], outcome["outcome"]) == ("orti.md", "ok")
    assert outcome["passages"] >= 1
    record = client.get(f"/v1/records/{outcome['record_id']}").json()
    assert record["file"] == "orti.md"
    again = send(client)
    assert again.status_code == 200
    assert again.json()["outcome"] == "unchanged"
    assert again.json()["record_id"] == outcome["record_id"]
    other = send(client, name="altro.md")
    assert other.status_code == 200
    assert other.json()["outcome"] == "duplicate"
    assert client.get(f"/v1/records/{outcome['record_id']}/file").content == MARKDOWN
    assert not list((own_world.settings.data / "uploads").iterdir())


def test_the_other_header_carries_the_key_too(client, own_world):
    assert send(client, headers={"X-API-Key": KEY}).status_code in (200, 201)


def test_a_file_name_cannot_leave_its_folder(client, own_world):
    answer = send(client, name="../../fuori.md")
    assert answer.json()["file"] == "fuori.md"
    assert not list(own_world.settings.data.parent.glob("fuori*"))


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"X-API-Key": "è"}, {"Authorization": KEY}]
)
def test_without_the_key_nothing_is_taken(client, headers):
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = send(client, headers=encoded)
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:prassi:problem:key-needed"
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_server_without_a_key_takes_no_uploads(world):
    settings = Settings(data=world.settings.data, api_key=None)
    with TestClient(create_app(world.service, settings), base_url="http://127.0.0.1") as client:
        for headers in ({}, BEARER, {"X-API-Key": ""}):
            assert send(client, headers=headers).status_code == 403


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_over_the_limit_is_refused(client, announced):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\n'
    parts = [body, *[b"x" * 100_000] * 12, b"\r\n--b--\r\n"]
    answer = client.post(
        "/v1/records",
        content=b"".join(parts) if announced else iter(parts),
        headers={**BEARER, "Content-Type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 413
    assert answer.json()["limit_mb"] == 1


def test_a_body_that_is_no_form_with_a_file_is_refused(client):
    for answer in (
        client.post("/v1/records", content=b"plain", headers=BEARER),
        client.post("/v1/records", data={"file": "text"}, headers=BEARER),
        send(client, field="other"),
        client.post(
            "/v1/records",
            content=b"rubbish",
            headers={**BEARER, "Content-Type": "multipart/form-data; boundary=b"},
        ),
    ):
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_that_cannot_be_read_says_why(client, own_world):
    answer = send(client, name="vuoto.pdf", content=b"")
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "urn:prassi:problem:not-read"
    assert (problem["file"], problem["outcome"]) == ("vuoto.pdf", "failed")
    assert problem["reason"]


def test_settings_never_show_the_key(world):
    assert KEY not in repr(world.settings)
