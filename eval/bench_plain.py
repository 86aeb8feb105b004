"""What others do with the same documents and the same model, each in a process of its own.

    python -m eval.bench_plain embed MODEL < texts.json
    python -m eval.bench_plain ingest MODEL FOLDER PDF ...

``embed``: sentence-transformers as it comes. ``ingest``: the plain pipeline, one file at a time:
pypdf, passages of 130 words, sentence-transformers, Chroma. Both print seconds as JSON: ``work``
is without the import of libraries and the loading of the model.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from eval.bench_commands import CommandFailed

# As long as the passages Prassi cuts reports into, so that both embed the same text.
_WORDS = 130


def seconds_to_embed(model: Path, texts: Sequence[str]) -> float:
    """Return the seconds sentence-transformers takes for texts as passages, model loaded.

    Raises CommandFailed.
    """
    return _run(["embed", str(model)], json.dumps(list(texts)))["work"]


def seconds_to_ingest(model: Path, folder: Path, documents: Sequence[Path]) -> dict[str, float]:
    """Return the seconds of the plain pipeline: ``work``, and ``total`` with its start.

    Raises CommandFailed.
    """
    start = time.perf_counter()
    found = _run(["ingest", str(model), str(folder), *map(str, documents)], "")
    return {**found, "total": time.perf_counter() - start}


def _run(arguments: Sequence[str], text: str) -> dict[str, float]:
    words = [sys.executable, "-m", "eval.bench_plain", *arguments]
    done = subprocess.run(  # noqa: S603 - ours
        words, input=text, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandFailed(words[:4], done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _embed(model: str) -> dict[str, float]:
    from sentence_transformers import SentenceTransformer

    texts = json.load(sys.stdin)
    encoder = SentenceTransformer(model, device="cpu")
    encoder.encode_document(texts[:2])
    start = time.perf_counter()
    encoder.encode_document(texts)
    return {"work": time.perf_counter() - start}


def _ingest(model: str, folder: str, *documents: str) -> dict[str, float]:
    import chromadb
    from pypdf import PdfReader
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu")
    collection = chromadb.PersistentClient(folder).create_collection("plain")
    start, passages = time.perf_counter(), 0
    for document in documents:
        texts = []
        for page in PdfReader(document).pages:
            words = page.extract_text().split()
            texts += [" ".join(words[at : at + _WORDS]) for at in range(0, len(words), _WORDS)]
        if texts:
            collection.add(
                ids=[f"{document}-{number}" for number in range(len(texts))],
                documents=texts,
                embeddings=encoder.encode_document(texts),
            )
            passages += len(texts)
    return {"work": time.perf_counter() - start, "passages": passages}


def main(arguments: Sequence[str]) -> None:
    """Carry out ``embed`` or ``ingest`` and print the seconds."""
    step, *rest = arguments
    found = _embed(*rest) if step == "embed" else _ingest(*rest)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
