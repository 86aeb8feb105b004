"""The Python client, over a server on loopback."""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from web_server import Site, served

from api.client import Client, ClientError

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "researchers.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def url(live_url):
    return live_url


def test_the_guide_runs(url, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = {"URL": url}
    for block in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
        exec(block, said)
    assert said["found"].total > 1
    assert said["again"]["identical"]
    assert len((tmp_path / "brani.csv").read_text().splitlines()) > said["matched"] > 0
    assert "400 urn:prassi:problem:unknown-filter" in capsys.readouterr().out
    assert [one["problem"] for one in said["both"]] == [None, None]
    assert said["page"]["text"]
    assert said["titles"]


def test_every_hit_comes_once_whatever_the_page_size(url):
    with Client(url) as library:
        found = library.search("", page_size=7)
        ids = [hit.passage_id for hit in found]
    assert len(ids) == len(set(ids)) == found.total == len(found) > 7


def test_an_export_that_is_refused_leaves_no_file(url, tmp_path):
    with Client(url) as library, pytest.raises(ClientError) as caught:
        library.export(tmp_path / "x", "a", ["kind:none"], format="csv")
    assert caught.value.status == 400
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not():
    site, left = Site(), [2]

    def busy(path, headers):
        left[0] -= 1
        problem = '{"type":"urn:x","title":"Busy","status":503,"detail":"d","wait":1}'
        if left[0] >= 0:
            return 503, problem, {"Retry-After": "0"}
        return 200, '{"facets": []}', {}

    site.answers["/v1/facets"] = busy
    site.put("/v1/records/x", "no", status=404)
    with served(site) as base, Client(base) as library:
        assert library.facets() == []
        assert len(site.asked) == 3
        with pytest.raises(ClientError) as caught:
            library.record("x")
        assert (caught.value.status, len(site.asked)) == (404, 4)


def test_nobody_there_is_the_same_exception(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Client(f"http://127.0.0.1:{port}") as library, pytest.raises(ClientError) as caught:
        library.facets()
    assert caught.value.status == 0


def test_the_client_imports_nothing_of_the_server():
    heavy = "{'torch', 'chromadb', 'fastapi', 'pydantic', 'sqlalchemy', 'numpy', 'pandas'}"
    code = f"import sys, api.client; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_hits_become_a_table(url):
    pandas = pytest.importorskip("pandas")
    with Client(url) as client:
        found = client.search("servizi")
        table = found.to_pandas()
        assert isinstance(table, pandas.DataFrame)
        assert len(table) == found.total
        assert list(table["rank"]) == list(range(1, found.total + 1))
        assert set(table["title"]) <= {hit.title for hit in found}


def test_a_table_without_pandas_says_what_it_needs(url, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with Client(url) as client, pytest.raises(ImportError, match="pip install pandas"):
        client.search("servizi").to_pandas()
