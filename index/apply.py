"""Second step: the owner brings both indexes up to the catalogue's change feed.

Replaying a change is idempotent, and an index writes down how far it is only after its own
commit: a process killed anywhere leaves at most some changes to be replayed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.changes import Change, Op
from corpus.errors import RecordNotFound
from corpus.identifiers import PassageId, RecordId
from corpus.vectors import embedded_ids, vectors_of
from index.dense import ChromaDense
from index.lexical import LexicalIndex, drop_record, put_record

# Changes between two commits of an index: often enough to be seen soon and to lose little.
_BATCH = 200
# Deleting leaves holes in the graph of vectors: past this many, and past the live ones, the
# dense index is built anew.
_MANY_REMOVED = 2_000

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


def clear_indexes(data: Path) -> None:
    """Remove every index of a library; the next :func:`sync` builds them from the catalogue."""
    folder = data / "index"
    if folder.exists():
        # Set aside whole first: killed halfway through deleting, no index may seem complete.
        folder.rename(Path(tempfile.mkdtemp(dir=data, prefix="index-old-")) / folder.name)
    for old in data.glob("index-old-*"):
        shutil.rmtree(old)


def sync(catalogue: Catalogue, indexes: Indexes, progress: Progress | None = None) -> int:
    """Apply what is new in the feed to both indexes; return the number of the last change.

    ``progress`` is told (done, total) in changes.
    """
    end = catalogue.last_seq()
    start = min(indexes.lexical.manifest.applied, indexes.dense.manifest.applied)

    def tell(seq: int) -> None:
        if progress is not None:
            progress(max(seq - start, 0), max(end - start, 0))

    _sync_lexical(catalogue, indexes.lexical, tell)
    _sync_dense(catalogue, indexes.dense, tell)
    return min(indexes.lexical.manifest.applied, indexes.dense.manifest.applied)


def behind(catalogue: Catalogue, indexes: Indexes) -> bool:
    """Say whether the feed holds changes an index has not applied."""
    last = catalogue.last_seq()
    return indexes.lexical.manifest.applied < last or indexes.dense.manifest.applied < last


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
    if lexical.manifest.applied >= catalogue.last_seq():
        return
    with lexical.writer() as writer:
        for changes in _batches(catalogue, lexical.manifest.applied):
            # Vectors are nothing to the lexical index.
            for identifier in _records(c for c in changes if c.op is not Op.EMBED):
                try:
                    record = catalogue.record(identifier)
                except RecordNotFound:
                    drop_record(writer, lexical.schema, identifier)
                else:
                    put_record(writer, lexical.schema, record, catalogue.passages_of(identifier))
            writer.commit()
            lexical.applied(changes[-1].seq)
            tell(changes[-1].seq)


def _sync_dense(catalogue: Catalogue, dense: ChromaDense, tell: Callable[[int], None]) -> None:
    manifest = dense.manifest
    end, empty = catalogue.last_seq(), dense.size == 0
    done: set[RecordId] = set()
    for changes in _batches(catalogue, manifest.applied):
        removed = 0
        # What stands in the feed up to ``end`` is all in a record's state once it was applied.
        due = [c for c in changes if c.seq > end or c.record not in done]
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
        _rebuild_dense(catalogue, dense)


def _rebuild_dense(catalogue: Catalogue, dense: ChromaDense) -> None:
    dense.clear()
    _sync_dense(catalogue, dense, lambda _: None)


def _batches(catalogue: Catalogue, after: int) -> Iterable[tuple[Change, ...]]:
    while changes := catalogue.changes_since(after, _BATCH):
        yield changes
        after = changes[-1].seq


def _records(changes: Iterable[Change]) -> Sequence[RecordId]:
    """Return each record once, in the order of its first change: only its last state counts."""
    return list(dict.fromkeys(change.record for change in changes))
