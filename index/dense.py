"""Dense index: nearest passages by cosine similarity.

Two readers of one kind. :class:`ExactDense` scans vectors read from the catalogue: no second
process can make it stale, it needs no chromadb import (1.2 s), and it is the oracle the other is
tested against. :class:`ChromaDense` is the owner's, and grows beyond what fits a scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.errors import IndexMismatch
from corpus.identifiers import PassageId, RecordId, passage_key, passage_of_key
from corpus.vectors import all_vectors, sample_vectors
from index.manifest import Manifest, check_manifest, read_manifest, write_manifest

FORMAT = 1
_COLLECTION = "passages"
_SAMPLE = 1_000
# Recall@10 against exact search; chromadb's defaults (16, 100, 100) reached 0.73 on hard data.
_HNSW = {"space": "ip", "max_neighbors": 32, "ef_construction": 200, "ef_search": 400}
_ADD_BATCH = 1_000


class DenseReader(Protocol):
    """What the search asks of a dense index. Vectors are float32 of length 1."""

    @property
    def size(self) -> int:
        """Number of vectors."""
        ...

    def nearest(
        self, vector: NDArray[np.float32], limit: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Return keys and similarities of the nearest passages, best first."""
        ...

    def similarities(self, vector: NDArray[np.float32], keys: Sequence[int]) -> dict[int, float]:
        """Return the similarity of each of ``keys`` that has a vector."""
        ...


@dataclass(frozen=True, slots=True)
class Background:
    """A fixed sample of the library's vectors, to know what similarity means nothing.

    Similarities of E5 lie close together (about 0.75 to 0.9) at a level that shifts with each
    query, so that only their distance from what is usual for the query says something.
    """

    sample: NDArray[np.float32]

    def usual(self, vector: NDArray[np.float32]) -> tuple[float, float]:
        """Return mean and standard deviation of the query's similarities over the sample."""
        if len(self.sample) < 2:
            return 0.0, 1.0
        similarities = self.sample @ vector
        return float(similarities.mean()), max(float(similarities.std()), 1e-6)


def open_background(catalogue: Catalogue, model: str, dimension: int) -> Background:
    """Draw the sample: always the same for the same passages."""
    return Background(sample_vectors(catalogue, model, dimension, _SAMPLE))


