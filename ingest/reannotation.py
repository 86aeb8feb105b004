"""Labels found anew for records as they are stored: nothing is read or embedded again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.annotated import put_annotations, versions
from corpus.catalogue import Catalogue
from corpus.identifiers import RecordId
from corpus.records import Annotation, Passage
from corpus.sentence_vectors import sentences_of
from ingest.annotate import Annotator
from ingest.annotate.version import is_current, version_with

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VectorModel:
    """The model whose sentence vectors the catalogue may hold."""

    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Reannotated:
    """What came of one record: its passages, and whether they were still those that were read."""

    record: RecordId
    passages: int
    stored: bool


def due(
    catalogue: Catalogue,
    annotator: Annotator,
    model: VectorModel | None,
    among: Sequence[RecordId] | None = None,
    *,
    again: bool = False,
) -> tuple[RecordId, ...]:
    """Return the records whose labels are not those that would be found now, sorted.

    These are the ones labelled by other rules, and those labelled without the vectors of their
    sentences that have them by now. With ``again`` all are, ``among`` the given ones.
    """
    known = versions(catalogue)
    wanted = [r for r in known if among is None or r in set(among)]
    if again:
        return tuple(wanted)
    useful = model if model is not None and annotator.knows(model.fingerprint) else None
    return tuple(r for r in wanted if _is_due(catalogue, r, known[r], useful))


def reannotate(
    catalogue: Catalogue,
    annotator: Annotator,
    records: Sequence[RecordId],
    model: VectorModel | None,
    *,
    again: bool = False,
) -> Iterator[Reannotated]:
    """Find the labels of records anew, each committed whole, and yield what came of each.

    Where the rules in use found them only the kinds are told anew, by the vectors of the sentences;
    with ``again`` everything is.

    Whoever stops between two loses nothing; what people said of the labels still holds after it.
    """
    useful = model if model is not None and annotator.knows(model.fingerprint) else None
    known = versions(catalogue)
    for record in records:
        passages = catalogue.passages_as_found(record)
        vectors = _vectors(catalogue, passages, useful)
        version = known.get(record)
        if version is not None and is_current(version) and not again:
            found = _told_by_meaning(annotator, passages, vectors)
        else:
            found = annotator.annotate_many(
                [p.text for p in passages], [p.language for p in passages], sentences=vectors
            )
        by_passage = {p.id: labels for p, labels in zip(passages, found, strict=True)}
        whole = useful is not None and all(v is not None for v in vectors)
        version = version_with(useful.fingerprint if useful and whole else None)
        stored = put_annotations(catalogue, record, by_passage, version)
        yield Reannotated(record, len(passages), stored)


def _told_by_meaning(
    annotator: Annotator, passages: Sequence[Passage], vectors: Sequence[Vectors | None]
) -> Iterator[tuple[Annotation, ...]]:
    """Yield the labels of passages that the rules in use have labelled: only the kinds change."""
    for passage, sentences in zip(passages, vectors, strict=True):
        yield (
            passage.annotations
            if sentences is None
            else annotator.with_meaning(
                passage.text, passage.language, passage.annotations, sentences
            )
        )


def _is_due(
    catalogue: Catalogue, record: RecordId, version: str | None, model: VectorModel | None
) -> bool:
    if version is None or not is_current(version):
        return True
    if model is None or version == version_with(model.fingerprint):
        return False
    passages = catalogue.passages_of(record)
    vectors = _vectors(catalogue, passages, model)
    return all(one is not None for one in vectors)


def _vectors(
    catalogue: Catalogue, passages: Sequence[Passage], model: VectorModel | None
) -> list[Vectors | None]:
    """Return the vectors of the sentences of each passage, rows of length 1, where it has any."""
    if model is None:
        return [None] * len(passages)
    ids = [p.id for p in passages]
    found = sentences_of(catalogue, model.fingerprint, ids, model.dimension)
    return [_of_length_one(found[one]) if one in found else None for one in ids]


def _of_length_one(rows: NDArray[np.int8]) -> Vectors:
    vectors = rows.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-9)
    return scaled
