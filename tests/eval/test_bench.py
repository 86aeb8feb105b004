"""The benchmarks at tiny sizes: what they build and count is right. No times are asserted."""

import json
import sys
from collections import Counter

import numpy as np
import pytest
from hashing import HashingEmbedder
from making import make_record, put

from corpus.catalogue import Catalogue
from corpus.records import Annotation
from corpus.sentence_vectors import count_sentences_missing
from corpus.vectors import all_vectors, count_to_embed
from eval import bench
from eval.bench_commands import Client, CommandFailed, seconds_of
from eval.bench_peers import missing_peers, peer_rows
from eval.bench_search import recall
from eval.bench_synthetic import (
    PASSAGES_A_RECORD,
    Grower,
    Model,
    NothingToGrowFrom,
    grow,
    seed_of,
)
from eval.bench_table import Clock, Row, grown, percentiles, rows_json, table
from index.apply import open_indexes, sync
from index.dense import ExactDense, open_exact
from index.embed import embed_missing

EMBEDDER = HashingEmbedder()
MODEL = Model(EMBEDDER.fingerprint, EMBEDDER.dimension)
TEXTS = (
    "La portineria di quartiere aiuta gli anziani soli con la spesa e le bollette.",
    "I volontari accompagnano le persone alle visite mediche con un pulmino del comune.",
    "Abbiamo imparato che senza un coordinatore le riunioni non finiscono mai.",
)


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    with Catalogue(tmp_path_factory.mktemp("seed") / "catalogue.db") as catalogue:
        labels = {0: (Annotation("kind", "practice", 0, 3, "rule"),)}
        put(catalogue, make_record("vero"), TEXTS, annotations=labels)
        embed_missing(catalogue, EMBEDDER)
        yield seed_of(catalogue, MODEL)


@pytest.fixture(scope="module")
def library(seed, tmp_path_factory):
    data = tmp_path_factory.mktemp("grown")
    with Catalogue(data / "catalogue.db") as catalogue:
        made = grow(catalogue, MODEL, seed, 60)
        yield data, catalogue, made


def test_a_grown_library_is_whole_and_of_the_size_asked_for(library):
    _, catalogue, made = library
    assert made == 2 * PASSAGES_A_RECORD
    assert catalogue.counts().passages == made
    assert count_to_embed(catalogue, MODEL.fingerprint) == 0
    assert count_sentences_missing(catalogue, MODEL.fingerprint) == 0
    assert catalogue.damage() == ()


def test_both_indexes_follow_a_grown_library(library):
    data, catalogue, made = library
    indexes = open_indexes(data, MODEL.fingerprint, MODEL.dimension, "test")
    try:
        assert sync(catalogue, indexes) == catalogue.last_seq()
        assert indexes.dense.size == len(indexes.lexical.ids()) == made
        exact = open_exact(catalogue, MODEL.fingerprint, MODEL.dimension)
        queries = EMBEDDER.embed_queries(TEXTS)
        assert recall(indexes.dense, exact, queries) > 0.9
    finally:
        indexes.dense.close()


