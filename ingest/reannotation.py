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
from corpus.vectors import vectors_of_passages
from ingest.annotate import Annotator, PassageVectors
from ingest.annotate.version import is_current, version_with

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VectorModel:
    """The model whose vectors of passages and sentences the catalogue may hold."""

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

    These are the ones labelled by other rules, and those labelled without the vectors that all
    their passages have by now. With ``again`` all are, ``among`` the given ones.
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

    A record is told by meaning where all its passages have vectors, else by words alone. Where the
    rules in use have labelled it by words, only what vectors have a say in is told anew; with
    ``again`` everything is.

    Whoever stops between two loses nothing; what people said of the labels still holds after it.
    """
    useful = model if model is not None and annotator.knows(model.fingerprint) else None
    known = versions(catalogue)
    for record in records:
        passages = catalogue.passages_as_found(record)
        vectors = _vectors(catalogue, passages, useful)
        if vectors is not None and known.get(record) == version_with(None) and not again:
            found = _told_by_meaning(annotator, passages, vectors)
        else:
            found = annotator.annotate_many(
                [p.text for p in passages], [p.language for p in passages], vectors=vectors
            )
        by_passage = {p.id: labels for p, labels in zip(passages, found, strict=True)}
        version = version_with(useful.fingerprint if useful and vectors is not None else None)
        stored = put_annotations(catalogue, record, by_passage, version)
        yield Reannotated(record, len(passages), stored)


def _told_by_meaning(
    annotator: Annotator, passages: Sequence[Passage], vectors: Sequence[PassageVectors]
) -> Iterator[tuple[Annotation, ...]]:
    """Yield the labels of passages whose annotations are those of words alone."""
    for p, found in zip(passages, vectors, strict=True):
        yield annotator.with_meaning(p.text, p.language, p.annotations, found)


def _is_due(
    catalogue: Catalogue, record: RecordId, version: str | None, model: VectorModel | None
) -> bool:
    if version is None or not is_current(version):
        return True
    if model is None or version == version_with(model.fingerprint):
        return False
    return _vectors(catalogue, catalogue.passages_of(record), model) is not None


def _vectors(
    catalogue: Catalogue, passages: Sequence[Passage], model: VectorModel | None
) -> list[PassageVectors] | None:
    """Return the vectors of each passage, None where one has none."""
    if model is None:
        return None
    ids = [p.id for p in passages]
    sentences = sentences_of(catalogue, model.fingerprint, ids, model.dimension)
    embedded, rows = vectors_of_passages(catalogue, model.fingerprint, ids, model.dimension)
    wholes = dict(zip(embedded, rows, strict=True))
    if len(wholes) < len(ids) or any(one not in sentences for one in ids):
        return None
    return [PassageVectors(_of_length_one(sentences[one]), wholes[one]) for one in ids]


def _of_length_one(rows: NDArray[np.int8]) -> Vectors:
    vectors = rows.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-9)
    return scaled
