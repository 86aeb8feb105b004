"""What the dense index keeps in memory is never older than what it holds."""

import numpy as np
import pytest

from corpus.identifiers import PassageId, RecordId, passage_key
from index.chroma import ChromaDense

RECORD, ONE, TWO = RecordId("0" * 15 + "9"), PassageId("0" * 15 + "1"), PassageId("0" * 15 + "2")
X, Y = np.eye(4, dtype=np.float32)[:2]


@pytest.fixture
def dense(tmp_path):
    opened = ChromaDense(tmp_path / "dense", "model", 4)
    opened.put(RECORD, [ONE], X[None])
    yield opened
    opened.close()


def alike(dense):
    return dense.similarities(X, [passage_key(ONE), passage_key(TWO)])


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
