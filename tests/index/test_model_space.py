"""Vectors are compared in a space where the language of a text says nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelDamaged
from index.model import Embedder, open_embedder
from index.model.space import Space, measure_space, read_space, same, write_space

#: Written for this test: what is said in both languages, and something else said in Italian.
SAME = (
    "Il doposcuola è aperto tre pomeriggi e i genitori tengono le chiavi a turno.",
    "The after-school club opens three afternoons and the parents keep the keys in turn.",
)
OTHER = "La spesa per i farmaci è cresciuta di due punti tra il 2015 e il 2019."


@pytest.fixture(scope="module")
def embedder(prepared_model: Path) -> Embedder:
    return open_embedder(prepared_model)


def test_a_translation_is_nearer_than_another_text_of_the_same_language(
    embedder: Embedder,
) -> None:
    italian, english, other = embedder.embed_passages([*SAME, OTHER])
    own = embedder.unplaced().embed_passages([*SAME, OTHER])
    gap = italian @ english - italian @ other
    assert gap > 3 * (own[0] @ own[1] - own[0] @ own[2])


def test_texts_that_share_nothing_are_no_longer_alike(embedder: Embedder) -> None:
    texts = [SAME[0], OTHER]
    first, second = embedder.embed_passages(texts)
    own_first, own_second = embedder.unplaced().embed_passages(texts)
    assert own_first @ own_second > 0.7
    assert first @ second < 0.5


def test_what_tells_languages_apart_is_gone() -> None:
    rng = np.random.default_rng(0)
    apart = np.zeros(8, np.float32)
    apart[3] = 1

    def encode(texts: object) -> np.ndarray:
        vectors = rng.normal(size=(len(list(texts)), 8)).astype(np.float32) * 0.01
        encode.calls += 1
        return vectors + (apart if encode.calls % 2 else -apart)

    encode.calls = 0
    space = measure_space(encode, encode)
    assert abs(space.of_query(rng.normal(size=8).astype(np.float32))[3]) < 0.05
    np.testing.assert_allclose(
        space.languages @ space.languages.T, np.eye(len(space.languages)), atol=1e-5
    )


def test_the_cosines_of_unrelated_texts_are_measured_in_the_space_itself() -> None:
    rng = np.random.default_rng(0)
    common = np.zeros(64, np.float32)
    common[0] = 6  # what all texts of this model share, as those of E5 do

    def encode(texts: object) -> np.ndarray:
        vectors = rng.normal(size=(len(list(texts)), 64)).astype(np.float32) + common
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    space = measure_space(encode, encode)
    asked, told = encode(range(500)), encode(range(500))
    cosines = [space.of_query(a) @ space.of_passage(b) for a, b in zip(asked, told, strict=True)]
    assert space.unrelated == pytest.approx((np.mean(cosines), np.std(cosines)), abs=0.03)


def test_places_have_length_one_and_a_vector_of_nothing_stays_finite() -> None:
    space = Space(np.ones(4, np.float32), np.zeros(4, np.float32), np.eye(1, 4, dtype=np.float32))
    assert np.linalg.norm(space.of_passage(np.full(4, 0.5, np.float32))) == pytest.approx(1)
    assert np.isfinite(space.of_query(np.ones(4, np.float32))).all()
    vector = np.full(4, 0.5, np.float32)
    np.testing.assert_allclose(same(4).of_passage(vector), vector)


def test_a_space_is_read_back_and_a_damaged_one_is_an_error(tmp_path: Path) -> None:
    space = Space(np.ones(4, np.float32), np.zeros(4, np.float32), np.eye(2, 4, dtype=np.float32))
    write_space(tmp_path, space)
    found = read_space(tmp_path, 4)
    np.testing.assert_array_equal(found.languages, space.languages)
    np.testing.assert_array_equal(found.query, space.query)
    assert found.unrelated is None
    write_space(tmp_path, replace(space, unrelated=(0.4, 0.06)))
    assert read_space(tmp_path, 4).unrelated == (0.4, 0.06)
    with pytest.raises(ModelDamaged, match="8 dimensions"):
        read_space(tmp_path, 8)
    (tmp_path / "space.npz").write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(ModelDamaged):
        read_space(tmp_path, 4)
    (tmp_path / "space.npz").unlink()
    with pytest.raises(ModelDamaged):
        read_space(tmp_path, 4)
