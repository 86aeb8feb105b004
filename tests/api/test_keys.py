"""Keys: hashed at rest, scopes, and a server that sees what the command line does."""

import json
import re
import zipfile
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from tiny_library import KEY
from typer.testing import CliRunner

from api.backup import restore, write_backup
from api.cli import app
from api.http import create_app
from api.keys import KEYS_FILE, KeyNotFound, KeyStore, Scope
from api.library import open_library
from api.settings import Settings
from corpus.errors import BadQuery, CatalogueMismatch

HTML = "text/html; charset=utf-8"
NO_KEY = "prassi_00000000_" + "x" * 43


@pytest.fixture
def store(world):
    yield KeyStore(world.library.data)
    (world.library.data / KEYS_FILE).unlink(missing_ok=True)


@pytest.fixture
def closed(world, store):
    settings = Settings(data=world.library.data, api_key=SecretStr(KEY), read_needs_key=True)
    with TestClient(create_app(world.service, settings), base_url="http://127.0.0.1") as client:
        yield client


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def post(client, headers):
    return client.post("/v1/records", content=b"no form", headers=headers)


def test_only_hashes_are_kept_readable_by_their_owner_alone(world, store):
    key, stored = store.add("Ada", [Scope.READ])
    path = world.library.data / KEYS_FILE
    assert re.fullmatch(r"prassi_[0-9a-f]{8}_[\w-]{43}", key)
    assert key.split("_", 2)[2] not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert store.find(key) == stored
    assert store.find(key[:-1] + ("A" if key[-1] != "A" else "B")) is None


@pytest.mark.parametrize("given", ["", "prassi_", "è", NO_KEY, "a" * 9999])
def test_what_is_no_key_opens_nothing(store, given):
    store.add("Ada", [Scope.READ])
    assert store.find(given) is None


def test_expired_and_revoked_keys_open_nothing(store):
    key, stored = store.add("Ada", [Scope.READ], days=1)
    assert not replace(stored, expires="2020-01-01T00:00:00Z").usable("2020-01-01T00:00:00Z")
    with pytest.raises(BadQuery, match="already"):
        store.add("Ada", [Scope.READ])
    assert store.revoke("Ada").id == stored.id
    assert store.find(key) is None
    assert store.find(store.add("Ada", [Scope.READ])[0]) is not None
    with pytest.raises(KeyNotFound):
        store.revoke(stored.id)


def test_a_file_of_keys_that_cannot_be_read_opens_nothing(world, store, closed):
    (world.library.data / KEYS_FILE).write_text("{")
    with pytest.raises(CatalogueMismatch):
        store.find("prassi_00000000_" + "x" * 43)
    assert (
        closed.get("/v1/records", headers=bearer("prassi_00000000_" + "x" * 43)).status_code == 503
    )


def test_scopes_hold_those_before_them(client, store):
    reader, _ = store.add("reads", [Scope.READ])
    writer, _ = store.add("writes", [Scope.WRITE])
    admin, _ = store.add("all", [Scope.ADMIN])
    refused = post(client, bearer(reader))
    assert (refused.status_code, refused.json()["scope"]) == (403, "write")
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    # 400: let in, and told that the body is no form.
    assert (
        post(client, bearer(writer)).status_code == post(client, bearer(admin)).status_code == 400
    )
    assert post(client, {"X-API-Key": writer}).status_code == 400
    store.revoke("writes")
    told = post(client, bearer(writer))
    assert told.status_code == 401
    assert told.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert {k.name for k in store.all() if k.last_used} == {"reads", "writes", "all"}


def test_reading_can_be_closed_and_health_stays_open(closed, store, world):
    assert closed.get("/health/ready").status_code == 200
    for path in ("/", "/v1/search", "/v1/records", "/metrics", "/openapi.json", "/about", "/v1/no"):
        answer = closed.get(path)
        assert answer.status_code == 401, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
    reader, _ = store.add("reads", [Scope.READ])
    assert closed.get("/v1/records", headers=bearer(reader)).status_code == 200
    assert closed.get("/v1/records", headers=bearer(KEY)).status_code == 200


def test_browsers_ask_for_the_key_but_cannot_be_made_to_write_with_it(closed, store):
    asked = closed.get("/", headers={"accept": "text/html"})
    assert asked.headers["www-authenticate"].startswith("Basic ")
    writer, _ = store.add("writes", [Scope.WRITE])
    assert closed.get("/", auth=("chiunque", writer)).status_code == 200
    assert closed.post("/v1/records", content=b"", auth=("chiunque", writer)).status_code == 403
    for broken in ("Basic è".encode(), b"Basic", b"Basic ====", b"Basic Og=="):
        assert closed.get("/", headers={"Authorization": broken}).status_code == 401


def test_commands_show_a_key_once_and_a_running_server_sees_it(world, closed, store):
    def run(*arguments):
        return CliRunner().invoke(app, ["--data", str(world.library.data), "keys", *arguments])

    made = run("add", "Ricerca", "--scope", "read", "--days", "30")
    key = made.stdout.strip()
    assert made.exit_code == 0, made.stderr
    assert closed.get("/v1/records", headers=bearer(key)).status_code == 200
    (listed,) = json.loads(run("list", "--format", "json").stdout)["keys"]
    assert (listed["name"], listed["scopes"], listed["state"]) == ("Ricerca", ["read"], "usable")
    assert listed["expires"] > listed["created"]
    assert listed["last_used"]
    assert key not in json.dumps(listed)
    assert run("revoke", listed["id"]).exit_code == 0
    assert closed.get("/v1/records", headers=bearer(key)).status_code == 401
    assert run("add", "x", "--scope", "all").exit_code == 2
    assert "revoked" in run("list").stdout


def test_a_backup_holds_no_keys(world, store, tmp_path):
    store.add("Ada", [Scope.ADMIN])
    write_backup(world.library, tmp_path / "b.zip", lambda *_: None)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [name for name in archive.namelist() if "keys" in name]


def test_a_library_restored_in_place_keeps_its_keys(tmp_path):
    data = tmp_path / "data"
    with open_library(Settings(data=data), create=True) as library:
        key, _ = KeyStore(data).add("Ada", [Scope.READ])
        write_backup(library, tmp_path / "b.zip", lambda *_: None)
    restore(tmp_path / "b.zip", data, lambda *_: None, force=True)
    assert KeyStore(data).find(key) is not None
    restore(tmp_path / "b.zip", tmp_path / "other", lambda *_: None)
    assert KeyStore(tmp_path / "other").all() == ()


def test_people_are_told_in_their_language(closed):
    for language, words in (("it", "serve una chiave"), ("en", "needs a key")):
        answer = closed.get(f"/?lang={language}", headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"]) == (401, HTML)
        assert words in answer.text
