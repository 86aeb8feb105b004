"""Turns texts into vectors with a prepared model: onnxruntime and tokenizers, no torch."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelDamaged
from index.model.manifest import (
    ENCODER_FILE,
    ModelInfo,
    check_files,
    read_manifest,
)
from index.model.space import Space, read_space, same
from index.model.tokenizing import Tokenizing

Floats = npt.NDArray[np.float32]
#: Called with how many texts are done and how many there are.
Progress = Callable[[int, int], None]


class _Session(Protocol):
    """The part of onnxruntime's (untyped) session that is used."""

    def run(self, outputs: None, inputs: dict[str, npt.NDArray[np.int64]], /) -> list[Floats]: ...


@dataclass(frozen=True, slots=True)
class Embedder:
    """A model ready for use; safe to share between threads.

    A text longer than ``max_tokens`` is cut there. Every text is run by itself, hence its vector
    does not depend on the texts it came with.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    _query_prompt: str
    _passage_prompt: str
    _mean: bool
    _threads: int
    _tokenizing: Tokenizing
    _session: _Session
    _space: Space

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return (n_texts, dimension) float32, rows of length 1."""
        prompted = [self._query_prompt + text for text in texts]
        return self._embed(prompted, self._space.of_query, None)

    def embed_passages(self, texts: Sequence[str], on_progress: Progress | None = None) -> Floats:
        """Return (n_texts, dimension) float32, rows of length 1, in the order of ``texts``.

        ``on_progress`` is called in the caller's thread after each text.
        """
        prompted = [self._passage_prompt + text for text in texts]
        self._tokenizing.expect(prompted)
        return self._embed(prompted, self._space.of_passage, on_progress)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text takes as a passage, prompt and marks included."""
        prompted = [self._passage_prompt + text for text in texts]
        self._tokenizing.expect(prompted)
        return [len(self._tokenizing.ids(text)) for text in prompted]

    @property
    def unrelated(self) -> tuple[float, float] | None:
        """Mean and deviation of the cosines of texts about different things, if measured."""
        return self._space.unrelated

    def unplaced(self) -> Embedder:
        """Return the same model giving its own vectors, as sentence-transformers does."""
        return replace(self, _space=same(self.dimension))

    def _embed(
        self, texts: list[str], placed: Callable[[Floats], Floats], on_progress: Progress | None
    ) -> Floats:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if len(texts) == 1:
            vectors[0] = placed(self._vector(texts[0]))
            if on_progress is not None:
                on_progress(1, 1)
            return vectors
        # Longest first, so that no thread is left alone with a long text at the end.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        with ThreadPoolExecutor(self._threads, "embed") as pool:
            found = pool.map(self._vector, [texts[place] for place in order])
            for done, (place, vector) in enumerate(zip(order, found, strict=True), start=1):
                vectors[place] = placed(vector)
                if on_progress is not None:
                    on_progress(done, len(texts))
        return vectors

    def _vector(self, text: str) -> Floats:
        """Return (dimension,) float32 of length 1."""
        ids = np.array([self._tokenizing.cut_ids(text)], np.int64)
        hidden = self._session.run(None, {"input_ids": ids})[0][0]
        pooled = hidden.mean(axis=0) if self._mean else hidden[0]
        length = np.float32(np.linalg.norm(pooled))
        unit: Floats = pooled / max(length, np.float32(1e-12))
        return unit


def open_embedder(folder: Path, threads: int | None = None) -> Embedder:
    """Open a prepared model; ``threads`` (default: one a core) work on several texts at once.

    Raises ModelMissing if the folder holds no prepared model, ModelDamaged if it is not whole.
    """
    info = read_manifest(folder)
    check_files(info)
    return open_encoder(info, read_space(folder, info.dimension), threads)


def open_encoder(info: ModelInfo, space: Space, threads: int | None = None) -> Embedder:
    """Open the encoder of a model, its vectors placed in ``space``.

    Raises ModelDamaged if it is no ONNX graph.
    """
    if threads is None:
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    threads = max(1, threads or os.cpu_count() or 1)
    return Embedder(
        name=info.name,
        fingerprint=info.fingerprint,
        dimension=info.dimension,
        max_tokens=info.max_tokens,
        _query_prompt=info.prompts["query"],
        _passage_prompt=info.prompts["passage"],
        _mean=info.pooling == "mean",
        _threads=threads,
        _tokenizing=Tokenizing(info),
        _session=_open_session(info),
        _space=space,
    )


def _open_session(info: ModelInfo) -> _Session:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One core a text: 21.3 passages a second on two cores, against 18.5 with both on each text.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    path = info.folder / ENCODER_FILE
    try:
        session: _Session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # its error classes are private and share no other base
        raise ModelDamaged(path, "an ONNX graph", str(error)) from error
    return session
