"""Embeddings kept in the catalogue, keyed by model fingerprint and text hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from corpus import packing, schema
from corpus.catalogue import Catalogue
from corpus.changes import Op, append_changes
from corpus.context import embedding_text
from corpus.identifiers import PassageId, RecordId, passage_key

_SLICE = 5_000


@dataclass(frozen=True, slots=True)
class TextToEmbed:
    """A text that has no vector yet, with its key."""

    hash: str
    text: str


def texts_to_embed(catalogue: Catalogue, model: str, limit: int) -> tuple[TextToEmbed, ...]:
    """Return at most ``limit`` texts of passages without a vector of ``model``."""
    table = schema.passages
    query = (
        sa.select(table.c.embedding_hash, table.c.section, table.c.text, schema.records.c.title)
        .join(schema.records, schema.records.c.id == table.c.record_id)
        .where(_missing(model))
        .group_by(table.c.embedding_hash)
        # Record by record: each stretch of vectors then touches few records, and so do indexes.
        .order_by(sa.func.min(table.c.record_id), sa.func.min(table.c.ordinal))
        .limit(limit)
    )
    with catalogue.engine.connect() as connection:
        return tuple(
            TextToEmbed(row.embedding_hash, embedding_text(row.title, row.section, row.text))
            for row in connection.execute(query)
        )


def count_to_embed(catalogue: Catalogue, model: str) -> int:
    """Return how many passages have no vector of ``model``."""
    query = sa.select(sa.func.count()).select_from(schema.passages).where(_missing(model))
    with catalogue.engine.connect() as connection:
        return connection.scalar(query) or 0


def put_vectors(
    catalogue: Catalogue, model: str, vectors: Mapping[str, NDArray[np.float32]]
) -> None:
    """Store vectors by text hash; the records they belong to get an ``embed`` change."""
    if not vectors:
        return
    packed = [
        {"model": model, "text_hash": key, "vector": packing.pack_vector(vector)}
        for key, vector in vectors.items()
    ]
    touched = (
        sa.select(schema.passages.c.record_id)
        .where(schema.passages.c.embedding_hash.in_(list(vectors)))
        .distinct()
    )
    with catalogue.writing() as connection:
        connection.execute(sa.insert(schema.embeddings).prefix_with("OR IGNORE"), packed)
        append_changes(connection, connection.scalars(touched).all(), Op.EMBED)


def vectors_of(
    catalogue: Catalogue, model: str, record: RecordId, dimension: int
) -> tuple[list[PassageId], NDArray[np.float32]]:
    """Return the embedded passages of a record and their vectors, ``(n, dimension)`` float32."""
    return _collect(
        catalogue, _joined(model).where(schema.passages.c.record_id == record), dimension
    )


def vectors_of_passages(
    catalogue: Catalogue, model: str, passages: Iterable[str], dimension: int
) -> tuple[list[PassageId], NDArray[np.float32]]:
    """Return those of ``passages`` that are embedded, and their vectors."""
    wanted = sorted(set(passages))
    ids: list[PassageId] = []
    parts = [np.empty((0, dimension), np.float32)]
    for start in range(0, len(wanted), _SLICE):
        chosen = schema.passages.c.id.in_(wanted[start : start + _SLICE])
        found, matrix = _collect(catalogue, _joined(model).where(chosen), dimension)
        ids.extend(found)
        parts.append(matrix)
    return ids, np.concatenate(parts)


def all_vectors(
    catalogue: Catalogue, model: str, dimension: int
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Return keys ``(n,)`` uint64 (see passage_key) and vectors ``(n, dimension)`` of a model."""
    ids, matrix = _collect(catalogue, _joined(model), dimension)
    return np.array([passage_key(i) for i in ids], dtype=np.uint64), matrix


def sample_vectors(
    catalogue: Catalogue, model: str, dimension: int, size: int
) -> NDArray[np.float32]:
    """Return at most ``size`` vectors, ``(n, dimension)``: those with the smallest text hashes.

    Hashes fall at random, so this is a fair sample, and the same for the same texts.
    """
    table = schema.embeddings
    # Vectors of texts that no passage has any more tell nothing of this library.
    in_use = sa.exists().where(schema.passages.c.embedding_hash == table.c.text_hash)
    query = (
        sa.select(table.c.vector)
        .where(table.c.model == model, in_use)
        .order_by(table.c.text_hash)
        .limit(size)
    )
    with catalogue.engine.connect() as connection:
        return packing.unpack_vectors(connection.scalars(query), dimension)


def embedded_ids(catalogue: Catalogue, model: str) -> Iterator[PassageId]:
    """Yield the id of every passage that has a vector of ``model``, sorted."""
    query = _joined(model).with_only_columns(schema.passages.c.id).order_by(schema.passages.c.id)
    with catalogue.engine.connect() as connection:
        for identifier in connection.scalars(query):
            yield PassageId(identifier)


def _missing(model: str) -> sa.ColumnElement[bool]:
    table = schema.embeddings
    return ~sa.exists().where(
        table.c.model == model, table.c.text_hash == schema.passages.c.embedding_hash
    )


def _joined(model: str) -> sa.Select[tuple[str, bytes]]:
    table = schema.embeddings
    return sa.select(schema.passages.c.id, table.c.vector).join(
        table,
        sa.and_(table.c.model == model, table.c.text_hash == schema.passages.c.embedding_hash),
    )


def _collect(
    catalogue: Catalogue, query: sa.Select[tuple[str, bytes]], dimension: int
) -> tuple[list[PassageId], NDArray[np.float32]]:
    ids: list[PassageId] = []
    blobs: list[bytes] = []
    with catalogue.engine.connect() as connection:
        for row in connection.execute(query):
            ids.append(PassageId(row.id))
            blobs.append(row.vector)
    return ids, packing.unpack_vectors(blobs, dimension)
