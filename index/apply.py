"""Second step: the owner brings both indexes up to the catalogue's change feed.

Replaying a change is idempotent, and an index writes down how far it is only after its own
commit: a process killed anywhere leaves at most some changes to be replayed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import tantivy

from corpus.catalogue import Catalogue
from corpus.changes import Change, Op
from corpus.errors import RecordNotFound
from corpus.identifiers import PassageId, RecordId
from corpus.practices import practices_of_passages
from corpus.vectors import embedded_ids, vectors_of
from index.chroma import ChromaDense
from index.lexical import LexicalIndex, drop_record, put_record

# Changes between two commits of an index: often enough to be seen soon and to lose little.
_BATCH = 200
# Deleting leaves holes in the graph of vectors: past this many, and past the live ones, the
# dense index is built anew.
_MANY_REMOVED = 2_000

_OLD = "index-old-"
_NEW = "index-new-"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Indexes:
    """Both indexes of a library, open in their owner."""

    lexical: LexicalIndex
    dense: ChromaDense


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What ``verify`` found: an index that lacks passages or holds too many."""

    index: str
    missing: tuple[PassageId, ...]
    surplus: tuple[PassageId, ...]


def lexical_folder(data: Path) -> Path:
    """Return the folder of the lexical index of a library."""
    return data / "index" / "lexical"


def dense_folder(data: Path, model: str) -> Path:
    """Return the folder of the dense index for a model fingerprint."""
    return data / "index" / f"dense-{model}"


def open_indexes(data: Path, model: str, dimension: int, vocabulary: str) -> Indexes:
    """Open both indexes, making what is missing. The caller owns them (see index.owner).

    Raises IndexMismatch if one was built for something else.
    """
    return Indexes(
        LexicalIndex(lexical_folder(data), vocabulary, create=True),
        ChromaDense(dense_folder(data, model), model, dimension),
    )


def rebuild(
    catalogue: Catalogue,
    data: Path,
    model: str,
    dimension: int,
    vocabulary: str,
    progress: Progress | None = None,
) -> None:
    """Build both indexes anew beside those in use, whatever state these are in, and swap.

    Until then whoever reads finds the old ones. The caller owns the indexes. A process killed
    anywhere leaves the old indexes, the new ones or none, never a part; the rest is cleared away
    by the next :func:`clear_leftovers`.
    """
    clear_leftovers(data)
    new = Path(tempfile.mkdtemp(dir=data, prefix=_NEW))
    indexes = open_indexes(new, model, dimension, vocabulary)
    try:
        sync(catalogue, indexes, progress)
    finally:
        indexes.dense.close()
    clear_indexes(data, instead=new / "index")


def clear_indexes(data: Path, instead: Path | None = None) -> None:
    """Remove every index of a library, and put the folder ``instead`` in their place.

    Without it, the next :func:`sync` builds them from the catalogue.
    """
    folder = data / "index"
    if folder.exists():
        # Set aside whole first: killed halfway through deleting, no index may seem complete.
        folder.rename(Path(tempfile.mkdtemp(dir=data, prefix=_OLD)) / folder.name)
    if instead is not None:
        instead.rename(folder)
    clear_leftovers(data)


def clear_leftovers(data: Path) -> int:
    """Remove what a killed rebuild left, and return how many folders. The caller owns them."""
    found = [*data.glob(f"{_OLD}*"), *data.glob(f"{_NEW}*")]
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return len(found)


def sync(catalogue: Catalogue, indexes: Indexes, progress: Progress | None = None) -> int:
    """Apply what is new in the feed to both indexes; return the number of the last change.

    ``progress`` is told (done, total) in changes; what it raises ends the work, which the next
    call takes up.
    """
    end = catalogue.last_seq()
    start = min(indexes.lexical.manifest.applied, indexes.dense.manifest.applied)

    def tell(seq: int) -> None:
        if progress is not None:
            progress(max(seq - start, 0), max(end - start, 0))

    _sync_lexical(catalogue, indexes.lexical, tell)
    _sync_dense(catalogue, indexes.dense, tell)
    return min(indexes.lexical.manifest.applied, indexes.dense.manifest.applied)


