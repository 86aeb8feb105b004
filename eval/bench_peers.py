"""Other engines alongside, through a script that runs one and prints a line of JSON."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from eval.bench_table import Row

PEERS = ("txtai", "lancedb")
_TIMEOUT_S = 3_600


def missing_peers(python: Path) -> tuple[str, ...]:
    """Return the engines that this Python does not have."""
    code = (
        "import importlib.util as u; "
        f"print(*(p for p in {PEERS!r} if u.find_spec(p) is None or "
        "u.find_spec('sentence_transformers') is None))"
    )
    done = subprocess.run(  # noqa: S603 - ours
        [str(python), "-c", code], capture_output=True, text=True, check=False
    )
    return tuple(done.stdout.split()) if not done.returncode else PEERS


def peer_rows(
    script: Path, python: Path, model: Path, questions: Path, ours: Sequence[Row], count: int
) -> list[Row]:
    """Return quality, latency, speed and memory of each peer, latency against ours.

    What is not there is said in the row: nothing is installed here.
    """
    if not script.is_file() or not questions.is_file():
        why = f"{script if not script.is_file() else questions} is not there"
        return [Row(f"{peer}, SQuAD-it", "2,010 paragraphs", of=why) for peer in PEERS]
    missing = missing_peers(python)
    rows = []
    for peer in PEERS:
        if peer in missing:
            why = f"{python} has no {peer}: see its README"
            rows.append(Row(f"{peer}, SQuAD-it", "2,010 paragraphs", of=why))
        else:
            words = [str(python), str(script), peer, "--model", str(model)]
            words += ["--data", str(questions), "--questions", str(count)]
            rows += _measured(peer, words, ours)
    return rows


def _measured(peer: str, words: Sequence[str], ours: Sequence[Row]) -> list[Row]:
    done = subprocess.run(  # noqa: S603 - the script that was named
        words, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
    )
    at = "2,010 paragraphs"
    if done.returncode:
        return [Row(f"{peer}, SQuAD-it", at, of=f"failed: {done.stderr.strip()[-160:]}")]
    found = json.loads(done.stdout.splitlines()[-1])
    p50 = _p50_over_http(ours)
    return [
        Row(f"{peer}, nDCG@10", at, found["ndcg@10"]),
        Row(
            f"{peer}, query in process, p50", at, found["query_p50_ms"], "ms",
            found["query_p50_ms"] / p50 if p50 else None,
            "ours over HTTP, with facets, at the size nearest 2,010" if p50 else "",
        ),
        Row(f"{peer}, indexing", at, found["index_docs_per_s"], "a second"),
        Row(f"{peer}, peak memory", at, found["peak_rss_mb"], "MB"),
    ]  # fmt: skip


def _p50_over_http(ours: Sequence[Row]) -> float | None:
    found = [
        r.value for r in ours if r.measure.startswith("query over HTTP") and "p50" in r.measure
    ]
    return found[0] if found else None
