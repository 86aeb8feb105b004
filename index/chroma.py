"""The owner's dense index: a Chroma collection, replaced whole while searches go on."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged, IndexMismatch, PrassiError
from corpus.identifiers import PassageId, RecordId, passage_key, passage_of_key
from index.kept import KeptVectors
from index.manifest import (
    FILE_NAME,
    Manifest,
    check_manifest,
    in_short,
    read_manifest,
    write_manifest,
)
from index.products import products

FORMAT = 1
_COLLECTION = "passages"
# Recall@10 against exact search; chromadb's defaults (16, 100, 100) reached 0.73 on hard data.
_HNSW = {"space": "ip", "max_neighbors": 32, "ef_construction": 200, "ef_search": 400}
_ADD_BATCH = 1_000
_TRIED = 10
_STORE = "store-"
# Passages: searches that come meanwhile wait for some 10 ms at most.
_READ_AT_ONCE = 100
# Vectors kept to compare what words have found: 500 of them take Chroma 40 ms to give, and 1 ms to
# keep. Float16, as the catalogue holds them: 32 MB are 43,000 vectors of 384.
_ROOM_BYTES = 32 << 20


class Store:
    """A Chroma folder with its one collection."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Open the folder. Raises IndexDamaged if it cannot be read, or lacks the collection."""
        self.folder = folder
        self.users = 0  # searches under way; see ChromaDense._asking
        with reading(folder):
            self._client = _open_client(folder)
            try:
                self.collection = _open_collection(self._client, create=create)
                # Ids and vectors are in different files: reading some vectors tries both.
                self.collection.get(limit=_TRIED, include=["embeddings"])
            except BaseException:
                self._client.close()
                raise

    def put(self, record: RecordId, ids: Sequence[PassageId], vectors: NDArray[np.float32]) -> None:
        """Add or replace the vectors of passages of a record."""
        for start in range(0, len(ids), _ADD_BATCH):
            part = slice(start, start + _ADD_BATCH)
            with reading(self.folder):
                self.collection.upsert(
                    ids=list(ids[part]),
                    embeddings=vectors[part],
                    metadatas=[{"record": record} for _ in ids[part]],
                )

    def drop(self, record: RecordId, keep: frozenset[PassageId] = frozenset()) -> int:
        """Remove the vectors of a record but those of ``keep``; return how many went."""
        with reading(self.folder):
            held = self.collection.get(where={"record": record}, include=[])["ids"]
            gone = [i for i in held if i not in keep]
            for start in range(0, len(gone), _ADD_BATCH):
                self.collection.delete(ids=gone[start : start + _ADD_BATCH])
        return len(gone)

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()

    def discard(self) -> None:
        """Let go of the folder and remove it."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class ChromaDense:
    """The owner's dense index; one process at a time may have it open.

    One thread at a time writes; any number may search meanwhile, also while :meth:`swap` puts
    another store in the place of this one.
    """

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        """Open or make the index folder.

        Raises IndexMismatch if it was built for another model, IndexDamaged if it cannot be read.
        """
        self.folder = folder
        self._dimension = dimension
        self._turn = threading.Condition()
        self._kept = KeptVectors(dimension, _ROOM_BYTES)
        self._size: tuple[int, int] | None = None  # as counted, and in which state
        expected = Manifest("dense", FORMAT, model=model, dimension=dimension)
        found = read_manifest(folder)
        if found is None:
            # What lies there without a manifest was left by a process that died making it.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            self._store = Store(folder, create=True)
            write_manifest(folder, expected)
        else:
            check_manifest(folder, found, expected)
            _sweep(folder, found.store)
            # A collection that is gone must not be taken for one that is still empty.
            self._store = Store(folder / found.store, create=not found.applied)

    @property
    def size(self) -> int:
        """Number of vectors."""
        # Counting takes Chroma 4 ms at 20,000 vectors.
        known, state = self._size, self._kept.state
        if known is None or known[1] != state:
            with self._asking() as collection:
                known = (int(collection.count()), state)
            self._size = known
        return known[0]

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
        """See :class:`index.dense.DenseReader`."""
        limit = min(limit, self.size)
        if limit == 0:
            return np.array([], np.uint64), np.array([], np.float32)
        with self._asking() as collection:
            found = collection.query(
                query_embeddings=[vector], n_results=limit, include=["distances"]
            )
        keys = np.array([passage_key(PassageId(i)) for i in found["ids"][0]], dtype=np.uint64)
        # Chroma's inner product distance is one minus the product.
        return keys, 1.0 - np.array(found["distances"][0], dtype=np.float32)

    def similarities(
        self, vector: NDArray[np.float32], keys: NDArray[np.uint64]
    ) -> NDArray[np.float32]:
        """See :class:`index.dense.DenseReader`."""
        wanted = keys.tolist()
        found, state = self._kept.similarities(vector, wanted)
        unknown = np.isnan(found)
        if unknown.any():
            missing = [key for key, lacks in zip(wanted, unknown.tolist(), strict=True) if lacks]
            new, vectors = self._read(missing, state)
            told = dict(zip(new, products(vectors, vector).tolist(), strict=True))
            found[unknown] = [told.get(key, np.nan) for key in missing]
        return found

    def warm(self, passages: Iterable[PassageId], stop: Callable[[], bool]) -> None:
        """Read the vectors of passages until there is no more room, or ``stop`` says so.

        Who then searches for the first time need not wait for them (4 ms for 150 passages).
        """
        reading = iter(passages)
        while not self._kept.full and not stop():
            keys = [passage_key(one) for one in islice(reading, _READ_AT_ONCE)]
            if not keys:
                return
            self._read(keys, self._kept.state)

    def _read(self, keys: Sequence[int], state: int) -> tuple[list[int], NDArray[np.float16]]:
        """Read and keep the vectors of those of ``keys`` that have one."""
        with self._asking() as collection:
            found = collection.get(
                ids=[passage_of_key(key) for key in keys], include=["embeddings"]
            )
        held = [passage_key(PassageId(i)) for i in found["ids"]]
        vectors = np.asarray(found["embeddings"], np.float16).reshape(len(held), self._dimension)
        self._kept.keep(held, vectors, state)
        return held, vectors

    def put(self, record: RecordId, ids: Sequence[PassageId], vectors: NDArray[np.float32]) -> None:
        """Add or replace the vectors of passages of a record."""
        try:
            self._store.put(record, ids, vectors)
        finally:
            self._kept.forget([passage_key(identifier) for identifier in ids])

    def drop(self, record: RecordId, keep: frozenset[PassageId] = frozenset()) -> int:
        """Remove the vectors of a record but those of ``keep``; return how many went."""
        try:
            return self._store.drop(record, keep)
        finally:
            # A passage that is gone is asked for by nobody; if it comes back, put forgets it.
            self._kept.forget(())

    def ids(self) -> set[PassageId]:
        """Return the id of every vector held."""
        with self._asking() as collection:
            return {PassageId(i) for i in collection.get(include=[])["ids"]}

    def applied(self, seq: int, removed: int) -> None:
        """Write down that the feed is applied up to ``seq``."""
        manifest = self.manifest
        write_manifest(
            self.folder, replace(manifest, applied=seq, removed=manifest.removed + removed)
        )

    def beside(self) -> Store:
        """Return an empty store to be filled while this index goes on answering."""
        return Store(Path(tempfile.mkdtemp(dir=self.folder, prefix=_STORE)), create=True)

    def swap(self, store: Store, applied: int) -> None:
        """Answer from ``store`` from now on, which holds the feed up to ``applied``.

        The manifest decides: a process killed before it is written leaves the old store in use,
        one killed after it the new one, and the next to open the folder clears the other away.
        """
        write_manifest(
            self.folder,
            replace(self.manifest, applied=applied, removed=0, store=store.folder.name),
        )
        with self._turn:
            old, self._store = self._store, store
            # Searches that began in the old store end there.
            self._turn.wait_for(lambda: not old.users)
        self._kept.forget(None)
        old.close()
        _sweep(self.folder, store.folder.name)

    def close(self) -> None:
        """Let go of the folder, so that another process may own it."""
        self._store.close()

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """Hold the collection in use while the block asks it."""
        with self._turn:
            store = self._store
            store.users += 1
        try:
            with reading(store.folder):
                yield store.collection
        finally:
            with self._turn:
                store.users -= 1
                self._turn.notify_all()


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Tell what Chroma raises over its own files as damage of the index."""
    try:
        yield
    except PrassiError:
        raise
    except Exception as error:
        # Chroma has no one class for this: InternalError, NotFoundError, sqlite's, its binding's,
        # and an AttributeError where its own clearing up after a failure fails.
        raise IndexDamaged(folder, in_short(error.__context__ or error)) from error


def _sweep(folder: Path, store: str) -> None:
    """Remove the stores that are not in use: what a rebuild has replaced or left unfinished."""
    for entry in folder.iterdir():
        unused = entry.name != store if store else entry.name.startswith(_STORE)
        if unused and entry.name != FILE_NAME:
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)


def _open_client(folder: Path) -> Any:  # noqa: ANN401 - chromadb is imported late
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
    except BaseException:
        _forget(str(folder))
        raise


def _forget(path: str) -> None:
    """Drop what Chroma keeps of a folder it failed to open, or it fails there ever after.

    It shares one engine a folder among the clients of a process, and gives back too few of its
    holds on it when a client cannot be made (chromadb 1.5.9).
    """
    from chromadb.api.shared_system_client import SharedSystemClient

    with suppress(AttributeError):  # an engine that never started cannot be stopped
        SharedSystemClient._release_system(path)
    SharedSystemClient._identifier_to_system.pop(path, None)
    SharedSystemClient._identifier_to_refcount.pop(path, None)


def _open_collection(client: Any, *, create: bool) -> Any:  # noqa: ANN401
    if create:
        return client.get_or_create_collection(
            _COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None
        )
    return client.get_collection(_COLLECTION, embedding_function=None)
