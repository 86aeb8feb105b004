"""What the dense index keeps in memory is never older than what it holds."""

import numpy as np
import pytest

from corpus.identifiers import PassageId, RecordId, passage_key
from index.chroma import ChromaDense
from index.kept import KeptVectors

RECORD, ONE, TWO = RecordId("0" * 15 + "9"), PassageId("0" * 15 + "1"), PassageId("0" * 15 + "2")
X, Y = np.eye(4, dtype=np.float32)[:2]


@pytest.fixture
def dense(tmp_path):
    opened = ChromaDense(tmp_path / "dense", "model", 4)
    opened.put(RECORD, [ONE], X[None])
    yield opened
    opened.close()


def alike(dense):
    found = dense.similarities(X, np.array([passage_key(ONE), passage_key(TWO)], np.uint64))
    return {n: value for n, value in enumerate(found.tolist(), 1) if not np.isnan(value)}


def test_a_vector_that_is_replaced_is_compared_anew(dense):
    assert alike(dense) == {1: 1.0}
    dense.put(RECORD, [ONE, TWO], np.stack([Y, X]))
    assert alike(dense) == {1: 0.0, 2: 1.0}


def test_the_size_follows_what_is_put_and_dropped(dense):
    assert dense.size == 1
    dense.put(RECORD, [TWO], Y[None])
    assert dense.size == 2
    dense.drop(RECORD, keep=frozenset([TWO]))
    assert dense.size == 1
    assert dense.nearest(X, 10)[0].tolist() == [2]


def test_a_store_put_in_the_place_of_another_is_what_is_compared(dense):
    assert alike(dense) == {1: 1.0}
    store = dense.beside()
    store.put(RECORD, [ONE], Y[None])
    dense.swap(store, 7)
    assert (alike(dense), dense.size) == ({1: 0.0}, 1)


def test_what_is_kept_stays_in_its_room_and_the_oldest_goes_first():
    kept = KeptVectors(4, room_bytes=2 * 2 * 4)
    rows = np.stack([X, Y, X + Y]).astype(np.float16)
    kept.keep([1, 2, 3], rows, kept.state)
    found, _ = kept.similarities(X, [1, 2, 3])
    assert np.isnan(found[0])
    assert found[1:].tolist() == [0.0, 1.0]
    kept.forget([3])
    kept.keep([4, 5], rows[:2], kept.state)
    assert np.isnan(kept.similarities(X, [2, 3])[0]).all()
    assert kept.similarities(X, [5, 4])[0].tolist() == [0.0, 1.0]


def test_what_was_read_before_a_change_is_not_kept():
    kept = KeptVectors(4, room_bytes=1_000)
    _, state = kept.similarities(X, [1])
    kept.forget(())
    kept.keep([1], X[None].astype(np.float16), state)
    assert np.isnan(kept.similarities(X, [1])[0]).all()


def test_what_is_read_ahead_is_compared_without_the_collection(dense, monkeypatch):
    dense.put(RECORD, [TWO], Y[None])
    dense.warm([ONE, TWO, PassageId("0" * 16)], lambda: False)
    monkeypatch.setattr(dense, "_asking", None)
    assert alike(dense) == {1: 1.0, 2: 0.0}


def test_reading_ahead_stops_when_it_is_told_to(dense):
    dense.warm(iter([ONE]), lambda: True)
    assert np.isnan(dense._kept.similarities(X, [passage_key(ONE)])[0]).all()


def test_passages_without_a_vector_have_no_similarity(dense):
    unknown = np.array([passage_key(TWO), 7], np.uint64)
    assert np.isnan(dense.similarities(X, unknown)).all()
    dense.warm([TWO], lambda: False)
    assert alike(dense) == {1: 1.0}