class ExactDense:
    """All vectors in memory, scanned whole."""

    def __init__(self, keys: NDArray[np.uint64], vectors: NDArray[np.float32]) -> None:
        """Take keys ``(n,)`` and vectors ``(n, dimension)``, rows of length 1."""
        order = np.argsort(keys)
        self._keys = keys[order]
        self._vectors = vectors[order]

    @property
    def size(self) -> int:
        """Number of vectors."""
        return len(self._keys)

    def nearest(
        self, vector: NDArray[np.float32], limit: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """See :class:`DenseReader`."""
        keys = self._keys
        similarities = self._vectors @ vector
        limit = min(limit, len(keys))
        if not limit:
            return keys[:0], similarities[:0]
        best = np.argpartition(-similarities, limit - 1)[:limit]
        # Equal similarities in the order of keys, so that answers repeat.
        best = best[np.lexsort((keys[best], -similarities[best]))]
        return keys[best], similarities[best]

    def similarities(self, vector: NDArray[np.float32], keys: Sequence[int]) -> dict[int, float]:
        """See :class:`DenseReader`."""
        rows = self._rows(np.array(sorted(keys), dtype=np.uint64))
        found = self._vectors[rows] @ vector
        return dict(zip(self._keys[rows].tolist(), found.tolist(), strict=True))

    def _rows(self, wanted: NDArray[np.uint64]) -> NDArray[np.intp]:
        rows = np.searchsorted(self._keys, wanted)
        inside = rows < len(self._keys)
        rows, wanted = rows[inside], wanted[inside]
        present: NDArray[np.intp] = rows[self._keys[rows] == wanted]
        return present


def open_exact(catalogue: Catalogue, model: str, dimension: int) -> ExactDense:
    """Read every vector of a model from the catalogue."""
    return ExactDense(*all_vectors(catalogue, model, dimension))


class ChromaDense:
    """The owner's Chroma collection; one process at a time may have it open."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        """Open or make the index folder.

        Raises IndexMismatch if it was built for another model.
        """
        self.folder = folder
        expected = Manifest("dense", FORMAT, model=model, dimension=dimension)
        found = read_manifest(folder)
        if found is None:
            write_manifest(folder, expected)
        else:
            check_manifest(folder, found, expected)
        self._client, self._collection = _open_collection(folder)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._collection.count())

    @property
    def manifest(self) -> Manifest:
        """What the folder says about itself."""
        found = read_manifest(self.folder)
        if found is None:
            raise IndexMismatch(self.folder, "manifest", None, "a manifest")
        return found

    def nearest(
        self, vector: NDArray[np.float32], limit: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """See :class:`DenseReader`."""
        limit = min(limit, self.size)
        if limit == 0:
            return np.array([], np.uint64), np.array([], np.float32)
        found = self._collection.query(
            query_embeddings=[vector], n_results=limit, include=["distances"]
        )
        keys = np.array([passage_key(PassageId(i)) for i in found["ids"][0]], dtype=np.uint64)
        # Chroma's inner product distance is one minus the product.
        return keys, 1.0 - np.array(found["distances"][0], dtype=np.float32)

    def similarities(self, vector: NDArray[np.float32], keys: Sequence[int]) -> dict[int, float]:
        """See :class:`DenseReader`."""
        if not keys or not self.size:
            return {}
        ids = [passage_of_key(key) for key in keys]
        found = self._collection.get(ids=ids, include=["embeddings"])
        if not found["ids"]:
            return {}
        products = np.asarray(found["embeddings"], dtype=np.float32) @ vector
        return {
            passage_key(PassageId(i)): float(value)
            for i, value in zip(found["ids"], products, strict=True)
        }

    def put(self, record: RecordId, ids: Sequence[PassageId], vectors: NDArray[np.float32]) -> None:
        """Add or replace the vectors of passages of a record."""
        for start in range(0, len(ids), _ADD_BATCH):
            part = slice(start, start + _ADD_BATCH)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"record": record} for _ in ids[part]],
            )

    def drop(self, record: RecordId, keep: frozenset[PassageId] = frozenset()) -> int:
        """Remove the vectors of a record but those of ``keep``; return how many went."""
        held = self._collection.get(where={"record": record}, include=[])["ids"]
        gone = [i for i in held if i not in keep]
        for start in range(0, len(gone), _ADD_BATCH):
            self._collection.delete(ids=gone[start : start + _ADD_BATCH])
        return len(gone)

    def ids(self) -> set[PassageId]:
        """Return the id of every vector held."""
        return {PassageId(i) for i in self._collection.get(include=[])["ids"]}

    def applied(self, seq: int, removed: int) -> None:
        """Write down that the feed is applied up to ``seq``."""
        manifest = self.manifest
        write_manifest(
            self.folder, replace(manifest, applied=seq, removed=manifest.removed + removed)
        )

    def clear(self) -> None:
        """Forget every vector and how far the feed was applied, to be filled anew."""
        manifest = self.manifest
        write_manifest(self.folder, replace(manifest, applied=0, removed=0))
        self._client.delete_collection(_COLLECTION)
        self._collection = _make_collection(self._client)

    def close(self) -> None:
        """Let go of the folder, so that another process may own it."""
        self._client.close()


def _open_collection(folder: Path) -> tuple[Any, Any]:
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )
    return client, _make_collection(client)


def _make_collection(client: Any) -> Any:  # noqa: ANN401 - chromadb is imported late
    return client.get_or_create_collection(
        _COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None
    )
