"""Embedding with the prepared model."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelDamaged, ModelMissing
from index.model import Embedder, open_embedder, read_manifest

TEXTS = [
    "Il centro diurno accoglie ogni giorno venti anziani del quartiere.",
    "La fondazione ha finanziato tre progetti di inserimento lavorativo.",
    "Badanti",
    "I volontari consegnano la spesa a casa di chi non può uscire. " * 6,
    "Social housing for young families: what did not work, and why.",
]


@pytest.fixture(scope="module")
def embedder(prepared_model: Path) -> Embedder:
    return open_embedder(prepared_model)


def _linked_copy(folder: Path, target: Path) -> Path:
    """A folder with the same content, whose files may be replaced but not written to."""
    target.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            os.link(path, target / path.name) if _same_disk(path, target) else shutil.copy(
                path, target
            )
    return target


def _same_disk(path: Path, folder: Path) -> bool:
    return path.stat().st_dev == folder.stat().st_dev


def test_vectors_are_float32_rows_of_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimension) == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_vector_does_not_depend_on_its_company_or_place(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    backwards = embedder.embed_passages(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    assert np.array_equal(together, backwards)
    assert np.array_equal(together, alone)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)
    assert embedder.count_tokens([]) == []


def test_queries_and_passages_have_different_prompts(embedder: Embedder) -> None:
    assert not np.allclose(embedder.embed_queries(TEXTS[:1]), embedder.embed_passages(TEXTS[:1]))


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("attività di giorno per persone vecchie", 0),
        ("job placement funded by a foundation", 1),
        ("assistenti familiari", 2),
        ("case popolari per coppie giovani", 4),
    ],
)
def test_meaning_finds_the_passage_across_words_and_languages(
    embedder: Embedder, query: str, nearest: int
) -> None:
    scores = embedder.embed_passages(TEXTS) @ embedder.embed_queries([query])[0]
    assert int(scores.argmax()) == nearest


def test_queries_from_many_threads_get_their_own_vectors(embedder: Embedder) -> None:
    expected = [embedder.embed_queries([text])[0] for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: embedder.embed_queries([text])[0], TEXTS * 8))
    for place, vector in enumerate(found):
        assert np.array_equal(vector, expected[place % len(TEXTS)])


def test_progress_counts_every_text(embedder: Embedder) -> None:
    seen: list[tuple[int, int]] = []
    embedder.embed_passages(TEXTS, lambda done, total: seen.append((done, total)))
    assert seen == [(done, len(TEXTS)) for done in range(1, len(TEXTS) + 1)]


def test_tokens_are_counted_past_the_limit_with_prompt_and_marks(embedder: Embedder) -> None:
    short, long = embedder.count_tokens(["casa", "casa " * 1000])
    assert short == 5  # <s>, ▁passage, :, ▁casa, </s>
    assert long == 1004


def test_a_text_longer_than_the_model_is_cut_not_refused(embedder: Embedder) -> None:
    exact = "casa " * (embedder.max_tokens - 4)
    beyond = exact + "gatto " * 40_000
    assert np.array_equal(embedder.embed_passages([exact]), embedder.embed_passages([beyond]))


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\ud83d", "🙂" * 50, "</s><s>"])
def test_odd_texts_have_vectors(embedder: Embedder, text: str) -> None:
    vector = embedder.embed_queries([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_embedding_loads_no_training_library(prepared_model: Path) -> None:
    program = (
        "import sys, pathlib; from index.model import open_embedder;"
        f"e = open_embedder(pathlib.Path({str(prepared_model)!r}));"
        "e.embed_queries(['prova']); e.embed_passages(['prova', 'due']);"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'safetensors'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_folder_without_a_model_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        open_embedder(tmp_path / "none")
    assert "prassi model prepare" in str(caught.value)


@pytest.mark.parametrize("name", ["encoder.onnx", "words.int8", "tokenizer.json", "unigram.txt"])
def test_a_cut_file_is_damage(prepared_model: Path, tmp_path: Path, name: str) -> None:
    folder = _linked_copy(prepared_model, tmp_path / "model")
    (folder / name).unlink()
    (folder / name).write_bytes(b"cut")
    with pytest.raises(ModelDamaged) as caught:
        open_embedder(folder)
    assert caught.value.path.name == name


def test_the_fingerprint_is_that_of_the_recipe(prepared_model: Path, embedder: Embedder) -> None:
    info = read_manifest(prepared_model)
    assert embedder.fingerprint == info.fingerprint
    # Vectors already stored carry this: a change here asks everyone to embed anew.
    assert info.fingerprint == "48070cf9f7ce1a77"