def test_grown_vectors_lie_around_the_real_ones(library, seed):
    _, catalogue, _ = library
    _, vectors = all_vectors(catalogue, MODEL.fingerprint, MODEL.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
    nearest = (vectors @ seed.vectors.T).max(axis=1)
    assert nearest.min() > 0.7
    assert nearest.max() < 0.999


def test_grown_words_come_as_often_as_real_ones_with_a_tail(seed):
    words = Counter(" ".join(Grower(seed).texts(300)).casefold().replace(".", "").split())
    real = {word.casefold() for word in seed.words}
    tail = {word: count for word, count in words.items() if word not in real}
    # Zipf: many words that come once, few that come often.
    assert sum(count == 1 for count in tail.values()) > len(tail) / 3
    assert 0.03 < sum(tail.values()) / words.total() < 0.1
    assert words["le"] > words["coordinatore"]


def test_the_same_number_grows_the_same_texts(seed):
    assert Grower(seed, 7).texts(3) == Grower(seed, 7).texts(3)
    assert Grower(seed, 7).texts(3) != Grower(seed, 8).texts(3)


def test_nothing_grows_from_an_empty_library(tmp_path):
    with Catalogue(tmp_path / "catalogue.db") as catalogue, pytest.raises(NothingToGrowFrom):
        seed_of(catalogue, MODEL)


def test_recall_counts_the_true_nearest_that_were_found():
    keys = np.arange(20, dtype=np.uint64)
    vectors = np.random.default_rng(0).standard_normal((20, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    whole, half = ExactDense(keys, vectors), ExactDense(keys[::2], vectors[::2])
    assert recall(whole, whole, vectors) == 1.0
    assert recall(half, whole, vectors, top=20) == 0.5


def test_each_value_is_a_ratio_to_the_first_of_its_measure():
    rows = grown(
        [
            Row("p50", "1,000", 2.0, "ms"),
            Row("p50", "20,000", 3.0, "ms"),
            Row("memory", "1,000", 9.0, "MB"),
            Row("speed", "all", 8.0, "", 2.5, "theirs"),
        ]
    )
    assert [row.ratio for row in rows] == [None, 1.5, None, 2.5]
    assert rows[1].of == "1,000"


def test_what_was_not_measured_is_said_in_the_table():
    lines = table([Row("a peer", "here", of="not installed"), Row("b", "c", 1234.5, "ms", 2)])
    head, rule, peer, other = lines.splitlines()
    assert len(head) == len(rule) == len(peer) == len(other)
    assert "not measured" in peer
    assert "not installed" in peer
    assert "1,234 ms" in other
    assert "2.00" in other


def test_rows_are_json_too():
    [row] = json.loads(json.dumps(rows_json([Row("a", "b", 1.0)])))
    assert (row["measure"], row["value"], row["ratio"]) == ("a", 1.0, None)


def test_percentiles_are_in_milliseconds():
    rows = percentiles("query", "1", [0.001] * 99 + [1.0])
    assert [row.measure for row in rows] == ["query, p50", "query, p95"]
    assert rows[0].value == pytest.approx(1.0)


def test_a_clock_tells_also_of_what_failed():
    clock = Clock()
    with pytest.raises(KeyError), clock():
        raise KeyError
    assert clock.seconds > 0


def test_peers_that_are_not_there_are_said_and_not_installed(tmp_path):
    rows = peer_rows(tmp_path / "no.py", sys.executable, tmp_path, tmp_path, [], 1)
    assert [row.value for row in rows] == [None, None]
    assert all("is not there" in row.of for row in rows)


def test_a_python_that_cannot_be_asked_has_no_peer():
    assert set(missing_peers("/bin/false")) == {"txtai", "lancedb"}


def test_a_peer_is_measured_by_its_script(tmp_path):
    script, python = tmp_path / "peers.py", tmp_path / "python"
    found = {"ndcg@10": 0.8, "query_p50_ms": 30.0, "index_docs_per_s": 8.0, "peak_rss_mb": 900}
    # Stands for a Python that has both engines: answers the question, then runs the script.
    python.write_text(f"#!/bin/sh\n[ \"$1\" = -c ] || echo '{json.dumps(found)}'\n")
    python.chmod(0o755)
    script.write_text("")
    ours = [Row("query over HTTP, 8 facets, p50", "1,000 passages", 10.0, "ms")]
    rows = peer_rows(script, python, tmp_path, script, ours, 5)
    latency = [row for row in rows if "p50" in row.measure]
    assert [row.ratio for row in latency] == [3.0, 3.0]
    assert len(rows) == 8


def test_a_command_that_fails_is_no_measure():
    assert seconds_of([sys.executable, "-c", ""]) > 0
    with pytest.raises(CommandFailed, match="out of order"):
        seconds_of([sys.executable, "-c", "raise SystemExit('out of order')"])


def test_a_client_without_a_server_says_so():
    with pytest.raises(OSError, match="refused"):
        Client("http://127.0.0.1:1").get("/")


def test_help_names_every_part_that_can_be_skipped(capsys):
    with pytest.raises(SystemExit):
        bench.main(["--help"])
    said = capsys.readouterr().out
    assert all(part in said for part in ("ingest", "embed", "plain", "sizes", "peers", "--quick"))
