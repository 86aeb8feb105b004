"""How long searches take, where the time goes, and what it takes to hold a library."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.vocabulary import vocabulary_version
from eval.bench_commands import prassi, seconds_of, serving
from eval.bench_synthetic import Model, Seed, grow
from eval.bench_table import Clock, Row, percentiles
from index.answers import SearchRequest
from index.apply import Indexes, dense_folder, lexical_folder, open_indexes, sync
from index.dense import DenseReader, open_background, open_exact
from index.embed import TextEmbedder
from index.owner import own
from index.search import SearchEngine
from index.sentences import Sentences

# Of each kind one that keeps much and one that keeps little.
_FILTERS = (
    ("kind:practice",),
    ("kind:evidence", "year:2010-2020"),
    ("target:older-people",),
    ("year:2012",),
)
# As many as the engine asks for; see index.resultset.
_NEAR = 300
_TOP = 10
_WARM = 10

Times = list[float]


def at_size(
    data: Path, size: int, embedder: TextEmbedder, seed: Seed, queries: Sequence[str]
) -> list[Row]:
    """Grow a library of ``size`` passages in ``data``, and measure all there is to measure."""
    at = f"{size:,} passages"
    model = Model(embedder.fingerprint, embedder.dimension)
    clock = Clock()
    (data / "files").mkdir(parents=True)
    with Catalogue(data / "catalogue.db") as catalogue, own(data, "benchmark"):
        grow(catalogue, model, seed, size)
        indexes = open_indexes(data, model.fingerprint, model.dimension, vocabulary_version())
        try:
            with clock():
                sync(catalogue, indexes)
            rows = [Row("index from the catalogue", at, clock.seconds, "s")]
            rows += _stages(catalogue, indexes, embedder, queries, at)
        finally:
            indexes.dense.close()
    rows += _sizes(data, model, at)
    rows += _served(data, queries, at)
    return rows + _cold(data, queries[0], at)


def recall(
    dense: DenseReader, exact: DenseReader, vectors: NDArray[np.float32], top: int = _TOP
) -> float:
    """Return the share of the true nearest that ``dense`` finds, over query vectors ``(n, d)``."""
    found = [
        len(set(dense.nearest(v, top)[0].tolist()) & set(exact.nearest(v, top)[0].tolist()))
        for v in vectors
    ]
    return sum(found) / (min(top, exact.size) * len(vectors))


def _stages(
    catalogue: Catalogue,
    indexes: Indexes,
    embedder: TextEmbedder,
    queries: Sequence[str],
    at: str,
) -> list[Row]:
    fingerprint, dimension = embedder.fingerprint, embedder.dimension
    exact = open_exact(catalogue, fingerprint, dimension)
    background = open_background(catalogue, fingerprint, dimension, embedder.unrelated)
    vectors = {query: embedder.embed_queries([query])[0] for query in queries}
    # The search embeds what is left of a query without its marks: known by the second time.
    engine = SearchEngine(
        catalogue, indexes.lexical, indexes.dense, background,
        lambda text: embedder.embed_queries([text])[0], fingerprint, dimension,
    )  # fmt: skip
    for query in queries:
        engine.search(SearchRequest(query=query))
    sentences = Sentences(catalogue, fingerprint, dimension)
    near = {query: indexes.dense.nearest(vector, _NEAR) for query, vector in vectors.items()}
    for query, (keys, _) in near.items():
        sentences.nearest(vectors[query], keys.tolist())

    def searched(facets: bool) -> Callable[[str], object]:
        return lambda query: engine.search(SearchRequest(query=query, facets=facets))

    stages: list[tuple[str, Callable[[str], object]]] = [
        ("query: embed the text", lambda query: embedder.embed_queries([query])),
        ("query: nearest 300 vectors", lambda q: indexes.dense.nearest(vectors[q], _NEAR)),
        ("query: exact scan instead", lambda q: exact.nearest(vectors[q], _NEAR)),
        (
            "query: sentences of 300, read",
            lambda q: Sentences(catalogue, fingerprint, dimension).nearest(
                vectors[q], near[q][0].tolist()
            ),
        ),
        (
            "query: sentences of 300, held",
            lambda q: sentences.nearest(vectors[q], near[q][0].tolist()),
        ),
        ("query: search, vector known, no facets", searched(facets=False)),
        ("query: search, vector known, facets", searched(facets=True)),
    ]
    rows = [
        Row(
            "recall@10 of the dense index", at,
            recall(indexes.dense, exact, np.stack(list(vectors.values()))),
            of="exact search",
        )
    ]  # fmt: skip
    for name, step in stages:
        rows += percentiles(name, at, _times(step, queries))
    return rows


def _sizes(data: Path, model: Model, at: str) -> list[Row]:
    catalogue = (data / "catalogue.db").stat().st_size
    folders = {
        "dense index on disk": dense_folder(data, model.fingerprint),
        "lexical index on disk": lexical_folder(data),
    }
    rows = [Row("catalogue on disk", at, catalogue / 1e6, "MB", 1.0, "catalogue")]
    for name, folder in folders.items():
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        rows.append(Row(name, at, size / 1e6, "MB", size / catalogue, "catalogue"))
    return rows


def _served(data: Path, queries: Sequence[str], at: str) -> list[Row]:
    with serving(data) as server:
        client = server.client()
        facets = len(json.loads(client.search(queries[0]))["facets"])
        rows = [Row("server, start to ready", at, server.ready_s, "s")]
        start = server.resident_mb()
        # Asked for the first time a query is embedded and what it finds is read; the second time
        # both are in memory.
        for name in ("", ", asked again"):
            times = _times(client.search, queries)
            rows += percentiles(f"query over HTTP, {facets} facets{name}", at, times)
        filtered: Times = []
        for chosen in _FILTERS:
            filtered += _times(partial(client.search, filters=chosen), queries)
        rows += percentiles(
            f"query over HTTP, {facets} facets, asked again, filtered", at, filtered
        )
        end = server.resident_mb()
        client.close()
    for name, value in (("server memory, ready", start), ("server memory, serving", end)):
        rows.append(Row(name, at, value, "MB", of="" if value else "the system does not say"))
    return rows


def _cold(data: Path, query: str, at: str) -> list[Row]:
    words = prassi(data, "search", query, "--format", "json")
    seconds_of(words)  # once, so that the files are in memory: cold is the process, not the disk
    bare = min(seconds_of([sys.executable, "-c", "import numpy"]) for _ in range(3))
    cold = min(seconds_of(words) for _ in range(3))
    return [Row("cold `prassi search`", at, cold, "s", cold / bare, "python -c 'import numpy'")]


def _times(step: Callable[[str], object], queries: Sequence[str]) -> Times:
    for query in queries[:_WARM]:
        step(query)
    found = []
    for query in queries:
        start = time.perf_counter()
        step(query)
        found.append(time.perf_counter() - start)
    return found


def forget(data: Path) -> None:
    """Remove a library that was grown."""
    shutil.rmtree(data, ignore_errors=True)
