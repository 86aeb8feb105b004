"""The description of the API and the page about it say what the service does."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from test_schemathesis import running

from api.http import create_app
from api.http.openapi import as_text
from api.http.problems import _KINDS, _TYPE
from api.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def described(client):
    return client.get("/openapi.json").json()


def operations(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_the_file_in_docs_is_the_service_s_own(described):
    kept = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert kept == as_text(described), "run `make openapi`"


def test_every_parameter_and_answer_has_an_example_that_fits(described):
    checked = 0
    for name, operation in operations(described):
        found = [(p["name"], p["schema"], p) for p in operation.get("parameters", ())]
        contents = [operation.get("requestBody", {}).get("content", {})]
        contents += [r.get("content", {}) for r in operation["responses"].values()]
        for content in contents:
            found += [(k, c["schema"], c) for k, c in content.items() if c.get("schema")]
        for what, schema, holder in found:
            if what in ("multipart/form-data", "text/plain"):
                continue
            whole = {**schema, "components": described["components"]}
            errors = [e.message for e in Draft202012Validator(whole).iter_errors(holder["example"])]
            assert not errors, (name, what)
            checked += 1
    assert checked > 150


def test_operations_have_names_tags_and_words(described):
    found = dict(operations(described))
    ids = [operation["operationId"] for operation in found.values()]
    assert len(ids) == len(set(ids))
    assert {"search", "search_batch", "records", "record", "upload"} <= set(ids)
    for name, operation in found.items():
        assert re.fullmatch(r"[a-z_]+", operation["operationId"]), name
        assert operation["tags"], name
        assert operation["description"], name
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (name, parameter["name"])


def test_every_error_is_described_as_a_problem(described):
    for name, operation in operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and name != "get /health/ready":
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
        if "/v1/" in name:
            assert {"400", "401", "429"} <= set(operation["responses"])


def test_the_page_names_problems_that_exist():
    known = {kind.name for kind in _KINDS.values()} | {"invalid-request"}
    table = PAGE.partition("## Errors")[2]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", table)) | {"busy"}
    assert _TYPE in PAGE
    assert named <= known


def test_the_examples_of_the_page_run(client):
    def get(path, **params):
        return client.get(path, params=params).raise_for_status().json()

    def post(path, body):
        return client.post(path, json=body).raise_for_status().json()

    for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(code, {"get": get, "post": post})


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_page_run(world):
    app = create_app(world.service, Settings(data=world.settings.data))
    with running(app) as url:
        for code in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
            done = subprocess.run(
                ["bash", "-euc", code],
                env={"PRASSI": url, "PATH": "/usr/bin:/bin"},
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, (code, done.stderr)
            if done.stdout:
                assert "total" in json.dumps(json.loads(done.stdout)), code
