"""The whole product as people run it: real commands, the real model, a real server."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "library"
COLLECTION = ROOT / "eval" / "collections" / "sample"
PRASSI = [sys.executable, "-m", "api.cli"]


@pytest.fixture(scope="module")
def environment(prepared_model):
    return {**os.environ, "PRASSI_MODELS": str(prepared_model.parent), "PYTHONPATH": str(ROOT)}


def prassi(environment, data, *words, check=0, timeout=240):
    done = subprocess.run(
        [*PRASSI, "--data", str(data), *map(str, words)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=timeout,
        cwd=data.parent,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert check is None or done.returncode == check, done.stderr
    return done


def few(folder, count, skip=0):
    """Copy some small sample documents into a folder."""
    folder.mkdir(exist_ok=True)
    for path in sorted(SAMPLE.iterdir(), key=lambda p: p.stat().st_size)[skip : skip + count]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def library(environment, tmp_path_factory):
    """The whole sample library, ingested by the command line."""
    data = tmp_path_factory.mktemp("e2e") / "data"
    done = prassi(environment, data, "ingest", SAMPLE, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return data, lines


def test_every_sample_document_is_read(library):
    _, lines = library
    *files, last = lines
    assert len(files) == len(list(SAMPLE.iterdir()))
    assert {f["outcome"] for f in files} <= {"ok", "partial"}, files
    assert last["summary"]["failed"] == 0
    assert all(f["passages"] > 0 for f in files)


def test_ingesting_again_changes_nothing(library, environment):
    data, _ = library
    before = prassi(environment, data, "stats", "--format", "json").stdout
    done = prassi(environment, data, "ingest", SAMPLE, "--json")
    outcomes = {json.loads(line).get("outcome") for line in done.stdout.splitlines()}
    assert outcomes == {"unchanged", None}
    assert prassi(environment, data, "stats", "--format", "json").stdout == before


def test_everything_agrees_after_ingestion(library, environment):
    data, _ = library
    assert "all agree" in prassi(environment, data, "verify").stdout
    stats = json.loads(prassi(environment, data, "stats", "--format", "json").stdout)
    assert stats["to_embed"] == 0
    assert stats["records"] == len(list(SAMPLE.iterdir()))


def test_a_search_answers_in_the_shape_of_the_interface(library, environment):
    data, _ = library
    done = prassi(
        environment, data, "search", "anziani soli nel quartiere", "-n", "3",
        "--filter", "kind=practice", "--format", "json",
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert {"query", "total", "nearest_only", "took_ms", "next_cursor", "hits", "facets"} <= set(
        answer
    )
    assert 0 < len(answer["hits"]) <= 3
    for rank, hit in enumerate(answer["hits"], 1):
        assert hit["rank"] == rank
        assert {"id", "title", "year", "file", "language"} <= set(hit["record"])
        assert hit["locator"]["page"] >= 1
        assert "practice" in hit["facets"]["kind"]
        for start, end in hit["highlights"]:
            assert hit["text"][start:end].strip()
    kinds = next(f for f in answer["facets"] if f["facet"] == "kind")
    chosen = next(v for v in kinds["values"] if v["code"] == "practice")
    assert (chosen["count"], chosen["selected"]) == (answer["total"], True)


def test_an_english_question_finds_italian_pages(library, environment):
    data, _ = library
    done = prassi(
        environment, data, "search", "apartments for disabled people when parents are gone",
        "--format", "json",
    )  # fmt: skip
    assert any(h["record"]["language"] == "it" for h in json.loads(done.stdout)["hits"][:3])


def test_trec_output_has_six_columns(library, environment):
    data, _ = library
    lines = prassi(environment, data, "search", "volontari", "--format", "trec").stdout.splitlines()
    assert lines
    assert all(len(line.split()) == 6 for line in lines)


def test_the_pages_that_answer_the_sample_topics_are_found(library, environment, tmp_path):
    data, _ = library
    topics, qrels = COLLECTION / "topics.jsonl", COLLECTION / "qrels.txt"

    def evaluated(mode, *more):
        done = prassi(
            environment, data, "evaluate", "--topics", topics, "--qrels", qrels,
            "--mode", mode, "--format", "json", *more,
        )  # fmt: skip
        return json.loads(done.stdout)

    dense = evaluated("dense")
    (tmp_path / "dense.json").write_text(json.dumps(dense))
    hybrid = evaluated(
        "hybrid", "--compare", tmp_path / "dense.json", "--report", tmp_path / "report"
    )
    # Measured 0.746 and 0.721 (65 topics); the gate leaves room for another processor's rounding.
    assert hybrid["metrics"]["nDCG@10"] >= 0.72
    assert hybrid["metrics"]["nDCG@10"] >= dense["metrics"]["nDCG@10"]
    assert hybrid["comparison"]["topics"] == len(hybrid["topics"])
    assert json.loads((tmp_path / "report" / "report.json").read_text())["run_tag"]
    assert "<svg" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_show_gives_a_record_and_a_page(library, environment):
    data, lines = library
    [record] = [f for f in lines[:-1] if f["file"].endswith(".txt")]
    shown = json.loads(
        prassi(environment, data, "show", record["record_id"], "--format", "json").stdout
    )
    assert shown["pages"] == record["pages"]
    assert len(prassi(environment, data, "show", shown["file"], "--page", "1").stdout) > 200
    missing = prassi(environment, data, "show", shown["file"], "--page", "999", check=2)
    assert "no page 999" in missing.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["search", "x", "--filter", "colour=red"], "colour"),
        (["search", "x", "--filter", "kind=red"], "red"),
        (["search", "x", "--format", "xml"], "--format"),
        (["search", "x", "--group", "book"], "--group"),
        (["show", "nothing-like-it"], "nothing-like-it"),
        (["sarch", "x"], "sarch"),
        (["search"], "QUERY"),
        (["ingest", "/no/such/folder"], ""),
    ],
)
def test_wrong_use_exits_with_2_and_says_why(library, environment, words, message):
    data, _ = library
    done = prassi(environment, data, *words, check=2)
    assert message.casefold() in (done.stderr + done.stdout).casefold()


def test_a_folder_without_a_library_is_a_clear_error(environment, tmp_path):
    done = prassi(environment, tmp_path / "nothing", "search", "x", check=2)
    assert "prassi ingest" in done.stderr


def test_some_failures_exit_with_1_and_lose_nothing(environment, tmp_path):
    folder = few(tmp_path / "in", 1)
    (folder / "empty.pdf").write_bytes(b"")
    done = prassi(environment, tmp_path / "data", "ingest", folder, "--json", check=1)
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert (summary["ok"] + summary["partial"], summary["failed"]) == (1, 1)


HEAVY = {"torch", "transformers", "sentence_transformers", "chromadb", "spacy", "onnx"}
NOT_FOR_READING = {"fastapi", "starlette", "uvicorn", "alembic", "multipart", "jinja2"}


def heavy_modules(environment, *words, heavy=HEAVY):
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['prassi', *{list(words)!r}]\n"
        "try:\n    runpy.run_module('api.cli', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        f"heavy = {heavy!r}\n"
        "sys.stderr.write('HEAVY=' + ','.join(sorted(heavy & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120
    )
    return re.search("HEAVY=(.*)", done.stderr).group(1)


def test_help_loads_no_heavy_library(environment):
    assert heavy_modules(environment, "--help") == ""


def test_a_search_loads_no_heavy_library(environment, library):
    data, _ = library
    heavy = HEAVY | NOT_FOR_READING
    assert heavy_modules(environment, "--data", str(data), "search", "anziani", heavy=heavy) == ""


@pytest.mark.parametrize(
    "words",
    [
        ["search", "anziani", "--format", "json"],
        ["search", "anziani", "--format", "trec"],
        ["facets", "--format", "json"],
        ["stats", "--format", "json"],
    ],
)
def test_what_is_written_for_programs_needs_no_library_of_layout(library, environment, words):
    data, _ = library
    heavy = HEAVY | NOT_FOR_READING | {"rich", "pydantic_settings"}
    assert heavy_modules(environment, "--data", str(data), *words, heavy=heavy) == ""


# Interruptions


def test_ingestion_killed_anywhere_goes_on_where_it_was(environment, tmp_path, pytestconfig):
    folder = few(tmp_path / "in", 3)
    whole = tmp_path / "whole"
    start = time.monotonic()
    prassi(environment, whole, "ingest", folder)
    took = time.monotonic() - start
    wanted = json.loads(prassi(environment, whole, "stats", "--format", "json").stdout)

    data = tmp_path / "killed"
    chance = random.Random(20)
    for _ in range(10 if pytestconfig.getoption("--all-kills") else 4):
        process = subprocess.Popen(
            [*PRASSI, "--data", str(data), "ingest", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        try:
            process.wait(chance.uniform(0.3, took))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if (data / "catalogue.db").exists():
            assert "all agree" in prassi(environment, data, "verify").stdout
    prassi(environment, data, "ingest", folder)
    assert "all agree" in prassi(environment, data, "verify").stdout
    found = json.loads(prassi(environment, data, "stats", "--format", "json").stdout)
    for figure in ("records", "pages", "passages", "works", "to_embed", "failed_files"):
        assert found[figure] == wanted[figure], figure


# A running server


@pytest.fixture
def server(environment, tmp_path):
    data = tmp_path / "data"
    process = subprocess.Popen(
        [*PRASSI, "--data", str(data), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    line = process.stderr.readline()
    try:
        url = re.search(r"http://\S+", line).group()
        _wait_ready(url)
        yield data, url
    finally:
        process.terminate()
        assert process.wait(20) in (0, -signal.SIGTERM)
        process.stderr.close()


def _wait_ready(url):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the server did not become ready")


def test_two_ingestions_beside_a_server_bring_every_record_once(environment, server, tmp_path):
    data, url = server
    first, second = few(tmp_path / "a", 4), few(tmp_path / "b", 4, skip=2)
    processes = [
        subprocess.Popen(
            [*PRASSI, "--data", str(data), "ingest", str(folder), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        for folder in (first, second)
    ]
    statuses, stop = [], threading.Event()

    def keep_asking():
        with httpx.Client(base_url=url, timeout=30) as client:
            while not stop.wait(0.1):
                statuses.append(client.get("/v1/search", params={"q": "anziani"}).status_code)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    outputs = [process.communicate(timeout=240)[0] for process in processes]
    stop.set()
    asking.join()
    assert [process.returncode for process in processes] == [0, 0]
    assert len(statuses) > 5
    assert set(statuses) == {200}, "no query fails while documents come in"

    outcomes = [json.loads(line) for out in outputs for line in out.splitlines()]
    read = [o for o in outcomes if o.get("outcome") in ("ok", "partial")]
    assert len(read) == 6, "the two folders share two of their four documents"
    with httpx.Client(base_url=url, timeout=30) as client:
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            ready = client.get("/health/ready").json()
            if ready["applied"] == ready["seq"] and not ready["to_embed"]:
                break
            time.sleep(0.05)
        assert ready["to_embed"] == 0
        assert ready["applied"] == ready["seq"]
        records = client.get("/v1/records").json()
        assert records["total"] == 6
        for record in records["records"]:
            page = client.get(f"/v1/records/{record['id']}/pages/1").json()
            passage = max(page["passages"], key=lambda p: len(p["text"]))
            words = " ".join(passage["text"].split()[:12]).replace('"', " ")
            found = client.get("/v1/search", params={"q": words, "limit": 5}).json()
            [hit] = [h for h in found["hits"] if h["passage_id"] == passage["passage_id"]]
            assert hit["scores"]["dense"] > 0.4, "found by meaning"  # 0.35 is usual
            assert hit["scores"]["lexical"] > 0, "found by words"


def test_the_command_line_searches_beside_a_server(environment, server, tmp_path):
    data, _ = server
    prassi(environment, data, "ingest", few(tmp_path / "in", 1))
    assert prassi(environment, data, "search", "anziani", "--format", "trec").stdout
    busy = prassi(environment, data, "verify", check=2)
    assert "prassi serve" in busy.stderr


def test_acronyms_and_old_names_find_what_goes_by_another_name(library, environment):
    data, _ = library
    names = COLLECTION.parent / "names"
    done = prassi(
        environment, data, "evaluate", "--topics", names / "topics.jsonl",
        "--qrels", names / "qrels.txt", "--format", "json",
    )  # fmt: skip
    # Measured 0.727; without other names 0.517.
    assert json.loads(done.stdout)["metrics"]["nDCG@10"] >= 0.68
