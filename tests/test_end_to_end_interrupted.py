"""The whole product when it is killed, and beside a server: real commands, the real model."""

import json
import random
import re
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from commands import PRASSI, few, prassi, prassi_here, surroundings


@pytest.fixture(scope="module")
def environment(prepared_model):
    return surroundings(prepared_model)


# Each process that reads loads its own annotator: a second or two of a processor.
ONE_BY_ONE = ("--workers", "1")


# Interruptions


def test_ingestion_killed_anywhere_goes_on_where_it_was(environment, tmp_path, pytestconfig):
    folder = few(tmp_path / "in", 3)
    whole = tmp_path / "whole"
    start = time.monotonic()
    prassi(environment, whole, "ingest", folder, *ONE_BY_ONE)
    took = time.monotonic() - start
    wanted = json.loads(prassi_here(environment, whole, "stats", "--format", "json").stdout)

    data = tmp_path / "killed"
    chance = random.Random(20)
    for _ in range(10 if pytestconfig.getoption("--all-kills") else 3):
        process = subprocess.Popen(
            [*PRASSI, "--data", str(data), "ingest", str(folder), *ONE_BY_ONE],
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
            assert "all agree" in prassi_here(environment, data, "verify").stdout
    prassi(environment, data, "ingest", folder, *ONE_BY_ONE)
    assert "all agree" in prassi_here(environment, data, "verify").stdout
    found = json.loads(prassi_here(environment, data, "stats", "--format", "json").stdout)
    for figure in ("records", "pages", "passages", "works", "to_embed", "failed_files"):
        assert found[figure] == wanted[figure], figure


# A running server


@pytest.fixture(scope="module")
def server(environment, tmp_path_factory):
    data = tmp_path_factory.mktemp("served") / "data"
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
        time.sleep(0.02)
    pytest.fail("the server did not become ready")


@pytest.fixture(scope="module")
def brought(environment, server, tmp_path_factory):
    """Two ingestions at once beside a server that is asked all the while.

    Gives what they wrote, and the status of every answer.
    """
    data, url = server
    folder = tmp_path_factory.mktemp("brought")
    processes = [
        subprocess.Popen(
            [*PRASSI, "--data", str(data), "ingest", str(files), "--json", *ONE_BY_ONE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        for files in (few(folder / "a", 3), few(folder / "b", 3, skip=1))
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
    return outputs, statuses


def test_two_ingestions_beside_a_server_bring_every_record_once(server, brought):
    _, url = server
    outputs, statuses = brought
    assert len(statuses) > 5
    assert set(statuses) == {200}, "no query fails while documents come in"

    outcomes = [json.loads(line) for out in outputs for line in out.splitlines()]
    read = [o for o in outcomes if o.get("outcome") in ("ok", "partial")]
    assert len(read) == 4, "the two folders share two of their three documents"
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
        assert records["total"] == 4
        for record in records["records"]:
            page = client.get(f"/v1/records/{record['id']}/pages/1").json()
            passage = max(page["passages"], key=lambda p: len(p["text"]))
            words = " ".join(passage["text"].split()[:12]).replace('"', " ")
            found = client.get("/v1/search", params={"q": words, "limit": 5}).json()
            [hit] = [h for h in found["hits"] if h["passage_id"] == passage["passage_id"]]
            assert hit["scores"]["dense"] > 0.4, "found by meaning"  # 0.35 is usual
            assert hit["scores"]["lexical"] > 0, "found by words"


@pytest.mark.usefixtures("brought")
def test_the_command_line_searches_beside_a_server(environment, server):
    data, _ = server
    with ThreadPoolExecutor(1) as pool:  # it waits for the indexes for 5 s
        busy = pool.submit(prassi, environment, data, "verify", check=2)
        assert prassi(environment, data, "search", "anziani", "--format", "trec").stdout
    assert "prassi serve" in busy.result().stderr