def verify(catalogue: Catalogue, indexes: Indexes) -> tuple[Disagreement, ...]:
    """Compare the passages of both indexes with the catalogue's; return what disagrees."""
    wanted = set(catalogue.passage_ids())
    embedded = set(embedded_ids(catalogue, indexes.dense.manifest.model))
    found = [
        ("lexical", wanted, indexes.lexical.ids()),
        ("dense", embedded, indexes.dense.ids()),
    ]
    return tuple(
        Disagreement(name, tuple(sorted(right - held)), tuple(sorted(held - right)))
        for name, right, held in found
        if right != held
    )


def _sync_lexical(catalogue: Catalogue, lexical: LexicalIndex, tell: Callable[[int], None]) -> None:
    with ExitStack() as stack:
        writer: tantivy.IndexWriter | None = None
        for changes in _batches(catalogue, lexical.manifest.applied):
            # Vectors are nothing to the lexical index: for them alone no writer is opened.
            due = _records(c for c in changes if c.op is not Op.EMBED)
            if due:
                writer = writer or stack.enter_context(lexical.writer())
                _write(catalogue, lexical, writer, due)
            lexical.applied(changes[-1].seq)
            tell(changes[-1].seq)


def _write(
    catalogue: Catalogue,
    lexical: LexicalIndex,
    writer: tantivy.IndexWriter,
    due: Iterable[RecordId],
) -> None:
    for identifier in due:
        try:
            record = catalogue.record(identifier)
        except RecordNotFound:
            drop_record(writer, lexical.schema, identifier)
        else:
            practices = practices_of_passages(catalogue, identifier)
            passages = catalogue.passages_of(identifier)
            put_record(writer, lexical.schema, record, passages, practices)
    writer.commit()


def _sync_dense(catalogue: Catalogue, dense: ChromaDense, tell: Callable[[int], None]) -> None:
    manifest = dense.manifest
    end, empty = catalogue.last_seq(), dense.size == 0
    done: set[RecordId] = set()
    for changes in _batches(catalogue, manifest.applied):
        removed = 0
        # What stands in the feed up to ``end`` is all in a record's state once it was applied.
        # Labels are nothing to the vectors.
        due = [c for c in changes if c.op is not Op.LABEL and (c.seq > end or c.record not in done)]
        rewritten = {c.record for c in due if c.op is not Op.EMBED}
        for record in _records(due):
            ids, vectors = vectors_of(catalogue, manifest.model, record, manifest.dimension)
            if record in rewritten and (record in done or not empty):
                removed += dense.drop(record, keep=frozenset(ids))
            dense.put(record, ids, vectors)
            done.add(record)
        dense.applied(changes[-1].seq, removed)
        tell(changes[-1].seq)
    if dense.manifest.removed > max(_MANY_REMOVED, dense.size):
        _rebuild_dense(catalogue, dense, tell)


def _rebuild_dense(catalogue: Catalogue, dense: ChromaDense, tell: Callable[[int], None]) -> None:
    """Fill a second store from the catalogue and swap: searches go on in the first meanwhile."""
    manifest = dense.manifest
    # What changes while the records are read is after ``end``, and is replayed by the next sync.
    end = catalogue.last_seq()
    store = dense.beside()
    try:
        for number, record in enumerate(catalogue.record_ids()):
            if number % _BATCH == 0:
                tell(manifest.applied)  # whoever listens may want to end it here
            ids, vectors = vectors_of(catalogue, manifest.model, record, manifest.dimension)
            store.put(record, ids, vectors)
    except BaseException:
        store.discard()
        raise
    dense.swap(store, end)


def _batches(catalogue: Catalogue, after: int) -> Iterable[tuple[Change, ...]]:
    while changes := catalogue.changes_since(after, _BATCH):
        yield changes
        after = changes[-1].seq


def _records(changes: Iterable[Change]) -> Sequence[RecordId]:
    """Return each record once, in the order of its first change: only its last state counts."""
    return list(dict.fromkeys(change.record for change in changes))
